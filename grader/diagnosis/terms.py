"""Terms: the answer is a sum of named terms, and the mistake is a factor before some of them.

g = sum c_k t_k is solved for the c_k in every case, and each c_k must be one nameable factor in all
of them: 0 is a missing term, N is one that was not averaged.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from grader.model import Array
from grader.numeric import same

from .clues import Clue, Explanation, Words
from .factors import RIGHT, Factor, factors, match, shared

MAX_COMBINATIONS = 100_000


def from_terms(output: str, clues: Sequence[Clue], words: Words) -> Explanation | None:
    """An explanation by factors before the terms of the right answer."""
    found = fit(clues, [clue.library.terms for clue in clues])
    if not found or all(factor.name == "0" for factor in found.values()):
        return None
    name, says = describe(output, found, clues[0], words)
    absent = any(factor.name == "0" for factor in found.values())
    return Explanation(name=name, says=says, tier="terms", absent=absent)


def fit(clues: Sequence[Clue], terms: Sequence[Mapping[str, Array]]) -> dict[str, Factor] | None:
    """The factor before each term, where that leaves no residual in any case."""
    names = tuple(terms[0]) if terms else ()
    if not names or any(tuple(t) != names for t in terms):
        return None
    if any(clue.got.shape != clue.want.shape or not clue.finite for clue in clues):
        return None
    scalar = clues[0].want.size == 1
    return _fit_numbers(clues, terms, names) if scalar else _fit_arrays(clues, terms, names)


def _fit_arrays(
    clues: Sequence[Clue], terms: Sequence[Mapping[str, Array]], names: tuple[str, ...]
) -> dict[str, Factor] | None:
    rows = [
        coefficients(clue.got, [t[name] for name in names])
        for clue, t in zip(clues, terms, strict=True)
    ]
    if any(row is None for row in rows):
        return None
    symbols = [clue.symbols for clue in clues]
    found: dict[str, Factor] = {}
    for k, name in enumerate(names):
        values = [row[k] for row in rows if row is not None]
        factor = match(values, symbols) or _constant(values)
        if factor is None:
            return None
        found[name] = factor
    return found


def coefficients(got: Array, terms: Sequence[Array]) -> list[float | None] | None:
    """C with sum c_k t_k = got and no residual; None in place of a c_k whose term is zero."""
    used = [k for k, term in enumerate(terms) if np.any(term)]
    if not used:
        return None
    matrix = np.stack([np.asarray(terms[k], dtype=np.float64).ravel() for k in used], axis=1)
    sizes = np.linalg.norm(matrix, axis=0)
    if np.linalg.cond(matrix / sizes) > 1e6:
        return None
    solved = (
        np.linalg.lstsq(matrix / sizes, np.asarray(got, dtype=np.float64).ravel(), rcond=None)[0]
        / sizes
    )
    if not same(got, (matrix @ solved).reshape(got.shape)):
        return None
    found: list[float | None] = [None] * len(terms)
    for k, value in zip(used, solved, strict=True):
        found[k] = float(value)
    return found


def _constant(values: Sequence[float | None]) -> Factor | None:
    """A factor without a name that is the same number in every case."""
    known = [value for value in values if value is not None]
    first = known[0]
    if any(abs(value - first) > 3e-6 * abs(first) for value in known):
        return None
    return Factor(f"{first:.6g}", 9, first)


def _fit_numbers(
    clues: Sequence[Clue], terms: Sequence[Mapping[str, Array]], names: tuple[str, ...]
) -> dict[str, Factor] | None:
    """For a single number the factors are tried: one equation a case cannot be solved for them."""
    symbols = [clue.symbols for clue in clues]
    known = factors(shared(symbols))
    while len(known) ** len(names) > MAX_COMBINATIONS:
        known = tuple(f for f in known if f.rank < known[-1].rank)
    values = np.array([[f.value(s) for f in known] for s in symbols])
    total: Array = np.zeros((len(clues), *[1] * len(names)))
    for k, name in enumerate(names):
        sizes = np.array([float(t[name]) for t in terms])
        axis = [1] * (len(names) + 1)
        axis[0], axis[k + 1] = len(clues), len(known)
        total = total + (sizes[:, None] * values).reshape(axis)
    got = np.array([float(clue.got.ravel()[0]) for clue in clues]).reshape([-1, *[1] * len(names)])
    fits = np.argwhere((np.abs(total - got) <= 3e-6 * np.abs(got) + 1e-12).all(axis=0))
    return _simplest([{n: known[i] for n, i in zip(names, fit, strict=True)} for fit in fits])


def _simplest(found: list[dict[str, Factor]]) -> dict[str, Factor] | None:
    """The simplest of several combinations, if only one is that simple."""
    ranked = sorted(found, key=_rank)
    if not ranked or (len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1])):
        return None
    return ranked[0]


def _rank(found: Mapping[str, Factor]) -> int:
    return sum(factor.rank for factor in found.values())


# --- words ----------------------------------------------------------------------------------


def describe(output: str, found: Mapping[str, Factor], clue: Clue, words: Words) -> tuple[str, str]:
    """A name such as `data*N+reg*0`, and a sentence for each factor that is not 1."""
    grouped = _grouped(found)
    wrong = {name: factor for name, factor in grouped.items() if factor.name != RIGHT}
    name = "+".join(f"{key.split('/')[-1]}*{factor.name}" for key, factor in wrong.items())
    sentences = [_sentence(_subject(output, key, words), f, clue) for key, f in wrong.items()]
    return name, " ".join(sentences)


def _grouped(found: Mapping[str, Factor]) -> dict[str, Factor]:
    """`data/a` and `data/b` with one factor become `data`; all terms with one factor `all`."""
    names = {factor.name for factor in found.values()}
    if len(names) == 1:
        return {"all": next(iter(found.values()))}
    grouped: dict[str, Factor] = {}
    for key, factor in found.items():
        group = key.split("/")[0]
        same_group = {f.name for k, f in found.items() if k.split("/")[0] == group}
        grouped[group if len(same_group) == 1 else key] = factor
    return grouped


def _subject(output: str, key: str, words: Words) -> str:
    if key == "all":
        return output
    return words.get(key, f"the {key.rsplit('/', maxsplit=1)[-1]} term of {output}")


_FIXED = {
    "0": "{} is missing.",
    "-1": "{} has the wrong sign.",
    "2": "{} is twice too large.",
    "1/2": "{} is half as large as it should be: a factor 2 is missing.",
}


def _sentence(subject: str, factor: Factor, clue: Clue) -> str:
    subject = subject[0].upper() + subject[1:] if subject.startswith("the ") else subject
    if factor.name in _FIXED:
        return _FIXED[factor.name].format(subject)
    if not factor.symbols:
        return f"{subject} is {factor.name} times what it should be."
    s = factor.symbols[0]
    value = f"{clue.symbols[s]:.6g}"
    if factor.name == s and s in clue.sizes:
        return f"{subject} is exactly {s} = {value} times too large: divide by {s}."
    if factor.name == s:
        return f"{subject} is multiplied by {s} once too often."
    if factor.name == f"1/{s}" and s in clue.sizes:
        return f"{subject} is exactly {s} = {value} times too small: {s} divides it twice."
    if factor.name == f"1/{s}":
        return f"{subject} lacks the factor {s}."
    return f"{subject} is {factor.name} times what it should be."
