"""A made-up class: its submissions, their grades and their pages, in one command.

python examples/class/make.py OUT [--accept-isolation 2]

Nobody here exists. The submissions are the course's references with mistakes put in. They are drawn
from a fixed seed: every run makes the same class.
"""

import argparse
import csv
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent.parent
COURSE = """course: Neural networks from scratch, in NumPy
assignments:
  - {id: a3_softmax, due: "2027-02-01T18:00:00Z"}
  - {id: a4_regularization, due: "2027-02-01T18:00:00Z"}
limits: {call_seconds: 2, total_seconds: 20}
late: {kind: per_day, percent: 10, most_percent: 50, grace_minutes: 15}
"""
IN_TIME, LATE = "2027-02-01T16:40:00Z", ["2027-02-01T23:10:00Z", "2027-02-03T09:00:00Z"]

FIRST = "Ada Ben Cleo Dana Elif Femi Gita Hugo Ines Jun Kofi Lena Mira Noor Otto Pia Quinn Rosa"
LAST = "Achebe Berg Costa Duarte Eriksen Fontaine Garcia Haddad Ito Jansen Kaya"
STUDENTS, MISSING = 36, 2

# What students wrote instead of a piece of a reference. Some pieces occur twice: then both change.
MISTAKES = {
    "a3_softmax": [
        ("softmax.py", "X.T @ dscores / len(X) +", "X.T @ dscores +"),
        ("softmax.py", "dscores / len(X) + 2 * reg * W", "dscores / len(X)"),
        ("softmax.py", "dW / len(X) + 2 * reg * W", "dW / len(X) + reg * W"),
        ("softmax.py", "return loss / len(X) + reg", "return loss + reg"),
        ("softmax.py", "np.exp(scores - scores.max(axis=1, keepdims=True))", "np.exp(scores)"),
        ("softmax.py", "    scores -= scores.max(axis=1, keepdims=True)\n", ""),
        ("softmax.py", "dscores / len(scores)", "dscores"),
        ("softmax.py", "powers.sum(axis=1, keepdims=True)\n", "powers.sum(keepdims=True)\n"),
        ("softmax.py", "dscores[rows, y] -= 1", "dscores[y, y] -= 1"),
        ("softmax.py", "X.T @ dscores", "sum(np.outer(x, d) for x, d in zip(X, dscores))"),
        ("softmax.py", "powers = np.exp(scores)\n", "powers = np.array([*map(np.exp, scores)])\n"),
        ("softmax.py", "    scores = X @ W\n", "    raise NotImplementedError\n"),
        ("softmax.py", "    scores = X @ W\n", "    scores = W @ X\n"),
        ("softmax.py", "    scores = X @ W\n", "    while True:\n        pass\n"),
        ("softmax.py", "import numpy as np", "import numpy as"),
    ],
    "a4_regularization": [
        (
            "regularization.py",
            "np.sum(np.abs(W)), np.sign(W)",
            "np.sum(np.abs(W)), np.ones(W.shape)",
        ),
        ("regularization.py", "np.sum(W * W), 2 * W", "np.sum(W * W), W"),
        ("regularization.py", "alpha * np.sign(W) + 2 * beta * W,", "2 * beta * W,"),
        ("regularization.py", "dW + lam * (", "dW + ("),
        ("regularization.py", "dW + lam * (alpha * np.sign(W) + 2 * beta * W)", "dW"),
        ("regularization.py", "data + lam * penalty", "data - lam * penalty"),
        ("regularization.py", "np.sum(np.abs(W)), np.sign", "np.abs(W).sum(axis=1), np.sign"),
        ("sgd.py", "W - learning_rate * dW", "W + learning_rate * dW"),
        ("sgd.py", "W - learning_rate * (", "W + learning_rate * ("),
        ("sgd.py", "W - learning_rate * (dW", "W - 0.002 * learning_rate * (dW"),
        ("sgd.py", "return X[rows], y[rows]", "return X[rows], y[:batch_size]"),
        ("sgd.py", "default_rng(seed).", "default_rng(0)."),
        ("sgd.py", "W, history = np", "raise NotImplementedError\n    W, history = np"),
        ("sgd.py", "    W, history = np", "    while True:\n        pass\n    W, history = np"),
    ],
}
INPUTS = {
    "a3_softmax": ["--secret-file", "secret"],
    "a4_regularization": ["--public-seed"],
}
"""Of inputs that everybody has, reports tell values, and the loss beside its tangents."""

