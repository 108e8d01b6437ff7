"""The checks of a2_svm as an instructor would write them for plain pytest, in one process.

The same cases, comparisons, kinks and timing; no hints, no isolation, no limits, no report.
"""

import importlib.util
import os
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent.parent
RTOL = 4e-6


def load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


student = load(Path(os.environ["SUBMISSION"]) / "svm.py", "student")
reference = load(ROOT / "solutions" / "a2_svm" / "svm.py", "reference")
rng = np.random.default_rng(0)


def batch(N, D, C, reg, delta):
    y = rng.permutation(np.resize(np.arange(C), N))
    return rng.standard_normal((D, C)), rng.standard_normal((N, D)), y, reg, delta


def whole_numbers():
    W = rng.integers(-1, 2, (3, 4)).astype(float)
    return W, rng.integers(-1, 2, (8, 3)).astype(float), rng.integers(4, size=8), 0.25, 1.0


CASES = {
    "few classes": batch(7, 5, 3, 0.37, 1.0),
    "many classes": batch(11, 3, 6, 0.13, 1.0),
    "square W": batch(5, 4, 4, 0.21, 1.0),
    "margin 0.7": batch(9, 5, 4, 0.29, 0.7),
    "margin 2.5": batch(6, 4, 7, 0.17, 2.5),
}
TIE = whole_numbers()
FUNCTIONS = ["svm_loss_naive", "svm_loss_vectorized"]


def close(got, want):
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape
    rms = np.sqrt(np.mean(np.square(want)))
    assert np.all(np.abs(got - want) <= RTOL * (np.abs(want) + rms / 2) + 1e-13)


@pytest.mark.parametrize("N, C, delta", [(7, 3, 1.0), (5, 6, 2.5)])
def test_hinge_per_example(N, C, delta):
    scores, y = 2 * rng.standard_normal((N, C)), rng.permutation(np.resize(np.arange(C), N))
    close(
        student.hinge_per_example(scores, y, delta), reference.hinge_per_example(scores, y, delta)
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_initial_loss(function):
    for W, X, y, reg, delta in [CASES[name] for name in list(CASES)[:3]]:
        loss, _ = getattr(student, function)(np.zeros_like(W), X, y, reg, delta)
        close(loss, (W.shape[1] - 1) * delta)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("case", CASES)
def test_loss(function, case):
    arguments = [np.copy(a) for a in CASES[case]]
    close(getattr(student, function)(*arguments)[0], getattr(reference, function)(*CASES[case])[0])


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("case", CASES)
def test_gradient(function, case):
    arguments = [np.copy(a) for a in CASES[case]]
    close(getattr(student, function)(*arguments)[1], getattr(reference, function)(*CASES[case])[1])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_gradient_on_a_kink(function):
    """Between the slopes to the left and to the right, along random directions."""
    W, X, y, reg, delta = TIE
    loss, dW = getattr(student, function)(W.copy(), X, y, reg, delta)
    wanted = getattr(reference, function)(*TIE)[1]
    if np.allclose(dW, wanted, rtol=RTOL):
        return
    for _ in range(8):
        v, h = rng.standard_normal(W.shape), 1e-6
        ahead, behind = (
            getattr(reference, function)(W + t * v, X, y, reg, delta)[0] for t in (h, -h)
        )
        slopes = sorted([(ahead - loss) / h, (loss - behind) / h])
        assert slopes[0] - 1e-3 <= np.sum(dW * v) <= slopes[1] + 1e-3


def test_speed():
    def cost(function):
        given = batch(4000, 6, 8, 0.1, 1.0)
        began = time.process_time()
        function(*given)
        return time.process_time() - began

    pairs = [
        (cost(student.svm_loss_vectorized), cost(reference.svm_loss_vectorized)) for _ in range(3)
    ]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    assert ours <= 8 * theirs
