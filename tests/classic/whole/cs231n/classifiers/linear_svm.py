import numpy as np


def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    num_train = len(y)
    for i, target in enumerate(y):
        scores = W.T @ X[i]
        for j, score in enumerate(scores):
            if j == target:
                continue
            if score + 1 > scores[target]:
                loss += (score + 1 - scores[target]) / num_train
                dW[:, j] += X[i] / num_train
                dW[:, target] -= X[i] / num_train
    return loss + reg * np.sum(W * W), dW + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    scores = X @ W
    margins = 1 + scores - np.take_along_axis(scores, y[:, None], axis=1)
    mask = margins > 0
    mask[np.arange(n), y] = False
    loss = margins[mask].sum() / n + reg * np.square(W).sum()
    mask = mask.astype(np.int64)
    mask[np.arange(n), y] = -mask.sum(axis=1)
    return loss, X.T @ mask / n + reg * 2 * W
