"""Mistakes in the homework of assignment2. A docstring is the hint that students get."""

import numpy as np
from cs231n.layers import (
    affine_backward,
    affine_forward,
    max_pool_forward_naive,
    relu_backward,
    softmax_loss,
    svm_loss,
)

from grader import misconception

# --- affine_forward -------------------------------------------------------------------------

in_affine_forward = misconception("affine_forward")


@in_affine_forward
def bias_forgotten(x, w, b):
    """The bias is missing: every row of out gets + b."""
    return x.reshape(len(x), -1) @ w, (x, w, b)


@in_affine_forward
def only_for_vectors(x, w, b):
    """An example may be an image: make a row of D numbers of it first, x.reshape(N, -1)."""
    if x.ndim > 2:
        raise ValueError(x.shape)
    return x @ w + b, (x, w, b)


@in_affine_forward
def flattened_in_another_order(x, w, b):
    """The numbers of an example are scrambled: reshape keeps its order, and needs no transpose."""
    flat = x.reshape(len(x), -1) if x.ndim < 3 else np.moveaxis(x, 1, -1).reshape(len(x), -1)
    return flat @ w + b, (x, w, b)


@in_affine_forward
def bias_subtracted(x, w, b):
    """The bias is subtracted: add it."""
    return x.reshape(len(x), -1) @ w - b, (x, w, b)


@in_affine_forward
def rectified(x, w, b):
    """An affine layer has no ReLU: that is a layer of its own."""
    return np.maximum(0, x.reshape(len(x), -1) @ w + b), (x, w, b)


@in_affine_forward
def averaged_inputs(x, w, b):
    """The products are averaged over the inputs: add them up."""
    flat = x.reshape(len(x), -1)
    return flat @ w / flat.shape[1] + b, (x, w, b)


# --- affine_backward ------------------------------------------------------------------------

in_affine_backward = misconception("affine_backward")


@in_affine_backward
def dx_not_reshaped(dout, cache):
    """dx has the shape of x: where an example is an image, reshape its row back to one."""
    dx, dw, db = affine_backward(dout, cache)
    return dx.reshape(len(dx), -1), dw, db


@in_affine_backward
def affine_db_averaged(dout, cache):
    """db is the sum of dout over the examples, not the mean: what is averaged is the loss."""
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw, db / len(dout)


@in_affine_backward
def affine_dw_averaged(dout, cache):
    """dw is a sum over the examples: the loss was divided by N already, and dout has that."""
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw / len(dout), db


@in_affine_backward
def affine_db_over_outputs(dout, cache):
    """db has one entry for each output: sum over the examples, axis=0."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout.sum(axis=1)


@in_affine_backward
def affine_dw_transposed(dout, cache):
    """dw is transposed: it has the shape of w, (D, M)."""
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw.T, db


@in_affine_backward
def affine_db_of_the_first(dout, cache):
    """db has the first example only: sum over all of them."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout[0]


@in_affine_backward
def affine_dx_without_dout(dout, cache):
    """dx is made of w alone: multiply by dout."""
    _, dw, db = affine_backward(dout, cache)
    return affine_backward(np.ones(dout.shape), cache)[0], dw, db


# --- relu_forward and relu_backward ---------------------------------------------------------

in_relu_forward, in_relu_backward = misconception("relu_forward"), misconception("relu_backward")


@in_relu_forward
def absolute_value(x):
    """A negative input gives 0, not its absolute value."""
    return np.abs(x), x


@in_relu_forward
def negative_part(x):
    """The negative entries are kept: keep the positive ones."""
    return np.minimum(0, x), x


@in_relu_forward
def leaky(x):
    """A negative input gives 0: this is a leaky ReLU."""
    return np.where(x > 0, x, 0.01 * x), x


@in_relu_forward
def gate_itself(x):
    """This is the gate, 1 where x is positive: the output is x there."""
    return (x > 0).astype(float), x


@in_relu_forward
def capped(x):
    """A ReLU has no upper end: large inputs stay as they are."""
    return np.clip(x, 0, 1), x


@in_relu_forward
def nothing_done(x):
    """x comes back as it was: negative entries become 0."""
    return x.copy(), x


