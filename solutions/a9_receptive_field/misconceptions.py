"""Mistakes that students make with dilation and receptive fields. A docstring is the hint."""

import numpy as np
from dilation import dilate_kernel as stuffed
from dilation import dilated_conv_backward, dilated_conv_forward
from field import receptive_field

from grader import misconception

# --- dilate_kernel --------------------------------------------------------------------------


def spread(w, down, across):
    """w with its taps `down` rows and `across` columns apart."""
    F, C, HH, WW = w.shape
    out = np.zeros((F, C, down * (HH - 1) + 1, across * (WW - 1) + 1))
    out[:, :, ::down, ::across] = w
    return out


@misconception("dilate_kernel")
def as_many_zeros_as_the_dilation(w, dilation):
    """There is one zero too many in each gap: taps are d apart, so d - 1 zeros stand between."""
    return spread(w, dilation + 1, dilation + 1)


@misconception("dilate_kernel")
def zeros_after_the_last_tap(w, dilation):
    """The kernel ends with its last tap: zeros stand between taps only, not behind the last."""
    F, C, HH, WW = w.shape
    out = np.zeros((F, C, dilation * HH, dilation * WW))
    out[:, :, ::dilation, ::dilation] = w
    return out


@misconception("dilate_kernel")
def taps_repeated(w, dilation):
    """Every tap is copied into its gap: fill gaps with zeros, or the kernel gets more weights."""
    return np.repeat(np.repeat(w, dilation, axis=2), dilation, axis=3)


@misconception("dilate_kernel")
def only_rows_dilated(w, dilation):
    """Only the rows are spread; the columns have the same gaps."""
    return spread(w, dilation, 1)


@misconception("dilate_kernel")
def zeros_around(w, dilation):
    """The zeros stand around the kernel; they belong between its taps."""
    HH, WW = w.shape[2:]
    rows, columns = (dilation - 1) * (HH - 1), (dilation - 1) * (WW - 1)
    around = [(rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)]
    return np.pad(w, [(0, 0), (0, 0), *around])


@misconception("dilate_kernel")
def taps_in_the_corner(w, dilation):
    """The taps stand side by side in a corner of the zeros: put tap (p, q) at (d p, d q)."""
    out = np.zeros_like(stuffed(w, dilation))
    out[:, :, : w.shape[2], : w.shape[3]] = w
    return out


@misconception("dilate_kernel")
def taps_left_out(w, dilation):
    """This leaves taps out; a dilated kernel keeps all of them, farther apart."""
    return w[:, :, ::dilation, ::dilation]


@misconception("dilate_kernel")
def filters_spread(w, dilation):
    """These are the first two axes, filters and channels; spread the last two."""
    return spread(w.transpose(2, 3, 0, 1), dilation, dilation).transpose(2, 3, 0, 1)


# --- dilated_output_size --------------------------------------------------------------------


def outputs(size, reach, stride, pad):
    return (size + 2 * pad - reach) // stride + 1


@misconception("dilated_output_size")
def reach_without_gaps(size, k, stride, pad, dilation):
    """The gaps are forgotten: from its first tap to its last a dilated kernel reaches farther."""
    return outputs(size, k, stride, pad)


@misconception("dilated_output_size")
def gap_behind_every_tap(size, k, stride, pad, dilation):
    """k taps have k - 1 gaps between them: d * k counts a gap behind the last tap as well."""
    return outputs(size, dilation * k, stride, pad)


@misconception("dilated_output_size")
def last_tap_not_counted(size, k, stride, pad, dilation):
    """d (k - 1) leads from the first tap to the last; the last tap is a pixel too."""
    return outputs(size, dilation * (k - 1), stride, pad)


@misconception("dilated_output_size")
def size_with_the_notes_counting(size, k, stride, pad, dilation):
    """Here dilation 1 is the ordinary convolution: the taps are d apart, not d + 1."""
    return outputs(size, (dilation + 1) * (k - 1) + 1, stride, pad)


@misconception("dilated_output_size")
def padded_on_one_side(size, k, stride, pad, dilation):
    """Zeros are added on both sides: the axis grows by 2 * pad."""
    return (size + pad - dilation * (k - 1) - 1) // stride + 1


