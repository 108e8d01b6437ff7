from __future__ import print_function
import numpy as np
from cs231n.classifiers.linear_svm import *
from cs231n.classifiers.softmax import *
from past.builtins import xrange


class LinearClassifier(object):
    def __init__(self):
        self.W = None

    def train(
        self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False
    ):
        N, D = X.shape
        C = np.max(y) + 1
        if self.W is None:
            self.W = np.random.randn(D, C) * 0.001
        losses = []
        for t in xrange(num_iters):
            pick = np.random.randint(0, N, batch_size)
            value, G = self.loss(X[pick, :], y[pick], reg)
            losses.append(value)
            self.W += -learning_rate * G
            if verbose and t % 100 == 0:
                print("%d of %d: %f" % (t, num_iters, value))
        return losses

    def predict(self, X):
        labels = np.zeros(X.shape[0])
        labels[:] = np.argmax(X.dot(self.W), axis=1)
        return labels


class LinearSVM(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        return svm_loss_vectorized(self.W, X_batch, y_batch, reg)


class Softmax(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        return softmax_loss_vectorized(self.W, X_batch, y_batch, reg)
