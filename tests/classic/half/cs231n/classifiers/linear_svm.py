from builtins import range
import numpy as np
from random import shuffle
from past.builtins import xrange


def svm_loss_naive(W, X, y, reg):
    D, C = W.shape
    N = X.shape[0]
    total = 0.0
    G = np.zeros((D, C))
    for n in xrange(N):
        s = np.dot(X[n], W)
        s_true = s[y[n]]
        violated = 0
        for c in xrange(C):
            if c != y[n]:
                m = s[c] - s_true + 1.0
                if m > 0:
                    violated += 1
                    total += m
                    G[:, c] += X[n, :]
        G[:, y[n]] -= violated * X[n, :]
    total /= N
    G /= N
    total += 0.5 * reg * np.sum(W * W)
    G += reg * W
    return total, G


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X.dot(W)
    s_true = s[range(N), list(y)].reshape(-1, 1)
    m = np.maximum(0, s - s_true + 1)
    m[range(N), list(y)] = 0
    total = m.sum() / N + 0.5 * reg * np.sum(W * W)
    hit = np.zeros(m.shape)
    hit[m > 0] = 1
    hit[range(N), list(y)] = -np.sum(hit, axis=1)
    G = (X.T).dot(hit) / N + reg * W
    return np.array(total), G
