"""A worker: one child process that runs one submission's programs, and is limited and timed.

Whatever the submission does, `run` answers with an `Observation`: hanging, crashing, flooding and
lying are things that were observed. Only what is our own fault raises.
"""

import os
import secrets
import signal
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeAlias

from . import wire
from .clock import cpu_seconds, settled_cpu_seconds
from .errors import GraderError
from .guard import Guard
from .isolation import Seat, end
from .limits import Limits
from .model import Observation, Outcome, Program, Trouble
from .programs import program_tree, trouble_of, troubles_of, words_of

Cpu: TypeAlias = tuple[float, float]
"""CPU seconds of the calls, and beside them."""

DYING = 3.0
"""Seconds that a child has to end after it hung up, before it is ended."""


class Worker:
    """Runs programs in the child of a seat, and in a new one after that died.

    names: of the files that were handed in, as far as sentences may speak of them.
    """

    def __init__(self, seat: Seat, limits: Limits, names: Iterable[str] = ()) -> None:
        self._seat = seat
        self._limits = limits
        self._names = frozenset(names)
        self._spent = 0.0
        self._fatal_imports: dict[str, Observation] = {}
        self._child = _Child(seat, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child and all that it started."""
        self._child.end()

    def run(self, program: Program) -> Observation:
        """What the program did. A dead child is replaced first, and nothing is remembered of it."""
        return self._converse(program, timed=False)

    def time(self, program: Program) -> Observation:
        """The same, with `cpu_seconds` of the calls alone: not of receiving and sending arrays."""
        return self._converse(program, timed=True)

    def _converse(self, program: Program, *, timed: bool) -> Observation:
        if program.file in self._fatal_imports:
            return self._fatal_imports[program.file]
        if self._spent >= self._limits.total_seconds:
            total = self._limits.total_seconds
            return _no_answer(
                Outcome.TIMEOUT, f"the {total:g} s for the whole submission were over"
            )
        if self._child.dead:
            self._child.end()
            self._child = _Child(self._restarted(), self._limits)
        child = self._child
        observation = child.converse(program, self._names | words_of(program), timed=timed)
        self._spent += child.take_spent()
        if child.dead and program.file not in child.imported:
            self._fatal_imports[program.file] = observation  # it would only happen again
        return observation

    def _restarted(self) -> Seat:
        launcher, folder = self._seat.launcher, self._seat.folder
        return Seat(launcher, folder, launcher.start(folder))


class _Child:
    """One child process and the conversation with it."""

    def __init__(self, seat: Seat, limits: Limits) -> None:
        self._launcher = seat.launcher
        self._limits = limits
        self._started = seat.child
        process = seat.child.process
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        self._requests: BinaryIO = process.stdin  # type: ignore[assignment]
        self._replies: BinaryIO = process.stdout  # type: ignore[assignment]
        self._guard = Guard(self._launcher, self._started, limits)
        self._ready = False
        self.imported: set[str] = set()
        self.dead = False

    def take_spent(self) -> float:
        """The seconds of computing and sleeping since the last time."""
        return self._guard.take_spent()

    def end(self) -> None:
        """Kills the process group and reaps the child."""
        self.dead = True
        end(self._launcher, self._started)
        self._guard.close()

    def converse(self, program: Program, known: Container[str], *, timed: bool) -> Observation:
        """One program and its answer; the child is dead afterwards if it broke the protocol."""
        pid = self._started.pid
        try:
            self._get_ready()
            began = cpu_seconds(pid)
            with self._awake():
                answer, cpu = self._timed(program) if timed else (self._run(program), None)
            cpu = cpu or (cpu_seconds(pid) - began, 0.0)
        except (EOFError, OSError, wire.WireError) as error:
            return self._post_mortem(error)
        return _observation(answer, program, known, cpu)

    @contextmanager
    def _awake(self) -> Iterator[None]:
        """Lets the child run for as long as it is asked something, and stops it then.

        What goes on in it meanwhile, in threads, would slow down what is timed beside it.
        """
        self._signal("SIGCONT")
        yield
        self._signal("SIGSTOP")

    def _signal(self, name: str) -> None:
        with suppress(OSError, AttributeError):  # Windows has none of them
            os.kill(self._started.pid, getattr(signal, name))

    def _run(self, program: Program) -> object:
        """The program's answer."""
        body: object = program_tree(program)
        if program.file not in self.imported:
            self._prepare(program, body)
            body = None  # it is there
        with self._guard.watching("the call"):
            return self._ask("run", body, program.answer_bytes)

    def _timed(self, program: Program) -> tuple[object, Cpu]:
        """The program's answer, and the CPU time of the calls and beside them."""
        pid = self._started.pid
        came = cpu_seconds(pid)
        self._prepare(program, program_tree(program))
        began = settled_cpu_seconds(pid)
        with self._guard.watching("the call"):
            self._ask("go")
            done = settled_cpu_seconds(pid)
            answer = self._ask("answer", most_bytes=program.answer_bytes)
        left = settled_cpu_seconds(pid)
        return answer, (done - began, left - done + began - came)

    def _prepare(self, program: Program, body: object) -> None:
        with self._guard.watching(f"importing {program.file}"):
            self._ask("prepare", body)
        self.imported.add(program.file)

    def _get_ready(self) -> None:
        """Waits for the child's first word and sends the limits. Failing here is our trouble."""
        if self._ready:
            return
        try:
            wire.receive(self._replies)
            self._ask("setup", self._limits.setup(self._started.folder, self._started.confinement))
        except (EOFError, OSError, wire.WireError) as error:
            self.end()
            raise GraderError(
                f"the worker process did not start: {self._guard.last_words or error!r}",
                "Check that NumPy imports in this Python: python -c 'import numpy'.",
            ) from error
        self._ready = True

    def _ask(self, verb: str, body: object = None, most_bytes: int = 0) -> Any:  # noqa: ANN401
        """Sends one request; the reply must repeat a fresh nonce."""
        nonce = secrets.token_hex(16)
        header: dict[str, Any] = {"verb": verb, "nonce": nonce}
        packer = wire.Packer(1 << 62)
        if body is not None:
            header["body"] = packer.pack(body)
        wire.send(self._requests, header, packer.arrays)
        reply = wire.receive(self._replies)
        if not isinstance(reply, dict) or reply.get("nonce") != nonce:
            raise wire.WireError("a reply that answers no question")
        if "body" not in reply:
            return None
        arrays = wire.Arrays(most_bytes)
        value = wire.unpack(reply["body"], arrays)
        for array in arrays.made:
            wire.receive_into(self._replies, array)
        return value

    def _post_mortem(self, error: Exception) -> Observation:
        """Why the conversation broke off."""
        self.dead = True
        stays = not isinstance(error, wire.WireError) and not self._started.has_ended(DYING)
        self._launcher.kill(self._started)
        code = self._started.exit_code()
        if self._guard.reason is not None:
            return Observation(trouble=self._guard.reason)
        if isinstance(error, wire.WireError):
            return _no_answer(Outcome.CRASHED, f"the process sent {error} in place of an answer")
        if stays:
            return _no_answer(Outcome.CRASHED, "the process closed its connection to the grader")
        if code == 0 or code > 0:
            return _no_answer(
                Outcome.CRASHED,
                f"the process ended itself, with exit code {code}, before it answered",
            )
        return _no_answer(Outcome.CRASHED, _signal_words(-code))


def _observation(answer: object, program: Program, known: Container[str], cpu: Cpu) -> Observation:
    if not isinstance(answer, dict):
        return _no_answer(Outcome.CRASHED, "the process sent an answer of the wrong form")
    if "trouble" in answer:
        return Observation(trouble=trouble_of(answer["trouble"], known), cpu_seconds=cpu[0])
    values, missing = answer.get("values"), answer.get("missing")
    if not (
        isinstance(values, dict)
        and isinstance(missing, dict)
        and {*values, *missing} == set(program.returns)
    ):
        return _no_answer(Outcome.CRASHED, "the process sent an answer of the wrong form")
    missing = troubles_of(missing, known)
    return Observation(values, missing=missing, cpu_seconds=cpu[0], aside_seconds=cpu[1])


def _no_answer(outcome: Outcome, says: str) -> Observation:
    return Observation(trouble=Trouble(outcome, says))


def _signal_words(number: int) -> str:
    known = {
        6: "the process aborted (SIGABRT)",
        9: "the process was killed (SIGKILL), perhaps because the machine ran out of memory",
        11: "the process crashed (segmentation fault): recursion without end, or compiled code",
        24: "the process used up its CPU time",
        25: "the process wrote a file that is too large",
    }
    return known.get(number, f"the process was ended by signal {number}")
