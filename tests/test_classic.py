"""Homework of the classic CS231n, handed in whole: examples/cs231n_classic grades it rightly.

tests/classic holds two right hand-ins: `half` with 1/2 before the penalty, loops, prints and other
oddities of its time, `whole` without. A wrong one is one of them with a few lines exchanged.
"""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT, TESTS
from grader.cli import main
from grader.course import load_course
from grader.local import desk, grade_local
from grader.report import Report
from grader.verify import verify_assignment

COURSE = ROOT / "examples" / "cs231n_classic"
HAND_INS = TESTS / "classic"
NO_PYCACHE = shutil.ignore_patterns("__pycache__")
NETWORK = ("two_layer_net_scores", "TwoLayerNet", "two_layer_net_train", "two_layer_net_predict")


def graded(
    assignment: str, source: Path, only: Sequence[str] = (), *, course: Path = COURSE
) -> Report:
    with desk() as place:
        return grade_local(place, load_course(course / "autograder.yml"), assignment, source, only)


def points(report: Report) -> dict[str, float]:
    """The points of each problem."""
    found: dict[str, float] = {}
    for entry in report.checks:
        found[entry.problem] = found.get(entry.problem, 0.0) + entry.points
    return found


# --- right ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hand_in", ["half", "whole"])
@pytest.mark.parametrize("assignment", ["assignment1", "assignment2"])
def test_right_homework_keeps_all_points(assignment: str, hand_in: str) -> None:
    report = graded(assignment, HAND_INS / hand_in)

    assert [entry for entry in report.checks if entry.points < entry.max_points] == []
    assert report.points == report.max_points == 100


def test_the_remark_tells_which_convention_was_found() -> None:
    only = ["svm_loss_naive", "svm_loss_vectorized", "TwoLayerNet"]
    half, whole = (graded("assignment1", HAND_INS / name, only) for name in ("half", "whole"))

    for report, words in ((half, "your penalty is 1/2 reg"), (whole, "your penalty is reg")):
        assert {r.problem for r in report.remarks if r.text.startswith(words)} == set(only)


def test_oddities_are_remarks_without_points() -> None:
    report = graded(
        "assignment1",
        HAND_INS / "half",
        ["svm_loss_vectorized", "softmax_loss_naive", "TwoLayerNet"],
    )
    report2 = graded("assignment2", HAND_INS / "half", ["relu_backward"])

    said = " | ".join(remark.text for remark in (*report.remarks, *report2.remarks))
    assert "loss is an array of no dimensions" in said
    assert "-log(p) is infinite" in said
    assert "db1 has further axes of length 1" in said
    assert "dout is changed in place" in said


def test_the_folder_cs231n_itself_may_be_handed_in() -> None:
    report = graded("assignment2", HAND_INS / "whole" / "cs231n", ["relu_forward"])

    assert report.points == report.max_points == 3


# --- wrong ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrong:
    """A mistake in a hand-in, the points that are left, and the names that the report gives."""

    file: str
    edits: Sequence[tuple[str, str]]
    points: Mapping[str, float]
    names: Sequence[str]
    base: str = "half"


SVM, SOFTMAX = "classifiers/linear_svm.py", "classifiers/softmax.py"
CLASSIFIER, NET, LAYERS = (
    "classifiers/linear_classifier.py",
    "classifiers/neural_net.py",
    "layers.py",
)

