"""Imports of what is not there do not sink a right answer, and a file may lie in a package."""

from collections.abc import Callable, Iterator

import pytest

from grader.folders import temporary_folder
from grader.isolation import PlainProcess, seat
from grader.limits import Limits
from grader.model import Call, Observation, Outcome, Program, Ref
from grader.submission import stage
from grader.worker import Worker

FILE = "cs231n/classifiers/linear_svm.py"
Grade = Callable[..., Observation]


@pytest.fixture
def run() -> Iterator[Grade]:
    """Runs `f()` of a file in a package, handed in with more files beside it."""
    with temporary_folder() as source, seat(PlainProcess()) as own:

        def graded(code: str, *, inside: bool = False, **files: str) -> Observation:
            for name, text in {"classifiers/linear_svm.py": code, **files}.items():
                path = source / name if inside else source / "cs231n" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
            with Worker(own, Limits(call_seconds=1)) as worker:
                stage(source, own.folder, files=[FILE], given={})
                return worker.run(Program(FILE, (Call("f"),), {"value": Ref(0)}))

        yield graded


HARMLESS = [
    "from builtins import range",
    "from past.builtins import xrange",
    "from six.moves import xrange",
    "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt",
    "import matplotlib.pyplot as plt\nplt.rcParams['image.cmap'] = 'gray'\nplt.style.use('fast')",
    "from scipy.special import logsumexp",
    "from .softmax import softmax_loss_naive",
    "from cs231n.layer_utils import *",
    "from cs231n.fast_layers import conv_forward_fast",
    "import cs231n.data_utils as data",
    "try:\n    from ..im2col_cython import col2im\nexcept ImportError:\n    print('run setup.py')",
    "from __future__ import print_function\nimport random, math",
]


@pytest.mark.parametrize("line", HARMLESS)
def test_an_import_that_is_not_needed_sinks_nothing(run: Grade, line: str) -> None:
    assert run(f"{line}\ndef f(): return sum(range(4))").values == {"value": 6}


def test_xrange_of_the_old_packages_works(run: Grade) -> None:
    code = "from past.builtins import xrange\ndef f(): return sum(xrange(4))"

    assert run(code).values == {"value": 6}


def test_what_is_used_and_is_not_there_is_told(run: Grade) -> None:
    seen = run("from .softmax import loss\ndef f(): return loss(1)")

    assert seen.trouble is not None
    assert seen.trouble.student_text == (
        "ImportError: cs231n.classifiers.softmax.loss is not there where your work is graded"
    )


def test_an_unknown_package_is_an_error(run: Grade) -> None:
    seen = run("import nunpy\ndef f(): return 1")

    assert seen.trouble is not None
    assert "ModuleNotFoundError" in seen.trouble.says


@pytest.mark.parametrize("inside", [True, False])
def test_the_folder_or_the_one_above_it_may_be_handed_in(run: Grade, *, inside: bool) -> None:
    files = {
        "classifiers/softmax.py": "def g(): return 5",
        "classifiers/__init__.py": "from cs231n.classifiers.k_nearest import Missing, x.y",
        "__init__.py": "1 / 0",
    }
    seen = run(
        "from cs231n.classifiers.softmax import g\ndef f(): return g()", inside=inside, **files
    )

    assert seen.values == {"value": 5}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def f():\n    print 'loss'", "line 2: this is Python 2: write print(...)"),
        (
            "def f():\n    for i in xrange(3): pass",
            "line 2: this is Python 2: xrange is called range now",
        ),
        ("def f():\n    return {}.iteritems()", "iteritems is called items now"),
        ("def f():\n    return list(range(3 / 2))", "line 2: / gives a float: write //"),
        ("def f():\n    return [1, 2][: 2 / 2]", "line 2: / gives a float: write //"),
        (
            "import numpy as np\ndef f():\n    return np.int(3)",
            "line 3: NumPy has dropped this name: write int, float, bool",
        ),
    ],
)
def test_what_older_code_needs_is_told(run: Grade, code: str, says: str) -> None:
    seen = run(code)

    assert seen.trouble is not None
    assert seen.trouble.outcome is Outcome.ERROR
    assert seen.trouble.says.endswith(says)
