"""What this assignment brings along: it asks your conv_output_size for many sizes at once."""

import numpy as np


def sizes_of_layers(conv_output_size, layers):
    """The output size of each layer, and -1 where conv_output_size raises ValueError.

    layers (K, 4): in each row H, HH, stride and pad. Returns an array (K,).
    """
    sizes = np.full(len(layers), -1.0)
    for k, (H, HH, stride, pad) in enumerate(layers.tolist()):
        try:
            sizes[k] = conv_output_size(H, HH, stride, pad)
        except ValueError:
            continue
    return sizes
