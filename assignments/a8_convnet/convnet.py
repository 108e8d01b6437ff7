"""A small convolutional network, built from the layers in given.py.

Shapes: N images of C channels, H rows and W columns, X (N, C, H, W), their classes y (N,).
"""

import numpy as np
from given import (
    affine_backward,
    affine_forward,
    conv_backward_naive,
    conv_forward_naive,
    cross_entropy,
    max_pool_backward_naive,
    max_pool_forward_naive,
    relu_backward,
    relu_forward,
)


class SmallConvNet:
    """conv - relu - 2x2 max pool - affine - relu - affine - softmax.

    The convolution has stride 1, and so much padding that H and W stay as they are. The pooling has
    stride 2. `filter_size` is odd, H and W are even.
    """

    def __init__(
        self,
        input_dim=(1, 8, 8),
        num_filters=8,
        filter_size=3,
        hidden_dim=32,
        num_classes=10,
        reg=0.0,
        seed=0,
    ):
        """Sets self.reg, and the initial parameters in the dict self.params.

        input_dim: (C, H, W). With F = num_filters and the H/2 x W/2 pixels that pooling leaves:
          W1 (F, C, filter_size, filter_size), b1 (F,) of the convolution,
          W2 (F * H/2 * W/2, hidden_dim), b2 (hidden_dim,) of the first affine layer,
          W3 (hidden_dim, num_classes), b3 (num_classes,) of the second.
        Biases are zero. Weights are drawn by He's rule: normally distributed around 0 with the
        standard deviation sqrt(2 / fan_in), where fan_in is how many numbers go into one neuron.
        Draw them from one np.random.default_rng(seed): first W1, then W2, then W3.
        """
        # TODO: about 16 lines.
        raise NotImplementedError("a8_convnet: SmallConvNet.__init__")

    def loss(self, X, y=None):
        """The loss of a batch and its gradients, or the scores where y is None.

        X (N, C, H, W), y (N,) integers from 0 to num_classes - 1. Uses self.params as it is then.
        Returns scores (N, num_classes) where y is None; else (loss, grads):
        loss = mean of the cross-entropies + reg * (sum(W1**2) + sum(W2**2) + sum(W3**2)), and grads
        a dict with the keys of self.params.
        """
        # TODO: about 24 lines.
        raise NotImplementedError("a8_convnet: SmallConvNet.loss")