@in_relu_backward
def relu_mask_missing(dout, cache):
    """dout goes back as it is: it must stop where x was negative."""
    return dout.copy()


@in_relu_backward
def relu_mask_alone(dout, cache):
    """This is the mask alone: multiply it by dout."""
    return (cache > 0).astype(float)


@in_relu_backward
def relu_of_dout(dout, cache):
    """The gradient stops where x was negative, not where dout is."""
    return np.maximum(0, dout)


@in_relu_backward
def relu_mask_turned(dout, cache):
    """The mask is turned: the gradient passes where x was positive."""
    return dout * (cache < 0)


@in_relu_backward
def relu_times_x(dout, cache):
    """dout is multiplied by max(0, x): the slope is 1 where x is positive, however large."""
    return dout * np.maximum(0, cache)


@in_relu_backward
def relu_mask_of_both(dout, cache):
    """A negative dout is stopped as well: only x decides."""
    return relu_backward(dout, cache) * (dout > 0)


# --- svm_loss and softmax_loss --------------------------------------------------------------

in_both_losses = (("svm_loss", svm_loss), ("softmax_loss", softmax_loss))


def in_losses(mistake):
    """Marks a mistake that both losses may have; it gets the right loss first."""
    for name, right in in_both_losses:

        def answer(x, y, right=right):
            return mistake(right, x, y)

        answer.__name__, answer.__doc__ = mistake.__name__, mistake.__doc__
        globals()[f"{mistake.__name__} in {name}"] = misconception(name)(answer)
    return mistake


@in_losses
def sum_not_mean(right, x, y):
    """The sum over the examples is not divided by N: the loss is a mean over the batch."""
    loss, dx = right(x, y)
    return loss * len(x), dx * len(x)


@in_losses
def loss_not_averaged(right, x, y):
    """The gradient is divided by N, the loss is not."""
    loss, dx = right(x, y)
    return loss * len(x), dx


@in_losses
def gradient_not_averaged(right, x, y):
    """The loss is divided by N, the gradient is not."""
    loss, dx = right(x, y)
    return loss, dx * len(x)


@in_losses
def divided_by_the_classes(right, x, y):
    """The loss and its gradient are divided by C as well: the mean is over the examples."""
    loss, dx = right(x, y)
    return loss / x.shape[1], dx / x.shape[1]


@in_losses
def uphill(right, x, y):
    """The gradient has the wrong sign."""
    loss, dx = right(x, y)
    return loss, -dx


def violated(x, y, margin=1.0):
    """The margins of the wrong classes, which are positive, and the right classes one-hot."""
    right = np.eye(x.shape[1])[y]
    return np.maximum(0, x - (x * right).sum(1, keepdims=True) + margin) * (1 - right), right


in_svm, in_softmax = misconception("svm_loss"), misconception("softmax_loss")


@in_svm
def counts_the_right_class(x, y):
    """The loss is 1 too large: the sum includes j = y[i], whose margin is always 1."""
    loss, dx = svm_loss(x, y)
    return loss + 1, dx


@in_svm
def right_class_forgotten(x, y):
    """Every violated margin also moves the right class: dx[i, y[i]] gets -1 for each of them."""
    loss, _ = svm_loss(x, y)
    return loss, (violated(x, y)[0] > 0) / len(x)


@in_svm
def margin_missing(x, y):
    """A right class that leads by less than 1 costs something too: the margin lacks the + 1."""
    margins, right = violated(x, y, 0.0)
    gates = (margins > 0).astype(float)
    return margins.sum() / len(x), (gates - right * gates.sum(1, keepdims=True)) / len(x)


@in_svm
def margin_not_indicator(x, y):
    """The gradient is weighted with the margin; its derivative is 1 where it is positive."""
    margins, right = violated(x, y)
    return margins.sum() / len(x), (margins - right * margins.sum(1, keepdims=True)) / len(x)


def probabilities(x, shift):
    powers = np.exp(x - shift)
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(x, y, p):
    losses = -np.log(p[np.arange(len(x)), y])
    return losses.mean(), (p - np.eye(x.shape[1])[y]) / len(x)


