"""Right answers to b1_adaptive_receptive_field in many styles."""

from math import floor
from typing import Any

import numpy as np

from right_answers import RightAnswers, Variant

right = RightAnswers("b1_adaptive_receptive_field")


@right.parametrize
def test_a_right_answer_loses_no_point(function: str, variant: Variant) -> None:
    assert right.lost(function, variant) == {}


# --- selective.py ---------------------------------------------------------------------------


@right("pool_branches")
def means_added(u1: Any, u2: Any) -> Any:
    return u1.mean((2, 3)) + u2.mean((2, 3))


@right("pool_branches")
def pooled_in_single_precision(u1: Any, u2: Any) -> Any:
    u = (u1 + u2).astype(np.float32)
    return u.reshape(*u.shape[:2], -1).sum(axis=-1) / np.float32(u[0, 0].size)


@right("attention")
class SigmoidOfTheDifference:
    """A softmax over two branches is a sigmoid of the difference of their scores."""

    @staticmethod
    def attention_forward(s: Any, wz: Any, bz: Any, wa: Any, ba: Any) -> Any:
        hidden = s.dot(wz) + bz[None, :]
        z = hidden * (hidden >= 0)
        first = 1 / (1 + np.exp(z @ (wa[1] - wa[0]) + ba[1] - ba[0]))
        return np.stack([first, 1 - first], axis=1), (s, z, wz, wa, first)

    @staticmethod
    def attention_backward(da: Any, cache: Any) -> Any:
        s, z, wz, wa, first = cache
        push = (da[:, 0] - da[:, 1]) * first * (1 - first)
        dscores = (push, -push)
        dwa = np.array([z.T @ push, -(z.T @ push)])
        dz = sum(d @ w.T for d, w in zip(dscores, wa, strict=True))
        dz[z == 0] = 0
        dba = np.array([d.sum(axis=0) for d in dscores])
        return dz @ wz.T, s.T @ dz, dz.sum(axis=0), dwa, dba


@right("attention")
class ImageByImage:
    """With the whole matrix of derivatives of the softmax, in single precision."""

    @staticmethod
    def attention_forward(s: Any, wz: Any, bz: Any, wa: Any, ba: Any) -> Any:
        s, wz, bz, wa, ba = (a.astype(np.float32) for a in (s, wz, bz, wa, ba))
        a = np.zeros((len(s), 2, s.shape[1]), dtype=np.float32)
        for n in range(len(s)):
            z = np.maximum(s[n] @ wz + bz, 0)
            for c in range(s.shape[1]):
                powers = np.exp([z @ wa[m, :, c] + ba[m, c] for m in (0, 1)])
                a[n, :, c] = powers / powers.sum()
        return a, {"s": s, "wz": wz, "bz": bz, "wa": wa, "a": a}

    @staticmethod
    def attention_backward(da: Any, cache: Any) -> Any:
        s, wz, bz, wa, a = (cache[k] for k in ("s", "wz", "bz", "wa", "a"))
        ds, dwz, dbz, dwa = (np.zeros_like(v) for v in (s, wz, bz, wa))
        dba = np.zeros((2, s.shape[1]), dtype=np.float32)
        for n in range(len(s)):
            hidden = s[n] @ wz + bz
            dz = np.zeros_like(hidden)
            for c in range(s.shape[1]):
                p = a[n, :, c]
                dscores = (np.diag(p) - np.outer(p, p)) @ da[n, :, c]
                dba[:, c] += dscores
                for m in (0, 1):
                    dwa[m, :, c] += np.maximum(hidden, 0) * dscores[m]
                    dz += wa[m, :, c] * dscores[m]
            dz[hidden < 0] = 0
            ds[n] = wz @ dz
            dwz += np.outer(s[n], dz)
            dbz += dz
        return ds, dwz, dbz, dwa, dba


@right("mix")
class BranchByBranch:
    @staticmethod
    def mix_forward(u1: Any, u2: Any, a: Any) -> Any:
        u = np.stack([u1, u2], axis=1)
        return np.einsum("nm...,nm...->n...", u, a[..., None, None] + np.zeros(u.shape)), (u, a)

    @staticmethod
    def mix_backward(dout: Any, cache: Any) -> Any:
        u, a = cache
        du = dout[:, None] * a.reshape(*a.shape, 1, 1)
        return du[:, 0], du[:, 1], np.einsum("nchw,nmchw->nmc", dout, u)


