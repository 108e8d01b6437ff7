"""Mistakes that students make with convolutions. A docstring is the hint they get."""

import numpy as np
from conv import conv_forward_naive, conv_output_size

from grader import misconception

# --- conv_output_size -----------------------------------------------------------------------


def room_for(H, HH, stride, pad):
    """How far the filter can move; ValueError where it does not fit."""
    conv_output_size(H, HH, stride, pad)
    return H + 2 * pad - HH


@misconception("conv_output_size")
def first_place_forgotten(H, HH, stride, pad):
    """The steps are counted, and the place where the filter starts is one more: add 1."""
    return room_for(H, HH, stride, pad) // stride


@misconception("conv_output_size")
def one_added_too_early(H, HH, stride, pad):
    """The stride divides the room in which the filter moves; add 1 after that."""
    return (room_for(H, HH, stride, pad) + 1) // stride


@misconception("conv_output_size")
def padded_on_one_side(H, HH, stride, pad):
    """pad rows are added above and as many below: count them twice."""
    return (H + pad - HH) // stride + 1


@misconception("conv_output_size")
def padding_not_counted(H, HH, stride, pad):
    """The filter moves over the padded image, which is higher than H."""
    return (H - HH) // stride + 1


@misconception("conv_output_size")
def stride_not_counted(H, HH, stride, pad):
    """This is the size for stride 1; with a larger one there are fewer places."""
    return room_for(H, HH, 1, pad) + 1


@misconception("conv_output_size")
def rounded_down(H, HH, stride, pad):
    """Where rows are left over, // drops them without a word: test for that, raise ValueError."""
    if H + 2 * pad < HH:
        raise ValueError(HH)
    return (H + 2 * pad - HH) // stride + 1


@misconception("conv_output_size")
def divided_with_remainder(H, HH, stride, pad):
    """A size such as 4.5 is no size: raise ValueError there, and divide with // to get an int."""
    return (H + 2 * pad - HH) / stride + 1


@misconception("conv_output_size")
def larger_than_the_image(H, HH, stride, pad):
    """A filter that is larger than the padded image does not fit either: raise ValueError."""
    if (H + 2 * pad - HH) % stride:
        raise ValueError(stride)
    return (H + 2 * pad - HH) // stride + 1


# --- conv_param_count -----------------------------------------------------------------------


@misconception("conv_param_count")
def biases_not_counted(C, F, HH, WW, bias=True):
    """The biases are missing: every filter has one."""
    return F * C * HH * WW


@misconception("conv_param_count")
def one_bias_for_all(C, F, HH, WW, bias=True):
    """Every filter has a bias of its own; here is one for all of them."""
    return F * C * HH * WW + bool(bias)


@misconception("conv_param_count")
def bias_for_each_channel(C, F, HH, WW, bias=True):
    """A filter has one bias, however many channels it looks at."""
    return F * C * (HH * WW + bool(bias))


@misconception("conv_param_count")
def depth_not_counted(C, F, HH, WW, bias=True):
    """A filter goes through the full depth: it has HH * WW weights for each of the C channels."""
    return F * (HH * WW + bool(bias))


@misconception("conv_param_count")
def depth_added(C, F, HH, WW, bias=True):
    """Each channel has weights of its own: multiply with the depth, do not add it."""
    return F * (HH * WW + C + bool(bias))


@misconception("conv_param_count")
def one_filter_counted(C, F, HH, WW, bias=True):
    """This is one filter; there are F of them."""
    return C * HH * WW + bool(bias)


@misconception("conv_param_count")
def biases_always_counted(C, F, HH, WW, bias=True):
    """With bias=False the filters have no biases: count none."""
    return F * (C * HH * WW + 1)


@misconception("conv_param_count")
def square_filters_counted(C, F, HH, WW, bias=True):
    """A filter need not be square: it has HH rows and WW columns."""
    return F * (C * HH * HH + bool(bias))


# --- conv_forward_naive ---------------------------------------------------------------------

FORWARD = "conv_forward_naive"


def maps(x, w, b, conv_param, *, step=None, pad=None, mode="constant", last=None, dtype=float):
    """The right feature maps, with one thing changed.

    step: from window to window. pad: instead of the right one. mode: what is padded. last: the
    number of places, from their right number. dtype: of the output.
    """
    stride = conv_param["stride"]
    pad = conv_param["pad"] if pad is None else pad
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode=mode)
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = np.zeros((N, F, Ho, Wo), dtype)
    for i, j in np.ndindex(last(Ho, Wo) if last else (Ho, Wo)):
        top, left = i * (step or stride), j * (step or stride)
        window = padded[:, :, top : top + HH, left : left + WW]
        out[:, :, i, j] = window.reshape(N, -1) @ w.reshape(F, -1).T + b
    return out, (x, w, b, conv_param)


