"""Where the inputs of a case come from: a secret, never a clock."""

import hashlib
import hmac
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator


@dataclass(frozen=True, slots=True)
class Seed:
    """A secret and its label. Reports carry the label; the secret stays where it is."""

    label: str
    secret: bytes = field(repr=False)

    def number(self, assignment: str, problem: str, case: str) -> int:
        """The seed of one case: HMAC(secret, names), so that no case moves another."""
        message = f"{assignment}\0{problem}\0{case}".encode()
        return int.from_bytes(hmac.new(self.secret, message, hashlib.sha256).digest(), "big")

    def rng(self, assignment: str, problem: str, case: str) -> Generator:
        """The generator of one case."""
        return np.random.default_rng(self.number(assignment, problem, case))


def course_seed(secret: bytes) -> Seed:
    """The seed of a course's secret; its label tells secrets apart and gives none away."""
    label = hmac.new(secret, b"nabla: the label of a secret", hashlib.sha256).hexdigest()[:12]
    return Seed(f"hidden {label}", secret)


def derived_secret(secret: bytes, place: str) -> str:
    """A secret for one place, in hexadecimal: it does not tell the course's, which gives it."""
    return hmac.new(secret, f"nabla: the secret of {place}".encode(), hashlib.sha256).hexdigest()


PUBLIC = Seed("public", b"nabla: the public seed")
"""The seed of `grade local`. It is no secret: a local result is no grade."""
