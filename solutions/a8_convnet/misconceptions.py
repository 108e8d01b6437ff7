"""Mistakes that students make with fast layers, Adam and networks. A docstring is the hint."""

import numpy as np
from convnet import SmallConvNet
from fast import (
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
)
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

from grader import misconception

# --- im2col ---------------------------------------------------------------------------------

PADDED = ((0, 0), (0, 0))
PLACES_FIRST = (0, 2, 3, 1, 4, 5)


def windows_of(x, HH, WW, stride, pad, *, mode="constant"):
    """All windows, (N, C, Ho, Wo, HH, WW)."""
    padded = np.pad(x, (*PADDED, (pad, pad), (pad, pad)), mode=mode)
    found = np.lib.stride_tricks.sliding_window_view(padded, (HH, WW), axis=(2, 3))
    return found[:, :, ::stride, ::stride]


def as_rows(windows, order=PLACES_FIRST):
    """The windows as a matrix of one window in each row, with the axes in this order."""
    N, C, Ho, Wo, HH, WW = windows.shape
    return windows.transpose(order).reshape(N * Ho * Wo, C * HH * WW)


@misconception("im2col")
def axes_not_moved(x, HH, WW, stride, pad):
    """reshape does not move axes: bring image, row and column of the window to the front first."""
    return as_rows(windows_of(x, HH, WW, stride, pad), (0, 1, 2, 3, 4, 5))


@misconception("im2col")
def channels_last(x, HH, WW, stride, pad):
    """Within a row the channels come last. A window is flattened like w[f]: channel by channel."""
    return as_rows(windows_of(x, HH, WW, stride, pad), (0, 2, 3, 4, 5, 1))


@misconception("im2col")
def windows_by_columns(x, HH, WW, stride, pad):
    """Within a channel the window is flattened column by column: go row by row, as in w[f, c]."""
    return as_rows(windows_of(x, HH, WW, stride, pad), (0, 2, 3, 1, 5, 4))


@misconception("im2col")
def one_window_in_each_column(x, HH, WW, stride, pad):
    """cols is transposed: here each window is a row."""
    return as_rows(windows_of(x, HH, WW, stride, pad)).T


@misconception("im2col")
def images_last(x, HH, WW, stride, pad):
    """The rows go place by place, with all images at each: put all windows of x[0] first."""
    return as_rows(windows_of(x, HH, WW, stride, pad), (2, 3, 0, 1, 4, 5))


@misconception("im2col")
def down_before_right(x, HH, WW, stride, pad):
    """The windows of an image go down first: go from left to right, then down."""
    return as_rows(windows_of(x, HH, WW, stride, pad), (0, 3, 2, 1, 4, 5))


@misconception("im2col")
def every_window(x, HH, WW, stride, pad):
    """The stride is ignored: take only the windows that begin at a multiple of it."""
    return as_rows(windows_of(x, HH, WW, 1, pad))


@misconception("im2col")
def not_padded(x, HH, WW, stride, pad):
    """The padding is missing: put pad zeros on all four sides first."""
    return as_rows(windows_of(x, HH, WW, stride, 0))


@misconception("im2col")
def all_axes_padded(x, HH, WW, stride, pad):
    """np.pad(x, pad) pads images and channels too: give a pair for each axis, (0, 0) for these."""
    return as_rows(windows_of(np.pad(x, pad), HH, WW, stride, 0))


@misconception("im2col")
def padded_with_the_edge(x, HH, WW, stride, pad):
    """The padding repeats the border of the image; here it is zeros."""
    return as_rows(windows_of(x, HH, WW, stride, pad, mode="edge"))


@misconception("im2col")
def windows_on_their_side(x, HH, WW, stride, pad):
    """The windows have WW rows and HH columns: it is the other way round."""
    return as_rows(windows_of(x, WW, HH, stride, pad))


# --- col2im ---------------------------------------------------------------------------------


def added_up(cols, x_shape, HH, WW, stride, pad, *, order=None, step=None, assign=False, crop=None):
    """The right sums, with one thing changed.

    order: of the axes in cols, N, Ho, Wo, C, HH, WW by default. step: from window to window.
    assign: pixels are overwritten. crop: what is cut out of the padded image.
    """
    N, C, H, W = x_shape
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    order = order or (0, 1, 2, 3, 4, 5)
    sizes = [(N, Ho, Wo, C, HH, WW)[axis] for axis in order]
    windows = cols.reshape(sizes).transpose(np.argsort(order))
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i, j in np.ndindex(Ho, Wo):
        top, left = i * (step or stride), j * (step or stride)
        here = np.s_[:, :, top : top + HH, left : left + WW]
        padded[here] = windows[:, i, j] + (0 if assign else padded[here])
    return crop(padded) if crop else padded[:, :, pad : pad + H, pad : pad + W]


@misconception("col2im")
def overwritten(cols, x_shape, HH, WW, stride, pad):
    """Where windows overlap only the last one counts: add with +=, do not assign with =."""
    return added_up(cols, x_shape, HH, WW, stride, pad, assign=True)


