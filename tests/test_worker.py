"""The worker answers whatever the submission does."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from time import sleep

import numpy as np
import psutil
import pytest

from conftest import Student
from grader.clock import LINUX
from grader.errors import GraderError
from grader.isolation import PlainProcess, Started, seat
from grader.limits import Limits
from grader.model import Call, Give, Outcome, Program, Ref
from grader.worker import Worker

Start = Callable[..., Student]


def outcome(student: Student, function: str) -> Outcome | None:
    trouble = student(function).trouble
    return trouble.outcome if trouble else None


def test_values_come_back(student: Start) -> None:
    run = student("def double(x): return 2 * x")

    assert np.array_equal(run("double", np.arange(3.0)).values["value"], [0, 2, 4])


def test_after_a_crash_the_next_call_gets_a_new_process(student: Start) -> None:
    run = student("import os\ndef crash(): os._exit(3)\ndef fine(): return 1")

    assert outcome(run, "crash") is Outcome.CRASHED
    assert run("fine").values == {"value": 1}


def test_recursion_to_a_crash_costs_only_its_own_call(student: Start) -> None:
    """Through compiled code and without a limit: newer Pythons catch it, older ones crash."""
    run = student(
        "import sys\nsys.setrecursionlimit(10**8)\n"
        "def again(n): return sorted([n], key=again)\ndef fine(): return 1"
    )
    program = Program("code.py", (Call("again", (0,)),), {"value": Ref(0)})

    trouble = run.worker.run(program).trouble

    assert trouble is not None
    assert trouble.outcome in (Outcome.CRASHED, Outcome.ERROR, Outcome.MEMORY)
    assert run("fine").values == {"value": 1}


def test_files_named_like_modules_of_python_do_not_stop_the_worker(student: Start) -> None:
    run = student("def fine(): return 1")
    folder = run.worker._seat.folder
    for name in ("signal", "resource", "json", "struct", "numpy", "wire", "os"):
        (folder / f"{name}.py").write_text("raise RuntimeError")

    assert run("fine").values == {"value": 1}


def test_after_a_hang_the_next_call_gets_a_new_process(student: Start) -> None:
    run = student("def hang():\n while True: pass\ndef fine(): return 1")

    assert outcome(run, "hang") is Outcome.TIMEOUT
    assert run("fine").values == {"value": 1}


@pytest.mark.parametrize(
    "hang_up",
    [
        "os.closerange(0, 64)",
        "nothing = os.open('/dev/null', os.O_RDWR); [os.dup2(nothing, n) for n in range(20)]",
    ],
)
def test_a_process_that_hangs_up_and_stays_is_ended(student: Start, hang_up: str) -> None:
    run = student(
        f"import os, time\ndef leave():\n {hang_up}\n time.sleep(60)\ndef fine(): return 1"
    )

    trouble = run("leave").trouble

    assert trouble is not None
    assert trouble.outcome is Outcome.CRASHED
    assert trouble.says == "the process closed its connection to the grader"
    assert run("fine").values == {"value": 1}


def test_a_hang_at_import_is_waited_for_once(student: Start) -> None:
    run = student("while True: pass")
    first = run("f")

    assert first.trouble is not None
    assert run("f") is first


def test_the_process_group_dies_with_the_child(student: Start) -> None:
    run = student(
        "import subprocess, sys, time\n"
        "def leave():\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "    return child.pid\n"
    )
    pid = run("leave").values["value"]

    run.worker.close()

    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.02)
    pytest.fail("a process of the submission is still there")


def test_no_file_descriptor_and_no_process_stays_behind() -> None:
    def used() -> tuple[int, int]:
        me = psutil.Process()
        return me.num_fds(), len(me.children())

    before = used()
    for _ in range(5):
        with seat(PlainProcess()) as own, Worker(own, Limits()) as worker:
            worker.run(Program("none.py", (Call("f"),), {}))

    assert used() == before


def test_an_exception_in_another_file_is_told_with_the_line_that_called_it(student: Start) -> None:
    code = "import given_layers\n\ndef f():\n    return given_layers.inverse(0)"
    run = student(code, names=["given_layers.py"])
    folder = run.worker._seat.folder
    (folder / "given_layers.py").write_text("def inverse(x):\n    return 1 / x\n")
    trouble = run("f").trouble

    assert trouble is not None
    assert trouble.says == (
        "it raised ZeroDivisionError at given_layers.py, line 2, called from code.py, line 4"
    )


def test_every_program_gets_fresh_copies_of_its_inputs(student: Start) -> None:
    run = student("def spoil(x):\n x *= 0\n return x")
    x = np.ones(3)

    run("spoil", x)

    assert np.array_equal(x, np.ones(3))
    assert np.array_equal(run("spoil", x).values["value"], np.zeros(3))


def test_what_became_of_an_input_can_be_asked(student: Start) -> None:
    run = student("def spoil(x):\n x *= 0\n return 1")
    program = Program("code.py", (Give(np.ones(3)), Call("spoil", (Ref(0),))), {"x": Ref(0)})

    assert np.array_equal(run.worker.run(program).values["x"], np.zeros(3))


def test_module_globals_persist_within_a_submission(student: Start) -> None:
    run = student("n = 0\ndef count():\n global n\n n += 1\n return n")

    assert [run("count").values["value"] for _ in range(3)] == [1, 2, 3]


def test_prints_go_nowhere_and_do_no_harm(student: Start) -> None:
    run = student("def talk():\n for i in range(2000): print('x' * 100)\n return 7")

    assert run("talk").values == {"value": 7}


def test_a_little_work_now_and_then_is_no_way_to_stay(student: Start) -> None:
    """Neither the limit of CPU time nor that of sleep would be near for long."""
    run = student(
        "import time\ndef drip():\n end = time.monotonic() + 30\n"
        " while time.monotonic() < end:\n"
        "  t = time.process_time()\n  while time.process_time() < t + 0.002: pass\n"
        "  time.sleep(0.018)\n",
        Limits(call_seconds=0.5),
    )

    trouble = run("drip").trouble

    assert trouble is not None
    assert trouble.outcome is Outcome.TIMEOUT
    assert "did not finish in 1.5 s although it hardly computed" in trouble.says


@pytest.mark.skipif(not LINUX, reason="elsewhere waiting for a core looks like sleeping")
def test_waiting_for_a_core_is_no_sleep(student: Start) -> None:
    """With eight others for each core, 0.4 s of CPU take longer than a call may sleep."""
    run = student(
        "import time\ndef work():\n while time.process_time() < end: pass\n return 1\n"
        "end = time.process_time() + 0.4\n",
        Limits(call_seconds=0.5),
    )
    spinning = [sys.executable, "-c", "while True: pass"]
    others = [
        subprocess.Popen(spinning, start_new_session=True)  # the kernel is fair between sessions
        for _ in range(8 * (os.cpu_count() or 1))
    ]
    try:
        assert run("work").values == {"value": 1}
    finally:
        for other in others:
            other.kill()
            other.wait()


def test_what_is_printed_byte_by_byte_is_read_in_larger_pieces(
    student: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        sleep(seconds)

    monkeypatch.setattr("grader.guard.time.sleep", pause)
    run = student("import os\ndef f():\n for _ in range(50_000): os.write(2, b'x')\n return 1")

    assert run("f").values == {"value": 1}
    assert len(pauses) < 5_000


def test_a_flood_of_output_ends_the_call_with_a_reason(student: Start) -> None:
    run = student("def flood():\n while True: print('x' * 10000)")

    trouble = run("flood").trouble

    assert trouble is not None
    assert trouble.outcome is Outcome.CRASHED
    assert "printed more than 1 MB" in trouble.says


def test_a_process_that_never_reads_its_input_is_ended(student: Start) -> None:
    run = student(
        "import threading, time, os, signal\n"
        "def stop():\n os.kill(os.getpid(), signal.SIGSTOP)\n return 1"
    )

    assert outcome(run, "stop") is Outcome.TIMEOUT


def test_the_total_time_is_limited(student: Start) -> None:
    run = student("import time\ndef nap(): time.sleep(0.4)", Limits(total_seconds=0.5))

    outcomes = [outcome(run, "nap") for _ in range(4)]

    assert outcomes[0] is None
    assert outcomes[-1] is Outcome.TIMEOUT


def test_a_reply_must_repeat_the_nonce(student: Start) -> None:
    """A forged frame that is well formed but answers no question."""
    run = student(
        "import os, struct, json\n"
        "def forge():\n"
        "    text = json.dumps({'nonce': '0' * 32, 'body': ['d', []]}).encode()\n"
        "    for fd in range(3, 12):\n"
        "        try: os.write(fd, struct.pack('<I', len(text)) + text)\n"
        "        except OSError: pass\n"
        "    return 1\n"
    )

    trouble = run("forge").trouble

    assert trouble is not None
    assert trouble.outcome is Outcome.CRASHED
    assert "a reply that answers no question" in trouble.says


@pytest.mark.parametrize(
    "answer",
    [
        ["n"],
        ["d", []],
        ["d", [["values", ["l", []]], ["missing", ["d", []]]]],
        ["d", [["values", ["d", []]], ["missing", ["d", []]]]],
    ],
)
def test_a_forged_answer_is_a_value_like_any_other(student: Start, answer: object) -> None:
    """Code in the child may answer in its name: only values are judged, so that is no gain."""
    run = student(f"import sys\nsys.modules['_grader_wire'].Packer.pack = lambda *a: {answer!r}")

    trouble = run("anything").trouble

    assert trouble is not None
    assert "wrong form" in trouble.says


@pytest.mark.parametrize("kind", ["KeyboardInterrupt", "SystemExit", "GeneratorExit", "Exception"])
def test_whatever_is_raised_is_an_error_of_the_submission(student: Start, kind: str) -> None:
    run = student(f"def f(): raise {kind}('x')\ndef fine(): return 1")

    assert outcome(run, "f") is Outcome.ERROR
    assert run("fine").values == {"value": 1}


def test_an_exception_that_cannot_be_shown_is_still_reported(student: Start) -> None:
    run = student(
        "class Odd(Exception):\n def __str__(self): raise RuntimeError\ndef f(): raise Odd"
    )

    trouble = run("f").trouble

    assert trouble is not None
    assert trouble.student_text == "Odd"


def test_timing_counts_the_call_and_not_the_transport(student: Start) -> None:
    run = student(
        "import time\ndef burn(x):\n"
        " end = time.process_time() + 0.05\n while time.process_time() < end: pass\n return 1\n"
        "def idle(x): return 1"
    )
    big = np.zeros(2_000_000)

    def cpu(function: str) -> float:
        program = Program("code.py", (Give(big), Call(function, (Ref(0),))), {"v": Ref(1)})
        return run.worker.time(program).cpu_seconds

    assert cpu("burn") >= 0.05
    assert cpu("idle") < 0.01


EARLY = """
import sys, time
main = sys.modules["__main__"]
module = main._module
def burn():
    end = time.process_time() + 0.05
    while time.process_time() < end: pass
