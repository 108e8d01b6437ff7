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
        # BEGIN SOLUTION
        W1, b1, W2, b2 = (self.params[name] for name in ("W1", "b1", "W2", "b2"))
        hidden = np.maximum(0, X @ W1 + b1)
        scores = hidden @ W2 + b2
        if y is None:
            return scores
        rows = np.arange(len(X))
        shifted = scores - scores.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        totals = powers.sum(axis=1)
        loss = np.mean(np.log(totals) - shifted[rows, y])
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        dscores = powers / totals[:, None]
        dscores[rows, y] -= 1
        dscores /= len(X)
        dhidden = dscores @ W2.T * (hidden > 0)
        return loss, {
            "W1": X.T @ dhidden + 2 * reg * W1,
            "b1": dhidden.sum(axis=0),
            "W2": hidden.T @ dscores + 2 * reg * W2,
            "b2": dscores.sum(axis=0),
        }
        # END SOLUTION

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
        # BEGIN SOLUTION
        history = {"loss_history": [], "train_acc_history": [], "val_acc_history": []}
        for step in range(num_iters):
            rows = np.random.choice(len(X), batch_size)
            loss, grads = self.loss(X[rows], y[rows], reg)
            history["loss_history"].append(loss)
            for name in self.params:
                self.params[name] = self.params[name] - learning_rate * grads[name]
            if verbose:
                print(f"step {step}: {loss}")
            if step % max(len(X) // batch_size, 1) == 0:
                history["train_acc_history"].append(np.mean(self.predict(X[rows]) == y[rows]))
                history["val_acc_history"].append(np.mean(self.predict(X_val) == y_val))
                learning_rate *= learning_rate_decay
        return history
        # END SOLUTION

    def predict(self, X):
        """The class with the highest score of each row of X, (N,) integers."""
        # BEGIN SOLUTION
        return np.argmax(self.loss(X), axis=1)
        # END SOLUTION