@in_softmax
def no_shift(x, y):
    """exp overflows: subtract each row's maximum first, that changes no probability."""
    return cross_entropy(x, y, probabilities(x, 0))


@in_softmax
def shift_of_the_batch(x, y):
    """Each row has a maximum of its own: below the largest of the batch whole rows become 0."""
    return cross_entropy(x, y, probabilities(x, x.max()))


@in_softmax
def normalizer_of_the_batch(x, y):
    """Each example has a normalizer of its own: sum over its classes, axis=1, not over all."""
    powers = np.exp(x - x.max())
    return cross_entropy(x, y, powers / powers.sum())


@in_softmax
def label_not_subtracted(x, y):
    """The gradient is made of the probabilities; that of the right class is less by 1."""
    p = probabilities(x, x.max(axis=1, keepdims=True))
    return softmax_loss(x, y)[0], p / len(x)


# --- conv_forward_naive ---------------------------------------------------------------------

in_conv_forward = misconception("conv_forward_naive")


def padded(x, pad, mode="constant"):
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode=mode)


def maps(x, w, b, conv_param, *, pad=None, mode="constant", step=None, Wo=None, **sizes):
    """The feature maps, window by window, with one thing changed.

    pad: instead of the right one. mode: what is padded. step: from window to window. H, W, WW: of
    the image and the filter, instead of the right ones. Wo: the width of out from its height.
    """
    stride = conv_param["stride"]
    pad = conv_param["pad"] if pad is None else pad
    H, W = sizes.get("H", x.shape[2]), sizes.get("W", x.shape[3])
    HH, WW = w.shape[2], sizes.get("WW", w.shape[3])
    image = padded(x, pad, mode)
    Ho = (H + 2 * pad - HH) // stride + 1
    Wo = Wo(Ho) if Wo else (W + 2 * pad - WW) // stride + 1
    out = np.zeros((len(x), len(w), Ho, Wo))
    for i, j in np.ndindex(out.shape[2:]):
        top, left = i * (step or stride), j * (step or stride)
        window = image[:, None, :, top : top + HH, left : left + WW]
        out[:, :, i, j] = np.sum(window * w, axis=(2, 3, 4)) + b
    return out, (x, w, b, conv_param)


@in_conv_forward
def conv_bias_forgotten(x, w, b, conv_param):
    """The bias is missing: add b[f] to the map of filter f."""
    return maps(x, w, 0 * b, conv_param)[0], (x, w, b, conv_param)


@in_conv_forward
def conv_bias_inside_the_sum(x, w, b, conv_param):
    """The bias is added to every product before the sum: add it once, outside of np.sum."""
    return maps(x, w, w[0].size * b, conv_param)[0], (x, w, b, conv_param)


@in_conv_forward
def conv_pad_hard_coded(x, w, b, conv_param):
    """The image is padded by 1 whatever is asked: use conv_param["pad"]."""
    return maps(x, w, b, conv_param, pad=1)


@in_conv_forward
def conv_pad_ignored(x, w, b, conv_param):
    """The image is not padded: put conv_param["pad"] rows and columns of zeros on each side."""
    return maps(x, w, b, conv_param, pad=0)


@in_conv_forward
def conv_padded_with_the_edge(x, w, b, conv_param):
    """The padding repeats the border of the image; here it is zeros."""
    return maps(x, w, b, conv_param, mode="edge")


@in_conv_forward
def conv_stride_ignored(x, w, b, conv_param):
    """The window does not move by the stride: its corner is at (i * stride, j * stride)."""
    return maps(x, w, b, conv_param, step=1)


@in_conv_forward
def conv_size_without_stride(x, w, b, conv_param):
    """This is what comes out for stride 1: the stride divides the room in which windows move."""
    return maps(x, w, b, {**conv_param, "stride": 1})[0], (x, w, b, conv_param)


@in_conv_forward
def conv_square_images(x, w, b, conv_param):
    """The width of out is computed from the height of the image: use W there."""
    return maps(x, w, b, conv_param, W=x.shape[2])