def overwritten_by_offset(cols, x_shape, HH, WW, stride, pad):
    """The sums, where the shares of one pixel of the window overwrite those of the one before."""
    N, C, H, W = x_shape
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    windows = cols.reshape(N, Ho, Wo, C, HH, WW).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i, j in np.ndindex(HH, WW):
        rows, columns = slice(i, i + stride * Ho, stride), slice(j, j + stride * Wo, stride)
        padded[:, :, rows, columns] = windows[:, :, i, j]
    return padded[:, :, pad : pad + H, pad : pad + W]


@misconception("col2im")
def last_offset_counts(cols, x_shape, HH, WW, stride, pad):
    """A pixel keeps only the last entry that is written to it: add with +=, not with =."""
    return overwritten_by_offset(cols, x_shape, HH, WW, stride, pad)


@misconception("col2im")
def padding_left_on(cols, x_shape, HH, WW, stride, pad):
    """The padding is still around x: cut it off at the end."""
    return added_up(cols, x_shape, HH, WW, stride, pad, crop=lambda padded: padded)


@misconception("col2im")
def cropped_to_nothing(cols, x_shape, HH, WW, stride, pad):
    """The slice pad:-pad is empty where pad is 0, since -0 is 0: cut out pad:pad + H."""
    return added_up(
        cols, x_shape, HH, WW, stride, pad, crop=lambda padded: padded[:, :, pad:-pad, pad:-pad]
    )


@misconception("col2im")
def cut_at_the_corner(cols, x_shape, HH, WW, stride, pad):
    """The padding is cut off below and on the right only: the image begins at row pad."""
    H, W = x_shape[2:]
    return added_up(cols, x_shape, HH, WW, stride, pad, crop=lambda padded: padded[:, :, :H, :W])


@misconception("col2im")
def averaged(cols, x_shape, HH, WW, stride, pad):
    """This undoes im2col: a pixel is the mean of its entries. As a backward it is their sum."""
    counts = added_up(np.ones(cols.shape), x_shape, HH, WW, stride, pad)
    return added_up(cols, x_shape, HH, WW, stride, pad) / np.maximum(counts, 1)


@misconception("col2im")
def axes_not_moved_back(cols, x_shape, HH, WW, stride, pad):
    """reshape does not move axes: reshape cols to image, row, column, channel, HH, WW first."""
    return added_up(cols, x_shape, HH, WW, stride, pad, order=(0, 3, 1, 2, 4, 5))


@misconception("col2im")
def channels_read_last(cols, x_shape, HH, WW, stride, pad):
    """A row of cols is read as if the channels came last: it goes channel by channel, as w[f]."""
    return added_up(cols, x_shape, HH, WW, stride, pad, order=(0, 1, 2, 4, 5, 3))


@misconception("col2im")
def images_read_last(cols, x_shape, HH, WW, stride, pad):
    """The rows of cols are read place by place: all windows of the first image come first."""
    return added_up(cols, x_shape, HH, WW, stride, pad, order=(1, 2, 0, 3, 4, 5))


@misconception("col2im")
def read_downwards(cols, x_shape, HH, WW, stride, pad):
    """The windows of an image are read downwards: they go from left to right, then down."""
    return added_up(cols, x_shape, HH, WW, stride, pad, order=(0, 2, 1, 3, 4, 5))


@misconception("col2im")
def windows_moved_by_one(cols, x_shape, HH, WW, stride, pad):
    """The stride is ignored: the next window begins stride pixels further on."""
    return added_up(cols, x_shape, HH, WW, stride, pad, step=1)


# --- conv_forward_fast ----------------------------------------------------------------------

FORWARD = "conv_forward_fast"


def conv_forward_loop(x, w, b, conv_param):
    """Right, but with a loop over the places of the window."""
    return conv_forward_naive(x, w, b, conv_param)


def other_out(x, w, b, conv_param, of=None):
    """Other feature maps beside the right cache. of: a function of the right ones."""
    out, cache = conv_forward_fast(x, w, b, conv_param)
    return of(out), cache


def asked_otherwise(*right, **changed):
    """Right feature maps of something else beside the right cache."""
    given = dict(zip(("x", "w", "b", "conv_param"), right, strict=True))
    return conv_forward_naive(**{**given, **changed})[0], conv_forward_fast(*right)[1]


@misconception(FORWARD)
def out_not_transposed(x, w, b, conv_param):
    """out has one row for each window and one column for each filter: reshape, then transpose."""
    return other_out(x, w, b, conv_param, lambda out: out.transpose(0, 2, 3, 1).reshape(out.shape))


@misconception(FORWARD)
def filters_before_images(x, w, b, conv_param):
    """With filters in the rows, the product is (F, N, Ho, Wo): reshape to that, then transpose."""
    return other_out(x, w, b, conv_param, lambda out: out.transpose(1, 0, 2, 3).reshape(out.shape))


@misconception(FORWARD)
def height_and_width_exchanged(x, w, b, conv_param):
    """Height and width of out are exchanged: the axes are image, filter, row, column."""
    return other_out(x, w, b, conv_param, lambda out: out.swapaxes(2, 3))


@misconception(FORWARD)
def filters_reshaped_not_transposed(x, w, b, conv_param):
    """w.reshape(-1, F) mixes the filters: make each a row with w.reshape(F, -1), then transpose."""
    mixed = w.reshape(-1, len(w)).T.reshape(w.shape)
    return asked_otherwise(x, w, b, conv_param, w=mixed)


