from builtins import range
import numpy as np

try:
    from cs231n.im2col_cython import col2im_cython
except ImportError:
    print("no compiled extension")


def affine_forward(x, w, b):
    rows = np.reshape(x, (x.shape[0], -1))
    out = np.dot(rows, w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.dot(dout, w.T).reshape(x.shape)
    dw = np.reshape(x, (x.shape[0], -1)).T.dot(dout)
    db = np.sum(dout, axis=0, keepdims=True)
    return dx, dw, db


def relu_forward(x):
    x[x < 0] = 0
    return x, x


def relu_backward(dout, cache):
    dout[cache <= 0] = 0
    return dout


def svm_loss(x, y):
    N = x.shape[0]
    s_true = x[np.arange(N), y]
    m = np.maximum(0, x - s_true[:, np.newaxis] + 1.0)
    m[np.arange(N), y] = 0
    value = np.sum(m) / N
    hits = np.sum(m > 0, axis=1)
    dx = np.zeros_like(x)
    dx[m > 0] = 1
    dx[np.arange(N), y] -= hits
    dx /= N
    return value, dx


def softmax_loss(x, y):
    p = np.exp(x - np.max(x, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    N = x.shape[0]
    value = -np.sum(np.log(p[np.arange(N), y])) / N
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return value, dx


def conv_forward_naive(x, w, b, conv_param):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    S, P = conv_param["stride"], conv_param["pad"]
    Ho = 1 + (H + 2 * P - HH) // S
    Wo = 1 + (W + 2 * P - WW) // S
    xp = np.zeros((N, C, H + 2 * P, W + 2 * P))
    xp[:, :, P : P + H, P : P + W] = x
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    total = 0
                    for c in range(C):
                        for k in range(HH):
                            for l in range(WW):
                                total += xp[n, c, i * S + k, j * S + l] * w[f, c, k, l]
                    out[n, f, i, j] = total + b[f]
    return out, (x, w, b, conv_param)


def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    S, P = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    xp = np.pad(x, [(0, 0), (0, 0), (P, P), (P, P)], "constant")
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            db[f] += dout[n, f].sum()
            for i in range(Ho):
                for j in range(Wo):
                    piece = xp[n, :, i * S : i * S + HH, j * S : j * S + WW]
                    dw[f] += dout[n, f, i, j] * piece
                    dxp[n, :, i * S : i * S + HH, j * S : j * S + WW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, P : P + H, P : P + W]
    return dx, dw, db


def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    ph, pw = pool_param["pool_height"], pool_param["pool_width"]
    S = pool_param["stride"]
    Ho = int((H - ph) / S + 1)
    Wo = int((W - pw) / S + 1)
    out = np.zeros((N, C, Ho, Wo))
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    out[n, c, i, j] = np.max(x[n, c, i * S : i * S + ph, j * S : j * S + pw])
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph, pw = pool_param["pool_height"], pool_param["pool_width"]
    S = pool_param["stride"]
    dx = np.zeros_like(x)
    N, C, Ho, Wo = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Ho):
                for j in range(Wo):
                    piece = x[n, c, i * S : i * S + ph, j * S : j * S + pw]
                    k, l = np.unravel_index(np.argmax(piece), piece.shape)
                    dx[n, c, i * S + k, j * S + l] += dout[n, c, i, j]
    return dx
