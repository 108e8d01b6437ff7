"""Right answers to a9_receptive_field in many styles."""

from itertools import product
from typing import Any

import numpy as np

from right_answers import RightAnswers, Variant

right = RightAnswers("a9_receptive_field")


@right.parametrize
def test_a_right_answer_loses_no_point(function: str, variant: Variant) -> None:
    assert right.lost(function, variant) == {}


def padded_by(x: Any, pad: int) -> Any:
    N, C, H, W = x.shape
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    padded[:, :, pad : pad + H, pad : pad + W] = x
    return padded


# --- dilation.py ----------------------------------------------------------------------------


@right("dilate_kernel")
def tap_by_tap(w: Any, dilation: int) -> Any:
    F, C, HH, WW = w.shape
    stuffed = np.zeros((F, C, dilation * (HH - 1) + 1, dilation * (WW - 1) + 1), dtype=w.dtype)
    for f, c, p, q in np.ndindex(*w.shape):
        stuffed[f, c, p * dilation, q * dilation] = w[f, c, p, q]
    return stuffed


@right("dilate_kernel")
def by_a_kronecker_product(w: Any, dilation: int) -> Any:
    tap = np.zeros((dilation, dilation))
    tap[0, 0] = 1
    large = np.kron(w, tap)
    cut = dilation - 1
    return large[:, :, : large.shape[2] - cut, : large.shape[3] - cut]


@right("dilate_kernel")
def by_insertion_in_single_precision(w: Any, dilation: int) -> Any:
    w = w.astype(np.float32)
    for axis in (2, 3):
        places = np.repeat(np.arange(1, w.shape[axis]), dilation - 1)
        w = np.insert(w, places, 0, axis=axis)
    return w


@right("dilated_output_size")
def windows_counted(size: int, k: int, stride: int, pad: int, dilation: int) -> int:
    starts = range(-pad, size + pad, stride)
    return len([start for start in starts if start + dilation * (k - 1) < size + pad])


@right("dilated_output_size")
def rounded_down(size: int, k: int, stride: int, pad: int, dilation: int) -> Any:
    return np.floor(1 + (size + 2 * pad - dilation * (k - 1) - 1) / stride)


@right("same_padding")
def as_a_float(k: int, dilation: int) -> float:
    return dilation * (k - 1) / 2


@right("same_padding")
def half_of_the_reach(k: int, dilation: int) -> int:
    return (dilation * (k - 1) + 1) // 2