@misconception(FORWARD)
def channels_last_in_cols(x, w, b, conv_param):
    """w and cols are flattened in different orders: in both, channel by channel, row by row."""
    mixed = w.reshape(len(w), *w.shape[2:], w.shape[1]).transpose(0, 3, 1, 2)
    return asked_otherwise(x, w, b, conv_param, w=mixed)


@misconception(FORWARD)
def scrambled_windows(x, w, b, conv_param):
    """The rows of cols mix several windows: have im2col right first."""
    out, cache = conv_forward_fast(x, w, b, conv_param)
    stride, pad = conv_param["stride"], conv_param["pad"]
    cols = as_rows(windows_of(x, *w.shape[2:], stride, pad), (0, 1, 2, 3, 4, 5))
    N, F, Ho, Wo = out.shape
    return (cols @ w.reshape(F, -1).T + b).reshape(N, Ho, Wo, F).transpose(0, 3, 1, 2), cache


@misconception(FORWARD)
def kernel_flipped(x, w, b, conv_param):
    """The kernel is flipped. What networks call convolution lays it on the image as it is."""
    return asked_otherwise(x, w, b, conv_param, w=w[:, :, ::-1, ::-1])


@misconception(FORWARD)
def bias_forgotten(x, w, b, conv_param):
    """The bias is missing: add b[f] to the feature map of filter f."""
    return asked_otherwise(x, w, b, conv_param, b=0 * b)


@misconception(FORWARD)
def stride_not_passed_on(x, w, b, conv_param):
    """The stride is ignored: pass conv_param["stride"] to im2col."""
    return asked_otherwise(x, w, b, conv_param, conv_param={**conv_param, "stride": 1})


@misconception(FORWARD)
def padding_not_passed_on(x, w, b, conv_param):
    """The padding is ignored: pass conv_param["pad"] to im2col."""
    return asked_otherwise(x, w, b, conv_param, conv_param={**conv_param, "pad": 0})


# --- conv_backward_fast ---------------------------------------------------------------------

BACKWARD = "conv_backward_fast"


def conv_backward_loop(dout, cache):
    """Right, but with a loop over the places of the window."""
    x_shape, w, cols, stride, pad = cache
    x = added_up(cols, x_shape, *w.shape[2:], stride, pad, assign=True)
    return conv_backward_naive(dout, (x, w, {"stride": stride, "pad": pad}))


def in_columns(dout, cache, *, order=(0, 2, 3, 1), flat=None, fold=added_up):
    """The right gradients, with one thing changed.

    order: of the axes of dout. flat: dout as a matrix with a row for each window. fold: what takes
    the place of col2im.
    """
    x_shape, w, cols, stride, pad = cache
    F, _, HH, WW = w.shape
    flat = dout.transpose(order).reshape(-1, F) if flat is None else flat
    dx = fold(flat @ w.reshape(F, -1), x_shape, HH, WW, stride, pad)
    return dx, (flat.T @ cols).reshape(w.shape), flat.sum(axis=0)


def instead(dout, cache, **wrong):
    """The right gradients, some of them replaced."""
    dx, dw, db = conv_backward_fast(dout, cache)
    return wrong.get("dx", dx), wrong.get("dw", dw), wrong.get("db", db)


@misconception(BACKWARD)
def dout_not_transposed(dout, cache):
    """dout.reshape(-1, F) mixes filters and pixels: move the filters to the last axis first."""
    return in_columns(dout, cache, order=(0, 1, 2, 3))


@misconception(BACKWARD)
def dout_reshaped_to_filters(dout, cache):
    """dout.reshape(F, -1) mixes images and filters: transpose first, reshape afterwards."""
    return in_columns(dout, cache, flat=dout.reshape(dout.shape[1], -1).T)


@misconception(BACKWARD)
def rows_of_dout_in_another_order(dout, cache):
    """The rows of dout must go like those of cols: image by image, not place by place."""
    return in_columns(dout, cache, order=(2, 3, 0, 1))


@misconception(BACKWARD)
def dw_left_flat(dout, cache):
    """dw is still flat, one row for each filter: reshape it to the shape of w."""
    dw = conv_backward_fast(dout, cache)[1]
    return instead(dout, cache, dw=dw.reshape(len(dw), -1))


@misconception(BACKWARD)
def dw_reshaped_not_transposed(dout, cache):
    """cols.T @ dout has one column for each filter: transpose it before you reshape it to w."""
    dw = conv_backward_fast(dout, cache)[1]
    return instead(dout, cache, dw=dw.reshape(len(dw), -1).T.reshape(dw.shape))


@misconception(BACKWARD)
def db_averaged(dout, cache):
    """db is the sum of dout over images, rows and columns, not the mean."""
    return instead(dout, cache, db=dout.mean(axis=(0, 2, 3)))


@misconception(BACKWARD)
def db_as_in_an_affine_layer(dout, cache):
    """A bias is added at every place: db sums dout over rows and columns too, not images only."""
    return instead(dout, cache, db=dout.sum(axis=0))


