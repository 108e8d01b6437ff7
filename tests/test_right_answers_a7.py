"""Right pooling in many styles, with every way to treat ties."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from right_answers import RightAnswers, Variant

f4 = np.float32
right = RightAnswers("a7_pooling")
MAX = ("max_pool_forward_naive", "max_pool_backward_naive")
AVG = ("avg_pool_forward_naive", "avg_pool_backward_naive")


def windows(x: Any, p: Any) -> Any:
    """A view (N, C, Ho, Wo, pool_height, pool_width)."""
    seen = sliding_window_view(x, (p["pool_height"], p["pool_width"]), axis=(2, 3))
    return seen[:, :, :: p["stride"], :: p["stride"]]


def corners(shape: Any, p: Any) -> Any:
    """Output place and slices of each window, as `range` gives them."""
    s, height, width = p["stride"], p["pool_height"], p["pool_width"]
    for i, top in enumerate(range(0, shape[2] - height + 1, s)):
        for j, left in enumerate(range(0, shape[3] - width + 1, s)):
            yield i, j, np.s_[top : top + height], np.s_[left : left + width]


def scattered(x: Any, p: Any, dout: Any, share: Any) -> Any:
    """dx, where share(window) says how one window divides its dout."""
    dx = np.zeros(x.shape)
    for i, j, rows, columns in corners(x.shape, p):
        for n, c in np.ndindex(x.shape[:2]):
            dx[n, c, rows, columns] += share(x[n, c, rows, columns]) * dout[n, c, i, j]
    return dx


# --- max-pooling ----------------------------------------------------------------------------


@right(*MAX)
class FourLoops:
    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        height, width, s = pool_param.values()
        N, C, H, W = x.shape
        Ho, Wo = int((H - height) / s + 1), int((W - width) / s + 1)
        out = np.full((N, C, Ho, Wo), -np.inf)
        for n, c, i, j in np.ndindex(out.shape):
            for p in range(height):
                for q in range(width):
                    out[n, c, i, j] = max(out[n, c, i, j], x[n, c, i * s + p, j * s + q])
        return out, (x, pool_param)

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        x, pool_param = cache
        height, width, s = pool_param.values()
        dx = np.zeros_like(x)
        for n, c, i, j in np.ndindex(dout.shape):
            window = x[n, c, i * s : i * s + height, j * s : j * s + width]
            r, q = np.where(window == np.max(window))
            dx[n, c, i * s + r[0], j * s + q[0]] += dout[n, c, i, j]
        return dx


@right(*MAX)
class LastOfTheTies:
    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        return windows(x, pool_param).max((4, 5)), {"x": x, "p": pool_param}

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        def last(window: Any) -> Any:
            mask = np.zeros(window.size)
            mask[window.size - 1 - window.ravel()[::-1].argmax()] = 1
            return mask.reshape(window.shape)

        return scattered(cache["x"], cache["p"], dout, last)


@right(*MAX)
class TiesShare:
    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        return np.max(np.max(windows(x, pool_param), axis=-1), axis=-1), [x, pool_param]

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        def share(window: Any) -> Any:
            mask = window == window.max()
            return mask / mask.sum()

        x, pool_param = cache
        return scattered(x, pool_param, dout, share)


@right(*MAX)
class TiesShareUnevenly:
    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        return windows(x, pool_param).max((4, 5)), (x, pool_param)

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        def share(window: Any) -> Any:
            mask = (window == window.max()) * np.arange(1.0, window.size + 1).reshape(window.shape)
            return mask / mask.sum()

        x, pool_param = cache
        return scattered(x, pool_param, dout, share)


@right(*MAX)
class RemembersTheWinners:
    """The backward needs neither x nor the windows."""

    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        flat = windows(x, pool_param).reshape(*windows(x, pool_param).shape[:4], -1)
        winner = flat.argmax(4)
        out = np.take_along_axis(flat, winner[..., None], 4)[..., 0]
        return out, (winner, x.shape, pool_param["stride"], pool_param["pool_width"])

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        winner, shape, s, width = cache
        n, c, i, j = np.indices(dout.shape)
        dx = np.zeros(shape)
        np.add.at(dx, (n, c, i * s + winner // width, j * s + winner % width), dout)
        return dx


@right(*MAX)
class SinglePrecision:
    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        out, cache = RemembersTheWinners.max_pool_forward_naive(x.astype(f4), pool_param)
        return out, cache

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        return RemembersTheWinners.max_pool_backward_naive(dout.astype(f4), cache).astype(f4)


@right(*MAX)
class ChangesItsInputs:
    """Right values; that x and dout are not what they were is a remark."""

    @staticmethod
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        found = RemembersTheWinners.max_pool_forward_naive(x, pool_param)
        x[...] = 0
        return found

    @staticmethod
    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        dx = RemembersTheWinners.max_pool_backward_naive(dout, cache)
        dout[...] = 0
        return dx


# --- average-pooling ------------------------------------------------------------------------


@right(*AVG)
class WindowByWindow:
    @staticmethod
    def avg_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        places = list(corners(x.shape, pool_param))
        i, j, *_ = places[-1]
        out = np.empty((*x.shape[:2], i + 1, j + 1))
        for i, j, rows, columns in places:
            window = x[:, :, rows, columns]
            out[:, :, i, j] = window.sum(3).sum(2) / window[0, 0].size
        return out, (places, x.shape)

    @staticmethod
    def avg_pool_backward_naive(dout: Any, cache: Any) -> Any:
        places, shape = cache
        dx = np.zeros(shape)
        for i, j, rows, columns in places:
            area = dx[0, 0, rows, columns].size
            dx[:, :, rows, columns] += dout[:, :, i : i + 1, j : j + 1] * (1 / area)
        return dx


@right(*AVG)
class PlaceByPlace:
    """A loop over the places inside a window, with strided slices."""

    @staticmethod
    def avg_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        return np.einsum("ncijpq->ncij", windows(x, pool_param)) / (
            pool_param["pool_height"] * pool_param["pool_width"]
        ), (x, pool_param)

    @staticmethod
    def avg_pool_backward_naive(dout: Any, cache: Any) -> Any:
        x, pool_param = cache
        height, width, s = pool_param.values()
        dx = np.zeros_like(x)
        for p in range(height):
            for q in range(width):
                rows = np.s_[p : p + s * dout.shape[2] : s]
                dx[:, :, rows, q : q + s * dout.shape[3] : s] += dout / height / width
        return dx


@right(*AVG)
class SummedAreas:
    """The sum of any window from four entries of a table."""

    @staticmethod
    def avg_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        height, width, s = pool_param.values()
        table = np.pad(x.cumsum(2).cumsum(3), ((0, 0), (0, 0), (1, 0), (1, 0)))
        sums = table[:, :, height:] - table[:, :, :-height]
        sums = sums[:, :, :, width:] - sums[:, :, :, :-width]
        return sums[:, :, ::s, ::s] / (height * width), (x, pool_param)

    avg_pool_backward_naive = PlaceByPlace.avg_pool_backward_naive


@right(*AVG)
class AverageInSinglePrecision:
    @staticmethod
    def avg_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        return windows(x.astype(f4), pool_param).mean((4, 5)), (x.astype(f4), pool_param)

    avg_pool_backward_naive = PlaceByPlace.avg_pool_backward_naive


# --- a convolution that pools ---------------------------------------------------------------


@right("strided_conv_as_pool")
def with_eye(C: int, k: int) -> Any:
    w = np.eye(C)[:, :, None, None] * np.ones((k, k)) / k**2
    return [w, np.zeros(C), {"pad": 0, "stride": k, "dilation": 1}]


@right("strided_conv_as_pool")
def with_kron(C: int, k: int) -> Any:
    flat = np.kron(np.eye(C), np.full(k * k, 1 / (k * k), f4))
    return flat.reshape(C, C, k, k).astype(f4), 0.0, {"stride": np.int64(k), "pad": 0}


@right.parametrize
def test_a_right_answer_loses_no_point(function: str, variant: Variant) -> None:
    assert right.lost(function, variant) == {}
