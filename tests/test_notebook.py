"""What notebooks use."""

import pytest

from grader import written


def stub(*message: str) -> None:
    raise NotImplementedError(*message)


def test_a_stub_in_a_cell_becomes_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with written():
        stub("a2_svm: svm_loss_naive")
        print("the rest")  # noqa: T201

    assert capsys.readouterr().out == "not written yet: a2_svm: svm_loss_naive\n"


def test_a_stub_without_a_message_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    with written():
        stub()

    assert capsys.readouterr().out == "not written yet\n"


def test_every_other_exception_of_a_cell_is_raised(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="shapes"), written():
        raise ValueError("shapes do not fit")

    assert capsys.readouterr().out == ""


def test_a_cell_whose_functions_are_written_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with written():
        found = 1 + 1

    assert found == 2
    assert capsys.readouterr().out == ""