HOW_MANY = [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4]


def main() -> None:
    """Makes the class in a new folder OUT, with the pages in OUT/site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--accept-isolation", default="3", choices=["2", "3"])
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True)
    names = students()
    write_csv(out / "roster.csv", ["id", "name", "section"], roster(names))
    (out / "secret").write_text("the secret of a class that does not exist\n", "utf-8")
    (out / "autograder.yml").write_text(COURSE, "utf-8")
    for number, assignment in enumerate(MISTAKES):
        for top in ("assignments", "solutions"):
            shutil.copytree(ROOT / top / assignment, out / top / assignment)
        hand_in(out, assignment, names, Random(number))  # noqa: S311  # no secret
    for assignment in MISTAKES:
        publish(out, assignment, ["--accept-isolation", arguments.accept_isolation])


def students() -> list[tuple[str, str]]:
    """Id and name of each."""
    rng = Random(0)  # noqa: S311  # no secret
    first = (FIRST.split() * 2)[:STUDENTS]
    names = [f"{name} {rng.choice(LAST.split())}" for name in first]
    return [(f"s{2000 + 7 * i}", name) for i, name in enumerate(names)]


def roster(names: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The lines of the roster."""
    return [[student, name, "AB"[i % 2]] for i, (student, name) in enumerate(names)]


def hand_in(out: Path, assignment: str, names: Sequence[tuple[str, str]], rng: Random) -> None:
    """Writes what each student handed in, and when."""
    times = []
    absent = {student for student, _ in rng.sample(names, MISSING)}
    for student, _ in names:
        mistakes = rng.sample(MISTAKES[assignment], rng.choice(HOW_MANY))
        submitted = rng.choice([IN_TIME] * 8 + LATE)
        if student in absent:
            continue
        folder = out / "submissions" / assignment / student
        shutil.copytree(ROOT / "solutions" / assignment, folder, ignore=kept_back)
        for file, right, wrong in mistakes:
            path = folder / file
            path.write_text(path.read_text("utf-8").replace(right, wrong), "utf-8")
        times.append([student, submitted])
    write_csv(out / f"times-{assignment}.csv", ["id", "submitted"], times)


def kept_back(_: str, names: Sequence[str]) -> list[str]:
    """What is in the folder of a solution and in no submission."""
    own = ("misconceptions.py", "terms.py")
    return [name for name in names if name in own or not name.endswith(".py")]


def publish(out: Path, assignment: str, options: Sequence[str]) -> None:
    """Grades one assignment, and makes its pages with names and without."""
    graded = f"graded/{assignment}"
    batch = ["batch", f"submissions/{assignment}", "--assignment", assignment, "--out", graded]
    batch += ["--roster", "roster.csv", *INPUTS[assignment]]
    grade(out, *batch, "--times", f"times-{assignment}.csv", *options)
    pages = ["publish", graded, "--roster", "roster.csv", "--html"]
    grade(out, *pages, f"site/{assignment}")
    grade(out, *pages, f"site/{assignment}-anonymous", "--anonymous", "pseudonyms.key")


def grade(folder: Path, *command: str) -> None:
    """Runs a command of the grader there; it must not fail."""
    subprocess.run([sys.executable, "-m", "grader", *command], cwd=folder, check=True)  # noqa: S603


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with its columns' names."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])


if __name__ == "__main__":
    main()