@right("dilated_conv")
class WindowByWindow:
    @staticmethod
    def dilated_conv_forward(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        s, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
        padded, (F, _, HH, WW) = padded_by(x, pad), w.shape
        tall, wide = d * (HH - 1) + 1, d * (WW - 1) + 1
        rows = (padded.shape[2] - tall) // s + 1
        columns = (padded.shape[3] - wide) // s + 1
        out = np.zeros((len(x), F, rows, columns))
        for n, f, i, j in np.ndindex(*out.shape):
            window = padded[n, :, i * s : i * s + tall : d, j * s : j * s + wide : d]
            out[n, f, i, j] = np.sum(window * w[f]) + b[f]
        return out, (padded, w, x.shape, s, pad, d)

    @staticmethod
    def dilated_conv_backward(dout: Any, cache: Any) -> Any:
        padded, w, shape, s, pad, d = cache
        tall, wide = (d * (k - 1) + 1 for k in w.shape[2:])
        dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(len(w))
        for n, f, i, j in np.ndindex(*dout.shape):
            place = np.s_[n, :, i * s : i * s + tall : d, j * s : j * s + wide : d]
            dw[f] += dout[n, f, i, j] * padded[place]
            dpadded[place] += dout[n, f, i, j] * w[f]
            db[f] += dout[n, f, i, j]
        return dpadded[:, :, pad : pad + shape[2], pad : pad + shape[3]], dw, db


@right("dilated_conv")
class AsTheFormulaSays:
    """Pixel by pixel, in single precision."""

    @staticmethod
    def dilated_conv_forward(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        s, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
        x, w, b = (a.astype(np.float32) for a in (x, w, b))
        (F, _, HH, WW), (H, W) = w.shape, x.shape[2:]
        rows = 1 + (H + 2 * pad - d * (HH - 1) - 1) // s
        columns = 1 + (W + 2 * pad - d * (WW - 1) - 1) // s
        out = np.zeros((len(x), F, rows, columns), dtype=np.float32)
        for i, j in product(range(rows), range(columns)):
            out[:, :, i, j] = b
            for p, q in product(range(HH), range(WW)):
                n, m = i * s + d * p - pad, j * s + d * q - pad
                if 0 <= n < H and 0 <= m < W:
                    out[:, :, i, j] += x[:, :, n, m] @ w[:, :, p, q].T
        return out, (x, w, conv_param)

    @staticmethod
    def dilated_conv_backward(dout: Any, cache: Any) -> Any:
        x, w, conv_param = cache
        s, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
        dx, dw = np.zeros_like(x), np.zeros_like(w)
        H, W = x.shape[2:]
        _, _, rows, columns = dout.shape
        for i, j, p, q in product(*map(range, (rows, columns, *w.shape[2:]))):
            n, m = i * s + d * p - pad, j * s + d * q - pad
            if 0 <= n < H and 0 <= m < W:
                dx[:, :, n, m] += dout[:, :, i, j] @ w[:, :, p, q]
                dw[:, :, p, q] += dout[:, :, i, j].T @ x[:, :, n, m]
        return dx, dw, dout.sum((0, 2, 3))


def ordinary(x: Any, w: Any, b: Any, stride: int, pad: int) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(padded_by(x, pad), w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.tensordot(windows, w, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2) + b[:, None, None]


@right("dilated_conv")
class WithTheStuffedKernel:
    """The gradients are convolutions too: of dout with x, and with the flipped kernel."""

    @staticmethod
    def dilated_conv_forward(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        large = tap_by_tap(w, conv_param["dilation"])
        out = ordinary(x, large, b, conv_param["stride"], conv_param["pad"])
        return out, {"x": x, "large": large, "b": b, **conv_param}

    @staticmethod
    def dilated_conv_backward(dout: Any, cache: Any) -> Any:
        x, large, s, pad, d = (cache[k] for k in ("x", "large", "stride", "pad", "dilation"))
        N, F, rows, columns = dout.shape
        reach = large.shape[2:]
        padded = padded_by(x, pad)
        spread = np.zeros((N, F, padded.shape[2] - reach[0] + 1, padded.shape[3] - reach[1] + 1))
        spread[:, :, : s * rows : s, : s * columns : s] = dout
        zero = np.zeros(max(F, x.shape[1]))
        dlarge = ordinary(padded.swapaxes(0, 1), spread.swapaxes(0, 1), zero[:F], 1, 0)
        around = np.pad(spread, [(0, 0), (0, 0), *((r - 1, r - 1) for r in reach)])
        flipped = large[:, :, ::-1, ::-1].swapaxes(0, 1)
        dx = ordinary(around, flipped, zero[: x.shape[1]], 1, 0)
        dx = dx[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
        return dx, dlarge.swapaxes(0, 1)[:, :, ::d, ::d], dout.sum(axis=(0, 2, 3))


# --- field.py -------------------------------------------------------------------------------


@right("receptive_field")
def from_the_top(layers: Any) -> Any:
    size = jump = 1
    for k, stride, dilation in reversed(layers):
        size = (size - 1) * stride + dilation * (k - 1) + 1
        jump *= stride
    return size, jump


@right("receptive_field")
def as_an_array(layers: Any) -> Any:
    k, s, d = np.array(layers).T
    jumps = np.cumprod(np.r_[1, s])
    return 1 + np.sum((k - 1) * d * jumps[:-1]), float(jumps[-1])


@right("receptive_field_map")
def of_one_axis(layers: Any, n: int) -> Any:
    """Paths along both axes are independent."""
    sizes = [n]
    for k, s, d in layers:
        sizes.append((sizes[-1] - d * (k - 1) - 1) // s + 1)
    paths = {sizes[-1] // 2: 1}
    for k, s, d in reversed(layers):
        below: dict[int, int] = {}
        for place, count in paths.items():
            for p in range(k):
                pixel = place * s + p * d
                below[pixel] = below.get(pixel, 0) + count
        paths = below
    line = np.array([paths.get(i, 0) for i in range(n)])
    return np.outer(line, line)


@right("receptive_field_map")
def by_gradients(layers: Any, n: int) -> Any:
    cache, x = [], np.zeros((1, 1, n, n))
    for k, stride, dilation in layers:
        param = {"stride": stride, "pad": 0, "dilation": dilation}
        kept = (x, np.ones((1, 1, k, k)), param)
        x, _ = AsTheFormulaSays.dilated_conv_forward(*kept[:2], np.zeros(1), param)
        cache.append(kept)
    dout, middle = np.zeros(x.shape), x.shape[2] // 2
    dout[..., middle, middle] = 1
    for kept in reversed(cache):
        dout = AsTheFormulaSays.dilated_conv_backward(dout, kept)[0]
    return dout[0, 0]


@right("untouched")
def pixel_by_pixel(paths: Any) -> Any:
    touched = [(i, j) for i in range(paths.shape[0]) for j in range(paths.shape[1]) if paths[i, j]]
    rows, columns = zip(*touched, strict=True)
    tall, wide = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    return tall * wide - len(touched)


@right("untouched")
def by_its_projections(paths: Any) -> Any:
    rows, columns = (np.flatnonzero(paths.any(axis=axis)) for axis in (1, 0))
    return (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) - np.count_nonzero(paths)
