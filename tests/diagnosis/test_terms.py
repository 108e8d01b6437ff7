import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import Example, examples, explained, name
from grader.diagnosis import Clue, Library, explain
from grader.diagnosis.factors import Factor, factors, match
from grader.diagnosis.words import describe
from grader.model import Array

SYMBOLS = ("C", "D", "N", "reg")
FACTORS = [f for f in factors(SYMBOLS) if f.rank <= 3]
RIGHT = FACTORS[0]


def weighted(example: Example, chosen: list[Factor]) -> Array:
    """The answer with a factor before each term."""
    pairs = zip(chosen, example.terms.values(), strict=True)
    total: Array = np.zeros(example.W.shape)
    for factor, term in pairs:
        total = total + factor.value(example.symbols) * term
    return total


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(FACTORS), min_size=3, max_size=3),
    st.integers(0, 50),
)
def test_factors_before_terms_are_named_exactly_or_not_at_all(
    chosen: list[Factor], seed: int
) -> None:
    cases = examples(seed)
    found = explained(lambda example: weighted(example, chosen), cases)
    by_term = dict(zip(cases[0].terms, chosen, strict=True))
    clue = Clue(case="", got=None, want=cases[0].want, sizes=cases[0].sizes, strengths={"reg": 1})
    right, _ = describe("dW", by_term, clue, {})

    assert name(found) in ("", right)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FACTORS[:9]), min_size=3, max_size=3), st.integers(0, 50))
def test_simple_factors_are_always_named(chosen: list[Factor], seed: int) -> None:
    found = explained(lambda example: weighted(example, chosen), examples(seed))

    assert bool(found) == any(factor is not RIGHT for factor in chosen)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_a_right_answer_gets_no_name(precision: type) -> None:
    assert explained(lambda example: example.want.astype(precision)) is None


@settings(deadline=None)
@given(st.floats(-100, 100).filter(lambda k: abs(k - 1) > 1e-4 and not 0 < abs(k) < 1e-4))
def test_scaling_by_anything_but_1_is_noticed(k: float) -> None:
    found = explained(lambda example: k * example.want)

    assert name(found).startswith("all*")


@settings(deadline=None)
@given(st.lists(st.floats(0.3, 0.7), min_size=3, max_size=3, unique_by=lambda k: round(k, 3)))
def test_factors_that_differ_without_a_reason_are_not_named(numbers: list[float]) -> None:
    wanted = iter(numbers)

    assert explained(lambda example: next(wanted) * example.want) is None


@pytest.mark.parametrize(
    ("got", "says"),
    [
        (
            lambda e: e.want - e.terms["reg"],
            "The penalty is missing.",
        ),
        (
            lambda e: len(e.X) * (e.want - e.terms["reg"]) + e.terms["reg"],
            "The data term is exactly N = 7 times too large: divide by N.",
        ),
        (
            lambda e: e.want - 2 * e.terms["reg"],
            "The penalty has the wrong sign.",
        ),
        (
            lambda e: e.want - e.terms["reg"] / 2,
            "The penalty is half as large as it should be: a factor 2 is missing.",
        ),
        (
            lambda e: e.want - e.terms["reg"] + e.terms["reg"] / e.reg,
            "The penalty lacks the factor reg.",
        ),
        (lambda e: 0 * e.want, "dW is zero everywhere: is it computed?"),
    ],
)
def test_the_hint_says_what_to_do(got: object, says: str) -> None:
    assert callable(got)
    found = explained(got)

    assert found is not None
    assert found.says == says


def test_a_missing_term_is_told_to_those_who_pay_for_answers() -> None:
    missing = explained(lambda example: example.want - example.terms["reg"])
    halved = explained(lambda example: example.want - example.terms["reg"] / 2)

    assert missing is not None
    assert missing.absent
    assert halved is not None
    assert not halved.absent


def test_two_sizes_that_are_equal_in_every_case_are_not_told_apart() -> None:
    square = [{"N": 4.0, "C": 4.0}, {"N": 6.0, "C": 6.0}]

    assert match([4.0, 6.0], square) is None
    apart = match([4.0, None], [{"N": 4.0, "C": 3.0}, square[1]])
    assert apart is not None
    assert apart.name == "N"


def test_a_number_added_to_every_entry_is_a_value_where_a_gradient_belongs() -> None:
    found = explained(lambda e: e.want - e.terms["reg"] + e.reg * np.sum(e.W**2))

    assert name(found) == "reg*0+constant-added"


