from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import Example, Shelf, clues, examples, explained, name
from grader.diagnosis import Clue, Library, explain
from grader.model import Array, CaseKind


def with_data(example: Example, scores: Array) -> Array:
    """The answer with other scores in the data term."""
    data: Array = example.X.T @ scores / len(example.X)
    return data + example.terms["reg"]


def clipped(example: Example) -> Array:
    """A misconception of the data term."""
    return with_data(example, np.maximum(0, example.parts[0] + example.parts[1]))


def squared(example: Example) -> Array:
    """Another one."""
    return with_data(example, (example.parts[0] + example.parts[1]) ** 2)


SHELF = Shelf({"clipped": clipped, "squared": squared})


def test_a_misconception_that_gives_what_came_back_supplies_its_hint() -> None:
    found = explained(clipped, shelf=SHELF)

    assert found is not None
    assert (found.name, found.says, found.tier) == ("clipped", "This is clipped.", "misconception")


def test_a_misconception_goes_before_factors_because_its_words_are_better() -> None:
    shelf = Shelf({"sum-not-mean": lambda example: len(example.X) * example.want})

    assert name(explained(shelf.variants["sum-not-mean"], shelf=shelf)) == "sum-not-mean"


def test_two_misconceptions_that_fit_equally_well_leave_no_name() -> None:
    shelf = Shelf({"one": clipped, "other": clipped})

    assert explained(clipped, shelf=shelf) is None


def test_another_output_tells_two_misconceptions_apart() -> None:
    cases = examples()
    shelf = Shelf({"one": clipped, "other": clipped})
    loss = Shelf({"one": squared, "other": clipped})
    told = {"dW": clues(clipped, cases, shelf), "loss": clues(squared, cases, loss)}
    hints = {"one": "One.", "other": "Other."}

    assert name(explain("dW", told, hints=hints, words={})) == "one"


@settings(deadline=None)
@given(
    st.sampled_from(["clipped", "squared"]),
    st.sampled_from([("N", "data*N"), ("1/N", "data*1/N"), ("-1", "data*-1"), ("1", "")]),
    st.sampled_from([("1/2", "reg*1/2"), ("0", "reg*0"), ("1/reg", "reg*1/reg"), ("1", "")]),
    st.integers(0, 20),
)
def test_a_misconception_and_factors_are_named_together(
    variant: str, data: tuple[str, str], reg: tuple[str, str], seed: int
) -> None:
    def got(example: Example) -> Array:
        N = len(example.X)
        values = {
            "N": N,
            "1/N": 1 / N,
            "-1": -1,
            "1": 1,
            "1/2": 0.5,
            "0": 0,
            "1/reg": 1 / example.reg,
        }
        penalty = example.terms["reg"]
        return (
            values[data[0]] * (SHELF.variants[variant](example) - penalty)
            + values[reg[0]] * penalty
        )

    found = explained(got, examples(seed), SHELF)

    assert name(found) == "+".join(filter(None, [variant, data[1], reg[1]]))


def test_a_misconception_whose_own_term_is_missing_explains_nothing() -> None:
    found = explained(lambda example: 3.3 * example.W, shelf=SHELF)

    assert not name(found).startswith(("clipped", "squared"))


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_an_unknown_mistake_gets_no_name(seed: int) -> None:
    rng = np.random.default_rng(seed)

    found = explained(lambda e: e.want + rng.standard_normal(e.W.shape), shelf=SHELF)

    assert found is None


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_mistake_that_is_explained_in_all_cases_but_one_gets_no_name(wrong: int) -> None:
    cases = examples()

    def got(example: Example) -> Array:
        known = len(example.X) * example.want
        more: Array = np.cos(known) if example is cases[wrong] else np.zeros_like(known)
        return known + 0.01 * more

    assert explained(got, cases, SHELF) is None


# --- where nothing came back ----------------------------------------------------------------


def with_variant(clue: Clue, value: Array) -> Clue:
    """The clue with one misconception in its library."""
    return replace(clue, library=replace(clue.library, variants={"no-T": value}))


def test_where_the_submission_raises_only_a_misconception_that_fails_there_too_is_named() -> None:
    cases = examples()

    def only_square(example: Example) -> Array | None:
        product: Array = example.W.T @ example.want
        return product if product.shape == example.W.shape else None

    told = clues(only_square, cases)
    value = told[2].got
    assert value is not None
    fails = [
        *told[:2],
        replace(told[2], library=replace(told[2].library, variants={"no-T": value})),
    ]
    works = [
        replace(clue, library=replace(clue.library, variants={"no-T": clue.want}))
        for clue in told[:2]
    ] + fails[2:]
    hints = {"no-T": "Transpose."}

    assert name(explain("dx", {"dx": fails}, hints=hints, words={})) == "no-T"
    assert explain("dx", {"dx": works}, hints=hints, words={}) is None


# --- what a misconception says of the other outputs -----------------------------------------


