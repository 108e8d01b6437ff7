"""The eight checks for pytest, beside a submission's svm.py and eight.py."""

import eight
import pytest


@pytest.fixture(params=["svm_loss_naive", "svm_loss_vectorized"])
def svm_loss(request):
    import svm

    return getattr(svm, request.param)


def test_initial_loss(svm_loss):
    eight.initial_loss(svm_loss)


def test_value(svm_loss):
    eight.value(svm_loss)


def test_gradient(svm_loss):
    eight.gradient(svm_loss)


def test_other_margins(svm_loss):
    eight.other_margins(svm_loss)