def same_cache(out, x, w, b, conv_param):
    return out, (x, w, b, conv_param)


@misconception(FORWARD)
def stride_ignored(x, w, b, conv_param):
    """The window does not move by the stride: its corner is at (i * stride, j * stride)."""
    return maps(x, w, b, conv_param, step=1)


@misconception(FORWARD)
def pad_hard_coded(x, w, b, conv_param):
    """The padding is 1 whatever is asked: use conv_param["pad"]."""
    return maps(x, w, b, conv_param, pad=1)


@misconception(FORWARD)
def padded_with_the_edge(x, w, b, conv_param):
    """The padding repeats the border of the image; here it is zeros."""
    return maps(x, w, b, conv_param, mode="edge")


@misconception(FORWARD)
def all_axes_padded(x, w, b, conv_param):
    """np.pad(x, pad) pads images and channels too: give a pair for each axis, (0, 0) for these."""
    pad, stride = conv_param["pad"], conv_param["stride"]
    out = np.zeros(conv_forward_naive(x, w, b, conv_param)[0].shape)
    padded = np.pad(x, pad)
    for n, f, i, j in np.ndindex(out.shape):
        rows = slice(i * stride, i * stride + w.shape[2])
        columns = slice(j * stride, j * stride + w.shape[3])
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, conv_param)


@misconception(FORWARD)
def only_the_first_image(x, w, b, conv_param):
    """Only the first image is convolved: loop over all N."""
    out, cache = maps(x, w, b, conv_param)
    out[1:] = 0
    return out, cache


@misconception(FORWARD)
def the_first_image_for_all(x, w, b, conv_param):
    """Every image gets the feature maps of the first: is there a 0 where n belongs?"""
    out, cache = maps(x, w, b, conv_param)
    return out[:1].repeat(len(x), axis=0), cache


