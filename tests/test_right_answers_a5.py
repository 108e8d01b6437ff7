"""Right answers in other styles: gates, branches, layers and a network of two layers."""

from typing import Any

import numpy as np

from right_answers import RightAnswers, Variant

ar, f4 = np.arange, np.float32
right = RightAnswers("a5_backprop")


# --- gates ----------------------------------------------------------------------------------


@right("add")
class AddWithoutCache:
    @staticmethod
    def add_forward(x: Any, y: Any) -> Any:
        return np.add(y, x), None

    @staticmethod
    def add_backward(dout: Any, cache: Any) -> Any:
        return [dout, dout]


@right("mul")
class MulWithADict:
    @staticmethod
    def mul_forward(x: Any, y: Any) -> Any:
        return np.multiply(x, y), {"x": x, "y": y}

    @staticmethod
    def mul_backward(dout: Any, cache: Any) -> Any:
        return cache["y"] * dout, cache["x"] * dout


@right("mul_backward")
def in_single_precision(dout: Any, cache: Any) -> Any:
    x, y = cache
    return (dout * y).astype(f4), (dout * x).astype(f4)


@right("max_backward")
def y_wins_ties(dout: Any, cache: Any) -> Any:
    x, y = cache
    return np.where(x > y, dout, 0), np.where(x > y, 0, dout)


@right("max_backward")
def ties_share(dout: Any, cache: Any) -> Any:
    x, y = cache
    share = (np.sign(x - y) + 1) / 2
    return dout * share, dout * (1 - share)


@right("max_backward")
def ties_share_unevenly(dout: Any, cache: Any) -> Any:
    x, y = cache
    share = np.where(x == y, 0.9, x > y)
    return dout * share, dout - dout * share


@right("max")
class MaxEntryByEntry:
    @staticmethod
    def max_forward(x: Any, y: Any) -> Any:
        return np.where(x > y, x, y), x > y

    @staticmethod
    def max_backward(dout: Any, cache: Any) -> Any:
        dx, dy = np.zeros_like(dout), np.zeros_like(dout)
        for place in np.ndindex(dout.shape):
            (dx if cache[place] else dy)[place] = dout[place]
        return dx, dy


@right("branches")
def gate_by_gate(x: Any, y: Any, z: Any) -> Any:
    q, m = x + y, np.maximum(y, z)
    dq, dm, dx, dy = m, q, y.copy(), x.copy()
    dx += dq
    dy += dq
    dy += dm * (y > z)
    return q * m + x * y, dx, dy, dm * (z >= y)


@right("branches")
def by_cases(x: Any, y: Any, z: Any) -> Any:
    f = np.where(y > z, (x + y) * y + x * y, (x + y) * z + x * y)
    dx = np.where(y > z, 2 * y, z + y)
    return f, dx, np.where(y > z, 2 * x + 2 * y, z + x), np.where(y > z, 0, x + y)


@right("branches")
def number_by_number(x: Any, y: Any, z: Any) -> Any:
    found = [
        gate_by_gate(*map(np.array, each)) for each in zip(x.flat, y.flat, z.flat, strict=True)
    ]
    return tuple(np.array(values).reshape(x.shape) for values in zip(*found, strict=True))


@right("branches")
def branches_with_ties_shared(x: Any, y: Any, z: Any) -> Any:
    wins = (np.sign(y - z) + 1) / 2
    q, m = x + y, np.maximum(y, z)
    return q * m + x * y, m + y, m + q * wins + x, q * (1 - wins)


# --- layers ---------------------------------------------------------------------------------


@right("affine_forward")
def affine_by_einsum(x: Any, w: Any, b: Any) -> Any:
    return np.einsum("nd,dm->nm", x.reshape(x.shape[0], -1), w) + b[np.newaxis], (x, w, b)


@right("affine_forward")
def affine_example_by_example(x: Any, w: Any, b: Any) -> Any:
    return np.array([row.flatten().dot(w) + b for row in x]), (x, w, b)


@right("affine_forward")
def affine_in_single_precision(x: Any, w: Any, b: Any) -> Any:
    return x.reshape(len(x), -1).astype(f4) @ w.astype(f4) + b.astype(f4), (x, w, b)


@right("affine_backward")
def affine_backward_example_by_example(dout: Any, cache: Any) -> Any:
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for i, row in enumerate(x):
        dx[i] = (w @ dout[i]).reshape(row.shape)
        dw += np.outer(row, dout[i])
        db += dout[i]
    return dx, dw, db


@right("affine_backward")
def affine_backward_by_einsum(dout: Any, cache: Any) -> Any:
    x, w, _ = cache
    flat = x.reshape(len(x), -1)
    dx = np.einsum("nm,dm->nd", dout, w).reshape(*x.shape)
    return dx, np.einsum("nd,nm->dm", flat, dout), np.ones(len(dout)) @ dout


@right("affine_backward")
def affine_backward_in_single_precision(dout: Any, cache: Any) -> Any:
    x, w, _ = (array.astype(f4) for array in cache)
    dout = dout.astype(f4)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(0)


@right("affine_forward", "affine_backward")
class AffineWithAFlatCache:
    @staticmethod
    def affine_forward(x: Any, w: Any, b: Any) -> Any:
        flat = x.reshape(x.shape[0], np.prod(x.shape[1:]))
        return flat.dot(w) + b, {"flat": flat, "w": w, "shape": x.shape}

    @staticmethod
    def affine_backward(dout: Any, cache: Any) -> Any:
        dx = np.reshape(np.dot(dout, cache["w"].T), cache["shape"])
        return dx, np.dot(cache["flat"].T, dout), np.sum(dout, axis=0, keepdims=True).squeeze(0)