WRONG = {
    # --- convolution and pooling
    "pad 0 crops dx to nothing": Wrong(
        LAYERS,
        [("dx = dxp[:, :, P : P + H, P : P + W]", "dx = dxp[:, :, P:-P, P:-P]")],
        {"conv_backward_naive": 20},
        ["dx-cropped-to-nothing"],
    ),
    "one pixel is cropped whatever pad is": Wrong(
        LAYERS,
        [("dx = dxp[:, :, P : P + H, P : P + W]", "dx = dxp[:, :, 1:-1, 1:-1]")],
        {"conv_backward_naive": 19},
        ["dx-crop-hard-coded"],
    ),
    "windows and filters overwrite dx": Wrong(
        LAYERS,
        [("j * S : j * S + WW] += dout", "j * S : j * S + WW] = dout")],
        {"conv_backward_naive": 8},
        ["dx-overwritten-by-filters"],
    ),
    "windows overwrite dx": Wrong(
        LAYERS,
        [("left : left + WW] += np.tensordot", "left : left + WW] = np.tensordot")],
        {"conv_backward_naive": 10},
        ["dx-overwritten"],
        base="whole",
    ),
    "two mistakes at once": Wrong(
        LAYERS,
        [
            ("left : left + WW] += np.tensordot", "left : left + WW] = np.tensordot"),
            ("pad : pad + shape[2], pad : pad + shape[3]]", "pad:-pad, pad:-pad]"),
        ],
        {"conv_backward_naive": 10},
        ["dx-overwritten", "dx-cropped-to-nothing"],
        base="whole",
    ),
    "pad is 1 in the forward": Wrong(
        LAYERS,
        [('conv_param["pad"]\n    Ho =', "1\n    Ho =")],
        {"conv_forward_naive": 14, "conv_backward_naive": 22},
        ["conv-pad-hard-coded"],
    ),
    "pad is 1 in the backward": Wrong(
        LAYERS,
        [('conv_param["pad"]\n    N, C', "1\n    N, C")],
        {"conv_backward_naive": 18},
        ["pad-hard-coded-backward"],
    ),
    "as many columns as rows": Wrong(
        LAYERS,
        [("Wo = 1 + (W + 2 * P - WW) // S", "Wo = Ho")],
        {"conv_forward_naive": 12, "conv_backward_naive": 16},
        ["conv-as-many-columns-as-rows"],
    ),
    "filters are squares": Wrong(
        LAYERS,
        [("(xp, w.shape[2:],", "(xp, (w.shape[2], w.shape[2]),")],
        {"conv_forward_naive": 15, "conv_backward_naive": 19},
        ["sides-of-the-filter-mixed-up"],
        base="whole",
    ),
    "sizes are floats": Wrong(
        LAYERS,
        [("Ho = int((H - ph) / S + 1)", "Ho = (H - ph) / S + 1")],
        {"max_pool_forward_naive": 0, "max_pool_backward_naive": 0},
        [],
    ),
    "pooling overwrites windows": Wrong(
        LAYERS,
        [("j * s : j * s + ww] += (window", "j * s : j * s + ww] = (window")],
        {"max_pool_backward_naive": 10},
        ["pool-windows-overwritten"],
        base="whole",
    ),
    "pooling overwrites the largest": Wrong(
        LAYERS,
        [("j * S + l] += dout", "j * S + l] = dout")],
        {"max_pool_backward_naive": 10},
        ["pool-largest-overwritten"],
    ),
    "windows are squares": Wrong(
        LAYERS,
        [("j * S : j * S + pw])", "j * S : j * S + ph])")],
        {"max_pool_forward_naive": 8},
        ["pool-square-windows"],
    ),
    "argmax is divided by the height": Wrong(
        LAYERS,
        [("np.unravel_index(np.argmax(piece), piece.shape)", "divmod(np.argmax(piece), ph)")],
        {"max_pool_backward_naive": 11},
        ["sides-of-the-window-mixed-up"],
    ),
    # --- the penalty
    "loss 1, gradient 1": Wrong(
        SVM,
        [("total += 0.5 * reg", "total += reg")],
        {"svm_loss_naive": 8},
        ["gradient-of-the-penalty-halved"],
    ),
    "loss 1/2, gradient 2": Wrong(
        SVM,
        [("G += reg * W", "G += 2 * reg * W")],
        {"svm_loss_naive": 9},
        ["penalty-halved"],
    ),
    "no penalty in the loss": Wrong(
        SOFTMAX,
        [("total += reg * 0.5 * np.sum(W * W)", "pass")],
        {"softmax_loss_vectorized": 11},
        ["penalty-missing-in-the-loss"],
    ),
    "no penalty in the gradient": Wrong(
        SOFTMAX,
        [("X.T.dot(p) / N + reg * W", "X.T.dot(p) / N")],
        {"softmax_loss_vectorized": 10},
        ["gradient-of-the-penalty-missing"],
    ),
    "the penalty is divided by N": Wrong(
        SOFTMAX,
        [
            ("total / N + 0.5 * reg * np.sum(W**2)", "(total + 0.5 * reg * np.sum(W**2)) / N"),
            ("G / N + reg * W", "(G + reg * W) / N"),
        ],
        {"softmax_loss_naive": 10},
        ["penalty-averaged"],
    ),
    "the gradient of the penalty is divided by N": Wrong(
        SVM,
        [("dW + 2 * reg * W", "dW + 2 * reg * W / num_train")],
        {"svm_loss_naive": 8},
        ["gradient-of-the-penalty-averaged"],
        base="whole",
    ),
    "the penalty of the loss skips W2": Wrong(
        NET,
        [("(np.sum(W1 * W1) + np.sum(W2 * W2))", "np.sum(W1 * W1)")],
        {"TwoLayerNet": 18},
        ["penalty-in-the-loss-skips-layer-2"],
    ),
    "biases are regularized": Wrong(
        NET,
        [
            (
                'for k in ("W1", "W2"):\n            grads',
                "for k in self.params:\n            grads",
            ),
        ],
        {"TwoLayerNet": 20},
        ["penalty-in-the-gradient-of-the-biases"],
        base="whole",
    ),
    # --- linear losses
    "ten classes": Wrong(
        SVM,
        [("D, C = W.shape", "D, C = W.shape[0], 10")],
        {"svm_loss_naive": 8},
        ["always-ten-classes"],
    ),
    "classes of the labels": Wrong(
        SVM,
        [("for c in xrange(C):", "for c in xrange(np.max(y) + 1):")],
        {"svm_loss_naive": 8},
        ["classes-of-the-labels"],
    ),
    "the loss D times": Wrong(
        SVM,
        [("total /= N", "total *= D / N")],
        {"svm_loss_naive": 4},
        ["loss-for-each-feature"],
    ),
    "the right class counts": Wrong(
        SVM,
        [("    m[range(N), list(y)] = 0\n", "")],
        {"svm_loss_vectorized": 0},
        ["counts-the-right-class"],
    ),
    "the right class gets nothing": Wrong(
        SVM,
        [("G[:, y[n]] -= violated * X[n, :]", "pass")],
        {"svm_loss_naive": 3},
        ["right-class-forgotten"],
    ),
    "one normalizer for the batch": Wrong(
        SOFTMAX,
        [("np.sum(p, axis=1).reshape(N, 1)", "np.sum(p)")],
        {"softmax_loss_vectorized": 1},
        ["normalizer-of-the-batch"],
    ),
    "no shift": Wrong(
        SOFTMAX,
        [("        f -= np.max(f)\n", "")],
        {"softmax_loss_naive": 10},
        ["no-shift"],
    ),
    "no shift, and no penalty": Wrong(
        SOFTMAX,
        [("        f -= np.max(f)\n", ""), (" + 0.5 * reg * np.sum(W**2)", "")],
        {"softmax_loss_naive": 9},
        ["no-shift", "penalty-missing-in-the-loss"],
    ),
    "a loop over the examples": Wrong(
        SVM,
        [
            (
                "m = np.maximum(0, s - s_true + 1)",
                "m = np.array([np.maximum(0, s[n] - s_true[n] + 1) for n in range(N)])",
            )
        ],
        {"svm_loss_vectorized": 10},
        [],
    ),
    # --- the network and the training
    "a ReLU on the scores": Wrong(
        NET,
        [("s = h.dot(W2) + b2", "s = np.maximum(0, h.dot(W2) + b2)")],
        {"two_layer_net_scores": 0, "TwoLayerNet": 1, "two_layer_net_predict": 2},
        ["relu-on-the-scores"],
    ),
    "no ReLU between the layers": Wrong(
        NET,
        [("h = z * (z > 0)", "h = z"), ("        back[z <= 0] = 0\n", "")],
        {"two_layer_net_scores": 0, "TwoLayerNet": 6},
        ["hidden-relu-missing"],
    ),
    "no mask on the way back": Wrong(
        NET,
        [("        back[z <= 0] = 0\n", "")],
        {"two_layer_net_scores": 5, "TwoLayerNet": 11},
        ["relu-mask-missing"],
    ),
    "b2 is not updated": Wrong(
        NET,
        [("for key in self.params:", "for key in ('W1', 'b1', 'W2'):")],
        {"two_layer_net_train": 0},
        ["second-bias-never-steps"],
    ),
    "batch_size is ignored": Wrong(
        CLASSIFIER,
        [("pick = np.random.randint(0, N, batch_size)", "pick = np.arange(N)")],
        {"linear_classifier_train": 6, "linear_classifier_batches": 0},
        ["batch-size-ignored"],
    ),
    "labels of others": Wrong(
        CLASSIFIER,
        [("y[pick], reg", "y[:batch_size], reg")],
        {"linear_classifier_train": 6, "linear_classifier_batches": 2},
        ["labels-of-the-first"],
    ),
    "every other loss is noted": Wrong(
        CLASSIFIER,
        [("losses.append(value)", "losses.extend([value] * (t % 2 == 0))")],
        {"linear_classifier_train": 4, "linear_classifier_batches": 4},
        ["history-of-every-other-step"],
    ),
    "W does not change": Wrong(
        CLASSIFIER,
        [("self.W += -learning_rate * G", "W = self.W - learning_rate * G")],
        {"linear_classifier_train": 0, "linear_classifier_batches": 4},
        ["never-steps"],
    ),
}


