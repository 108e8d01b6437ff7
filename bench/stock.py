"""Other people's gradient checkers, with their own constants, each on one trial.

Every checker takes a trial and says whether it would flag it. PyTorch, SciPy and JAX are the real
packages; the functions of CS231n's notebooks are written out, because they are no package.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import numpy as np
import torch
from jax.test_util import check_grads
from numpy.typing import NDArray
from scipy.optimize import check_grad

logging.getLogger("jax").setLevel(logging.CRITICAL)  # a backward that raises is no news here
jax.config.update("jax_enable_x64", True)  # noqa: FBT003  # its signature
torch.set_num_threads(1)

Floats = NDArray[np.float64]
Blocks = Mapping[str, Floats]


@dataclass(frozen=True)
class Trial:
    """A forward and a backward at one point. For a loss, dout is 1."""

    forward: Callable[[Blocks], Floats]
    backward: Callable[[Blocks, Any], Mapping[str, Floats]]
    x: Blocks
    dout: Floats | float

    def value(self, blocks: Blocks) -> Floats:
        """The forward in double precision."""
        return np.asarray(self.forward(blocks), dtype=np.float64)

    def loss(self, blocks: Blocks) -> float:
        """sum(f(x) * dout)."""
        return float(np.sum(self.value(blocks) * self.dout))

    def gradients(self, blocks: Blocks, dout: Floats | float) -> dict[str, Floats]:
        """The backward, also of a loss that something else multiplies with dout."""
        copies = {name: block.copy() for name, block in blocks.items()}
        if np.ndim(self.dout):
            return dict(self.backward(copies, np.array(dout)))
        found = self.backward(copies, 1.0)
        return {name: float(dout) * np.asarray(g) for name, g in found.items()}

    @cached_property
    def own(self) -> dict[str, Floats]:
        """The gradients that are checked."""
        return self.gradients(self.x, self.dout)

    @cached_property
    def notebook_error(self) -> float:
        """CS231n's rel_error of its full numerical gradients; the notebooks broadcast."""
        worst = [relative_error(numeric(self, name), self.own[name]) for name in self.x]
        return float(np.max(worst))


# --- CS231n ---------------------------------------------------------------------------------


def relative_error(a: Floats, b: Floats) -> float:
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def numeric(trial: Trial, name: str, h: float = 1e-5) -> Floats:
    """eval_numerical_gradient_array: central differences, entry by entry."""
    found = np.zeros(trial.x[name].shape)
    for place in np.ndindex(found.shape):
        found[place] = central(trial, name, place, h)
    return found


def central(trial: Trial, name: str, place: tuple[int, ...], h: float) -> float:
    sides = []
    for step in (h, -h):
        moved = trial.x[name].copy()
        moved[place] += step
        sides.append(trial.value({**trial.x, name: moved}))
    return float(np.sum((sides[0] - sides[1]) * trial.dout)) / (2 * h)


def cs231n(threshold: float) -> Callable[[Trial], bool]:
    """All entries; the reader of the notebook compares the printed error with a threshold."""
    return lambda trial: not trial.notebook_error < threshold


def cs231n_sparse(trial: Trial, checks: int = 10, h: float = 1e-5, threshold: float = 1e-4) -> bool:
    """grad_check_sparse: ten random entries of each block."""
    rng = np.random.default_rng(0)
    for name, block in trial.x.items():
        for _ in range(checks):
            place = tuple(int(rng.integers(n)) for n in block.shape)
            slope, own = central(trial, name, place, h), trial.own[name][place]
            if slope == own == 0:
                continue
            if not np.all(np.abs(slope - own) / (np.abs(slope) + np.abs(own)) < threshold):
                return True
    return False


# --- PyTorch --------------------------------------------------------------------------------