@misconception("dilated_output_size")
def first_window_not_counted(size, k, stride, pad, dilation):
    """One output is missing: the window that makes no step counts too."""
    return outputs(size, dilation * (k - 1) + 1, stride, pad) - 1


@misconception("dilated_output_size")
def rounded_up(size, k, stride, pad, dilation):
    """A window that sticks out gives no output: round down."""
    return -(-(size + 2 * pad - dilation * (k - 1) - 1) // stride) + 1


@misconception("dilated_output_size")
def not_rounded(size, k, stride, pad, dilation):
    """A number of outputs is an integer: divide with //, which rounds down."""
    return (size + 2 * pad - dilation * (k - 1) - 1) / stride + 1


@misconception("dilated_output_size")
def size_with_scaled_pad(size, k, stride, pad, dilation):
    """pad is a number of pixels already: dilation does not multiply it."""
    return outputs(size, dilation * (k - 1) + 1, stride, dilation * pad)


# --- same_padding ---------------------------------------------------------------------------


@misconception("same_padding")
def padding_without_dilation(k, dilation):
    """This is the padding of an ordinary kernel; a dilated one reaches farther over the border."""
    return (k - 1) // 2


@misconception("same_padding")
def padding_of_three_taps(k, dilation):
    """A padding of d is right for three taps; with more taps a kernel reaches farther."""
    return dilation


@misconception("same_padding")
def padding_of_both_sides(k, dilation):
    """These are the zeros of both sides together: half of them are on each."""
    return dilation * (k - 1)


@misconception("same_padding")
def k_taps_have_k_gaps(k, dilation):
    """k taps have k - 1 gaps between them: count those."""
    return dilation * k // 2


@misconception("same_padding")
def rounded_before_dilation(k, dilation):
    """Halve at the end: k // 2 or (k - 1) // 2 is rounded before it is multiplied."""
    return dilation * (k // 2)


@misconception("same_padding")
def padding_with_the_notes_counting(k, dilation):
    """Here dilation 1 is the ordinary convolution: the taps are d apart, not d + 1."""
    return (dilation + 1) * (k - 1) // 2


# --- dilated_conv_forward -------------------------------------------------------------------

FORWARD, BACKWARD = "dilated_conv_forward", "dilated_conv_backward"


def settings(conv_param):
    return conv_param["stride"], conv_param["pad"], conv_param["dilation"]


def around(x, pad):
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def convolved(x, w, b, stride, pad, steps, size=None):
    """A convolution whose taps are `steps` rows and columns apart, with an output of this size."""
    padded = around(x, pad)
    reach = [step * (k - 1) + 1 for step, k in zip(steps, w.shape[2:], strict=True)]
    fits = [(n - r) // stride + 1 for n, r in zip(padded.shape[2:], reach, strict=True)]
    rows, columns = size or fits
    out = np.zeros((len(x), len(w), rows, columns)) + b[:, None, None]
    for p in range(w.shape[2]):
        for q in range(w.shape[3]):
            down = slice(steps[0] * p, steps[0] * p + stride * rows, stride)
            across = slice(steps[1] * q, steps[1] * q + stride * columns, stride)
            out += np.einsum("nchw,fc->nfhw", padded[:, :, down, across], w[:, :, p, q])
    return out


@misconception(FORWARD)
def dilation_ignored(x, w, b, conv_param):
    """dilation is not used: this is the ordinary convolution."""
    stride, pad, _ = settings(conv_param)
    return convolved(x, w, b, stride, pad, (1, 1)), (x, w, b, conv_param)


@misconception(FORWARD)
def notes_counting(x, w, b, conv_param):
    """Here dilation 1 is the ordinary convolution, with taps d apart; yours are d + 1 apart."""
    stride, pad, d = settings(conv_param)
    return convolved(x, w, b, stride, pad, (d + 1, d + 1)), (x, w, b, conv_param)


@misconception(FORWARD)
def only_rows_have_gaps(x, w, b, conv_param):
    """Only the rows of the window have gaps: dilation is for both directions."""
    stride, pad, d = settings(conv_param)
    return convolved(x, w, b, stride, pad, (d, 1)), (x, w, b, conv_param)


@misconception(FORWARD)
def window_without_gaps(x, w, b, conv_param):
    """The output has the right size, but its windows have no gaps: step by d from tap to tap."""
    stride, pad, _ = settings(conv_param)
    size = dilated_conv_forward(x, w, b, conv_param)[0].shape[2:]
    return convolved(x, w, b, stride, pad, (1, 1), size), (x, w, b, conv_param)


@misconception(FORWARD)
def windows_without_stride(x, w, b, conv_param):
    """The output has the right size, but its windows are 1 pixel apart: use the stride as well."""
    _, pad, d = settings(conv_param)
    size = dilated_conv_forward(x, w, b, conv_param)[0].shape[2:]
    return convolved(x, w, b, 1, pad, (d, d), size), (x, w, b, conv_param)


@misconception(FORWARD)
def taps_and_reach_mixed_up(x, w, b, conv_param):
    """A kernel has k taps but reaches over d (k - 1) + 1 pixels: which do your slices need?"""
    stride, pad, d = settings(conv_param)
    padded, (HH, WW) = around(x, pad), w.shape[2:]
    out = np.zeros(dilated_conv_forward(x, w, b, conv_param)[0].shape) + b[:, None, None]
    for i, j in np.ndindex(*out.shape[2:]):
        top, left = i * stride, j * stride
        window = padded[:, :, top : top + HH : d, left : left + WW : d]
        for f in range(len(w)):
            out[:, f, i, j] += np.sum(window * w[f], axis=(1, 2, 3))
    return out, (x, w, b, conv_param)


@misconception(FORWARD)
def output_too_small(x, w, b, conv_param):
    """Windows are missing at the end: k taps have k - 1 gaps between them, and reach no farther."""
    stride, pad, d = settings(conv_param)
    out, cache = dilated_conv_forward(x, w, b, conv_param)
    sizes = [n + 2 * pad for n in x.shape[2:]]
    rows, columns = ((n - d * k) // stride + 1 for n, k in zip(sizes, w.shape[2:], strict=True))
    return out[:, :, :rows, :columns], cache


@misconception(FORWARD)
def first_window_forgotten(x, w, b, conv_param):
    """The last row and column of outputs are missing: the window that makes no step counts too."""
    out, cache = dilated_conv_forward(x, w, b, conv_param)
    return out[:, :, :-1, :-1], cache


@misconception(FORWARD)
def dilates_the_image(x, w, b, conv_param):
    """The zeros went between the pixels of the image; they belong between the taps of w."""
    stride, pad, d = settings(conv_param)
    return convolved(spread(x, d, d), w, b, stride, pad, (1, 1)), (x, w, b, conv_param)


@misconception(FORWARD)
def pad_scaled(x, w, b, conv_param):
    """pad is a number of pixels already: dilation does not multiply it."""
    stride, pad, d = settings(conv_param)
    return convolved(x, w, b, stride, pad * d, (d, d)), (x, w, b, conv_param)


@misconception(FORWARD)
def pad_ignored(x, w, b, conv_param):
    """pad is not used: put that many zeros around the image first."""
    stride, _, d = settings(conv_param)
    return convolved(x, w, b, stride, 0, (d, d)), (x, w, b, conv_param)


@misconception(FORWARD)
def windows_as_far_apart_as_taps(x, w, b, conv_param):
    """Windows start `stride` pixels apart, whatever the dilation: only their taps are d apart."""
    stride, pad, d = settings(conv_param)
    return convolved(x, w, b, stride * d, pad, (d, d)), (x, w, b, conv_param)


@misconception(FORWARD)
def stride_and_dilation_exchanged(x, w, b, conv_param):
    """stride and dilation are exchanged: windows are `stride` apart, taps `dilation`."""
    stride, pad, d = settings(conv_param)
    return convolved(x, w, b, d, pad, (stride, stride)), (x, w, b, conv_param)


@misconception(FORWARD)
def kernel_flipped(x, w, b, conv_param):
    """The kernel is flipped: tap (p, q) meets the pixel d p rows and d q columns further on."""
    stride, pad, d = settings(conv_param)
    return convolved(x, w[:, :, ::-1, ::-1], b, stride, pad, (d, d)), (x, w, b, conv_param)


@misconception(FORWARD)
def last_taps_left_out(x, w, b, conv_param):
    """The last row and the last column of taps are left out: loop over all of them."""
    short = w.copy()
    short[:, :, -1], short[:, :, :, -1] = 0, 0
    return dilated_conv_forward(x, short, b, conv_param)[0], (x, w, b, conv_param)


@misconception(FORWARD)
def bias_for_every_tap(x, w, b, conv_param):
    """The bias is added for every tap; an output gets it once."""
    many = b * w.shape[2] * w.shape[3]
    return dilated_conv_forward(x, w, many, conv_param)[0], (x, w, b, conv_param)


# --- dilated_conv_backward ------------------------------------------------------------------


def back(dout, cache, *, steps=None, stride=None, flip=False, replace=False):
    """The gradients, through taps and windows that are other steps apart."""
    x, w, _, conv_param = cache
    right, pad, d = settings(conv_param)
    down, across = steps or (d, d)
    stride = stride or right
    padded = around(x, pad)
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    rows, columns = dout.shape[2:]
    taps = w[:, :, ::-1, ::-1] if flip else w
    for p in range(w.shape[2]):
        for q in range(w.shape[3]):
            place = (
                slice(None),
                slice(None),
                slice(down * p, down * p + stride * rows, stride),
                slice(across * q, across * q + stride * columns, stride),
            )
            dw[:, :, p, q] = np.einsum("nfhw,nchw->fc", dout, padded[place])
            share = np.einsum("nfhw,fc->nchw", dout, taps[:, :, p, q])
            dpadded[place] = share if replace else dpadded[place] + share
    H, W = x.shape[2:]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))


@misconception(BACKWARD)
def dw_from_windows_without_gaps(dout, cache):
    """dw is taken from windows without gaps: each tap has the gradient of the pixels it met."""
    dx, _, db = dilated_conv_backward(dout, cache)
    return dx, back(dout, cache, steps=(1, 1))[1], db


@misconception(BACKWARD)
def dx_to_windows_without_gaps(dout, cache):
    """dx goes into windows without gaps: each tap gives back to the pixels that it met."""
    _, dw, db = dilated_conv_backward(dout, cache)
    return back(dout, cache, steps=(1, 1))[0], dw, db


@misconception(BACKWARD)
def backward_without_gaps(dout, cache):
    """The backward pass has no dilation: dx and dw go through the same taps as the forward pass."""
    return back(dout, cache, steps=(1, 1))


@misconception(BACKWARD)
def backward_with_gaps_in_rows_only(dout, cache):
    """Only the rows of the window have gaps: dilation is for both directions."""
    _, _, d = settings(cache[3])
    return back(dout, cache, steps=(d, 1))


@misconception(BACKWARD)
def dx_overwritten(dout, cache):
    """Several taps meet the same pixel: add their shares to dx with +=, in place of =."""
    return back(dout, cache, replace=True)


@misconception(BACKWARD)
def dx_with_flipped_kernel(dout, cache):
    """dx has the kernel flipped: tap (p, q) gives back to the very pixel that it met."""
    _, dw, db = dilated_conv_backward(dout, cache)
    return back(dout, cache, flip=True)[0], dw, db


@misconception(BACKWARD)
def backward_without_stride(dout, cache):
    """The backward pass ignores the stride: output (n, m) belongs to the window at stride * n."""
    return back(dout, cache, stride=1)


@misconception(BACKWARD)
def dw_of_the_stuffed_kernel(dout, cache):
    """This is the gradient of the kernel with its zeros: only the taps are parameters."""
    x, w, _, conv_param = cache
    stride, pad, d = settings(conv_param)
    dx, _, db = dilated_conv_backward(dout, cache)
    large = stuffed(w, d)
    plain = (x, large, None, {"stride": stride, "pad": pad, "dilation": 1})
    return dx, dilated_conv_backward(dout, plain)[1], db


@misconception(BACKWARD)
def db_averaged(dout, cache):
    """A bias is in every output of its filter: db is the sum of dout, not its mean."""
    dx, dw, _ = dilated_conv_backward(dout, cache)
    return dx, dw, dout.mean(axis=(0, 2, 3))


# --- receptive_field ------------------------------------------------------------------------


def grown(layers, add, *, step=lambda jump, k, s, d: jump * s, size=1):
    jump = 1
    for k, s, d in layers:
        size += add(jump, k, s, d)
        jump = step(jump, k, s, d)
    return size, jump


@misconception("receptive_field")
def k_in_place_of_k_minus_1(layers):
    """A layer adds k - 1 steps, not k: its first tap is in the field already."""
    return grown(layers, lambda jump, k, s, d: k * d * jump)


@misconception("receptive_field")
def fields_added(layers):
    """Fields overlap in one pixel: a layer adds what its kernel reaches beyond that."""
    return grown(layers, lambda jump, k, s, d: (d * (k - 1) + 1) * jump, size=0)


@misconception("receptive_field")
def one_pixel_for_every_layer(layers):
    """A layer adds d (k - 1) steps; the + 1 of its reach is the pixel that you started with."""
    return grown(layers, lambda jump, k, s, d: (d * (k - 1) + 1) * jump)


@misconception("receptive_field")
def field_without_dilation(layers):
    """The dilation is not used: a step from tap to tap is d times as long."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * jump)


@misconception("receptive_field")
def field_with_the_notes_counting(layers):
    """Here dilation 1 is the ordinary convolution: the taps are d apart, not d + 1."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * (d + 1) * jump)


@misconception("receptive_field")
def jump_updated_too_early(layers):
    """Taps stand on the layer below: use the jump first, then multiply it by the stride."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * d * jump * s)


@misconception("receptive_field")
def from_the_output_down(layers):
    """The layers are taken from the wrong end: a stride counts for the layers above it."""
    return receptive_field(layers[::-1])


@misconception("receptive_field")
def strides_do_not_matter(layers):
    """The strides do not enter the size: above a stride of 2 every step is 2 pixels long."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * d)


@misconception("receptive_field")
def only_its_own_stride(layers):
    """A layer is scaled by its own stride; the strides of the layers below it count instead."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * d * s)


@misconception("receptive_field")
def strides_added(layers):
    """Strides multiply: two layers with stride 3 jump by 9 pixels."""
    return grown(
        layers, lambda jump, k, s, d: (k - 1) * d * jump, step=lambda jump, k, s, d: jump + s - 1
    )


@misconception("receptive_field")
def only_the_last_stride(layers):
    """The jump is the product of all strides so far, not the last of them."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * d * jump, step=lambda jump, k, s, d: s)


@misconception("receptive_field")
def dilation_in_the_jump(layers):
    """Dilation spreads the taps of its own layer only: the jump is multiplied by strides alone."""
    return grown(
        layers, lambda jump, k, s, d: (k - 1) * d * jump, step=lambda jump, k, s, d: jump * s * d
    )


@misconception("receptive_field")
def starts_from_nothing(layers):
    """Without any layer an output sees one pixel: start with size 1."""
    return grown(layers, lambda jump, k, s, d: (k - 1) * d * jump, size=0)


# --- receptive_field_map --------------------------------------------------------------------


def propagated(layers, n, *, start=None, repeated=False, replace=False):
    """The paths to the middle output; start: what is propagated, from the size of the output."""
    sizes = [n]
    for k, s, d in layers:
        sizes.append((sizes[-1] - d * (k - 1) - 1) // s + 1)
    o = sizes[-1]
    paths = np.zeros((o, o))
    paths[o // 2, o // 2] = 1
    paths = start(o) if start else paths
    for (k, s, d), size in zip(layers[::-1], sizes[-2::-1], strict=True):
        above, paths = paths, np.zeros((size + s, size + s))
        length = s * len(above)
        if repeated:
            above = np.repeat(np.repeat(above, s, axis=0), s, axis=1)
        step = 1 if repeated else s
        for p in range(k):
            for q in range(k):
                down, across = (slice(d * t, d * t + length, step) for t in (p, q))
                paths[down, across] = above if replace else paths[down, across] + above
        paths = paths[:size, :size]
    return paths


@misconception("receptive_field_map")
def touched_not_counted(layers, n):
    """The map shows whether there is a path; it is to show how many there are."""
    return (propagated(layers, n) > 0).astype(float)


@misconception("receptive_field_map")
def paths_overwritten(layers, n):
    """Where several taps meet a pixel only the last counts: add up with +=, in place of =."""
    return propagated(layers, n, replace=True)


@misconception("receptive_field_map")
def filled_square(layers, n):
    """This fills the square of the field; what stands in it must be measured, path by path."""
    rows, columns = np.nonzero(propagated(layers, n))
    out = np.zeros((n, n))
    out[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = 1
    return out


@misconception("receptive_field_map")
def first_output(layers, n):
    """The 1 is in the corner: put it in the middle of the outputs, at [o // 2, o // 2]."""

    def corner(o):
        start = np.zeros((o, o))
        start[0, 0] = 1
        return start

    return propagated(layers, n, start=corner)


@misconception("receptive_field_map")
def all_outputs(layers, n):
    """All outputs are propagated: put a 1 in the middle, and zeros everywhere else."""
    return propagated(layers, n, start=lambda o: np.ones((o, o)))


@misconception("receptive_field_map")
def middle_rounded_down(layers, n):
    """For an even o the middle is taken one too early: it is o // 2, counted from 0."""

    def earlier(o):
        start = np.zeros((o, o))
        start[(o - 1) // 2, (o - 1) // 2] = 1
        return start

    return propagated(layers, n, start=earlier)


@misconception("receptive_field_map")
def from_the_image_up(layers, n):
    """The layers are undone in the wrong order: going back, the last layer comes first."""
    return propagated(layers[::-1], n)


def through_windows(layers, n, window, *, replace=False):
    """The paths to the middle output, output by output; window: a slice, from k, s, d and i."""
    sizes = [n]
    for k, s, d in layers:
        sizes.append((sizes[-1] - d * (k - 1) - 1) // s + 1)
    paths = np.zeros((sizes[-1], sizes[-1]))
    paths[sizes[-1] // 2, sizes[-1] // 2] = 1
    for (k, s, d), size in zip(layers[::-1], sizes[-2::-1], strict=True):
        above, paths = paths, np.zeros((size, size))
        for i, j in np.ndindex(*above.shape):
            place = window(k, s, d, i), window(k, s, d, j)
            paths[place] = above[i, j] if replace else paths[place] + above[i, j]
    return paths


@misconception("receptive_field_map")
def windows_overwritten(layers, n):
    """Where windows overlap only the last counts: add up with +=, in place of =."""
    return through_windows(
        layers, n, lambda k, s, d, i: slice(i * s, i * s + d * (k - 1) + 1, d), replace=True
    )


@misconception("receptive_field_map")
def windows_too_short(layers, n):
    """The last tap of every window is missing: a slice ends before its end."""
    return through_windows(layers, n, lambda k, s, d, i: slice(i * s, i * s + d * (k - 1), d))


@misconception("receptive_field_map")
def gaps_filled(layers, n):
    """The gaps between taps get paths too: a window takes every d-th pixel of its reach."""
    return through_windows(layers, n, lambda k, s, d, i: slice(i * s, i * s + d * (k - 1) + 1))


@misconception("receptive_field_map")
def taps_side_by_side(layers, n):
    """The layers have the right sizes, but their windows have no gaps: taps are d pixels apart."""
    return through_windows(layers, n, lambda k, s, d, i: slice(i * s, i * s + k))


@misconception("receptive_field_map")
def windows_one_pixel_apart(layers, n):
    """The layers have the right sizes, but windows are 1 pixel apart: i begins at stride * i."""
    return through_windows(layers, n, lambda k, s, d, i: slice(i, i + d * (k - 1) + 1, d))


@misconception("receptive_field_map")
def map_without_dilation(layers, n):
    """The dilation is not used: the taps of a layer are d pixels apart."""
    return propagated([(k, s, 1) for k, s, _ in layers], n)


@misconception("receptive_field_map")
def map_with_the_notes_counting(layers, n):
    """Here dilation 1 is the ordinary convolution: the taps are d apart, not d + 1."""
    return propagated([(k, s, d + 1) for k, s, d in layers], n)


@misconception("receptive_field_map")
def map_without_strides(layers, n):
    """The strides are not used: output [i, j] belongs to the window at [stride i, stride j]."""
    return propagated([(k, 1, d) for k, _, d in layers], n)


@misconception("receptive_field_map")
def copies_in_place_of_zeros(layers, n):
    """Going back through a stride puts zeros between the entries, not copies of them."""
    return propagated(layers, n, repeated=True)


@misconception("receptive_field_map")
def weights_averaged(layers, n):
    """The weights are 1, so that paths are counted; yours are averages over the k x k taps."""
    return propagated(layers, n) / np.prod([k * k for k, _, _ in layers])


@misconception("receptive_field_map")
def layers_padded(layers, n):
    """No layer pads: every layer has fewer outputs than inputs."""
    paths = np.zeros((n, n))
    o = n
    for _, s, _ in layers:
        o = (o - 1) // s + 1
    paths = np.zeros((o, o))
    paths[o // 2, o // 2] = 1
    sizes = [n]
    for _, s, _ in layers:
        sizes.append((sizes[-1] - 1) // s + 1)
    for (k, s, d), size in zip(layers[::-1], sizes[-2::-1], strict=True):
        pad = d * (k - 1) // 2
        above, paths = paths, np.zeros((size + d * k + s, size + d * k + s))
        for p in range(k):
            for q in range(k):
                down, across = (slice(d * t, d * t + s * len(above), s) for t in (p, q))
                paths[down, across] += above
        paths = paths[pad : pad + size, pad : pad + size]
    return paths


@misconception("receptive_field_map")
def pushed_forward(layers, n):
    """This pushes a 1 from the image up; start from an output, and go back to the image."""
    paths = np.zeros((n, n))
    paths[n // 2, n // 2] = 1
    for k, s, d in layers:
        size = (len(paths) - d * (k - 1) - 1) // s + 1
        below, paths = paths, np.zeros((size, size))
        for p in range(k):
            for q in range(k):
                down, across = (slice(d * t, d * t + s * size, s) for t in (p, q))
                paths += below[down, across]
    return paths


# --- untouched ------------------------------------------------------------------------------


def field_of(paths):
    rows, columns = np.nonzero(paths)
    return paths[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


@misconception("untouched")
def zeros_of_the_whole_image(paths):
    """These are all zeros of the image: count those inside the field."""
    return int(np.sum(paths == 0))


@misconception("untouched")
def touched_ones(paths):
    """These are the pixels that are touched: count those that are left out."""
    return int(np.sum(paths > 0))


@misconception("untouched")
def paths_subtracted(paths):
    """A pixel with several paths is one pixel: count pixels, do not add up their paths."""
    field = field_of(paths)
    return int(field.size - field.sum())


@misconception("untouched")
def last_line_cut_off(paths):
    """The last row and column of the field are cut off: the end of a slice is not included."""
    return int(np.sum(field_of(paths)[:-1, :-1] == 0))


@misconception("untouched")
def share_of_holes(paths):
    """This is a share; return the number of pixels."""
    return float(np.mean(field_of(paths) == 0))


@misconception("untouched")
def from_the_corner(paths):
    """The field begins at its first touched row and column, not at the corner of the image."""
    rows, columns = np.nonzero(paths)
    return int(np.sum(paths[: rows.max() + 1, : columns.max() + 1] == 0))


@misconception("untouched")
def touched_lines_only(paths):
    """Rows and columns without any path are left out; inside the field their pixels count too."""
    field = field_of(paths)
    return int(np.sum(field[field.any(axis=1)][:, field.any(axis=0)] == 0))


@misconception("untouched")
def empty_lines_only(paths):
    """A pixel counts for itself, also where others in its row and column are touched."""
    field = field_of(paths)
    touched = field.any(axis=1).sum() * field.any(axis=0).sum()
    return int(field.size - touched)
