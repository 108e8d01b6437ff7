"""How the inputs of linear classifiers are drawn, and what they promise."""

import numpy as np

from grader import Case, CaseKind


def until(claim, draw):
    """Draws until the inputs are what the case is for."""

    def inputs(rng):
        while not claim(given := draw(rng)):
            pass
        return given

    return inputs


def every_class(rng, N, C):
    """N labels in which no class is missing, as far as N allows."""
    return rng.permutation(np.resize(np.arange(C), N))


def linear(N, D, C, *, W=0.5, X=1.0, classes=None, **strengths):
    """Weights and data with these standard deviations; `classes` of the C occur as labels."""

    def draw(rng):
        return {
            "W": W * rng.standard_normal((D, C)),
            "X": X * rng.standard_normal((N, D)),
            "y": every_class(rng, N, classes or C),
            **strengths,
        }

    return draw


def notebook(**strengths):
    """As course notebooks have it: pixels far from 1, tiny weights, and a reg of 0 or 50."""
    return [
        Case(f"reg = {reg:g}", linear(50, 20, 10, W=1e-4, X=60.0, reg=reg, **strengths))
        for reg in (0.0, 50.0)
    ]


def smooth(name, draw, claim):
    """A case with no kink near it."""
    return Case(name, until(claim, draw), claim=claim)


def tie(name, draw, claim):
    """A case exactly on a kink."""
    return Case(name, until(claim, draw), kind=CaseKind.TIE, claim=claim)