@misconception(BACKWARD)
def db_over_all_axes(dout, cache):
    """db is one number here: each filter has a bias of its own, so keep the axis of the filters."""
    return instead(dout, cache, db=dout.sum())


@misconception(BACKWARD)
def dx_overwritten(dout, cache):
    """Where windows overlap only the last one counts in dx: col2im must add with +=, not =."""
    return in_columns(dout, cache, fold=lambda cols, *sizes: added_up(cols, *sizes, assign=True))


@misconception(BACKWARD)
def dx_keeps_the_last_offset(dout, cache):
    """A pixel of dx keeps only the last share that is written to it: col2im must add with +=."""
    return in_columns(dout, cache, fold=overwritten_by_offset)


@misconception(BACKWARD)
def dx_scrambled(dout, cache):
    """The rows of cols are not read as windows in dx: have col2im right first."""

    def fold(cols, *sizes):
        return added_up(cols, *sizes, order=(0, 3, 1, 2, 4, 5))

    return in_columns(dout, cache, fold=fold)


@misconception(BACKWARD)
def dw_of_scrambled_windows(dout, cache):
    """The rows of cols mix several windows in dw: have im2col right first."""
    _, w, cols, *_ = cache
    N, F, Ho, Wo = dout.shape
    mixed = cols.reshape(N, Ho, Wo, *w.shape[1:]).transpose(0, 3, 1, 2, 4, 5).reshape(cols.shape)
    flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    return instead(dout, cache, dw=(flat.T @ mixed).reshape(w.shape))


@misconception(BACKWARD)
def dx_with_padding(dout, cache):
    """This is the gradient of the padded image: cut the padding off before you return dx."""
    return in_columns(
        dout, cache, fold=lambda cols, *sizes: added_up(cols, *sizes, crop=lambda padded: padded)
    )


@misconception(BACKWARD)
def dx_left_in_columns(dout, cache):
    """dx is still in columns: col2im adds its entries to the pixels that they were read from."""
    return in_columns(dout, cache, fold=lambda cols, *sizes: cols)


@misconception(BACKWARD)
def dx_with_mixed_filters(dout, cache):
    """w.reshape(-1, F) mixes the filters: dx needs w.reshape(F, -1), one filter in each row."""
    x_shape, w, *more = cache
    mixed = w.reshape(-1, len(w)).T.reshape(w.shape)
    return instead(dout, cache, dx=conv_backward_fast(dout, (x_shape, mixed, *more))[0])


# --- max_pool_forward_fast ------------------------------------------------------------------

POOL = "max_pool_forward_fast"


def max_pool_forward_loop(x, pool_param):
    """Right, but with a loop over the places of the window."""
    return max_pool_forward_naive(x, pool_param)


def sizes_of(pool_param):
    return [pool_param[k] for k in ("pool_height", "pool_width", "stride")]


def pooled(x, pool_param, of):
    """Other results beside the right cache. of: a function of the windows (N, C, Ho, Wo, ...)."""
    out, cache = max_pool_forward_fast(x, pool_param)
    return of(windows_of(x, *sizes_of(pool_param), 0).reshape(*out.shape, -1)), cache


@misconception(POOL)
def average_pooled(x, pool_param):
    """This is the mean of a window; take its maximum."""
    return pooled(x, pool_param, lambda windows: windows.mean(axis=-1))


@misconception(POOL)
def places_not_values(x, pool_param):
    """This is where the maximum is, from argmax; return the value that stands there."""
    return pooled(x, pool_param, lambda windows: windows.argmax(axis=-1).astype(float))


@misconception(POOL)
def channels_mixed(x, pool_param):
    """The rows of im2col go place by place with all channels in each: out must be transposed."""

    def mixed(windows):
        out = windows.max(axis=-1)
        return out.transpose(0, 2, 3, 1).reshape(out.shape)

    return pooled(x, pool_param, mixed)


@misconception(POOL)
def pooled_on_their_side(x, pool_param):
    """The windows have pool_width rows and pool_height columns: it is the other way round."""
    height, width, stride = sizes_of(pool_param)
    windows = windows_of(x, width, height, stride, 0)
    return windows.max(axis=(4, 5)), max_pool_forward_fast(x, pool_param)[1]


@misconception(POOL)
def tiles_assumed(x, pool_param):
    """reshape pools windows side by side only. Others overlap or leave gaps: use im2col."""
    height, width, _ = sizes_of(pool_param)
    N, C, H, W = x.shape
    rows, columns = H // height, W // width
    tiles = x[:, :, : rows * height, : columns * width]
    out = tiles.reshape(N, C, rows, height, columns, width).max(axis=(3, 5))
    return out, max_pool_forward_fast(x, pool_param)[1]


@misconception(POOL)
def pooled_at_every_pixel(x, pool_param):
    """The stride is ignored: the next window begins stride pixels further on."""
    height, width, _ = sizes_of(pool_param)
    windows = windows_of(x, height, width, 1, 0)
    return windows.max(axis=(4, 5)), max_pool_forward_fast(x, pool_param)[1]


@misconception(POOL)
def pooled_height_and_width_exchanged(x, pool_param):
    """Height and width of out are exchanged: the axes are image, channel, row, column."""
    return pooled(x, pool_param, lambda windows: windows.max(axis=-1).swapaxes(2, 3))


