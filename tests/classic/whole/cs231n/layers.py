import numpy as np


def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1).dot(w) + b[None, :], (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    return (
        (dout @ w.T).reshape(*x.shape),
        np.einsum("nd,nm->dm", flat, dout),
        np.ones(len(x)) @ dout,
    )


def relu_forward(x):
    return np.where(x > 0, x, 0), x


def relu_backward(dout, cache):
    dx = np.array(dout, copy=True)
    dx[cache < 0] = 0
    return dx


def svm_loss(x, y):
    n = len(x)
    margins = np.maximum(0, x - x[range(n), y].reshape(-1, 1) + 1)
    margins[range(n), y] = 0
    sign = np.sign(margins)
    sign[range(n), y] = -sign.sum(1)
    return margins.sum(1).mean(), sign / n


def softmax_loss(x, y):
    z = x - x.max(1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(1, keepdims=True))
    dx = np.exp(logp)
    dx[range(len(x)), y] -= 1
    return -logp[range(len(x)), y].mean(), dx / len(x)


def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    xp = np.pad(x, ((0,), (0,), (pad,), (pad,)), "constant")
    windows = np.lib.stride_tricks.sliding_window_view(xp, w.shape[2:], axis=(2, 3))
    out = np.einsum("nchwij,fcij->nfhw", windows[:, :, ::stride, ::stride], w)
    return out + b.reshape(1, -1, 1, 1), (xp, w, b, conv_param, x.shape)


def conv_backward_naive(dout, cache):
    xp, w, b, conv_param, shape = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    HH, WW = w.shape[2:]
    dw = np.zeros(w.shape)
    dxp = np.zeros(xp.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            window = xp[:, :, top : top + HH, left : left + WW]
            dw += np.tensordot(dout[:, :, i, j], window, axes=(0, 0))
            dxp[:, :, top : top + HH, left : left + WW] += np.tensordot(dout[:, :, i, j], w, axes=1)
    return dxp[:, :, pad : pad + shape[2], pad : pad + shape[3]], dw, dout.sum((0, 2, 3))


def max_pool_forward_naive(x, pool_param):
    hh, ww, s = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    rows = range(0, x.shape[2] - hh + 1, s)
    cols = range(0, x.shape[3] - ww + 1, s)
    out = np.array([[x[:, :, i : i + hh, j : j + ww].max(axis=(2, 3)) for j in cols] for i in rows])
    return out.transpose(2, 3, 0, 1), (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    hh, ww, s = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            window = x[:, :, i * s : i * s + hh, j * s : j * s + ww]
            best = window.max(axis=(2, 3), keepdims=True)
            dx[:, :, i * s : i * s + hh, j * s : j * s + ww] += (window == best) * dout[
                :, :, i : i + 1, j : j + 1
            ]
    return dx
