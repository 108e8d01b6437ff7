"""Right convolutions in many styles."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from right_answers import RightAnswers, Variant

f4 = np.float32
right = RightAnswers("a6_convolution")


# --- sizes ----------------------------------------------------------------------------------


@right("conv_output_size")
def by_divmod(H: int, HH: int, stride: int, pad: int) -> Any:
    steps, rest = divmod(H + 2 * pad - HH, stride)
    if rest or steps < 0:
        raise ValueError("does not fit")
    return np.int64(steps + 1)


@right("conv_output_size")
def by_float(H: int, HH: int, stride: int, pad: int) -> Any:
    size = (H + 2 * pad - HH) / stride + 1
    if size < 1 or size != int(size):
        raise UnicodeError("a ValueError too")
    return int(size)


@right("conv_output_size")
def by_range(H: int, HH: int, stride: int, pad: int) -> Any:
    corners = range(-pad, H + pad - HH + 1, stride)
    if not corners or corners[-1] + HH != H + pad:
        raise ValueError(corners)
    return len(corners)


@right("conv_param_count")
def from_the_arrays(C: int, F: int, HH: int, WW: int, bias: bool = True) -> Any:  # noqa: FBT001, FBT002
    return np.empty((F, C, HH, WW)).size + (np.empty(F).size if bias else 0)


@right("conv_param_count")
def one_by_one(C: int, F: int, HH: int, WW: int, bias: bool = True) -> Any:  # noqa: FBT001, FBT002
    return float(sum(np.prod([C, HH, WW]) + bias for _ in range(F)))


# --- the layer ------------------------------------------------------------------------------


def settings(x: Any, w: Any, p: Any) -> tuple[int, ...]:
    (_, _, H, W), (_, _, HH, WW), s, pad = x.shape, w.shape, p["stride"], p["pad"]
    return s, pad, (H + 2 * pad - HH) // s + 1, (W + 2 * pad - WW) // s + 1


def framed(x: Any, pad: int) -> Any:
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), "constant")


LAYER = ("conv_forward_naive", "conv_backward_naive")


@right(*LAYER)
class FourLoops:
    @staticmethod
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        s, pad, Ho, Wo = settings(x, w, conv_param)
        (N, C, _, _), (F, _, HH, WW) = x.shape, w.shape
        xp = np.zeros((N, C, x.shape[2] + 2 * pad, x.shape[3] + 2 * pad))
        xp[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]] = x
        out = np.empty((N, F, Ho, Wo))
        for n in range(N):
            for f in range(F):
                for i in range(Ho):
                    for j in range(Wo):
                        window = xp[n, :, i * s : i * s + HH, j * s : j * s + WW]
                        out[n, f, i, j] = np.sum(window * w[f]) + b[f]
        return [out, [xp, w, b, s, pad]]

    @staticmethod
    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        xp, w, b, s, pad = cache
        HH, WW = w.shape[2:]
        dx, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros_like(b)
        for n, f, i, j in np.ndindex(dout.shape):
            place = np.s_[n, :, i * s : i * s + HH, j * s : j * s + WW]
            db[f] += dout[n, f, i, j]
            dw[f] += xp[place] * dout[n, f, i, j]
            dx[place] += w[f] * dout[n, f, i, j]
        end = -pad if pad else None
        return [dx[:, :, pad:end, pad:end], dw, db]


@right(*LAYER)
class WindowsAsAView:
    @staticmethod
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        s, pad, *_ = settings(x, w, conv_param)
        windows = sliding_window_view(framed(x, pad), w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        out = np.einsum("ncijpq,fcpq->nfij", windows, w) + b[None, :, None, None]
        return out, {"windows": windows, "x": x, "w": w, "s": s, "pad": pad}

    @staticmethod
    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        x, w, s, pad = (cache[k] for k in ("x", "w", "s", "pad"))
        dx = np.zeros(framed(x, pad).shape)
        for p, q in np.ndindex(w.shape[2:]):
            rows = np.s_[p : p + s * dout.shape[2] : s]
            columns = np.s_[q : q + s * dout.shape[3] : s]
            dx[:, :, rows, columns] += np.einsum("nfij,fc->ncij", dout, w[:, :, p, q])
        dw = np.einsum("ncijpq,nfij->fcpq", cache["windows"], dout)
        H, W = x.shape[2:]
        return dx[:, :, pad:, pad:][:, :, :H, :W], dw, np.einsum("nfij->f", dout)


@right(*LAYER)
class Columns:
    """One matrix product, over all windows as columns."""

    @staticmethod
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        s, pad, Ho, Wo = settings(x, w, conv_param)
        HH, WW = w.shape[2:]
        xp = framed(x, pad)
        places = [np.s_[i * s : i * s + HH] for i in range(Ho)]
        across = [np.s_[j * s : j * s + WW] for j in range(Wo)]
        columns = np.array([xp[:, :, r, c].reshape(len(x), -1) for r in places for c in across])
        out = columns @ w.reshape(len(w), -1).T + b
        out = out.reshape(Ho, Wo, len(x), len(w)).transpose(2, 3, 0, 1)
        return out, (columns, places, across, x.shape, w, pad)

    @staticmethod
    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        columns, places, across, shape, w, pad = cache
        flat = dout.transpose(2, 3, 0, 1).reshape(-1, dout.shape[0], dout.shape[1])
        dw = np.tensordot(flat, columns, axes=([0, 1], [0, 1])).reshape(w.shape)
        shares = iter((flat @ w.reshape(len(w), -1)).reshape(-1, len(dout), *w.shape[1:]))
        dx = framed(np.zeros(shape), pad)
        for r in places:
            for c in across:
                dx[:, :, r, c] += next(shares)
        return dx[:, :, pad : pad + shape[2], pad : pad + shape[3]], dw, flat.sum((0, 1))


@right(*LAYER)
class FullConvolutionBackward:
    """dx as in the textbook: dout with zeros between, padded, and the filters flipped."""

    @staticmethod
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        s, pad, *_ = settings(x, w, conv_param)
        windows = sliding_window_view(framed(x, pad), w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        out = np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])) + b
        return np.moveaxis(out, 3, 1), (windows, w, s, pad)

    @staticmethod
    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        windows, w, s, pad = cache
        (N, F, Ho, Wo), (HH, WW) = dout.shape, w.shape[2:]
        spread = np.zeros((N, F, s * (Ho - 1) + 1, s * (Wo - 1) + 1))
        spread[:, :, ::s, ::s] = dout
        above, left = HH - 1 - pad, WW - 1 - pad
        spread = np.pad(spread, ((0, 0), (0, 0), (above, above), (left, left)))
        seen = sliding_window_view(spread, (HH, WW), axis=(2, 3))
        dx = np.einsum("nfijpq,fcpq->ncij", seen, w[:, :, ::-1, ::-1])
        return dx, np.einsum("ncijpq,nfij->fcpq", windows, dout), dout.sum(3).sum(2).sum(0)


@right(*LAYER)
class SinglePrecision:
    @staticmethod
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        return Columns.conv_forward_naive(x.astype(f4), w.astype(f4), b.astype(f4), conv_param)

    @staticmethod
    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        dx, dw, db = Columns.conv_backward_naive(dout.astype(f4), cache)
        return dx.astype(f4), dw, db


@right(*LAYER)
class ChangesItsInputs:
    """Right values; that dout and w are not what they were is a remark."""

    @staticmethod
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        found = Columns.conv_forward_naive(x, w.copy(), b, conv_param)
        w *= 0
        return found

    @staticmethod
    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        found = Columns.conv_backward_naive(dout, cache)
        dout *= 0
        return found


# --- edge_filters ---------------------------------------------------------------------------


@right("edge_filters")
def prewitt() -> Any:
    across = np.array([[1, 0, -1]] * 3)
    return np.array([[across], [across.T]])


@right("edge_filters")
def one_step() -> Any:
    w = np.zeros((2, 1, 3, 3), f4)
    w[0, 0, 1, :2] = -1, 1
    w[1, 0, :2, 1] = 5, -5
    return w


@right("edge_filters")
def in_lists() -> Any:
    a = [[-0.3, 0, 0.3], [-1.0, 0, 1.0], [-0.3, 0, 0.3]]
    return [[a], [[list(row) for row in zip(*a, strict=True)]]]


@right.parametrize
def test_a_right_answer_loses_no_point(function: str, variant: Variant) -> None:
    assert right.lost(function, variant) == {}
