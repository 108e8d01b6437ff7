"""Stubs are what is left of a reference."""

import pytest

from grader.errors import CourseError
from grader.stubs import cut

REFERENCE = '''
class Net:
    def loss(self, X):
        """The loss."""
        # BEGIN SOLUTION
        return X
        # END SOLUTION


def f(x):
    y = x + 1
    # BEGIN SOLUTION
    z = y * y
    return z
    # END SOLUTION
'''


def test_what_stands_between_the_marks_becomes_a_todo() -> None:
    stub = cut(REFERENCE, file="code.py", assignment="a1")

    assert (
        stub
        == '''
class Net:
    def loss(self, X):
        """The loss."""
        # TODO: about 1 line.
        raise NotImplementedError("a1: Net.loss")


def f(x):
    y = x + 1
    # TODO: about 2 lines.
    raise NotImplementedError("a1: f")
'''
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def f():\n    # BEGIN SOLUTION\n    pass\n", "line 2: '# BEGIN SOLUTION' has no"),
        ("def f():\n    # END SOLUTION\n    pass\n", "line 2: '# END SOLUTION' does not pair"),
        (
            "def f():\n    # BEGIN SOLUTION\n    # BEGIN SOLUTION\n    pass\n    # END SOLUTION\n",
            "line 3: '# BEGIN SOLUTION' does not pair",
        ),
        ("# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n", "stands in no function"),
    ],
)
def test_marks_that_do_not_pair_are_told(source: str, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        cut(source, file="code.py", assignment="a1")
