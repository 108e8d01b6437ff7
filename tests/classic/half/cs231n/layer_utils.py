from cs231n.layers import *
from cs231n.fast_layers import conv_forward_fast


def affine_relu_forward(x, w, b):
    a, first = affine_forward(x, w, b)
    out, second = relu_forward(a)
    return out, (first, second)
