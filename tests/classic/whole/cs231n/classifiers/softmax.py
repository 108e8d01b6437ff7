import numpy as np


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    for i in range(X.shape[0]):
        z = X[i] @ W
        z = z - z.max()
        lse = np.log(np.sum(np.exp(z)))
        loss += lse - z[y[i]]
        for j in range(W.shape[1]):
            dW[:, j] += np.exp(z[j] - lse) * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / X.shape[0] + reg * np.sum(W * W)
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    n = len(X)
    z = X @ W
    z -= z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n), y].mean() + reg * np.sum(W * W)
    p = np.exp(logp)
    p[np.arange(n), y] -= 1
    return loss, X.T @ p / n + 2 * reg * W