# --- max_pool_backward_fast -----------------------------------------------------------------

POOL_BACKWARD = "max_pool_backward_fast"


def max_pool_backward_loop(dout, cache):
    """Right, but with a loop over the places of the window."""
    x, _, pool_param = cache
    return max_pool_backward_naive(dout, max_pool_forward_naive(x, pool_param)[1])


def shares(dout, cache, of, fold=added_up, **changed):
    """dx from the shares of each pixel in its window: `of` the windows (N * C * Ho * Wo, ...)."""
    x, _, pool_param = cache
    N, C, H, W = x.shape
    height, width, stride = sizes_of(pool_param)
    windows = as_rows(windows_of(x.reshape(N * C, 1, H, W), height, width, stride, 0))
    cols = of(windows) * dout.reshape(-1, 1)
    return fold(cols, (N * C, 1, H, W), height, width, stride, 0, **changed).reshape(x.shape)


def first_maximum(windows):
    return 1.0 * (np.arange(windows.shape[1]) == windows.argmax(axis=1)[:, None])


@misconception(POOL_BACKWARD)
def spread_over_the_window(dout, cache):
    """dout is spread evenly over the window, as in average pooling: the maximum gets all of it."""
    return shares(dout, cache, lambda windows: np.full(windows.shape, 1 / windows.shape[1]))


@misconception(POOL_BACKWARD)
def copied_to_the_whole_window(dout, cache):
    """Every pixel of a window gets dout: only the maximum does, the others changed nothing."""
    return shares(dout, cache, lambda windows: np.ones(windows.shape))


@misconception(POOL_BACKWARD)
def times_the_maximum(dout, cache):
    """dout is multiplied by the maximum: the slope of max is 1, dout is passed on as it is."""
    return shares(dout, cache, lambda windows: windows * first_maximum(windows))


@misconception(POOL_BACKWARD)
def windows_overwritten(dout, cache):
    """Where windows overlap only the last one counts: a pixel may win in several, add them up."""
    return shares(dout, cache, first_maximum, assign=True)


@misconception(POOL_BACKWARD)
def last_offset_overwrites(dout, cache):
    """A pixel that loses in a later window is set back: add the shares of all windows with +=."""
    return shares(dout, cache, first_maximum, overwritten_by_offset)


@misconception(POOL_BACKWARD)
def all_maxima(dout, cache):
    """Each of several equal maxima gets all of dout: share it, or give it to one of them."""
    return shares(dout, cache, lambda windows: windows == windows.max(axis=1, keepdims=True))


@misconception(POOL_BACKWARD)
def dout_in_another_order(dout, cache):
    """dout is flattened with the channels last, the maxima are not: use one order for both."""
    moved = dout.transpose(0, 2, 3, 1).reshape(dout.shape)
    return max_pool_backward_fast(moved, cache)


@misconception(POOL_BACKWARD)
def stride_ignored_backward(dout, cache):
    """The windows of the forward moved by the stride: so must those of the backward."""
    return shares(dout, cache, first_maximum, step=1)


@misconception(POOL_BACKWARD)
def place_by_height(dout, cache):
    """A place in a window is row * pool_width + column: divide by pool_width, not the height."""
    x, largest, pool_param = cache
    height, width, _ = sizes_of(pool_param)
    row, column = np.divmod(largest, height)
    moved = np.minimum(row, height - 1) * width + np.minimum(column, width - 1)
    return max_pool_backward_fast(dout, (x, moved, pool_param))


# --- adam -----------------------------------------------------------------------------------


def stepped(w, dw, config, *, mean=None, square=None, t=None, step=None, kept=None, defaults=()):
    """The right step of Adam, with one thing changed.

    mean, square: how m and v come from the old ones. t: the number of steps, from the old one.
    step: from m, v, t and the config. kept: the config for the next step. defaults: other ones.
    """
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, **config}
    config.update({k: v for k, v in dict(defaults).items() if k in config})
    t = (t or (lambda t: t + 1))(config.get("t", 0))
    m, v = config.get("m", np.zeros(w.shape)), config.get("v", np.zeros(w.shape))
    m = (mean or (lambda m, dw, beta: beta * m + (1 - beta) * dw))(m, dw, config["beta1"])
    v = (square or (lambda v, dw, beta: beta * v + (1 - beta) * dw**2))(v, dw, config["beta2"])
    moved = w - config["learning_rate"] * (step or adam_step)(m, v, t, config)
    found = {**config, "m": m, "v": v, "t": t}
    return moved, kept(found) if kept else found


def corrected(m, v, t, config):
    """m and v after the bias correction."""
    return m / (1 - config["beta1"] ** t), v / (1 - config["beta2"] ** t)


def adam_step(m, v, t, config):
    m, v = corrected(m, v, t, config)
    return m / (np.sqrt(v) + config["epsilon"])


@misconception("adam")
def no_bias_correction(w, dw, config):
    """The bias correction is missing: m and v start at 0, so divide them by 1 - beta**t."""
    return stepped(w, dw, config, step=lambda m, v, t, config: m / (np.sqrt(v) + config["epsilon"]))


