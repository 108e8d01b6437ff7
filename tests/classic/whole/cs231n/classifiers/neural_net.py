import numpy as np

from cs231n.layers import *
from ..layer_utils import *
from cs231n.vis_utils import visualize_grid


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = dict(
            W1=std * np.random.randn(input_size, hidden_size),
            b1=np.zeros(hidden_size),
            W2=std * np.random.randn(hidden_size, output_size),
            b2=np.zeros(output_size),
        )

    def loss(self, X, y=None, reg=0.0):
        hidden, cache1 = affine_relu_forward(X, self.params["W1"], self.params["b1"])
        scores, cache2 = affine_forward(hidden, self.params["W2"], self.params["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        loss += reg * sum(np.sum(self.params[k] ** 2) for k in ("W1", "W2"))
        grads = {}
        dhidden, grads["W2"], grads["b2"] = affine_backward(dscores, cache2)
        _, grads["W1"], grads["b1"] = affine_relu_backward(dhidden, cache1)
        for k in ("W1", "W2"):
            grads[k] += 2 * reg * self.params[k]
        return loss, grads

    def train(
        self,
        X,
        y,
        X_val,
        y_val,
        learning_rate=1e-3,
        learning_rate_decay=0.95,
        reg=5e-6,
        num_iters=100,
        batch_size=200,
        verbose=False,
    ):
        iterations_per_epoch = max(X.shape[0] / batch_size, 1)
        history = {"loss_history": [], "train_acc_history": [], "val_acc_history": []}
        for it in range(num_iters):
            idx = np.random.choice(X.shape[0], batch_size, replace=True)
            loss, grads = self.loss(X[idx], y[idx], reg)
            history["loss_history"].append(loss)
            for k, grad in grads.items():
                self.params[k] = self.params[k] - learning_rate * grad
            if it % iterations_per_epoch == 0:
                history["train_acc_history"].append((self.predict(X[idx]) == y[idx]).mean())
                history["val_acc_history"].append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return history

    def predict(self, X):
        return self.loss(X).argmax(axis=1)
