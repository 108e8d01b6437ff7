"""A network with one hidden layer: affine, ReLU, affine, softmax.

Shapes: N examples, D inputs, H hidden units, C classes. X (N, D), y (N,) integers from 0 to C-1.
"""

import numpy as np


class TwoLayerNet:
    """The scores are max(0, X @ W1 + b1) @ W2 + b2, with parameters in the dict `self.params`."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        """W1 (D, H) and W2 (H, C) get random values times std, b1 (H,) and b2 (C,) are zero."""
        self.params = {
            "W1": std * np.random.randn(input_size, hidden_size),
            "b1": np.zeros(hidden_size),
            "W2": std * np.random.randn(hidden_size, output_size),
            "b2": np.zeros(output_size),
        }

    def loss(self, X, y=None, reg=0.0):
        """Without y the scores (N, C). With y the loss and its gradients.

        Returns (loss, grads): loss = mean cross-entropy + reg * (sum(W1 * W1) + sum(W2 * W2)), and
        grads, a dict with a gradient for each parameter.
        """
        # TODO: about 21 lines.
        raise NotImplementedError("assignment1: TwoLayerNet.loss")

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
        """Changes the parameters in num_iters steps against their gradients, on random batches.

        After each epoch the learning rate is multiplied by learning_rate_decay.
        Returns a dict of lists: loss_history, one loss for each step, and train_acc_history and
        val_acc_history, one accuracy for each epoch.
        """
        # TODO: about 14 lines.
        raise NotImplementedError("assignment1: TwoLayerNet.train")

    def predict(self, X):
        """The class with the highest score of each row of X, (N,) integers."""
        # TODO: about 1 line.
        raise NotImplementedError("assignment1: TwoLayerNet.predict")
