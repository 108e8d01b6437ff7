"""Where a wrong answer is wrong, said without guessing why."""

import numpy as np
from numpy.typing import NDArray

from grader.text import listed

AXES = {"N": "example", "C": "class", "D": "feature", "F": "filter", "H": "row", "W": "column"}


def where(output: str, wrong: NDArray[np.bool_], axes: tuple[str, ...]) -> str:
    """Which entries are wrong, as a person would point at them; empty for a single number.

    `wrong` marks the entries, `axes` gives the letters of the dimensions as far as they are known.
    """
    if wrong.ndim == 0 or not wrong.any():
        return ""
    places = np.argwhere(wrong)
    if len(places) == 1:
        return f"exactly one entry, {output}[{_index(places[0])}]"
    if wrong.all():
        return f"every entry of {output}"
    for axis in range(wrong.ndim):
        hit = np.unique(places[:, axis])
        if len(hit) <= 2 < wrong.shape[axis]:
            names = listed([_name(axis, int(i), wrong.shape[axis], axes) for i in hit])
            return f"only {names} of {output}"
    if _only_border(wrong):
        return f"only the border of {output}"
    return f"{len(places)} of {wrong.size} entries of {output}"


def _index(place: NDArray[np.intp]) -> str:
    return ", ".join(str(int(i)) for i in place)


def _name(axis: int, i: int, length: int, axes: tuple[str, ...]) -> str:
    word = _word(axes[axis], images=len(axes) == 4) if axis < len(axes) else ""
    slots = ["row", "column"] if len(axes) == 2 else []
    place = f"{slots[axis]} {i}" if slots else f"index {i} along axis {axis}"
    last = ", the last" if i == length - 1 else ""
    return (
        f"{word} {i} ({place}{last})"
        if word and word != place.split(maxsplit=1)[0]
        else f"{place}{last}"
    )


def _word(letters: str, *, images: bool) -> str:
    """What one step along a dimension is; `Ho` and `HH` count rows, as `H` does."""
    return "channel" if images and letters == "C" else AXES.get(letters[0], "")


def _only_border(wrong: NDArray[np.bool_]) -> bool:
    """True where the last two dimensions are wrong at their edges only."""
    if wrong.ndim < 3 or min(wrong.shape[-2:]) < 3:
        return False
    return not wrong[..., 1:-1, 1:-1].any()