def torch_check(*, fast: bool) -> Callable[[Trial], bool]:
    """torch.autograd.gradcheck with its defaults, on a Function around the trial."""

    def check(trial: Trial) -> bool:
        names = list(trial.x)

        class Wrapped(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, *tensors: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
                ctx.x = {n: t.detach().numpy().copy() for n, t in zip(names, tensors, strict=True)}
                return torch.as_tensor(np.array(trial.value(ctx.x)))

            @staticmethod
            def backward(ctx: Any, dout: torch.Tensor) -> tuple[torch.Tensor, ...]:  # noqa: ANN401
                found = trial.gradients(ctx.x, dout.numpy())
                return tuple(torch.as_tensor(np.array(found[n], dtype=np.float64)) for n in names)

        tensors = [torch.tensor(trial.x[n], requires_grad=True) for n in names]
        torch.manual_seed(0)
        right = torch.autograd.gradcheck(
            Wrapped.apply, tensors, fast_mode=fast, raise_exception=False
        )
        return not right

    return check


# --- SciPy ----------------------------------------------------------------------------------


def scipy_check(direction: str, threshold: float = 1e-5) -> Callable[[Trial], bool]:
    """scipy.optimize.check_grad; it returns an error, and the threshold is the caller's."""

    def check(trial: Trial) -> bool:
        def unpacked(flat: Floats) -> dict[str, Floats]:
            ends = np.cumsum([block.size for block in trial.x.values()])[:-1]
            parts = zip(trial.x.items(), np.split(flat, ends), strict=True)
            return {name: part.reshape(block.shape) for (name, block), part in parts}

        def flat(blocks: Blocks) -> Floats:
            return np.concatenate([np.ravel(blocks[name]) for name in trial.x])

        error = check_grad(
            lambda at: trial.loss(unpacked(at)),
            lambda at: flat(trial.gradients(unpacked(at), trial.dout)),
            flat(trial.x),
            direction=direction,
            rng=np.random.default_rng(0),
        )
        return not error < threshold

    return check


# --- JAX ------------------------------------------------------------------------------------


class Wrapped:
    """A custom_vjp that calls back into whichever trial it holds.

    There is one for all trials of the same shapes, so that JAX compiles it only once.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.function = jax.custom_vjp(self.forward)
        self.function.defvjp(lambda *blocks: (self.forward(*blocks), blocks), self.backward)

    def named(self, blocks: tuple[Any, ...]) -> dict[str, Floats]:
        return {
            name: np.asarray(block, dtype=np.float64)
            for name, block in zip(self.trial.x, blocks, strict=True)
        }

    def forward(self, *blocks: Any) -> Any:  # noqa: ANN401
        shape = jax.ShapeDtypeStruct(np.shape(self.trial.dout), np.float64)
        return jax.pure_callback(self.value, shape, *blocks)

    def value(self, *blocks: Any) -> Floats:  # noqa: ANN401
        return self.trial.value(self.named(blocks))

    def backward(self, blocks: tuple[Any, ...], dout: Any) -> Any:  # noqa: ANN401
        shapes = tuple(jax.ShapeDtypeStruct(b.shape, np.float64) for b in blocks)
        return jax.pure_callback(self.gradients, shapes, dout, *blocks)

    def gradients(self, dout: Any, *blocks: Any) -> tuple[Floats, ...]:  # noqa: ANN401
        found = self.trial.gradients(self.named(blocks), np.asarray(dout))
        return tuple(np.asarray(found[name], dtype=np.float64) for name in self.trial.x)


WRAPPED: dict[object, Wrapped] = {}


def jax_check(trial: Trial) -> bool:
    """jax.test_util.check_grads in reverse mode with its defaults."""
    shapes = (np.shape(trial.dout), *((name, block.shape) for name, block in trial.x.items()))
    wrapped = WRAPPED.setdefault(shapes, Wrapped(trial))
    wrapped.trial = trial
    try:
        check_grads(wrapped.function, tuple(trial.x.values()), order=1, modes=["rev"])
    except AssertionError:
        return True
    return False


CHECKERS: Mapping[str, Callable[[Trial], bool]] = {
    "CS231n, all entries, 1e-2": cs231n(1e-2),
    "CS231n, all entries, 1e-4": cs231n(1e-4),
    "CS231n, all entries, 1e-6": cs231n(1e-6),
    "CS231n, `grad_check_sparse` of 10, 1e-4": cs231n_sparse,
    "PyTorch `gradcheck`": torch_check(fast=False),
    "PyTorch `gradcheck`, fast mode": torch_check(fast=True),
    "SciPy `check_grad`, 1e-5": scipy_check("all"),
    "SciPy `check_grad`, random, 1e-5": scipy_check("random"),
    "JAX `check_grads`": jax_check,
}