def test_a_parameter_added_to_every_entry_is_told_by_name() -> None:
    clues = [
        Clue(case="one", got=e.want + e.reg, want=e.want, strengths={"reg": e.reg})
        for e in examples()
    ]
    found = explain("losses", {"losses": clues}, hints={}, words={})

    assert found is not None
    assert found.says == "Every entry of losses is off by reg."


def test_a_penalty_that_has_no_place_is_told_by_the_input_in_it() -> None:
    def want(example: Example) -> Array:
        return example.want - example.terms["reg"]

    clues = [
        Clue(
            case="one",
            got=want(e) + 2 * e.reg * e.W,
            want=want(e),
            block=e.W,
            sizes=e.sizes,
            strengths={"reg": e.reg},
        )
        for e in examples()
    ]

    assert name(explain("dW", {"dW": clues}, hints={}, words={})) == "input-added"


# --- few numbers ----------------------------------------------------------------------------


def few(numbers: list[float], splits: list[list[float]]) -> list[Clue]:
    """Clues of which each has few numbers, with their terms."""
    sizes = [{"N": 7.0, "C": 3.0}, {"N": 11.0, "C": 6.0}, {"N": 5.0, "C": 4.0}]
    return [
        Clue(
            case=str(k),
            got=np.array(number),
            want=np.array(sum(split)),
            library=Library(terms={f"t{i}": np.array(part) for i, part in enumerate(split)}),
            sizes=sizes[k],
        )
        for k, (number, split) in enumerate(zip(numbers, splits, strict=True))
    ]


def test_a_single_number_is_explained_by_trying_factors() -> None:
    splits = [[1.7, 0.4], [2.9, 0.3], [0.8, 1.1]]
    sums = [7 * 1.7 + 0.4, 11 * 2.9 + 0.3, 5 * 0.8 + 1.1]

    found = explain("loss", {"loss": few(sums, splits)}, hints={}, words={})

    assert name(found) == "t0*N"


def test_a_wrong_number_in_one_case_is_not_explained_by_chance() -> None:
    for seed in range(500):
        rng = np.random.default_rng(seed)
        split = [float(x) for x in rng.standard_normal(2)]
        clues = few([float(rng.standard_normal())], [split])

        assert explain("loss", {"loss": clues}, hints={}, words={}) is None


def test_shares_and_counts_are_equal_too_often_to_explain_anything() -> None:
    sizes = ({"N": 12.0}, {"N": 10.0})
    wants, gots = (np.array(3 / 12), np.array(4 / 10)), (np.array(6 / 12), np.array(8 / 10))
    clues = [
        Clue(case="one", got=got, want=want, sizes=size)
        for got, want, size in zip(gots, wants, sizes, strict=True)
    ]

    assert explain("accuracy", {"accuracy": clues}, hints={}, words={}) is None


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [1, 2, 3])
def test_as_many_entries_as_terms_explain_nothing(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    clues = [
        Clue(
            case="one",
            got=rng.standard_normal(size),
            want=np.sum(terms, axis=0),
            library=Library(terms={str(i): term for i, term in enumerate(terms)}),
            sizes={"N": 7.0},
        )
        for terms in [rng.standard_normal((size, size))]
    ]

    assert explain("db", {"db": clues}, hints={}, words={}) is None


def test_a_strength_of_zero_is_no_trouble_for_a_single_number() -> None:
    """Where it divides nothing fits, and warns of nothing."""
    numbers = [(5.1234567, 2.2345678, 0.5), (3.3456789, 0.0, 0.0), (4.4567891, 7.5678912, 0.3)]

    def clues(got: float, penalty: float) -> list[Clue]:
        return [
            Clue(
                case=str(data),
                got=np.array(got * data + penalty * reg),
                want=np.array(data + reg),
                library=Library(terms={"data": np.array(data), "reg": np.array(reg)}),
                strengths={"reg": strength},
            )
            for data, reg, strength in numbers
        ]

    wrong = explain("loss", {"loss": clues(1.2345678, 0.87654)}, hints={}, words={})
    halved = explain("loss", {"loss": clues(1.0, 0.5)}, hints={}, words={})

    assert name(wrong) == ""
    assert name(halved) == "reg*1/2"


def test_a_large_term_that_is_left_out_hides_no_difference() -> None:
    def clue(reg: float, got: float) -> Clue:
        return Clue(
            case=f"reg {reg}",
            got=np.asarray(got),
            want=np.asarray(151.4 + reg * 5.1),
            library=Library(terms={"data": np.asarray(151.4), "penalty": np.asarray(1e7 + reg)}),
            sizes={"N": 7},
            strengths={"reg": reg},
        )

    wrong = [clue(0.0, 151.4), clue(0.0, 152.9)]

    assert explain("loss", {"loss": wrong}, hints={}, words={}) is None
