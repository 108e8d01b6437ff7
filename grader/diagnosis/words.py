"""How factors before terms are said: a short name for them, and a sentence for each."""

from collections.abc import Mapping

from .clues import Clue, Words
from .factors import MISSING, RIGHT, Factor

CONSTANT = "constant-added"
INPUT = "input-added"
STRANGERS = (CONSTANT, INPUT)
"""Terms that have no place in any answer."""


def describe(output: str, found: Mapping[str, Factor], clue: Clue, words: Words) -> tuple[str, str]:
    """A name such as `data*N+reg*0`, and a sentence for each factor that is not 1."""
    strangers = {name: factor for name, factor in found.items() if name in STRANGERS}
    grouped = _grouped({name: f for name, f in found.items() if name not in strangers})
    wrong = {name: factor for name, factor in grouped.items() if factor.name != RIGHT}
    names = [f"{key.split('/')[-1]}*{factor.name}" for key, factor in wrong.items()]
    nothing_else = bool(strangers) and [f.name for f in grouped.values()] == [MISSING]
    sentences = [
        _sentence(output, key, factor, clue, words)
        for key, factor in wrong.items()
        if not nothing_else
    ]
    for name, factor in strangers.items():
        sentences.append(_of_stranger(output, name, factor, clue, nothing_else=nothing_else))
    return "+".join([*names, *strangers]), " ".join(sentences)


def _of_stranger(output: str, name: str, factor: Factor, clue: Clue, *, nothing_else: bool) -> str:
    if name == INPUT:
        verb = "is" if nothing_else else "is off by"
        says = f"{output} {verb} {factor.name} times the input that it belongs to"
        return f"{says}: is the gradient of a penalty on it right?"
    number = factor.name or "the same number"
    says = f"Every entry of {output} {'is' if nothing_else else 'is off by'} {number}"
    gradient = clue.block is not None
    doubt = ": is it a value, such as a loss or a penalty, where a gradient belongs?"
    return says + (doubt if gradient else ".")


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


_FIXED = {
    "0": "{} is missing.",
    "-1": "{} has the wrong sign.",
    "2": "{} is twice too large.",
    "1/2": "{} is half as large as it should be: a factor 2 is missing.",
}


def _sentence(output: str, key: str, factor: Factor, clue: Clue, words: Words) -> str:
    if key == "all" and factor.name == "0":
        return f"{output} is {'zero everywhere' if clue.want.ndim else '0'}: is it computed?"
    subject = output if key == "all" else words.get(key, _default(output, key))
    subject = subject[0].upper() + subject[1:] if subject.startswith("the ") else subject
    if factor.name in _FIXED:
        return _FIXED[factor.name].format(subject)
    if len(factor.symbols) == 1:
        return _of_one_symbol(subject, factor, clue)
    return f"{subject} is {factor.name} times what it should be."


def _default(output: str, key: str) -> str:
    return f"the {key.rsplit('/', maxsplit=1)[-1]} term of {output}"


def _of_one_symbol(subject: str, factor: Factor, clue: Clue) -> str:
    s = factor.symbols[0]
    value = f"{clue.symbols[s]:.6g}"
    if factor.name == s and s in clue.sizes:
        return f"{subject} is exactly {s} = {value} times too large: divide by {s}."
    if factor.name == s:
        return f"{subject} is multiplied by {s} once too often."
    if factor.name == f"1/{s}" and s in clue.sizes:
        return f"{subject} is exactly {s} = {value} times too small: {s} divides it once too often."
    if factor.name == f"1/{s}":
        return f"{subject} lacks the factor {s}."
    return f"{subject} is {factor.name} times what it should be."