def handed_in(into: Path, base: str, file: str = "", edits: Sequence[tuple[str, str]] = ()) -> Path:
    """A copy of a hand-in with some lines exchanged."""
    source = into / "homework"
    shutil.copytree(HAND_INS / base, source, ignore=NO_PYCACHE)
    for old, new in edits:
        path = source / "cs231n" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    return source


@pytest.mark.parametrize("mistake", WRONG)
def test_a_real_mistake_costs_what_it_spoils_and_is_named(tmp_path: Path, mistake: str) -> None:
    wrong = WRONG[mistake]
    assignment = "assignment2" if wrong.file == LAYERS else "assignment1"
    source = handed_in(tmp_path, wrong.base, wrong.file, wrong.edits)

    report = graded(assignment, source, list(wrong.points))

    assert points(report) == wrong.points
    assert {e.misconception for e in report.checks if e.misconception} == set(wrong.names)


def test_the_report_says_on_which_shapes_a_function_fails(tmp_path: Path) -> None:
    wrong = WRONG["as many columns as rows"]
    source = handed_in(tmp_path, wrong.base, wrong.file, wrong.edits)

    report = graded("assignment2", source, ["conv_forward_naive"])

    failed = {e.title: e.message for e in report.checks if not e.points}
    assert list(failed) == ["image not square", "filter not square"]
    assert failed["image not square"] == "out has shape (2, 5, 6, 6); expected (2, 5, 6, 8)"


