"""A linear classifier that is trained by stochastic gradient descent.

Shapes: N examples, D features, C classes. X (N, D), y (N,) integers from 0 to C-1.
"""

import numpy as np


class LinearClassifier:
    """Scores X @ W with `self.W` (D, C), which is None before training. A subclass has the loss."""

    def __init__(self):
        self.W = None

    def train(
        self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False
    ):
        """Changes self.W in num_iters steps against the gradient.

        In every step `self.loss(X_batch, y_batch, reg)` gives the loss and its gradient on a random
        batch of batch_size examples. Where self.W is None, it begins with small random weights.
        Returns the list of the losses, one for each step.
        """
        # BEGIN SOLUTION
        if self.W is None:
            self.W = 0.001 * np.random.randn(X.shape[1], int(y.max()) + 1)
        history = []
        for step in range(num_iters):
            rows = np.random.choice(len(X), batch_size)
            loss, dW = self.loss(X[rows], y[rows], reg)
            history.append(loss)
            self.W = self.W - learning_rate * dW
            if verbose:
                print(f"step {step}: {loss}")
        return history
        # END SOLUTION

    def predict(self, X):
        """The class with the highest score of each row of X, (N,) integers."""
        # BEGIN SOLUTION
        return np.argmax(X @ self.W, axis=1)
        # END SOLUTION

    def loss(self, X_batch, y_batch, reg):
        """The loss on a batch and its gradient, in a subclass."""
        raise TypeError("a subclass has the loss")
