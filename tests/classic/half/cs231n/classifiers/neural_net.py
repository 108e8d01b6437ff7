import numpy as np
import matplotlib.pyplot as plt
from past.builtins import xrange


class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = {}
        self.params["W1"] = std * np.random.randn(input_size, hidden_size)
        self.params["b1"] = np.zeros(hidden_size)
        self.params["W2"] = std * np.random.randn(hidden_size, output_size)
        self.params["b2"] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        N, D = X.shape
        z = X.dot(W1) + b1
        h = z * (z > 0)
        s = h.dot(W2) + b2
        if y is None:
            return s
        p = np.exp(s - s.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        value = -np.sum(np.log(p[range(N), y])) / N
        value += 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        back = p
        back[range(N), y] -= 1
        back /= N
        grads = {}
        grads["W2"] = h.T.dot(back) + reg * W2
        grads["b2"] = back.sum(axis=0, keepdims=True)
        back = back.dot(W2.T)
        back[z <= 0] = 0
        grads["W1"] = X.T.dot(back) + reg * W1
        grads["b1"] = back.sum(axis=0, keepdims=True)
        return value, grads

    def train(
        self,
        X,
        y,
        X_val,
        y_val,
        learning_rate=1e-3,
        learning_rate_decay=0.95,
        reg=1e-5,
        num_iters=100,
        batch_size=200,
        verbose=False,
    ):
        N = X.shape[0]
        per_epoch = max(N / batch_size, 1)
        losses, train_acc, val_acc = [], [], []
        for t in xrange(num_iters):
            pick = np.random.choice(np.arange(N), batch_size)
            value, grads = self.loss(X[pick], y=y[pick], reg=reg)
            losses.append(value)
            for key in self.params:
                self.params[key] -= learning_rate * grads[key].reshape(self.params[key].shape)
            if t % per_epoch == 0:
                train_acc.append((self.predict(X[pick]) == y[pick]).mean())
                val_acc.append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return {"loss_history": losses, "train_acc_history": train_acc, "val_acc_history": val_acc}

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)