@misconception("adam")
def only_m_corrected(w, dw, config):
    """v starts at 0 too: divide it by 1 - beta2**t before the square root."""

    def step(m, v, t, config):
        return corrected(m, v, t, config)[0] / (np.sqrt(v) + config["epsilon"])

    return stepped(w, dw, config, step=step)


@misconception("adam")
def t_stands_still(w, dw, config):
    """The bias correction is that of the first step in every step: count t, and use 1 - beta**t."""
    return stepped(w, dw, config, t=lambda _: 1)


@misconception("adam")
def t_starts_at_zero(w, dw, config):
    """t is 0 in the first step, where 1 - beta**t is 0: count the step before you use t."""
    t = config.get("t", 0)
    return stepped(
        w,
        dw,
        config,
        step=lambda m, v, _, config: adam_step(m, v, np.float64(t), config),
    )


@misconception("adam")
def t_counted_twice(w, dw, config):
    """t is 2 in the first step: it must be 1 there, and grow by 1."""
    return stepped(w, dw, config, t=lambda t: t + 2 if t == 0 else t + 1)


@misconception("adam")
def t_times_beta(w, dw, config):
    """The correction is 1 - beta**t, beta to the power t; here beta is multiplied by t."""

    def step(m, v, t, config):
        m, v = m / (1 - config["beta1"] * t), v / (1 - config["beta2"] * t)
        return m / (np.sqrt(np.abs(v)) + config["epsilon"])

    return stepped(w, dw, config, step=step)


@misconception("adam")
def m_and_v_exchanged(w, dw, config):
    """m and v are exchanged in the step: m is divided by the root of v."""
    return stepped(w, dw, config, step=lambda m, v, t, config: adam_step(v, np.abs(m), t, config))


@misconception("adam")
def epsilon_inside_the_root(w, dw, config):
    """epsilon is under the square root: add it to the root."""

    def step(m, v, t, config):
        m, v = corrected(m, v, t, config)
        return m / np.sqrt(v + config["epsilon"])

    return stepped(w, dw, config, step=step)


@misconception("adam")
def root_forgotten(w, dw, config):
    """The square root is missing: v is a mean of squares, and the step needs its root."""

    def step(m, v, t, config):
        m, v = corrected(m, v, t, config)
        return m / (v + config["epsilon"])

    return stepped(w, dw, config, step=step)


@misconception("adam")
def betas_exchanged(w, dw, config):
    """beta1 and beta2 are exchanged: beta1 belongs to m, beta2 to v."""
    config = {"beta1": 0.9, "beta2": 0.999, **config}
    betas = {"beta1": config["beta2"], "beta2": config["beta1"]}
    return stepped(
        w,
        dw,
        {**config, **betas},
        kept=lambda found: {**found, "beta1": betas["beta2"], "beta2": betas["beta1"]},
    )


@misconception("adam")
def climbs(w, dw, config):
    """The step goes up: subtract it from the weights."""
    return stepped(w, dw, config, step=lambda m, v, t, config: -adam_step(m, v, t, config))


@misconception("adam")
def v_not_squared(w, dw, config):
    """v is a running mean of the squares, dw**2; here it is one of dw."""

    def square(v, dw, beta):
        return beta * v + (1 - beta) * np.abs(dw)

    return stepped(w, dw, config, square=square)


@misconception("adam")
def gradient_in_place_of_m(w, dw, config):
    """The step uses dw; it must use m, the running mean."""

    def step(m, v, t, config):
        return dw / (np.sqrt(corrected(m, v, t, config)[1]) + config["epsilon"])

    return stepped(w, dw, config, step=step)


@misconception("adam")
def summed_like_momentum(w, dw, config):
    """The new gradient lacks the factor 1 - beta1: m is a running mean, not a running sum."""
    return stepped(w, dw, config, mean=lambda m, dw, beta: beta * m + dw)


@misconception("adam")
def weights_of_the_mean_exchanged(w, dw, config):
    """The old m and v keep the share beta, and what is new gets 1 - beta; here it is reversed."""
    return stepped(
        w,
        dw,
        config,
        mean=lambda m, dw, beta: (1 - beta) * m + beta * dw,
        square=lambda v, dw, beta: (1 - beta) * v + beta * dw**2,
    )


@misconception("adam")
def corrected_m_and_v_kept(w, dw, config):
    """The corrected m and v are kept: the next step needs the uncorrected ones."""

    def kept(found):
        m, v = corrected(found["m"], found["v"], found["t"], found)
        return {**found, "m": m, "v": v}

    return stepped(w, dw, config, kept=kept)


@misconception("adam")
def forgets_the_past(w, dw, config):
    """Every step starts with m, v and t from nothing: take them from config, if they are there."""
    fresh = {k: v for k, v in config.items() if k not in ("m", "v", "t")}
    return stepped(w, dw, fresh)


# --- SmallConvNet ---------------------------------------------------------------------------