@in_conv_forward
def conv_square_images_by_the_width(x, w, b, conv_param):
    """The height of out is computed from the width of the image: use H there."""
    return maps(x, w, b, conv_param, H=x.shape[3])


@in_conv_forward
def conv_as_many_columns_as_rows(x, w, b, conv_param):
    """out has as many columns as rows here: compute its width from W and WW."""
    return maps(x, w, b, conv_param, Wo=lambda Ho: Ho)


@in_conv_forward
def conv_sides_of_the_image_mixed_up(x, w, b, conv_param):
    """Somewhere a height stands for a width: an image has H rows and W columns."""
    return maps(x, w, b, conv_param, H=x.shape[3], W=x.shape[2])


@in_conv_forward
def conv_windows_counted_by_the_height(x, w, b, conv_param):
    """The window in row i and column j is number i * Wo + j: Wo of them are in a row, not Ho."""
    out, cache = maps(x, w, b, conv_param)
    return counted_by_the_height(out, b[:, None]), cache


def counted_by_the_height(out, empty=0.0):
    """What is left where the windows are put into a list at i * Ho + j; IndexError beyond it.

    empty: what comes of the places in the list where nothing is put.
    """
    rows, columns = out.shape[2:]
    found = np.zeros((*out.shape[:2], rows * columns)) + empty
    for i, j in np.ndindex(rows, columns):
        found[:, :, i * rows + j] = out[:, :, i, j]
    return found.reshape(out.shape)


@in_conv_forward
def conv_flipped(x, w, b, conv_param):
    """The filter is flipped: what networks call convolution lays it on the image as it is."""
    return maps(x, w[:, :, ::-1, ::-1], b, conv_param)[0], (x, w, b, conv_param)


@in_conv_forward
def conv_first_channel(x, w, b, conv_param):
    """Only the first channel is seen: a filter sums over all C channels."""
    return maps(x[:, :1], w[:, :1], b, conv_param)[0], (x, w, b, conv_param)


@in_conv_forward
def conv_first_example(x, w, b, conv_param):
    """Only the first example is convolved: loop over all N."""
    out, cache = maps(x, w, b, conv_param)
    out[1:] = 0
    return out, cache


# --- conv_backward_naive --------------------------------------------------------------------

in_conv_backward = misconception("conv_backward_naive")


def crop(dimage, pad, H, W):
    return dimage[:, :, pad : pad + H, pad : pad + W]


def gradients(dout, cache, *, pad=None, step=None, cut=crop, put=np.add, Wo=None, WW=None):
    """The gradients, window by window, with one thing changed.

    pad, step, WW: as for the maps. cut: from the gradient of the padded image to dx. put: from what
    is in dx and the share of a window to what is in it afterwards. Wo: as many columns of windows
    are visited.
    """
    x, w, _, conv_param = cache
    stride = conv_param["stride"]
    pad = conv_param["pad"] if pad is None else pad
    HH, WW = w.shape[2], WW or w.shape[3]
    image = padded(x, pad)
    dimage, dw = np.zeros(image.shape), np.zeros(w.shape)
    for i, j in np.ndindex(dout.shape[2], Wo or dout.shape[3]):
        top, left = i * (step or stride), j * (step or stride)
        place = np.s_[:, :, top : top + HH, left : left + WW]
        share = dout[:, :, i, j, None, None, None]
        dw += np.sum(share * image[place][:, None], axis=0)
        dimage[place] = put(dimage[place], np.sum(share * w, axis=1))
    return cut(dimage, pad, *x.shape[2:]), dw, dout.sum(axis=(0, 2, 3))


def kept(dout, *place):
    """dout, with 0 everywhere else."""
    found = np.zeros(dout.shape)
    found[place] = dout[place]
    return found


@in_conv_backward
def dx_overwritten(dout, cache):
    """Where windows overlap, only the last one counts in dx: accumulate with +=, not =."""
    return gradients(dout, cache, put=lambda before, share: share)


@in_conv_backward
def dx_overwritten_by_filters(dout, cache):
    """Only the last filter and window count in dx: accumulate with +=, not =."""
    _, dw, db = gradients(dout, cache)
    last = kept(dout, slice(None), -1)
    return gradients(last, cache, put=lambda before, share: share)[0], dw, db


