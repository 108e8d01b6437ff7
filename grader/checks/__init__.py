"""The checks: one in each module, all pure. A check judges evidence and returns a verdict."""

from .base import Check
from .gradient import GradientCheck
from .holds import Holds, RemarkUnless
from .initial_loss import InitialLoss
from .matches_reference import MatchesReference
from .timing import TimingLimit
from .trains import Trains, is_given_training

__all__ = [
    "Check",
    "GradientCheck",
    "Holds",
    "InitialLoss",
    "MatchesReference",
    "RemarkUnless",
    "TimingLimit",
    "Trains",
    "is_given_training",
]
