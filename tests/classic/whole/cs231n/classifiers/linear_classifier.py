from ..classifiers.linear_svm import *
from ..classifiers.softmax import *
import numpy as np


class LinearClassifier:
    def __init__(self):
        self.W = None

    def train(
        self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False
    ):
        if self.W is None:
            self.W = 0.001 * np.random.randn(X.shape[1], y.max() + 1)
        loss_history = []
        for it in range(num_iters):
            idx = np.random.permutation(X.shape[0])[:batch_size]
            loss, grad = self.loss(X[idx], y[idx], reg)
            loss_history.append(loss)
            self.W = self.W - learning_rate * grad
        return loss_history

    def predict(self, X):
        return (X @ self.W).argmax(1)