class Net(SmallConvNet):
    """The right network, in pieces that can be changed one by one."""

    in_loss = in_gradients = ("W1", "W2", "W3")
    value, slope = 1, 2
    """The factors before the penalty in the loss, and in the gradients."""
    relus = (True, True, False)
    relus_backward = (True, True, False)

    def deviation(self, name, w):
        """The standard deviation of initial weights, by He's rule."""
        return np.sqrt(2 / (w[0].size if name == "W1" else len(w)))

    def __init__(self, *sizes, **named):
        super().__init__(*sizes, **named)
        for name in ("W1", "W2", "W3"):
            w = self.params[name]
            right = Net.deviation(self, name, w)
            self.params[name] = self.deviation(name, w) * (w / right)

    def pad(self, size):
        return (size - 1) // 2

    def pool_backward(self, dout, cache):
        return max_pool_backward_naive(dout, cache)

    def without_y(self, scores):
        return scores

    def relu(self, number, x):
        return relu_forward(x) if self.relus[number] else (x, x)

    def drelu(self, number, dout, cache):
        return relu_backward(dout, cache) if self.relus_backward[number] else dout

    def loss(self, X, y=None):
        p = self.params
        conv_param = {"stride": 1, "pad": self.pad(p["W1"].shape[2])}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        out, conv_cache = conv_forward_naive(X, p["W1"], p["b1"], conv_param)
        out, relu1_cache = self.relu(0, out)
        out, pool_cache = max_pool_forward_naive(out, pool_param)
        out, affine2_cache = affine_forward(out, p["W2"], p["b2"])
        out, relu2_cache = self.relu(1, out)
        out, affine3_cache = affine_forward(out, p["W3"], p["b3"])
        scores, relu3_cache = self.relu(2, out)
        if y is None:
            return self.without_y(scores)
        loss, dout = cross_entropy(scores, y)
        grads = {}
        dout = self.drelu(2, dout, relu3_cache)
        dout, grads["W3"], grads["b3"] = affine_backward(dout, affine3_cache)
        dout = self.drelu(1, dout, relu2_cache)
        dout, grads["W2"], grads["b2"] = affine_backward(dout, affine2_cache)
        dout = self.drelu(0, self.pool_backward(dout, pool_cache), relu1_cache)
        _, grads["W1"], grads["b1"] = conv_backward_naive(dout, conv_cache)
        for name in self.in_loss:
            loss += self.value * self.strength(X) * np.sum(p[name] ** 2)
        for name in self.in_gradients:
            grads[name] = grads[name] + self.slope * self.strength(X) * p[name]
        return loss, grads

    def strength(self, X):
        return self.reg


@misconception("SmallConvNet")
class AllWeightsZero(Net):
    """The weights are all zero: then all filters stay alike for ever. Draw them at random."""

    def deviation(self, name, w):
        return 0.0


@misconception("SmallConvNet")
class TinyWeights(Net):
    """The weights are tiny, whatever the layer's size: their scale is sqrt(2 / fan_in)."""

    def deviation(self, name, w):
        return 1e-3


@misconception("SmallConvNet")
class WeightsNotScaled(Net):
    """The weights have standard deviation 1: multiply them by sqrt(2 / fan_in)."""

    def deviation(self, name, w):
        return 1.0


@misconception("SmallConvNet")
class VarianceForDeviation(Net):
    """2 / fan_in is the variance of He's rule: the standard deviation is its square root."""

    def deviation(self, name, w):
        return super().deviation(name, w) ** 2


@misconception("SmallConvNet")
class HalfTheVariance(Net):
    """The variance is 1 / fan_in. ReLU switches half of the neurons off: He's rule has a 2."""

    def deviation(self, name, w):
        return super().deviation(name, w) / np.sqrt(2)


@misconception("SmallConvNet")
class FiltersCountedAsInputs(Net):
    """The fan-in of W1 counts filters: a pixel of a feature map sees C * HH * WW numbers."""

    def deviation(self, name, w):
        right = super().deviation(name, w)
        return np.sqrt(2 / w[:, 0].size) if name == "W1" else right


@misconception("SmallConvNet")
class ChannelsNotCounted(Net):
    """The fan-in of W1 lacks the channels: a filter sees all C of them."""

    def deviation(self, name, w):
        right = super().deviation(name, w)
        return np.sqrt(2 / w[0, 0].size) if name == "W1" else right


@misconception("SmallConvNet")
class OutputsCountedAsInputs(Net):
    """The rule is used with the number of outputs of an affine layer: count its inputs."""

    def deviation(self, name, w):
        right = super().deviation(name, w)
        return right if name == "W1" else np.sqrt(2 / w.shape[1])


@misconception("SmallConvNet")
class HiddenLayerOnly(Net):
    """W3 is not drawn by He's rule: its fan-in is hidden_dim."""

    def deviation(self, name, w):
        return 1e-2 if name == "W3" else super().deviation(name, w)


@misconception("SmallConvNet")
class OneScaleForAll(Net):
    """All weights have the standard deviation of W1: each layer has a fan-in of its own."""

    def deviation(self, name, w):
        return np.sqrt(2 / self.params["W1"][0].size)


@misconception("SmallConvNet")
class BiasesDrawn(Net):
    """The biases are drawn at random: they start at zero."""

    def __init__(self, *sizes, **named):
        super().__init__(*sizes, **named)
        rng = np.random.default_rng(self.params["W1"].size)
        for name in ("b1", "b2", "b3"):
            self.params[name] = 0.1 * rng.standard_normal(self.params[name].shape)