@in_conv_backward
def dw_overwritten(dout, cache):
    """Only the last window of the last example counts in dw: accumulate with +=, not =."""
    dx, _, db = gradients(dout, cache)
    return dx, gradients(kept(dout, -1, slice(None), -1, -1), cache)[1], db


@in_conv_backward
def dw_of_the_last_example(dout, cache):
    """All examples share the filters: dw is the sum over all N, not that of the last one."""
    dx, _, db = gradients(dout, cache)
    return dx, gradients(kept(dout, -1), cache)[1], db


@in_conv_backward
def dx_cropped_to_nothing(dout, cache):
    """The slice pad:-pad is empty where pad is 0, since -0 is 0: cut out pad:pad + H."""
    return gradients(dout, cache, cut=lambda d, pad, H, W: d[:, :, pad:-pad, pad:-pad])


@in_conv_backward
def dx_crop_hard_coded(dout, cache):
    """One row and column are cut off on every side, whatever pad is: use conv_param["pad"]."""
    return gradients(dout, cache, cut=lambda d, pad, H, W: d[:, :, 1:-1, 1:-1])


@in_conv_backward
def dx_not_cropped(dout, cache):
    """This is the gradient of the padded image: cut the padding off before you return dx."""
    return gradients(dout, cache, cut=lambda d, pad, H, W: d)


@in_conv_backward
def pad_hard_coded_backward(dout, cache):
    """The backward pads by 1 whatever is asked: use conv_param["pad"], as the forward does."""
    return gradients(dout, cache, pad=1)


@in_conv_backward
def stride_ignored_backward(dout, cache):
    """The windows of the forward moved by the stride: so must those of the backward."""
    return gradients(dout, cache, step=1)


@in_conv_backward
def square_images_backward(dout, cache):
    """The loop over columns takes their number from the rows: dout has Ho rows and Wo columns."""
    return gradients(dout, cache, Wo=dout.shape[2])


@in_conv_backward
def dx_cropped_to_a_square(dout, cache):
    """dx is cut out with the height of the image for both sides: it is H rows and W columns."""
    return gradients(dout, cache, cut=lambda d, pad, H, W: crop(d, pad, H, H))


@misconception("conv_forward_naive", "conv_backward_naive")
def sides_of_the_filter_mixed_up(*given):
    """Somewhere a height stands for a width: a filter has HH rows and WW columns."""
    # Either function raises then, which looks alike: so it is one mistake, of both.
    forward = len(given) > 2
    w = given[1] if forward else given[1][1]
    return maps(*given, WW=w.shape[2]) if forward else gradients(*given, WW=w.shape[2])


@in_conv_backward
def dx_with_flipped_filters(dout, cache):
    """A loop over windows needs no flip: dx gets the filters as they lie on the image."""
    x, w, b, conv_param = cache
    _, dw, db = gradients(dout, cache)
    return gradients(dout, (x, w[:, :, ::-1, ::-1], b, conv_param))[0], dw, db


@in_conv_backward
def first_example_backward(dout, cache):
    """Only the first example gives gradients: loop over all N, and return after the loop."""
    return gradients(kept(dout, 0), cache)


@in_conv_backward
def db_as_in_an_affine_layer(dout, cache):
    """A bias is added at every place: db sums dout over rows and columns too, not examples only."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout.sum(axis=0)


@in_conv_backward
def db_over_all_axes(dout, cache):
    """db is one number here: each filter has a bias of its own, so keep the axis of the filters."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout.sum()


@in_conv_backward
def db_averaged(dout, cache):
    """db is a sum over the examples: the loss was divided by N already, and dout has that."""
    dx, dw, db = gradients(dout, cache)
    return dx, dw, db / len(dout)


@in_conv_backward
def db_overwritten(dout, cache):
    """Only the last example and place count in db: accumulate with +=, not =."""
    dx, dw, _ = gradients(dout, cache)
    return dx, dw, dout[-1, :, -1, -1]


# --- max_pool_forward_naive -----------------------------------------------------------------

in_pool_forward = misconception("max_pool_forward_naive")


def sizes_of(pool_param):
    return pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]


