"""A network of two layers: affine - ReLU - affine - softmax.

Shapes: N examples, D features, M hidden units, C classes. X (N, D) holds one example in each row,
y (N,) the right classes as integers from 0 to C-1.
"""

import numpy as np
from given import cross_entropy
from layers import affine_backward, affine_forward, relu_backward, relu_forward


class TwoLayerNet:
    """A classifier with one hidden layer and L2 regularization.

    params: a dict of the arrays W1 (D, M), b1 (M,), W2 (M, C) and b2 (C,).
    """

    def __init__(self, input_dim, hidden_dim, num_classes, weight_scale=1e-3, reg=0.0, seed=0):
        """A network of input_dim = D, hidden_dim = M and num_classes = C that has learnt nothing.

        The weights W1 and W2 are drawn from a normal distribution with mean 0 and standard
        deviation weight_scale, by np.random.default_rng(seed); the biases are zero.
        reg: the regularization strength. Sets self.params.
        """
        # TODO: about 8 lines.
        raise NotImplementedError("a5_backprop: TwoLayerNet.__init__")

    def loss(self, X, y=None):
        """The loss of a batch and its gradients or, without labels, the scores.

        X (N, D), y (N,) or None. Where y is None: returns the scores (N, C).
        Else returns (loss, grads): loss = mean of the L_i + reg * (sum(W1**2) + sum(W2**2)), and
        grads, a dict with the keys of params: for each of them its gradient, of the same shape.
        given.cross_entropy(scores, y) gives the mean of the L_i and its gradient by the scores.
        """
        # TODO: about 16 lines.
        raise NotImplementedError("a5_backprop: TwoLayerNet.loss")