@misconception("SmallConvNet")
class SeedIgnored(Net):
    """The seed is not used: every network starts with the same weights."""

    def __init__(self, *sizes, **named):
        super().__init__(*sizes, **{**named, "seed": 0})


@misconception("SmallConvNet")
class TenClassesAlways(Net):
    """There are 10 classes here whatever num_classes is."""

    def __init__(self, *sizes, **named):
        super().__init__(*sizes, **{**named, "num_classes": 10})


@misconception("SmallConvNet")
class ProbabilitiesForScores(Net):
    """Without y these are probabilities: return the scores, before the softmax."""

    def without_y(self, scores):
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


@misconception("SmallConvNet")
class PredictionsForScores(Net):
    """Without y these are predicted classes: return the scores of all classes."""

    def without_y(self, scores):
        return scores.argmax(axis=1)


@misconception("SmallConvNet")
class PaddingAlwaysOne(Net):
    """The padding is 1, which is right for 3x3 filters only: it is (filter_size - 1) // 2."""

    def pad(self, size):
        return 1


@misconception("SmallConvNet")
class NoReluAfterConvolution(Net):
    """The ReLU between the convolution and the pooling is missing."""

    relus = relus_backward = (False, True, False)


@misconception("SmallConvNet")
class NoReluAfterAffine(Net):
    """The ReLU between the two affine layers is missing."""

    relus = relus_backward = (True, False, False)


@misconception("SmallConvNet")
class NoRelus(Net):
    """Both ReLUs are missing: after the convolution, and after the first affine layer."""

    relus = relus_backward = (False, False, False)


@misconception("SmallConvNet")
class ReluOnScores(Net):
    """There is a ReLU on the scores: they may be negative, the last layer has none."""

    relus = relus_backward = (True, True, True)


@misconception("SmallConvNet")
class NoReluBackwardAfterConvolution(Net):
    """On the way back the ReLU after the convolution is missing: use relu_backward there."""

    relus_backward = (False, True, False)


@misconception("SmallConvNet")
class NoReluBackwardAfterAffine(Net):
    """On the way back the ReLU between the affine layers is missing: use relu_backward there."""

    relus_backward = (True, False, False)


@misconception("SmallConvNet")
class PoolingUndoneByRepeating(Net):
    """On the way back every pixel of a window gets dout: use max_pool_backward_naive."""

    def pool_backward(self, dout, cache):
        return dout.repeat(2, axis=2).repeat(2, axis=3)


@misconception("SmallConvNet")
class NotRegularized(Net):
    """reg is not used: add reg * sum(W**2) to the loss for each weight array, and 2 * reg * W."""

    in_loss = in_gradients = ()


@misconception("SmallConvNet")
class RegMissingInTheLoss(Net):
    """The gradients are regularized, the loss is not: add reg * sum(W**2) for each weight array."""

    in_loss = ()


@misconception("SmallConvNet")
class RegMissingInTheGradients(Net):
    """The loss is regularized, the gradients are not: each dW gets the slope of reg * sum(W**2)."""

    in_gradients = ()


@misconception("SmallConvNet")
class FiltersNotRegularized(Net):
    """The filters W1 are weights too: they are regularized like W2 and W3."""

    in_loss = in_gradients = ("W2", "W3")


@misconception("SmallConvNet")
class LastLayerNotRegularized(Net):
    """W3 is not regularized: all three weight arrays are."""

    in_loss = in_gradients = ("W1", "W2")


@misconception("SmallConvNet")
class HalfTheRegularization(Net):
    """Here is no 1/2 before the sum of squares: reg * sum(W**2), with the gradient 2 * reg * W."""

    value, slope = 0.5, 1


@misconception("SmallConvNet")
class FactorTwoForgotten(Net):
    """The gradient of reg * sum(W**2) is 2 * reg * W: the factor 2 is missing."""

    slope = 1


@misconception("SmallConvNet")
class LossHalvedOnly(Net):
    """The loss has a 1/2 before the sum of squares, the gradients have not: leave it out."""

    value = 0.5


@misconception("SmallConvNet")
class LastLayerNotInTheLoss(Net):
    """The loss lacks the penalty on W3: all three weight arrays have one."""

    in_loss = ("W1", "W2")


@misconception("SmallConvNet")
class LastGradientNotRegularized(Net):
    """The gradient of W3 lacks its penalty, 2 * reg * W3."""

    in_gradients = ("W1", "W2")


@misconception("SmallConvNet")
class BiasesRegularizedInTheGradients(Net):
    """The gradients of the biases have a penalty: only W1, W2 and W3 are regularized."""

    in_gradients = ("W1", "b1", "W2", "b2", "W3", "b3")


@misconception("SmallConvNet")
class BiasesRegularized(Net):
    """The biases are regularized as well: only W1, W2 and W3 are."""

    in_loss = in_gradients = ("W1", "b1", "W2", "b2", "W3", "b3")


@misconception("SmallConvNet")
class PenaltyAveraged(Net):
    """The penalty is divided by N: only the data term is a mean over the batch."""

    def strength(self, X):
        return self.reg / len(X)