@misconception(FORWARD)
def depth_sum_forgotten(x, w, b, conv_param):
    """Only the first channel is seen: a filter sums over the full depth, all C channels."""
    out, _ = maps(x[:, :1], w[:, :1], b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def channels_share_weights(x, w, b, conv_param):
    """All channels are weighted with w[f, 0]: each has weights of its own, w[f, c]."""
    out, _ = maps(x, w[:, :1].repeat(w.shape[1], axis=1), b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def bias_forgotten(x, w, b, conv_param):
    """The bias is missing: add b[f] to the feature map of filter f."""
    out, _ = maps(x, w, 0 * b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def bias_added_for_each_channel(x, w, b, conv_param):
    """The bias is added once for each channel: add it once, to the sum over all of them."""
    out, _ = maps(x, w, x.shape[1] * b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def bias_inside_the_sum(x, w, b, conv_param):
    """The bias is added to every product before the sum: add it once, outside of np.sum."""
    out, _ = maps(x, w, w[0].size * b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def kernel_flipped(x, w, b, conv_param):
    """The kernel is flipped. What networks call convolution lays it on the image as it is."""
    out, _ = maps(x, w[:, :, ::-1, ::-1], b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def averaged_over_the_window(x, w, b, conv_param):
    """The products of a window are averaged: add them up, with np.sum."""
    out, _ = maps(x, w / w[0].size, b, conv_param)
    return same_cache(out, x, w, b, conv_param)


@misconception(FORWARD)
def as_many_columns_as_rows(x, w, b, conv_param):
    """There are as many columns of windows as rows: compute the width from W and WW."""
    out, cache = maps(x, w, b, conv_param, last=lambda Ho, Wo: (Ho, Ho))
    return out[..., : out.shape[2]], cache


@misconception(FORWARD)
def rows_and_columns_exchanged(x, w, b, conv_param):
    """Height and width of out are exchanged: the axes are image, filter, row, column."""
    out, cache = maps(x, w, b, conv_param)
    return out.swapaxes(2, 3), cache


@misconception(FORWARD)
def last_places_left_out(x, w, b, conv_param):
    """The last row and column of out stay 0: the loop ends one window early."""
    return maps(x, w, b, conv_param, last=lambda Ho, Wo: (Ho - 1, Wo - 1))


@misconception(FORWARD)
def rounded_to_integers(x, w, b, conv_param):
    """out takes its type from x: where x has integers, the fractions are cut off."""
    return maps(x, w, b, conv_param, dtype=x.dtype)


# --- conv_backward_naive --------------------------------------------------------------------

BACKWARD = "conv_backward_naive"


def gradients(dout, cache, *, step=None, w=None, places=None, assign=False, crop=None):
    """The right gradients, with one thing changed.

    step: from window to window. w: the weights that dx is made with. places: which ones count,
    from their right number. assign: dx is overwritten. crop: what is cut out of the padded dx.
    """
    x, weights, _, conv_param = cache
    w = weights if w is None else w
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, C, H, W), (F, _, HH, WW) = x.shape, weights.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(places(*dout.shape[2:]) if places else dout.shape[2:]):
        top, left = i * (step or stride), j * (step or stride)
        rows, columns = slice(top, top + HH), slice(left, left + WW)
        upstream = dout[:, :, i, j]
        dw += (upstream.T @ padded[:, :, rows, columns].reshape(N, -1)).reshape(w.shape)
        share = (upstream @ w.reshape(F, -1)).reshape(N, C, HH, WW)
        dpadded[:, :, rows, columns] = share + (0 if assign else dpadded[:, :, rows, columns])
    found = crop(dpadded, pad) if crop else dpadded[:, :, pad : pad + H, pad : pad + W]
    return found, dw, dout.sum(axis=(0, 2, 3))


def only(dout, *kept):
    """The upstream gradient, with 0 everywhere else."""
    found = np.zeros(dout.shape)
    found[kept] = dout[kept]
    return found


def without_the_padding(dx, pad):
    """As it is often written; it leaves nothing where pad is 0."""
    return dx[:, :, pad:-pad, pad:-pad]


@misconception(BACKWARD)
def dx_overwritten(dout, cache):
    """Pixels lie in several windows and under several filters: add their shares with +=, not =."""
    _, dw, db = gradients(dout, cache)
    last = only(dout, slice(None), -1)
    return gradients(last, cache, assign=True)[0], dw, db


@misconception(BACKWARD)
def dx_windows_overwritten(dout, cache):
    """Where windows overlap, a pixel gets a share from each: accumulate in dx with +=, not =."""
    return gradients(dout, cache, assign=True)


@misconception(BACKWARD)
def dw_overwritten(dout, cache):
    """Only the last window of the last image counts in dw: accumulate with +=, not =."""
    dx, _, db = gradients(dout, cache)
    return dx, gradients(only(dout, -1, slice(None), -1, -1), cache)[1], db


@misconception(BACKWARD)
def dw_of_the_last_image(dout, cache):
    """All images share the weights: dw is the sum over all N, not that of the last one."""
    dx, _, db = gradients(dout, cache)
    return dx, gradients(only(dout, -1), cache)[1], db


@misconception(BACKWARD)
def cropped_to_nothing(dout, cache):
    """The slice pad:-pad is empty where pad is 0, since -0 is 0: cut out pad:pad + H."""
    return gradients(dout, cache, crop=without_the_padding)


@misconception(BACKWARD)
def crop_hard_coded(dout, cache):
    """One row and column are cut off dx on every side, whatever pad is: use conv_param["pad"]."""
    return gradients(dout, cache, crop=lambda dx, pad: dx[:, :, 1:-1, 1:-1])


@misconception(BACKWARD)
def dx_overwritten_and_cropped_to_nothing(dout, cache):
    """Shares of a pixel are added with +=, not =. And pad:-pad is empty where pad is 0."""
    _, dw, db = gradients(dout, cache)
    last = only(dout, slice(None), -1)
    return gradients(last, cache, assign=True, crop=without_the_padding)[0], dw, db


@misconception(BACKWARD)
def cropped_at_the_corner(dout, cache):
    """dx is cut out at the corner of the padded array: the image begins at row and column pad."""
    H, W = cache[0].shape[2:]
    return gradients(dout, cache, crop=lambda dx, pad: dx[:, :, :H, :W])


@misconception(BACKWARD)
def padding_left_on(dout, cache):
    """This is the gradient of the padded image: cut the padding off before you return dx."""
    return gradients(dout, cache, crop=lambda dx, pad: dx)


@misconception(BACKWARD)
def stride_ignored_backward(dout, cache):
    """The windows of the forward moved by the stride: so must those of the backward."""
    return gradients(dout, cache, step=1)


@misconception(BACKWARD)
def kernel_flipped_backward(dout, cache):
    """dx gets the filters as they lie on the image: a loop over windows needs no flip."""
    return gradients(dout, cache, w=cache[1][:, :, ::-1, ::-1])


@misconception(BACKWARD)
def channels_share_weights_backward(dout, cache):
    """Every channel of dx gets w[f, 0]: use w[f, c], the weights of that channel."""
    w = cache[1]
    return gradients(dout, cache, w=w[:, :1].repeat(w.shape[1], axis=1))


@misconception(BACKWARD)
def only_the_first_image_backward(dout, cache):
    """Only the first image gives gradients: loop over all N, and do not return inside the loop."""
    return gradients(only(dout, 0), cache)


@misconception(BACKWARD)
def dx_made_with_x(dout, cache):
    """dx is made of windows of x. In a product each factor gets the other one times dout: w."""
    x, w, _, conv_param = cache
    _, dw, db = gradients(dout, cache)
    pad, stride = conv_param["pad"], conv_param["stride"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx = np.zeros(padded.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        rows = slice(i * stride, i * stride + w.shape[2])
        columns = slice(j * stride, j * stride + w.shape[3])
        upstream = dout[:, :, i, j].sum(axis=1)[:, None, None, None]
        dx[:, :, rows, columns] += padded[:, :, rows, columns] * upstream
    return dx[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dw, db


@misconception(BACKWARD)
def dw_made_with_w(dout, cache):
    """dw is made of w. In a product each factor gets the other one times dout: the window."""
    dx, _, db = gradients(dout, cache)
    return dx, cache[1] * db[:, None, None, None], db


@misconception(BACKWARD)
def as_many_columns_as_rows_backward(dout, cache):
    """The loop over columns takes their number from the rows: dout has Ho rows and Wo columns."""
    dx, dw, _ = gradients(dout, cache, places=lambda Ho, Wo: (Ho, Ho))
    return dx, dw, dout.sum(axis=(0, 2, 3))


@misconception(BACKWARD)
def last_places_left_out_backward(dout, cache):
    """The last row and column of dout are not used: the loop ends one window early."""
    dx, dw, _ = gradients(dout, cache, places=lambda Ho, Wo: (Ho - 1, Wo - 1))
    return dx, dw, dout.sum(axis=(0, 2, 3))


@misconception(BACKWARD)
def db_as_in_an_affine_layer(dout, cache):
    """A bias is added at every place: db sums dout over rows and columns too, not images only."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout.sum(axis=0)


@misconception(BACKWARD)
def db_over_the_wrong_axes(dout, cache):
    """db has one entry for each filter: sum over all axes of dout but that of the filters."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout.sum(axis=(1, 2, 3))


@misconception(BACKWARD)
def db_over_all_axes(dout, cache):
    """db is one number here: each filter has a bias of its own, so keep the axis of the filters."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout.sum()


@misconception(BACKWARD)
def db_averaged(dout, cache):
    """db is the sum of dout over images, rows and columns, not the mean."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout.mean(axis=(0, 2, 3))


@misconception(BACKWARD)
def db_overwritten(dout, cache):
    """Only the last image and place count in db: accumulate with +=, not =."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout[-1, :, -1, -1]


# --- edge_filters ---------------------------------------------------------------------------

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@misconception("edge_filters")
def directions_exchanged():
    """The two are exchanged: w[0] answers to vertical edges, which one crosses along a row."""
    return np.stack([SOBEL.T, SOBEL])[:, None]


@misconception("edge_filters")
def the_same_direction_twice():
    """Both filters see vertical edges: transpose the second."""
    return np.stack([SOBEL, SOBEL])[:, None]


@misconception("edge_filters")
def edges_of_all_directions():
    """This filter compares a pixel with all of its neighbours, and sees edges of both kinds."""
    laplace = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
    return np.stack([laplace, laplace])[:, None]


@misconception("edge_filters")
def blurs():
    """Weights of one sign average the greys. An edge is a difference: some must be negative."""
    return np.full((2, 1, 3, 3), 1 / 9)


@misconception("edge_filters")
def the_same_sign_on_both_sides():
    """Both sides have the same sign, so what is dark and what is bright add up: subtract one."""
    return np.stack([np.abs(SOBEL), np.abs(SOBEL).T])[:, None]


@misconception("edge_filters")
def keeps_the_image():
    """The pixel itself is still in the sum, so an even grey does not give 0: its weight is 0."""
    kept = np.zeros((3, 3))
    kept[1, 1] = 1
    return np.stack([SOBEL + kept, SOBEL.T + kept])[:, None]


@misconception("edge_filters")
def all_zero():
    """Filters of zeros see nothing at all."""
    return np.zeros((2, 1, 3, 3))
