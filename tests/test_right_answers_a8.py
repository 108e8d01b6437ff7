"""Right fast layers, optimizers and networks in many styles."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from conftest import ROOT
from grader.modules import load
from right_answers import RightAnswers, Variant

f4 = np.float32
right = RightAnswers("a8_convnet")
given: Any = load([ROOT / "assignments" / "a8_convnet"], ["given"])["given"]
fast: Any = load(
    [ROOT / "solutions" / "a8_convnet", ROOT / "assignments" / "a8_convnet"], ["fast"]
)["fast"]


# --- columns --------------------------------------------------------------------------------


def places(x_shape: Any, HH: int, WW: int, stride: int, pad: int) -> tuple[int, int]:
    H, W = x_shape[2:]
    return (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1


def framed(x: Any, pad: int) -> Any:
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")


def indices(x_shape: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    """The channel, row and column of every entry of a window, for every place."""
    Ho, Wo = places(x_shape, HH, WW, stride, pad)
    channel, row, column = (a.ravel() for a in np.indices((x_shape[1], HH, WW)))
    top, left = (stride * a.reshape(-1, 1) for a in np.indices((Ho, Wo)))
    return channel[None], top + row, left + column


@right("im2col")
def by_indices(x: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    channel, row, column = indices(x.shape, HH, WW, stride, pad)
    return framed(x, pad)[:, channel, row, column].reshape(-1, x.shape[1] * HH * WW)


@right("im2col")
def window_by_window(x: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    Ho, Wo = places(x.shape, HH, WW, stride, pad)
    return [
        image[:, i * stride : i * stride + HH, j * stride : j * stride + WW].ravel()
        for image in framed(x, pad)
        for i in range(Ho)
        for j in range(Wo)
    ]


@right("im2col")
def pixel_by_pixel_of_a_window(x: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    (N, C), (Ho, Wo) = x.shape[:2], places(x.shape, HH, WW, stride, pad)
    xp, cols = framed(x, pad), np.empty((N, C, HH, WW, Ho, Wo), f4)
    for i in range(HH):
        for j in range(WW):
            cols[:, :, i, j] = xp[:, :, i::stride, j::stride][:, :, :Ho, :Wo]
    return np.moveaxis(cols, (4, 5), (1, 2)).reshape(N * Ho * Wo, -1)


@right("col2im")
def added_at_indices(cols: Any, x_shape: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    N, C, H, W = x_shape
    channel, row, column = indices(x_shape, HH, WW, stride, pad)
    xp = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    place: Any = slice(None), channel, row, column
    np.add.at(xp, place, cols.reshape(N, len(row), -1))
    return xp if pad == 0 else xp[:, :, pad:-pad, pad:-pad]


@right("col2im")
def counted(cols: Any, x_shape: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    """Every pixel has a number, and np.bincount adds up what belongs to it."""
    numbers = np.arange(1, np.prod(x_shape) + 1).reshape(x_shape)
    where = by_indices(numbers, HH, WW, stride, pad)
    return np.bincount(where.ravel(), cols.ravel(), numbers.size + 1)[1:].reshape(x_shape)


@right("col2im")
def window_by_window_back(cols: Any, x_shape: Any, HH: int, WW: int, stride: int, pad: int) -> Any:
    N, C, H, W = x_shape
    Ho, Wo = places(x_shape, HH, WW, stride, pad)
    xp, rows = np.zeros((N, C, H + 2 * pad, W + 2 * pad)), iter(cols)
    for n in range(N):
        for i in range(0, Ho * stride, stride):
            for j in range(0, Wo * stride, stride):
                xp[n, :, i : i + HH, j : j + WW] += next(rows).reshape(C, HH, WW)
    return xp[:, :, pad : H + pad, pad : W + pad]


# --- layers ---------------------------------------------------------------------------------

CONV = ("conv_forward_fast", "conv_backward_fast")


@right(*CONV)
class WindowsAndEinsum:
    @staticmethod
    def conv_forward_fast(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        stride, pad = conv_param["stride"], conv_param["pad"]
        windows = sliding_window_view(framed(x, pad), w.shape[2:], axis=(2, 3))
        windows = windows[:, :, ::stride, ::stride]
        out = np.einsum("nchwij,fcij->nfhw", windows, w, optimize=True)
        return out + b.reshape(1, -1, 1, 1), (x, w, windows, conv_param)

    @staticmethod
    def conv_backward_fast(dout: Any, cache: Any) -> Any:
        x, w, windows, p = cache
        (N, C, H, W), s, pad = x.shape, p["stride"], p["pad"]
        dw = np.einsum("nchwij,nfhw->fcij", windows, dout, optimize=True)
        dxp = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
        dxp_windows = sliding_window_view(dxp, w.shape[2:], axis=(2, 3), writeable=True)
        for i, j in np.ndindex(w.shape[2:]):
            share = np.tensordot(dout, w[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
            dxp_windows[:, :, ::s, ::s, i, j] += share
        return dxp[:, :, pad : pad + H, pad : pad + W], dw, dout.sum((0, 2, 3), keepdims=True)[0]


@right(*CONV)
class ColumnsOfWindows:
    """The windows are columns, place by place: everything is transposed."""

    @staticmethod
    def conv_forward_fast(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        stride, pad = conv_param["stride"], conv_param["pad"]
        F, _, HH, WW = w.shape
        N, (Ho, Wo) = len(x), places(x.shape, HH, WW, stride, pad)
        cols = by_indices(x, HH, WW, stride, pad)
        cols = cols.reshape(N, Ho * Wo, -1).transpose(2, 1, 0).reshape(cols.shape[1], -1)
        out = w.reshape(F, -1) @ cols + b[:, None]
        return out.reshape(F, Ho, Wo, N).transpose(3, 0, 1, 2), (x, w, b, conv_param, cols)

    @staticmethod
    def conv_backward_fast(dout: Any, cache: Any) -> Any:
        x, w, _, conv_param, cols = cache
        F, _, HH, WW = w.shape
        flat = dout.transpose(1, 2, 3, 0).reshape(F, -1)
        dcols = (w.reshape(F, -1).T @ flat).reshape(cols.shape[0], -1, len(x))
        dcols = dcols.transpose(2, 1, 0).reshape(-1, cols.shape[0])
        dx = counted(dcols, x.shape, HH, WW, conv_param["stride"], conv_param["pad"])
        return dx, (flat @ cols.T).reshape(w.shape), np.sum(dout, axis=(0, 2, 3))


@right(*CONV)
class SinglePrecision:
    @staticmethod
    def conv_forward_fast(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        return fast.conv_forward_fast(x.astype(f4), w.astype(f4), b.astype(f4), conv_param)

    @staticmethod
    def conv_backward_fast(dout: Any, cache: Any) -> Any:
        return tuple(a.astype(f4) for a in fast.conv_backward_fast(dout.astype(f4), cache))


POOL = ("max_pool_forward_fast", "max_pool_backward_fast")


def pool_windows(x: Any, p: Any) -> Any:
    windows = sliding_window_view(x, (p["pool_height"], p["pool_width"]), axis=(2, 3))
    return windows[:, :, :: p["stride"], :: p["stride"]]


@right(*POOL)
class MaximaShare:
    """Where several are largest, each gets the same share."""

    @staticmethod
    def max_pool_forward_fast(x: Any, pool_param: Any) -> Any:
        return np.amax(pool_windows(x, pool_param), axis=(-1, -2)), (x, pool_param)

    @staticmethod
    def max_pool_backward_fast(dout: Any, cache: Any) -> Any:
        x, p = cache
        windows, dx = pool_windows(x, p), np.zeros(x.shape)
        won = windows == windows.max(axis=(4, 5), keepdims=True)
        won = won / won.sum(axis=(4, 5), keepdims=True)
        s, (Ho, Wo) = p["stride"], dout.shape[2:]
        for i, j in np.ndindex(windows.shape[4:]):
            dx[:, :, i::s, j::s][:, :, :Ho, :Wo] += won[..., i, j] * dout
        return dx


@right(*POOL)
class LastMaximum:
    """Of several equal ones the last gets it all; tiles are reshaped, other windows are not."""

    @staticmethod
    def max_pool_forward_fast(x: Any, pool_param: Any) -> Any:
        height, width, stride = pool_param.values()
        N, C, H, W = x.shape
        if height == width == stride and H % height == W % width == 0:
            out = x.reshape(N, C, H // height, height, W // width, width).max(3).max(4)
        else:
            out = pool_windows(x, pool_param).max(axis=(4, 5))
        return out, (x, pool_param)

    @staticmethod
    def max_pool_backward_fast(dout: Any, cache: Any) -> Any:
        x, p = cache
        windows = pool_windows(x, p)
        flat = windows.reshape(*dout.shape, -1)[..., ::-1]
        row, column = np.divmod(flat.shape[-1] - 1 - flat.argmax(-1), p["pool_width"])
        n, c, i, j = np.indices(dout.shape)
        dx = np.zeros(x.shape)
        np.add.at(dx, (n, c, i * p["stride"] + row, j * p["stride"] + column), dout)
        return dx


# --- Adam -----------------------------------------------------------------------------------


@right("adam")
def in_the_config_itself(w: Any, dw: Any, config: Any) -> Any:
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    config["m"] += (1 - config["beta1"]) * (dw - config["m"])
    config["v"] += (1 - config["beta2"]) * (dw * dw - config["v"])
    m = config["m"] / (1 - np.power(config["beta1"], config["t"]))
    v = config["v"] / (1 - np.power(config["beta2"], config["t"]))
    return w - config["learning_rate"] * m / (v**0.5 + config["epsilon"]), config


@right("adam")
def changes_the_weights_in_place(w: Any, dw: Any, config: Any) -> Any:
    next_w, config = in_the_config_itself(w, dw, config)
    w[...] = next_w
    return [w, config]


@right("adam")
def corrects_the_rate(w: Any, dw: Any, config: Any) -> Any:
    """The corrections are put before the step, and epsilon is corrected with them."""
    rate, beta1 = config.get("learning_rate", 1e-3), config.get("beta1", 0.9)
    beta2, epsilon = config.get("beta2", 0.999), config.get("epsilon", 1e-8)
    t = config["t"] + 1 if "t" in config else 1
    m = beta1 * config.get("m", 0 * w) + (1 - beta1) * dw
    v = beta2 * config.get("v", 0 * w) + (1 - beta2) * np.square(dw)
    root = np.sqrt(1 - beta2**t)
    next_w = w - rate * root / (1 - beta1**t) * m / (np.sqrt(v) + epsilon * root)
    new = {"learning_rate": rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    return next_w, {**new, "m": m, "v": v, "t": t}


# --- the network ----------------------------------------------------------------------------


class _OwnLayers:
    """Fast layers, pooling before the ReLU, and another order of drawing, from [-a, a]."""

    def __init__(self, input_dim: Any = (1, 8, 8), num_filters: int = 8, **more: Any) -> None:
        C, H, W = input_dim
        F, K = num_filters, more.get("filter_size", 3)
        hidden_dim, num_classes = more.get("hidden_dim", 32), more.get("num_classes", 10)
        rng, self.reg = np.random.RandomState(more.get("seed", 0)), more.get("reg", 0.0)
        self.params = {}
        for layer, shape, fan_in in (
            (3, (hidden_dim, num_classes), hidden_dim),
            (2, (F * H * W // 4, hidden_dim), F * H * W // 4),
            (1, (F, C, K, K), C * K * K),
        ):
            self.params[f"W{layer}"] = rng.uniform(-1, 1, shape) * np.sqrt(6 / fan_in)
            self.params[f"b{layer}"] = np.zeros(shape[0] if layer == 1 else shape[1])

    def loss(self, X: Any, y: Any = None) -> Any:
        p, pad = self.params, self.params["W1"].shape[-1] // 2
        conv_param = {"stride": 1, "pad": pad}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        out, conv_cache = fast.conv_forward_fast(X, p["W1"], p["b1"], conv_param)
        out, pool_cache = fast.max_pool_forward_fast(out, pool_param)
        pooled = np.clip(out, 0, None).reshape(len(X), -1)
        hidden = np.maximum(pooled @ p["W2"] + p["b2"], 0)
        scores = hidden @ p["W3"] + p["b3"]
        if y is None:
            return scores
        probabilities = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
        loss = -np.log(probabilities[np.arange(len(y)), y]).mean()
        dscores = (probabilities - np.eye(scores.shape[1])[y]) / len(y)
        dhidden = dscores @ p["W3"].T * (hidden > 0)
        dpooled = (dhidden @ p["W2"].T * (pooled > 0)).reshape(out.shape)
        dconv = fast.max_pool_backward_fast(dpooled, pool_cache)
        _, dW1, db1 = fast.conv_backward_fast(dconv, conv_cache)
        grads = {"b1": db1, "b2": dhidden.sum(0, keepdims=True), "b3": dscores.sum(0)}
        grads |= {"W1": dW1, "W2": pooled.T @ dhidden, "W3": hidden.T @ dscores}
        for name in [name for name in p if name.startswith("W")]:
            loss += self.reg * np.linalg.norm(p[name]) ** 2
            grads[name] += self.reg * 2 * p[name]
        return loss, grads


@right("SmallConvNet")
class OwnLayers:
    SmallConvNet = _OwnLayers


@right.parametrize
def test_a_right_answer_loses_no_point(function: str, variant: Variant) -> None:
    assert right.lost(function, variant) == {}


# --- what is given --------------------------------------------------------------------------


def test_the_given_layers_agree_with_the_fast_ones() -> None:
    rng = np.random.default_rng(0)
    x, w, b = (rng.standard_normal(shape) for shape in ((3, 2, 7, 9), (4, 2, 3, 5), (4,)))
    param = {"stride": 2, "pad": 1}
    pool = {"pool_height": 2, "pool_width": 3, "stride": 2}

    for layer, arguments in (("conv", (x, w, b, param)), ("max_pool", (x, pool))):
        out, cache = getattr(given, f"{layer}_forward_naive")(*arguments)
        same, other = getattr(fast, f"{layer}_forward_fast")(*arguments)
        dout = rng.standard_normal(out.shape)
        naive = getattr(given, f"{layer}_backward_naive")(dout, cache)
        quick = getattr(fast, f"{layer}_backward_fast")(dout, other)

        np.testing.assert_allclose(out, same, atol=1e-12)
        for a, b in zip(naive, quick, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12)


def test_textures_are_drawn_by_their_seed_and_no_linear_classifier_tells_them_apart() -> None:
    X, y = given.textures(1200, 1)
    again, _ = given.textures(1200, 1)
    X_new, y_new = given.textures(600, 2)

    flat, flat_new = (np.c_[a.reshape(len(a), -1), np.ones(len(a))] for a in (X, X_new))
    W, *_ = np.linalg.lstsq(flat.T @ flat + 30 * np.eye(145), flat.T @ np.eye(6)[y], rcond=None)

    assert np.array_equal(X, again)
    assert set(y) == set(range(6))
    assert 0.2 < np.mean((flat_new @ W).argmax(1) == y_new) < 0.5