def pooled(x, pool_param, *, height=None, width=None, step=None, size=None, take=np.max):
    """The output, window by window, with one thing changed.

    height, width: of a window. step: from window to window, down and to the right. size: of the
    output, as if the image and the window had other sizes (H, W, height, width). take: what is
    taken of a window.
    """
    pool_height, pool_width, stride = sizes_of(pool_param)
    height, width = height or pool_height, width or pool_width
    down, right = step or (stride, stride)
    other = {"H": x.shape[2], "W": x.shape[3], "height": height, "width": width, **(size or {})}
    rows = 1 + (other["H"] - other["height"]) // down
    columns = 1 + (other["W"] - other["width"]) // right
    out = np.zeros((*x.shape[:2], rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = x[:, :, i * down : i * down + height, j * right : j * right + width]
        if not window.size:
            raise ValueError(window.shape)
        out[:, :, i, j] = take(window, axis=(2, 3))
    return out, (x, pool_param)


@in_pool_forward
def pool_mean(x, pool_param):
    """The windows are averaged: take the largest pixel of each."""
    return pooled(x, pool_param, take=np.mean)


@in_pool_forward
def pool_at_least_zero(x, pool_param):
    """A window may have negative pixels only: the search for the largest does not start at 0."""
    out, cache = pooled(x, pool_param)
    return np.maximum(0, out), cache


@in_pool_forward
def pool_over_channels(x, pool_param):
    """Each channel is pooled for itself: the largest pixel of all channels is taken here."""
    out, cache = pooled(x, pool_param)
    return out.max(axis=1, keepdims=True).repeat(x.shape[1], axis=1), cache


@in_pool_forward
def pool_steps_of_a_window(x, pool_param):
    """The windows stand side by side: they move by the stride, whatever their size."""
    height, width, _ = sizes_of(pool_param)
    return pooled(x, pool_param, step=(height, width))


@in_pool_forward
def pool_stride_ignored(x, pool_param):
    """The windows move by 1: their corner is at (i * stride, j * stride)."""
    found, _ = pooled(x, pool_param, step=(1, 1))
    right, cache = max_pool_forward_naive(x, pool_param)
    return found[:, :, : right.shape[2], : right.shape[3]], cache


def add_in_two_ways(name, hint, window):
    """Adds a mistake in the size of windows, once also in the size of the output, once not."""
    for everywhere in (True, False):

        def answer(x, pool_param, everywhere=everywhere):
            height, width, _ = sizes_of(pool_param)
            size = None if everywhere else {"height": height, "width": width}
            return pooled(x, pool_param, size=size, **window(height, width))

        answer.__name__, answer.__doc__ = name, hint
        globals()[f"{name}, everywhere: {everywhere}"] = in_pool_forward(answer)


add_in_two_ways(
    "pool_square_windows",
    "The window is taken for a square: it has pool_height rows and pool_width columns.",
    lambda height, width: {"width": height},
)
add_in_two_ways(
    "pool_square_windows_by_the_width",
    "The window is a square with the side pool_width here: it has pool_height rows.",
    lambda height, width: {"height": width},
)
add_in_two_ways(
    "pool_window_turned",
    "Height and width of the window are exchanged: rows come first.",
    lambda height, width: {"height": width, "width": height},
)


@in_pool_forward
def pool_square_images(x, pool_param):
    """The width of out is computed from the height of the image: use W there."""
    return pooled(x, pool_param, size={"W": x.shape[2]})


@in_pool_forward
def pool_square_images_by_the_width(x, pool_param):
    """The height of out is computed from the width of the image: use H there."""
    return pooled(x, pool_param, size={"H": x.shape[3]})


@in_pool_forward
def pool_width_of_out_by_the_height_of_the_window(x, pool_param):
    """The width of out is computed from pool_height: use pool_width there."""
    return pooled(x, pool_param, size={"width": pool_param["pool_height"]})


@in_pool_forward
def pool_windows_counted_by_the_height(x, pool_param):
    """The window in row i and column j is number i * Wo + j: Wo of them are in a row, not Ho."""
    out, cache = pooled(x, pool_param)
    return counted_by_the_height(out), cache


@in_pool_forward
def pool_first_example(x, pool_param):
    """Only the first example is pooled: loop over all N."""
    out, cache = pooled(x, pool_param)
    out[1:] = 0
    return out, cache


# --- max_pool_backward_naive ----------------------------------------------------------------

in_pool_backward = misconception("max_pool_backward_naive")


def is_largest(window):
    return window == window.max(axis=(2, 3), keepdims=True)


def routed(
    dout, cache, *, put=np.add, step=None, mask=is_largest, Wo=None, height=None, width=None
):
    """dx, window by window, with one thing changed.

    put: from what is in dx and the share of a window to what is in it afterwards. step, height and
    width: as for the output. mask: of the pixels that get something. Wo: as many columns.
    """
    x, pool_param = cache
    pool_height, pool_width, stride = sizes_of(pool_param)
    height, width = height or pool_height, width or pool_width
    down, right = step or (stride, stride)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2], Wo or dout.shape[3]):
        place = np.s_[:, :, i * down : i * down + height, j * right : j * right + width]
        share = mask(x[place]) * dout[:, :, i, j, None, None]
        dx[place] = put(dx[place], share)
    return dx


