import numpy as np
from random import shuffle
from six.moves import xrange
import matplotlib.pyplot as plt

plt.rcParams["figure.figsize"] = (10.0, 8.0)


def softmax_loss_naive(W, X, y, reg):
    total = 0.0
    G = np.zeros_like(W)
    N, C = X.shape[0], W.shape[1]
    for n in xrange(N):
        f = X[n].dot(W)
        f -= np.max(f)
        p = np.exp(f) / np.sum(np.exp(f))
        total += -np.log(p[y[n]])
        for c in xrange(C):
            if c == y[n]:
                G[:, c] += (p[c] - 1) * X[n]
            else:
                G[:, c] += p[c] * X[n]
    print("softmax, N =", N)
    return total / N + 0.5 * reg * np.sum(W**2), G / N + reg * W


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    f = np.dot(X, W)
    f -= np.max(f, axis=1).reshape(N, 1)
    p = np.exp(f)
    p /= np.sum(p, axis=1).reshape(N, 1)
    total = -np.log(p[np.arange(N), y]).sum() / N
    total += reg * 0.5 * np.sum(W * W)
    p[np.arange(N), y] -= 1
    return total, X.T.dot(p) / N + reg * W
