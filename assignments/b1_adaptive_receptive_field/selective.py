"""A selective kernel: two branches with different receptive fields, and attention between them.

Shapes: N images, C channels, D hidden units. u1 and u2 (N, C, H, W) are what the two branches give,
such as a 3 x 3 convolution and a 3 x 3 convolution with dilation 2.
"""

import numpy as np


def pool_branches(u1, u2):
    """What an image holds, channel by channel: the mean of u1 + u2 over all of its pixels.

    u1, u2 (N, C, H, W). Returns s (N, C).
    """
    # TODO: about 1 line.
    raise NotImplementedError("b1_adaptive_receptive_field: pool_branches")


def attention_forward(s, wz, bz, wa, ba):
    """How much each channel of an image listens to either branch.

    s (N, C), wz (C, D), bz (D,), wa (2, D, C), ba (2, C).
    z = max(0, s wz + bz) (N, D); the scores of branch m are z wa[m] + ba[m] (N, C), m = 0 or 1.
    Returns (a, cache): a (N, 2, C), for each image and channel the softmax of its two scores; and
    whatever attention_backward needs.
    """
    # TODO: about 6 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: attention_forward")


def attention_backward(da, cache):
    """The gradients of attention_forward.

    da (N, 2, C), cache: from attention_forward.
    Returns (ds, dwz, dbz, dwa, dba) in the shapes of s, wz, bz, wa and ba.
    """
    # TODO: about 5 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: attention_backward")


def mix_forward(u1, u2, a):
    """The two branches, each with its weight: out = a[:, 0] u1 + a[:, 1] u2.

    u1, u2 (N, C, H, W), a (N, 2, C): one weight for all pixels of a channel.
    Returns (out, cache): out (N, C, H, W), and whatever mix_backward needs.
    """
    # TODO: about 2 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: mix_forward")


def mix_backward(dout, cache):
    """The gradients of mix_forward.

    dout (N, C, H, W), cache: from mix_forward.
    Returns (du1, du2, da) in the shapes of u1, u2 and a.
    """
    # TODO: about 3 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: mix_backward")


def selective_forward(u1, u2, wz, bz, wa, ba):
    """A selective kernel: pools the branches, computes the attention from that, and mixes them.

    u1, u2 (N, C, H, W), wz (C, D), bz (D,), wa (2, D, C), ba (2, C).
    Returns (out, cache): out (N, C, H, W), and whatever selective_backward needs.
    """
    # TODO: about 3 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: selective_forward")


def selective_backward(dout, cache):
    """The gradients of selective_forward.

    dout (N, C, H, W), cache: from selective_forward.
    Returns (du1, du2, dwz, dbz, dwa, dba) in the shapes of u1, u2, wz, bz, wa and ba.
    """
    # TODO: about 6 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: selective_backward")
