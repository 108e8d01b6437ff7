"""What grade doctor sees of a machine, and what it says where something is missing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader import doctor
from grader.cli import main
from grader.errors import GraderError
from grader.isolation import PlainProcess, Started


class Refused(PlainProcess):
    def start(self, folder: Path) -> Started:
        raise GraderError("bubblewrap refuses: No permissions to create new namespace")


def grade(*options: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *options])


def test_this_machine_is_described() -> None:
    done = grade("--json")

    data = json.loads(done.stdout)
    assert done.exit_code == (0 if data["ready"] else 1)
    assert [level["level"] for level in data["levels"]] == [3, 2, 1]
    assert data["levels"][2]["probes"]["read a file"] is False
    assert {"Python", "NumPy", "BLAS", "cores", "memory", "kernel", "bubblewrap"} <= {
        *data["facts"]
    }
    assert "unknown" not in data["facts"]["BLAS"]
    assert data["ready"] is not bool(data["todo"])


def test_a_person_sees_every_probe() -> None:
    shown = grade().stdout

    assert "Level 3" in shown
    assert "can read a file" in shown
    assert "1 in a worker" in shown


def test_what_is_missing_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEVELS", ((3, Refused), (2, PlainProcess)))
    monkeypatch.setattr(doctor, "installed", lambda: "")
    settings = {
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1",
        "/proc/sys/kernel/unprivileged_userns_clone": "0",
    }
    monkeypatch.setattr(doctor, "_read", lambda path: settings.get(path, ""))
    done = grade()

    assert done.exit_code == 1
    for words in (
        "No permissions to create new namespace",
        "does not run here as it is",
        "apt-get install bubblewrap",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        "sysctl -w kernel.unprivileged_userns_clone=1",
        "✗ can fork",
    ):
        assert words in done.stdout


def test_a_machine_that_does_not_say_what_is_wrong_gets_a_thing_to_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "LEVELS", ((3, Refused),))
    monkeypatch.setattr(doctor, "installed", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(doctor, "_read", lambda path: "")
    monkeypatch.setattr(doctor, "CONTAINERS", ())

    assert "Try: bwrap --unshare-all" in grade().stdout


def test_the_probe_leaves_nothing_in_the_temporary_folder() -> None:
    grade()

    assert not list(Path("/tmp").glob("nabla-fill-*"))  # noqa: S108