@right("relu_forward")
def relu_by_product(x: Any) -> Any:
    return x * (x > 0), x


@right("relu_forward")
def relu_by_absolute_value(x: Any) -> Any:
    return (x + np.abs(x)) / 2, x


@right("relu_forward")
def relu_of_a_copy(x: Any) -> Any:
    out = x.copy()
    out[out < 0] = 0
    return out, x


@right("relu_backward")
def one_at_zero(dout: Any, cache: Any) -> Any:
    return np.where(cache >= 0, dout, 0.0)


@right("relu_backward")
def half_at_zero(dout: Any, cache: Any) -> Any:
    return dout * np.heaviside(cache, 0.5)


@right("relu_backward")
def relu_in_place(dout: Any, cache: Any) -> Any:
    dout[cache <= 0] = 0
    return dout


@right("relu_forward", "relu_backward")
class ReluThatKeepsItsOutput:
    @staticmethod
    def relu_forward(x: Any) -> Any:
        out = np.clip(x, 0, None)
        return out, out

    @staticmethod
    def relu_backward(dout: Any, cache: Any) -> Any:
        return (dout * (cache != 0)).astype(f4)


# --- the network ----------------------------------------------------------------------------


def entropy_of(scores: Any, y: Any) -> tuple[Any, Any]:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    p = powers / powers.sum(1, keepdims=True)
    dscores = p.copy()
    dscores[ar(len(y)), y] -= 1
    return -np.log(p[ar(len(y)), y]).mean(), dscores / len(y)


class Net:
    """The network without the layers: matrix products and a mask."""

    def __init__(self, input_dim: int, hidden_dim: int, num_classes: int, **more: Any) -> None:
        self.reg = more.get("reg", 0.0)
        scale, rng = more.get("weight_scale", 1e-3), np.random.default_rng(more.get("seed", 0))
        self.params = {
            "W2": rng.normal(0, scale, (hidden_dim, num_classes)),
            "W1": rng.normal(0, scale, (input_dim, hidden_dim)),
            "b2": np.zeros((num_classes,)),
            "b1": np.zeros((hidden_dim,)),
        }

    def mask(self, sums: Any) -> Any:
        return sums > 0

    def loss(self, X: Any, y: Any = None) -> Any:
        W1, b1, W2, b2 = (self.params[name] for name in ("W1", "b1", "W2", "b2"))
        sums = X.dot(W1) + b1
        hidden = np.maximum(sums, 0)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores
        data, dscores = entropy_of(scores, y)
        dhidden = dscores.dot(W2.T) * self.mask(sums)
        penalty = self.reg * np.linalg.norm(W1) ** 2 + self.reg * np.linalg.norm(W2) ** 2
        grads = {"W2": hidden.T.dot(dscores) + self.reg * 2 * W2, "b2": dscores.sum(axis=0)}
        grads.update(W1=X.T.dot(dhidden) + self.reg * 2 * W1, b1=np.ones(len(X)) @ dhidden)
        return data + penalty, grads


@right("TwoLayerNet")
class InOnePiece:
    TwoLayerNet = Net


@right("TwoLayerNet")
class OneOnTheKink:
    class TwoLayerNet(Net):
        def mask(self, sums: Any) -> Any:
            return sums >= 0


@right("TwoLayerNet")
class HalfOnTheKink:
    class TwoLayerNet(Net):
        def mask(self, sums: Any) -> Any:
            return (np.sign(sums) + 1) / 2


@right("TwoLayerNet")
class InSinglePrecision:
    class TwoLayerNet(Net):
        def loss(self, X: Any, y: Any = None) -> Any:
            kept = self.params
            self.params = {name: array.astype(f4) for name, array in kept.items()}
            try:
                found = super().loss(X.astype(f4), y)
            finally:
                self.params = kept
            if y is None:
                return found
            return f4(found[0]), {name: g.astype(f4) for name, g in found[1].items()}


@right("TwoLayerNet")
class ExampleByExample:
    class TwoLayerNet(Net):
        def loss(self, X: Any, y: Any = None) -> Any:
            if y is None:
                return np.array([super(type(self), self).loss(x[None])[0] for x in X])
            reg, self.reg = self.reg, 0.0
            each = [super(type(self), self).loss(X[i : i + 1], y[i : i + 1]) for i in ar(len(X))]
            self.reg = reg
            grads = {k: sum(found[1][k] for found in each) / len(X) for k in self.params}
            loss = sum(found[0] for found in each) / len(X)
            for name in ("W1", "W2"):
                loss += reg * (self.params[name] ** 2).sum()
                grads[name] += 2 * reg * self.params[name]
            return np.array(loss), grads


@right("TwoLayerNet")
class WithTheLegacyGenerator:
    class TwoLayerNet(Net):
        def __init__(self, *sizes: Any, weight_scale: float = 1e-3, **more: Any) -> None:
            super().__init__(*sizes, **more)
            rng = np.random.RandomState(more.get("seed", 0))
            for name in ("W1", "W2"):
                self.params[name] = weight_scale * rng.randn(*self.params[name].shape)


@right("TwoLayerNet")
class WithBiasesOfTwoDimensions:
    """The layers' bug, if it is one, is paid for there."""

    class TwoLayerNet(Net):
        def __init__(self, *sizes: Any, **more: Any) -> None:
            super().__init__(*sizes, **more)
            for name in ("b1", "b2"):
                self.params[name] = self.params[name][None]

        def loss(self, X: Any, y: Any = None) -> Any:
            found = super().loss(X, y)
            if y is None:
                return found
            return found[0], {k: np.atleast_2d(gradient) for k, gradient in found[1].items()}


@right.parametrize
def test_a_right_answer_loses_no_point(function: str, variant: Variant) -> None:
    assert right.lost(function, variant) == {}