def early(file):
    if sys._getframe(1).f_code.co_name == "main": burn()
    return module(file)
"""
LATE = """
import sys, time
wire = sys.modules["_grader_wire"]
send = wire.send
def burn():
    end = time.process_time() + 0.05
    while time.process_time() < end: pass
def late(stream, header, arrays=()):
    if "body" in header: burn()
    send(stream, header, arrays)
"""


@pytest.mark.parametrize("code", [f"{EARLY}main._module = early", f"{LATE}wire.send = late"])
def test_work_before_and_after_a_timed_call_is_seen(student: Start, code: str) -> None:
    run = student(f"{code}\ndef f(): return 1")
    program = Program("code.py", (Call("f"),), {"value": Ref(0)})
    run.worker.time(program)

    seen = run.worker.time(program)

    assert seen.values == {"value": 1}
    assert seen.aside_seconds >= 0.05
    assert seen.cpu_seconds < 0.02


def test_between_calls_nothing_goes_on(student: Start) -> None:
    """Threads that compute there would slow down the reference, which is timed meanwhile."""
    run = student(
        "import threading, time\nticks = []\n"
        "def count():\n while True: ticks.append(time.monotonic()); time.sleep(0.001)\n"
        "def start(): threading.Thread(target=count, daemon=True).start(); time.sleep(0.05)\n"
        "def longest(): time.sleep(0.05); return max(b - a for a, b in zip(ticks, ticks[1:]))\n"
    )
    run("start")
    time.sleep(0.5)

    assert run("longest").values["value"] > 0.4


def test_time_in_threads_counts(student: Start) -> None:
    run = student(
        "import threading, time\n"
        "def work():\n"
        " end = time.thread_time() + 0.05\n while time.thread_time() < end: pass\n"
        "def f():\n"
        " threads = [threading.Thread(target=work) for _ in range(3)]\n"
        " [t.start() for t in threads]; [t.join() for t in threads]\n"
    )
    program = Program("code.py", (Call("f"),), {})

    assert run.worker.time(program).cpu_seconds >= 0.14


def test_clocks_that_the_submission_changes_do_not_matter(student: Start) -> None:
    run = student(
        "import time\n"
        "real = time.process_time\n"
        "for name in ('time', 'perf_counter', 'process_time', 'monotonic'):\n"
        "    setattr(time, name, lambda: 0.0)\n"
        "def burn():\n end = real() + 0.05\n while real() < end: pass\n"
    )

    assert run.worker.time(Program("code.py", (Call("burn"),), {})).cpu_seconds >= 0.05


class _Broken(PlainProcess):
    def start(self, folder: Path) -> Started:
        process = subprocess.Popen(
            [sys.executable, "-c", "raise SystemExit('no NumPy here')"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        return Started(process, process.pid, str(folder))


def test_a_child_that_does_not_start_is_our_own_trouble() -> None:
    with (
        seat(_Broken()) as own,
        Worker(own, Limits()) as worker,
        pytest.raises(GraderError, match="did not start"),
    ):
        worker.run(Program("code.py", (Call("f"),), {}))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_the_child_is_in_a_session_of_its_own(student: Start) -> None:
    run = student("import os\ndef session(): return os.getsid(0)")

    assert run("session").values["value"] != os.getsid(0)


def test_the_environment_is_clean(student: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABLA_SECRET", "s3cret")
    run = student("import os\ndef look(): return ' '.join(os.environ)")

    found = run("look").values["value"]

    assert "NABLA_SECRET" not in found
    assert "OPENBLAS_NUM_THREADS" in found
