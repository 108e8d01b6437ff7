"""The CPU clock of another process misses nothing of what that process has used."""

import subprocess
import sys
import time

import pytest

from grader.clock import LINUX, cpu_seconds, runs, settled_cpu_seconds

ROUNDS = 3000
CHILD = """
import sys, time
while sys.stdin.buffer.read(1):
    began = time.perf_counter()
    while time.perf_counter() < began + 1e-4:
        pass
    sys.stdout.buffer.write(b"!")
    sys.stdout.buffer.flush()
"""


@pytest.mark.skipif(not LINUX, reason="elsewhere the clock has steps of 10 ms")
def test_a_settled_reading_misses_nothing_that_is_booked_later() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as child:
        assert child.stdin
        assert child.stdout
        for _ in range(ROUNDS):
            child.stdin.write(b"g")
            child.stdout.read(1)
            settled = settled_cpu_seconds(child.pid)
            time.sleep(1e-4)
            assert cpu_seconds(child.pid) == settled
        child.stdin.close()


def test_a_process_that_is_gone_has_used_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert cpu_seconds(child.pid) == settled_cpu_seconds(child.pid) == 0


@pytest.mark.parametrize(("code", "busy"), [("while True: pass", True), ("input()", False)])
def test_a_process_that_computes_is_told_from_one_that_sleeps(code: str, *, busy: bool) -> None:
    command = [sys.executable, "-c", f"print('ready', flush=True)\n{code}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        settled_cpu_seconds(child.pid)
        assert runs(child.pid) is busy
        child.kill()