@right("selective")
class FirstAndTheRest:
    """v = a u1 + (1 - a) u2 = u2 + a (u1 - u2)."""

    @staticmethod
    def selective_forward(u1: Any, u2: Any, wz: Any, bz: Any, wa: Any, ba: Any) -> Any:
        a, cache = SigmoidOfTheDifference.attention_forward(means_added(u1, u2), wz, bz, wa, ba)
        first = a[:, 0].reshape(*u1.shape[:2], 1, 1)
        return u2 + first * (u1 - u2), (u1 - u2, first, cache)

    @staticmethod
    def selective_backward(dv: Any, cache: Any) -> Any:
        difference, first, attention = cache
        dfirst = np.einsum("nchw,nchw->nc", dv, difference)
        da = np.stack([dfirst, np.zeros_like(dfirst)], axis=1)
        ds, dwz, dbz, dwa, dba = SigmoidOfTheDifference.attention_backward(da, attention)
        back = np.repeat(ds, dv[0, 0].size).reshape(dv.shape) / dv[0, 0].size
        return first * dv + back, (1 - first) * dv + back, dwz, dbz, dwa, dba


# --- deform.py ------------------------------------------------------------------------------


@right("bilinear_sample")
class PointByPoint:
    @staticmethod
    def bilinear_sample_forward(x: Any, py: Any, px: Any) -> Any:
        (N, C, H, W), P = x.shape, py.shape[1]
        out = np.zeros((N, C, P))
        for n, k in np.ndindex(N, P):
            i, j = floor(py[n, k]), floor(px[n, k])
            fy, fx = py[n, k] - i, px[n, k] - j
            for di, wy in ((0, 1 - fy), (1, fy)):
                for dj, wx in ((0, 1 - fx), (1, fx)):
                    if 0 <= i + di < H and 0 <= j + dj < W:
                        out[n, :, k] += wy * wx * x[n, :, i + di, j + dj]
        return out, (x, py, px)

    @staticmethod
    def bilinear_sample_backward(dout: Any, cache: Any) -> Any:
        x, py, px = cache
        H, W = x.shape[2:]
        dx, dpy, dpx = np.zeros_like(x), np.zeros_like(py), np.zeros_like(px)
        for n, k in np.ndindex(*py.shape):
            i, j = floor(py[n, k]), floor(px[n, k])
            fy, fx = py[n, k] - i, px[n, k] - j
            for di, wy, sy in ((0, 1 - fy, -1), (1, fy, 1)):
                for dj, wx, sx in ((0, 1 - fx, -1), (1, fx, 1)):
                    if 0 <= i + di < H and 0 <= j + dj < W:
                        dx[n, :, i + di, j + dj] += wy * wx * dout[n, :, k]
                        pull = dout[n, :, k] @ x[n, :, i + di, j + dj]
                        dpy[n, k] += sy * wx * pull
                        dpx[n, k] += sx * wy * pull
        return dx, dpy, dpx


@right("bilinear_sample")
class TentOverEveryPixel:
    """The weight max(0, 1 - distance) of every row and column, most of them 0."""

    @staticmethod
    def bilinear_sample_forward(x: Any, py: Any, px: Any) -> Any:
        rows = py[:, :, None] - np.arange(x.shape[2])
        columns = px[:, :, None] - np.arange(x.shape[3])
        tall, wide = (np.maximum(0, 1 - np.abs(d)) for d in (rows, columns))
        return np.einsum("nchw,nph,npw->ncp", x, tall, wide), (x, rows, columns)

    @staticmethod
    def bilinear_sample_backward(dout: Any, cache: Any) -> Any:
        x, rows, columns = cache
        tall, wide = (np.maximum(0, 1 - np.abs(d)) for d in (rows, columns))
        down, across = (-np.sign(d) * (np.abs(d) < 1) for d in (rows, columns))
        return (
            np.einsum("ncp,nph,npw->nchw", dout, tall, wide),
            np.einsum("ncp,nchw,nph,npw->np", dout, x, down, wide),
            np.einsum("ncp,nchw,nph,npw->np", dout, x, tall, across),
        )