def submission(
    *, loss: Callable[[Example], Array], dW: Callable[[Example], Array]
) -> dict[str, list[Clue]]:
    """A loss that is the number of examples, and a gradient; one misconception breaks both."""
    cases = examples()
    halved = Shelf({"halved": lambda example: example.want / 2 + example.W})
    losses = [
        Clue(
            case=f"case {number}",
            got=loss(example),
            want=np.array(float(len(example.X))),
            library=Library(variants={"halved": np.array(0.5)}),
        )
        for number, example in enumerate(cases)
    ]
    return {"loss": losses, "dW": clues(dW, cases, halved)}


def said_of(output: str, told: dict[str, list[Clue]]) -> str:
    return name(explain(output, told, hints={"halved": "Both are halved."}, words={}))


def wrong_gradient(example: Example) -> Array:
    found: Array = example.want / 2 + example.W
    return found


def right_loss(example: Example) -> Array:
    return np.array(float(len(example.X)))


def test_a_misconception_that_also_breaks_the_loss_is_not_that_of_a_right_loss() -> None:
    assert said_of("dW", submission(loss=lambda _: np.array(0.5), dW=wrong_gradient)) == "halved"
    assert said_of("dW", submission(loss=right_loss, dW=wrong_gradient)) != "halved"


def test_a_misconception_may_stand_beside_another_mistake_in_the_loss() -> None:
    cases = [np.array(7.0), np.array(11.0), np.array(5.0)]
    told = submission(loss=lambda _: np.array(0.123), dW=wrong_gradient)
    told["loss"] = [
        replace(clue, library=Library(variants={"halved": right}))
        for clue, right in zip(told["loss"], cases, strict=True)
    ]

    assert said_of("dW", told) == "halved"


# --- results in the wrong place, kinds of cases ---------------------------------------------


def test_an_infinite_value_is_explained_only_where_the_other_outputs_fit_too() -> None:
    def infinite(_: Example) -> Array:
        return np.array(np.inf)

    def told(dW: Callable[[Example], Array]) -> dict[str, list[Clue]]:
        found = submission(loss=infinite, dW=dW)
        breaks = Library(variants={"halved": np.array(np.inf)})
        return {**found, "loss": [replace(clue, library=breaks) for clue in found["loss"]]}

    def other(example: Example) -> Array:
        return example.want**2

    assert said_of("loss", told(wrong_gradient)) == "halved"
    assert said_of("loss", told(other)) == ""


def test_a_result_in_the_place_of_another_is_told() -> None:
    cases = examples()
    mine, theirs = clues(lambda e: np.cos(e.W), cases), clues(lambda e: e.want, cases)
    other = [replace(clue, want=np.cos(e.W)) for clue, e in zip(theirs, cases, strict=True)]

    assert name(explain("dW", {"dW": mine, "dx": other}, hints={}, words={})) == "is-dx"


def test_what_only_hands_on_its_input_is_told_to_those_who_pay_for_answers() -> None:
    shelf = Shelf(lookalikes={"is-X": lambda e: np.cos(e.W), "reg=1": lambda e: np.sin(e.W)})

    handed_on = explained(lambda e: np.cos(e.W), shelf=shelf)
    ignores = explained(lambda e: np.sin(e.W), shelf=shelf)

    assert handed_on is not None
    assert (handed_on.name, handed_on.absent) == ("is-X", True)
    assert ignores is not None
    assert (ignores.name, ignores.absent) == ("reg=1", False)


def test_right_except_on_a_kink_is_outside_of_the_subdifferential() -> None:
    smooth, other, kink = examples()
    cases = [smooth, other, replace(kink, kind=CaseKind.TIE)]
    found = explained(lambda e: e.want + (e.kind is CaseKind.TIE) * np.sign(e.W), cases)

    assert name(found) == "outside-subdifferential"


def test_no_number_on_a_kink_is_a_division_by_zero() -> None:
    smooth, other, kink = examples()
    cases = [smooth, other, replace(kink, kind=CaseKind.TIE)]
    found = explained(lambda e: e.want * (np.nan if e.kind is CaseKind.TIE else 1), cases)

    assert name(found) == "undefined-on-kink"


def test_another_subgradient_does_not_stand_in_the_way_of_a_name() -> None:
    smooth, other, kink = examples()
    cases = [smooth, other, replace(kink, kind=CaseKind.TIE)]
    told = clues(lambda e: e.want + np.sign(e.W), cases)
    told[2] = replace(told[2], judged=True)
    told[:2] = clues(lambda e: 2 * e.want, cases)[:2]

    assert name(explain("dW", {"dW": told}, hints={}, words={})) == "all*2"


def test_not_finite_for_large_numbers_only_is_an_overflow() -> None:
    smooth, other, large = examples()
    cases = [smooth, other, replace(large, kind=CaseKind.LARGE)]
    found = explained(lambda e: e.want * (np.nan if e.kind is CaseKind.LARGE else 1), cases)

    assert name(found) == "overflow"


def test_a_mistake_in_ordinary_numbers_is_named_there_even_if_large_ones_overflow() -> None:
    smooth, other, large = examples()
    cases = [smooth, other, replace(large, kind=CaseKind.LARGE)]
    found = explained(lambda e: -e.want * (np.nan if e.kind is CaseKind.LARGE else 1), cases)

    assert name(found) == "all*-1"