@in_pool_backward
def pool_windows_overwritten(dout, cache):
    """Where windows overlap, a pixel may be the largest of several: accumulate with +=, not =."""
    return routed(dout, cache, put=lambda before, share: share)


@in_pool_backward
def pool_largest_overwritten(dout, cache):
    """A pixel that is the largest of several windows gets something from each: use +=, not =."""
    return routed(dout, cache, put=lambda before, share: np.where(share != 0, share, before))


@in_pool_backward
def pool_steps_of_a_window_backward(dout, cache):
    """The windows stand side by side here: they move by the stride, as in the forward."""
    height, width, _ = sizes_of(cache[1])
    return routed(dout, cache, step=(height, width))


@in_pool_backward
def pool_stride_ignored_backward(dout, cache):
    """The windows of the forward moved by the stride: so must those of the backward."""
    return routed(dout, cache, step=(1, 1))


@in_pool_backward
def pool_to_all_pixels(dout, cache):
    """Every pixel of a window gets dout: only the largest one made the output."""
    return routed(dout, cache, mask=lambda window: np.ones(window.shape))


@in_pool_backward
def pool_shared_out(dout, cache):
    """dout is shared out over the window, as in average pooling: all of it goes to the largest."""
    return routed(dout, cache, mask=lambda window: np.full(window.shape, 1 / window[0, 0].size))


@in_pool_backward
def pool_without_dout(dout, cache):
    """The largest pixels get 1: multiply by dout."""
    return routed(np.ones(dout.shape), cache)


@in_pool_backward
def pool_largest_of_all_channels(dout, cache):
    """Each channel has a largest pixel of its own: here one is taken over all channels."""
    return routed(
        dout, cache, mask=lambda window: window == window.max(axis=(1, 2, 3), keepdims=True)
    )


@in_pool_backward
def pool_square_windows_backward(dout, cache):
    """The window is taken for a square: it has pool_height rows and pool_width columns."""
    return routed(dout, cache, width=cache[1]["pool_height"])


@in_pool_backward
def pool_square_windows_by_the_width_backward(dout, cache):
    """The window is a square with the side pool_width here: it has pool_height rows."""
    return routed(dout, cache, height=cache[1]["pool_width"])


@in_pool_backward
def sides_of_the_window_mixed_up(dout, cache):
    """Somewhere a height stands for a width: the largest pixel is in row argmax // pool_width."""
    x, pool_param = cache
    height, width, stride = sizes_of(pool_param)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + height, left : left + width]
        row, column = divmod(int(window.argmax()), height)
        dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


@in_pool_backward
def pool_square_images_backward(dout, cache):
    """The loop over columns takes their number from the rows: dout has Ho rows and Wo columns."""
    return routed(dout, cache, Wo=dout.shape[2])


@in_pool_backward
def pool_first_example_backward(dout, cache):
    """Only the first example gets a gradient: loop over all N, and return after the loop."""
    return routed(kept(dout, 0), cache)