@right("bilinear_sample")
class PaddedAndFlat:
    """Two rows and columns of zeros around the image, in single precision."""

    @staticmethod
    def bilinear_sample_forward(x: Any, py: Any, px: Any) -> Any:
        padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2))).astype(np.float32)
        i, j = np.floor(py).astype(int), np.floor(px).astype(int)
        fy, fx = (py - i).astype(np.float32)[:, None], (px - j).astype(np.float32)[:, None]
        i, j = np.clip(i + 2, 0, x.shape[2] + 2), np.clip(j + 2, 0, x.shape[3] + 2)
        n = np.arange(len(x))[:, None]

        def at(i: Any, j: Any) -> Any:
            return padded[n, :, i, j].swapaxes(1, 2)

        corners = at(i, j), at(i, j + 1), at(i + 1, j), at(i + 1, j + 1)
        above = corners[0] + fx * (corners[1] - corners[0])
        below = corners[2] + fx * (corners[3] - corners[2])
        return above + fy * (below - above), (padded.shape, i, j, fy, fx, corners)

    @staticmethod
    def bilinear_sample_backward(dout: Any, cache: Any) -> Any:
        shape, i, j, fy, fx, (a, b, c, d) = cache
        dpy = np.sum(dout * ((1 - fx) * (c - a) + fx * (d - b)), axis=1)
        dpx = np.sum(dout * ((1 - fy) * (b - a) + fy * (d - c)), axis=1)
        dpadded = np.zeros(shape, dtype=np.float32)
        for n, k in np.ndindex(*i.shape):
            y, x = fy[n, 0, k], fx[n, 0, k]
            weights = np.outer([1 - y, y], [1 - x, x])
            window = np.s_[n, :, i[n, k] : i[n, k] + 2, j[n, k] : j[n, k] + 2]
            dpadded[window] += dout[n, :, k, None, None] * weights
        return dpadded[:, :, 2:-2, 2:-2], dpy, dpx


@right("tap_positions")
def one_by_one(offset: Any, kernel_size: Any, conv_param: Any) -> Any:
    s, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    (HH, WW), (N, _, rows, columns) = kernel_size, offset.shape
    py, px = np.zeros((2, N, HH, WW, rows, columns))
    for n, p, q, i, j in np.ndindex(*py.shape):
        channel = 2 * (p * WW + q)
        py[n, p, q, i, j] = i * s - pad + p * d + offset[n, channel, i, j]
        px[n, p, q, i, j] = j * s - pad + q * d + offset[n, channel + 1, i, j]
    return py, px


@right("tap_positions")
def in_single_precision(offset: Any, kernel_size: Any, conv_param: Any) -> Any:
    s, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    (HH, WW), (N, _, rows, columns) = kernel_size, offset.shape
    moved = offset.astype(np.float32).reshape(N, HH * WW, 2, rows, columns)
    down = np.repeat(np.arange(HH), WW)[:, None, None] * d + np.arange(rows)[:, None] * s - pad
    right = np.tile(np.arange(WW), HH)[:, None, None] * d + np.arange(columns) * s - pad
    py, px = moved[:, :, 0] + down, moved[:, :, 1] + right
    return py.reshape(N, HH, WW, rows, columns), px.reshape(N, HH, WW, rows, columns)


@right("deform_conv_forward")
def tap_by_tap(x: Any, offset: Any, w: Any, b: Any, conv_param: Any) -> Any:
    s, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    (F, _, HH, WW), (H, W) = w.shape, x.shape[2:]
    rows = (H + 2 * pad - d * (HH - 1) - 1) // s + 1
    columns = (W + 2 * pad - d * (WW - 1) - 1) // s + 1
    out = np.zeros((len(x), F, rows, columns))
    for n, i, j in np.ndindex(len(x), rows, columns):
        out[n, :, i, j] = b
        for p, q in np.ndindex(HH, WW):
            down, across = offset[n, 2 * (p * WW + q) : 2 * (p * WW + q) + 2, i, j]
            py = np.array([[i * s - pad + p * d + down]])
            px = np.array([[j * s - pad + q * d + across]])
            value, _ = PointByPoint.bilinear_sample_forward(x[n : n + 1], py, px)
            out[n, :, i, j] += w[:, :, p, q] @ value[0, :, 0]
    return out, (x, offset, w, b, conv_param)


@right("deform_conv_forward")
def by_a_matrix_product(x: Any, offset: Any, w: Any, b: Any, conv_param: Any) -> Any:
    s, pad, d = (conv_param[k] for k in ("stride", "pad", "dilation"))
    (N, C), (F, _, HH, WW), (_, _, rows, columns) = x.shape[:2], w.shape, offset.shape
    tall = (np.arange(rows) * s - pad)[None, :] + (np.arange(HH) * d)[:, None]
    wide = (np.arange(columns) * s - pad)[None, :] + (np.arange(WW) * d)[:, None]
    py = np.repeat(tall, WW, axis=0)[:, :, None] + offset[:, 0::2]
    px = np.tile(wide, (HH, 1))[:, None, :] + offset[:, 1::2]
    taps, _ = TentOverEveryPixel.bilinear_sample_forward(x, py.reshape(N, -1), px.reshape(N, -1))
    columns_of_taps = taps.reshape(N, C * HH * WW, rows * columns)
    out = w.reshape(F, -1) @ columns_of_taps + b[:, None]
    return out.reshape(N, F, rows, columns), None
