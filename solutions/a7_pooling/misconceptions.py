"""Mistakes that students make with pooling. A docstring is the hint they get."""

import numpy as np

from grader import misconception

# --- forward --------------------------------------------------------------------------------


def settings(pool_param):
    return (pool_param[key] for key in ("pool_height", "pool_width", "stride"))


def largest(window):
    return window.max(axis=(2, 3))


def mean(window):
    return window.mean(axis=(2, 3))


def pooled(x, pool_param, take, *, window=None, step=None, size=None, count=None):
    """Right pooling, with one thing changed.

    take: what becomes of a window. window, size: the shapes of the windows and of the output. step:
    how far it is from one window to the next. count: how many windows are filled in.
    """
    HH, WW, stride = settings(pool_param)
    HH, WW = window or (HH, WW)
    down, across = step or (stride, stride)
    N, C, H, W = x.shape
    out = np.zeros((N, C, *(size or ((H - HH) // down + 1, (W - WW) // across + 1))))
    for i, j in np.ndindex(count(*out.shape[2:]) if count else out.shape[2:]):
        top, left = i * down, j * across
        out[:, :, i, j] = take(x[:, :, top : top + HH, left : left + WW])
    return out


def right_size(x, pool_param):
    HH, WW, stride = settings(pool_param)
    return (x.shape[2] - HH) // stride + 1, (x.shape[3] - WW) // stride + 1


def as_many_as_strides(x, pool_param):
    _, _, stride = settings(pool_param)
    return x.shape[2] // stride, x.shape[3] // stride


def rounded_up(x, pool_param):
    HH, WW, stride = settings(pool_param)
    return -(-(x.shape[2] - HH) // stride) + 1, -(-(x.shape[3] - WW) // stride) + 1


def max_pooled(x, pool_param, take=largest, **changes):
    return pooled(x, pool_param, take, **changes), (x, pool_param)


def avg_pooled(x, pool_param, take=mean, **changes):
    return pooled(x, pool_param, take, **changes), (x.shape, pool_param)


# --- max_pool_forward_naive -----------------------------------------------------------------

MAX, MAX_BACK = "max_pool_forward_naive", "max_pool_backward_naive"
AVG, AVG_BACK = "avg_pool_forward_naive", "avg_pool_backward_naive"


@misconception(MAX)
def mean_in_place_of_max(x, pool_param):
    """This is the mean of each window; take the largest pixel."""
    return max_pooled(x, pool_param, mean)


@misconception(MAX)
def zero_beats_negative_pixels(x, pool_param):
    """A window of negative pixels gives 0: do not start the search for the largest at 0."""
    return max_pooled(x, pool_param, lambda window: np.maximum(0, largest(window)))


@misconception(MAX)
def index_of_the_largest(x, pool_param):
    """argmax tells where the largest pixel is; the output is the pixel itself."""
    return max_pooled(
        x, pool_param, lambda window: window.reshape(*window.shape[:2], -1).argmax(axis=2)
    )


@misconception(MAX)
def max_over_channels(x, pool_param):
    """The largest of all channels is taken: every channel is pooled by itself."""
    return max_pooled(
        x, pool_param, lambda window: window.max(axis=(1, 2, 3), keepdims=True)[:, :, 0, 0]
    )


@misconception(MAX)
def max_over_images(x, pool_param):
    """The largest of all images is taken: every image is pooled by itself."""
    return max_pooled(x, pool_param, lambda window: window.max(axis=(0, 2, 3)))


@misconception(MAX)
def max_only_of_the_first_image(x, pool_param):
    """Only the first image is pooled: loop over all N."""
    out, cache = max_pooled(x, pool_param)
    out[1:] = 0
    return out, cache


@misconception(MAX)
def max_stride_ignored(x, pool_param):
    """The window does not move by the stride: its corner is at (i * stride, j * stride)."""
    return max_pooled(x, pool_param, step=(1, 1), size=right_size(x, pool_param))


@misconception(MAX)
def max_stride_from_the_window(x, pool_param):
    """The windows lie side by side, whatever the stride is: move by stride, not by their size."""
    HH, WW, _ = settings(pool_param)
    return max_pooled(x, pool_param, step=(HH, WW))


@misconception(MAX)
def max_sizes_exchanged(x, pool_param):
    """pool_height and pool_width are exchanged: the first counts rows, the second columns."""
    HH, WW, _ = settings(pool_param)
    return max_pooled(x, pool_param, window=(WW, HH))


@misconception(MAX)
def max_square_output(x, pool_param):
    """There are as many columns of windows as rows: compute the width from W and pool_width."""
    rows, _ = right_size(x, pool_param)
    return max_pooled(x, pool_param, size=(rows, rows))


@misconception(MAX)
def max_size_without_the_window(x, pool_param):
    """The output has H // stride rows here; the last window must end inside the image."""
    return max_pooled(x, pool_param, size=as_many_as_strides(x, pool_param))


@misconception(MAX)
def max_of_what_is_left_over(x, pool_param):
    """Rows that are left over get windows of their own, which run over the end: leave them out."""
    return max_pooled(x, pool_param, size=rounded_up(x, pool_param))


@misconception(MAX)
def max_last_windows_left_out(x, pool_param):
    """The last row and column of out stay 0: the loop ends one window early."""
    return max_pooled(x, pool_param, count=lambda Ho, Wo: (Ho - 1, Wo - 1))


# --- avg_pool_forward_naive -----------------------------------------------------------------


@misconception(AVG)
def max_in_place_of_mean(x, pool_param):
    """This is the largest pixel of each window; take the mean."""
    return avg_pooled(x, pool_param, largest)


@misconception(AVG)
def sum_not_divided(x, pool_param):
    """This is the sum of each window: divide by the number of its pixels."""
    return avg_pooled(x, pool_param, lambda window: window.sum(axis=(2, 3)))


@misconception(AVG)
def divided_by_the_stride(x, pool_param):
    """The sum is divided by stride * stride; a window has pool_height * pool_width pixels."""
    stride = pool_param["stride"]
    return avg_pooled(x, pool_param, lambda window: window.sum(axis=(2, 3)) / stride**2)


@misconception(AVG)
def divided_by_a_square(x, pool_param):
    """The window need not be square: divide by pool_height * pool_width."""
    HH, _, _ = settings(pool_param)
    return avg_pooled(x, pool_param, lambda window: window.sum(axis=(2, 3)) / HH**2)


@misconception(AVG)
def mean_over_channels(x, pool_param):
    """The mean is taken over all channels: every channel is pooled by itself."""
    return avg_pooled(
        x, pool_param, lambda window: window.mean(axis=(1, 2, 3), keepdims=True)[:, :, 0, 0]
    )


@misconception(AVG)
def mean_only_of_the_first_image(x, pool_param):
    """Only the first image is pooled: loop over all N."""
    out, cache = avg_pooled(x, pool_param)
    out[1:] = 0
    return out, cache


@misconception(AVG)
def avg_stride_ignored(x, pool_param):
    """The window does not move by the stride: its corner is at (i * stride, j * stride)."""
    return avg_pooled(x, pool_param, step=(1, 1), size=right_size(x, pool_param))


@misconception(AVG)
def avg_stride_from_the_window(x, pool_param):
    """The windows lie side by side, whatever the stride is: move by stride, not by their size."""
    HH, WW, _ = settings(pool_param)
    return avg_pooled(x, pool_param, step=(HH, WW))


@misconception(AVG)
def avg_sizes_exchanged(x, pool_param):
    """pool_height and pool_width are exchanged: the first counts rows, the second columns."""
    HH, WW, _ = settings(pool_param)
    return avg_pooled(x, pool_param, window=(WW, HH))


@misconception(AVG)
def avg_size_without_the_window(x, pool_param):
    """The output has H // stride rows here; the last window must end inside the image."""
    return avg_pooled(x, pool_param, size=as_many_as_strides(x, pool_param))


@misconception(AVG)
def mean_of_what_is_left_over(x, pool_param):
    """Rows that are left over get windows of their own, which run over the end: leave them out."""
    return avg_pooled(x, pool_param, size=rounded_up(x, pool_param))


# --- backward -------------------------------------------------------------------------------


def spread(dout, shape, pool_param, shares, *, step=None, count=None, assign=False):
    """The gradient window by window, with one thing changed.

    shares(top, left): how a window divides its dout, an array (N, C, HH, WW). step, count: as in
    `pooled`. assign: what an earlier window gave is overwritten.
    """
    HH, WW, stride = settings(pool_param)
    down, across = step or (stride, stride)
    dx = np.zeros(shape)
    for i, j in np.ndindex(count(*dout.shape[2:]) if count else dout.shape[2:]):
        top, left = i * down, j * across
        share = shares(i * down, j * across) * dout[:, :, i, j][:, :, None, None]
        part = dx[:, :, top : top + HH, left : left + WW]
        part[...] = share if assign else part + share
    return dx


def first_of_the_largest(x, pool_param):
    """For each window 1 at its winner and 0 elsewhere."""
    HH, WW, _ = settings(pool_param)

    def shares(top, left):
        window = x[:, :, top : top + HH, left : left + WW]
        flat = window.reshape(*window.shape[:2], -1)
        winner = flat.argmax(axis=2)[:, :, None]
        return (np.arange(flat.shape[2]) == winner).astype(float).reshape(window.shape)

    return shares


def all_of_the_largest(x, pool_param):
    """For each window 1 where a pixel equals the largest."""
    HH, WW, _ = settings(pool_param)

    def shares(top, left):
        window = x[:, :, top : top + HH, left : left + WW]
        return (window == window.max(axis=(2, 3), keepdims=True)).astype(float)

    return shares


def even(pool_param, area=None):
    """The same for each pixel of a window."""
    HH, WW, _ = settings(pool_param)
    return lambda top, left: np.full((1, 1, 1, 1), 1 / (area or HH * WW))


def exchanged(pool_param):
    HH, WW, stride = settings(pool_param)
    return {"pool_height": WW, "pool_width": HH, "stride": stride}


def only(dout, *kept):
    """The upstream gradient, with 0 everywhere else."""
    found = np.zeros(dout.shape)
    found[kept] = dout[kept]
    return found


# --- max_pool_backward_naive ----------------------------------------------------------------


def routed(dout, cache, shares=first_of_the_largest, **changes):
    x, pool_param = cache
    return spread(dout, x.shape, pool_param, shares(x, pool_param), **changes)


@misconception(MAX_BACK)
def copied_to_all_ties(dout, cache):
    """Where several pixels are the largest, each gets all of dout: their shares must add up to 1.

    Choose one with argmax, or divide by their number.
    """
    return routed(dout, cache, all_of_the_largest)


@misconception(MAX_BACK)
def window_overwritten(dout, cache):
    """A later window overwrites what an earlier one gave to the same pixels: += in place of =."""
    return routed(dout, cache, assign=True)


@misconception(MAX_BACK)
def winner_overwritten(dout, cache):
    """A pixel may win in several windows, and gets the dout of each: += in place of =."""
    x, pool_param = cache
    winners, dx = first_of_the_largest(x, pool_param), np.zeros(x.shape)
    HH, WW, stride = settings(pool_param)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        part = dx[:, :, top : top + HH, left : left + WW]
        won = winners(top, left) > 0
        part[won] = np.broadcast_to(dout[:, :, i, j][:, :, None, None], won.shape)[won]
    return dx


@misconception(MAX_BACK)
def shared_by_the_window(dout, cache):
    """dout is shared by all pixels, as in average-pooling: only the largest moves the output."""
    return spread(dout, cache[0].shape, cache[1], even(cache[1]))


@misconception(MAX_BACK)
def given_to_the_window(dout, cache):
    """All pixels of a window get its dout: only the largest moves the output."""
    return spread(dout, cache[0].shape, cache[1], even(cache[1], area=1))


@misconception(MAX_BACK)
def winner_of_the_whole_image(dout, cache):
    """The largest pixel of the whole image gets everything: search in each window."""
    x, _ = cache
    dx = np.zeros(x.shape)
    for n, c in np.ndindex(x.shape[:2]):
        dx[n, c].flat[x[n, c].argmax()] = dout[n, c].sum()
    return dx


@misconception(MAX_BACK)
def winner_among_all_channels(dout, cache):
    """One winner is sought among all channels: each channel has its own."""
    x, pool_param = cache
    HH, WW, _ = settings(pool_param)

    def shares(top, left):
        window = x[:, :, top : top + HH, left : left + WW]
        return (window == window.max(axis=(1, 2, 3), keepdims=True)).astype(float)

    return spread(dout, x.shape, pool_param, shares)


@misconception(MAX_BACK)
def pixel_in_place_of_dout(dout, cache):
    """The winner gets its own value; its gradient is dout."""
    x, _ = cache
    return routed(np.ones(dout.shape), cache) * x


@misconception(MAX_BACK)
def pixel_times_dout(dout, cache):
    """The mask is multiplied by the pixels too; the slope at the largest is 1, so it gets dout."""
    x, _ = cache
    return routed(dout, cache) * x


@misconception(MAX_BACK)
def place_from_the_height(dout, cache):
    """Row and column of a flat index come from the width of the window: // and % pool_width."""
    x, pool_param = cache
    HH, WW, stride = settings(pool_param)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        winner = x[n, c, top : top + HH, left : left + WW].argmax()
        dx[n, c, top + winner // HH, left + winner % HH] += dout[n, c, i, j]
    return dx


@misconception(MAX_BACK)
def row_and_column_of_the_winner_exchanged(dout, cache):
    """Row and column of the winner are exchanged: unravel_index gives the row first."""
    x, pool_param = cache
    HH, WW, stride = settings(pool_param)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        winner = x[n, c, top : top + HH, left : left + WW].argmax()
        column, row = np.unravel_index(winner, (HH, WW))
        dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


@misconception(MAX_BACK)
def row_and_column_apart(dout, cache):
    """Row and column of the largest are sought apart: with ties they may meet at another pixel."""
    x, pool_param = cache
    HH, WW, _ = settings(pool_param)

    def shares(top, left):
        window = x[:, :, top : top + HH, left : left + WW]
        row = window.max(axis=3).argmax(axis=2)[:, :, None, None]
        column = window.max(axis=2).argmax(axis=2)[:, :, None, None]
        return (np.arange(HH)[:, None] == row) * (np.arange(WW) == column) * 1.0

    return spread(dout, x.shape, pool_param, shares)


@misconception(MAX_BACK)
def max_back_sizes_exchanged(dout, cache):
    """pool_height and pool_width are exchanged: the first counts rows, the second columns."""
    return routed(dout, (cache[0], exchanged(cache[1])))


@misconception(MAX_BACK)
def max_back_stride_ignored(dout, cache):
    """The windows of the forward moved by the stride: so must those of the backward."""
    return routed(dout, cache, step=(1, 1))


@misconception(MAX_BACK)
def max_back_only_the_first_image(dout, cache):
    """Only the first image gets a gradient: loop over all N, and do not return inside the loop."""
    return routed(only(dout, 0), cache)


@misconception(MAX_BACK)
def max_back_square_output(dout, cache):
    """The loop over columns takes their number from the rows: dout has Ho rows and Wo columns."""
    return routed(dout, cache, count=lambda Ho, Wo: (Ho, Ho))


@misconception(MAX_BACK)
def max_back_last_windows_left_out(dout, cache):
    """The last row and column of dout are not used: the loop ends one window early."""
    return routed(dout, cache, count=lambda Ho, Wo: (Ho - 1, Wo - 1))


# --- avg_pool_backward_naive ----------------------------------------------------------------


def averaged(dout, cache, area=None, **changes):
    shape, pool_param = cache
    return spread(dout, shape, pool_param, even(pool_param, area), **changes)


@misconception(AVG_BACK)
def share_not_divided(dout, cache):
    """Each pixel gets all of dout; its share is dout divided by the pixels of the window."""
    return averaged(dout, cache, area=1)


@misconception(AVG_BACK)
def share_overwritten(dout, cache):
    """Where windows overlap, a pixel gets a share from each: accumulate with +=, not =."""
    return averaged(dout, cache, assign=True)


@misconception(AVG_BACK)
def share_divided_by_the_stride(dout, cache):
    """dout is divided by stride * stride; a window has pool_height * pool_width pixels."""
    return averaged(dout, cache, area=cache[1]["stride"] ** 2)


@misconception(AVG_BACK)
def share_divided_by_a_square(dout, cache):
    """The window need not be square: divide by pool_height * pool_width."""
    return averaged(dout, cache, area=cache[1]["pool_height"] ** 2)


@misconception(AVG_BACK)
def share_for_the_corner(dout, cache):
    """Only the corner of each window gets a share: add it to the whole window, with slices."""
    shape, pool_param = cache
    HH, WW, _ = settings(pool_param)
    corner = np.zeros((1, 1, HH, WW))
    corner[0, 0, 0, 0] = 1 / (HH * WW)
    return spread(dout, shape, pool_param, lambda top, left: corner)


@misconception(AVG_BACK)
def avg_back_sizes_exchanged(dout, cache):
    """pool_height and pool_width are exchanged: the first counts rows, the second columns."""
    return averaged(dout, (cache[0], exchanged(cache[1])))


@misconception(AVG_BACK)
def avg_back_stride_ignored(dout, cache):
    """The windows of the forward moved by the stride: so must those of the backward."""
    return averaged(dout, cache, step=(1, 1))


@misconception(AVG_BACK)
def avg_back_only_the_first_image(dout, cache):
    """Only the first image gets a gradient: loop over all N, and do not return inside the loop."""
    return averaged(only(dout, 0), cache)


@misconception(AVG_BACK)
def avg_back_square_output(dout, cache):
    """The loop over columns takes their number from the rows: dout has Ho rows and Wo columns."""
    return averaged(dout, cache, count=lambda Ho, Wo: (Ho, Ho))


@misconception(AVG_BACK)
def avg_back_last_windows_left_out(dout, cache):
    """The last row and column of dout are not used: the loop ends one window early."""
    return averaged(dout, cache, count=lambda Ho, Wo: (Ho - 1, Wo - 1))


# --- strided_conv_as_pool -------------------------------------------------------------------


def convolution(C, k, *, weight=None, mix=None, stride=None, pad=0, bias=0.0):
    """The right convolution, with one thing changed. mix: which channels which filter looks at."""
    channels = np.eye(C) if mix is None else mix
    w = channels[:, :, None, None] * np.full((k, k), 1 / k**2 if weight is None else weight)
    return w, np.full(C, bias), {"stride": stride or k, "pad": pad}


@misconception("strided_conv_as_pool")
def mixes_channels(C, k):
    """Every filter adds up all channels: filter c looks at channel c only, the rest is 0."""
    return convolution(C, k, mix=np.ones((C, C)))


@misconception("strided_conv_as_pool")
def averages_channels(C, k):
    """Every filter averages all channels: filter c looks at channel c only."""
    return convolution(C, k, mix=np.full((C, C), 1 / C))


@misconception("strided_conv_as_pool")
def only_the_first_channel(C, k):
    """Every filter looks at channel 0: filter c looks at channel c."""
    return convolution(C, k, mix=np.eye(C)[:1].repeat(C, axis=0))


@misconception("strided_conv_as_pool")
def weights_of_one(C, k):
    """Weights of 1 give the sum of a window: a mean divides it by its number of pixels."""
    return convolution(C, k, weight=1.0)


@misconception("strided_conv_as_pool")
def divided_by_k(C, k):
    """The weights are 1 / k; a window has k * k pixels."""
    return convolution(C, k, weight=1 / k)


@misconception("strided_conv_as_pool")
def divided_by_the_channels_too(C, k):
    """The weights are divided by C too: every channel is averaged by itself."""
    return convolution(C, k, weight=1 / (C * k**2))


@misconception("strided_conv_as_pool")
def stride_of_one(C, k):
    """With stride 1 the windows overlap, and the output stays large: they lie side by side."""
    return convolution(C, k, stride=1)


@misconception("strided_conv_as_pool")
def padded_as_a_convolution(C, k):
    """Pooling adds no zeros around the image: pad is 0."""
    return convolution(C, k, pad=1)


@misconception("strided_conv_as_pool")
def bias_of_one(C, k):
    """The bias is added to every mean: it is 0."""
    return convolution(C, k, bias=1.0)


@misconception("strided_conv_as_pool")
def keeps_one_pixel(C, k):
    """Each window gives its first pixel: all of its pixels have the same weight."""
    w, b, conv_param = convolution(C, k, weight=0.0)
    w[np.arange(C), np.arange(C), 0, 0] = 1
    return w, b, conv_param
