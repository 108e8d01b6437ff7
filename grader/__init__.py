"""Grades neural-network assignments written in NumPy, and names the mistake.

The public door: what a checks.py, a misconceptions.py and a student import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assignment import Assignment
    from .checks import (
        Check,
        GradientCheck,
        Holds,
        InitialLoss,
        MatchesReference,
        RemarkUnless,
        TimingLimit,
        Trains,
    )
    from .data import load_digits
    from .model import Case, CaseKind, Inputs, Values
    from .notebook import check, written
    from .pictures import Curve, Images
    from .probe import Gradcheck, gradcheck
    from .problems import Function, Layer, LossFunction, Model, Procedure
    from .solution import convention, misconception, parts, terms

__version__ = "0.1.0"

_HOMES = {
    "Assignment": "assignment",
    "Case": "model",
    "CaseKind": "model",
    "Check": "checks",
    "Curve": "pictures",
    "Function": "problems",
    "Gradcheck": "probe",
    "GradientCheck": "checks",
    "Holds": "checks",
    "Images": "pictures",
    "InitialLoss": "checks",
    "Inputs": "model",
    "Layer": "problems",
    "LossFunction": "problems",
    "MatchesReference": "checks",
    "Model": "problems",
    "Procedure": "problems",
    "RemarkUnless": "checks",
    "TimingLimit": "checks",
    "Trains": "checks",
    "Values": "model",
    "check": "notebook",
    "convention": "solution",
    "gradcheck": "probe",
    "load_digits": "data",
    "misconception": "solution",
    "parts": "solution",
    "terms": "solution",
    "written": "notebook",
}

__all__ = [
    "Assignment",
    "Case",
    "CaseKind",
    "Check",
    "Curve",
    "Function",
    "Gradcheck",
    "GradientCheck",
    "Holds",
    "Images",
    "InitialLoss",
    "Inputs",
    "Layer",
    "LossFunction",
    "MatchesReference",
    "Model",
    "Procedure",
    "RemarkUnless",
    "TimingLimit",
    "Trains",
    "Values",
    "check",
    "convention",
    "gradcheck",
    "load_digits",
    "misconception",
    "parts",
    "terms",
    "written",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Imports a public name at its first use: `grade local` starts its worker before NumPy."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