# --- other years ----------------------------------------------------------------------------


def test_a_year_without_the_network_is_graded_for_what_it_had(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(COURSE, course, ignore=NO_PYCACHE)
    settings = course / "autograder.yml"
    text = settings.read_text("utf-8")
    settings.write_text(
        text.replace(
            "  - id: assignment1\n",
            f"  - id: assignment1\n    not_applicable: [{', '.join(NETWORK)}]\n",
        ),
        "utf-8",
    )
    source = handed_in(tmp_path, "half")
    for name in ("classifiers/neural_net.py", "layers.py", "layer_utils.py"):
        (source / "cs231n" / name).unlink()

    report = graded("assignment1", source, course=course)

    assert report.points == report.max_points == 66
    assert report.all_passed


def test_a_file_that_is_missing_costs_only_its_own_problems(tmp_path: Path) -> None:
    source = handed_in(tmp_path, "whole")
    (source / "cs231n" / "classifiers" / "neural_net.py").unlink()

    report = graded("assignment1", source, ["TwoLayerNet", "linear_classifier_train"])

    assert points(report) == {"TwoLayerNet": 0, "linear_classifier_train": 6}
    assert report.checks[-1].message == (
        "cs231n/classifiers/neural_net.py is missing from the submission"
    )


PYTHON_2 = """
def svm_loss_naive(W, X, y, reg):
    print "loss"
"""


def test_python_2_gets_a_clear_sentence(tmp_path: Path) -> None:
    source = handed_in(tmp_path, "half")
    (source / "cs231n" / SVM).write_text(PYTHON_2, "utf-8")

    report = graded("assignment1", source, ["svm_loss_naive"])

    assert report.points == 0
    assert {entry.message for entry in report.checks} == {
        f"syntax error at cs231n/{SVM}, line 3: this is Python 2: write print(...)"
    }


# --- the course itself ----------------------------------------------------------------------


@pytest.mark.parametrize("assignment", ["assignment1", "assignment2"])
def test_the_course_is_proved(assignment: str) -> None:
    course = load_course(COURSE / "autograder.yml")

    proofs = list(verify_assignment(course, assignment, seeds=1))

    assert [proof for proof in proofs if not proof.holds] == []


def test_it_is_written_with_the_public_api_only() -> None:
    imports = [
        line
        for path in COURSE.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.match(r"\s*(from|import) grader", line)
    ]

    assert len(imports) > 4
    assert {line.split(" import")[0].strip() for line in imports} == {"from grader"}


def test_the_commands_of_its_readme_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(COURSE)
    source, report = str(HAND_INS / "whole"), str(tmp_path / "report.json")

    found = CliRunner().invoke(
        main, ["local", "assignment2", "--submission", source, "--report", report]
    )

    assert found.exit_code == 0
    assert "All right." in found.output
