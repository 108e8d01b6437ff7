"""Mistakes that students make with selective and deformable kernels. A docstring is the hint."""

import numpy as np
from deform import (
    bilinear_sample_backward,
    bilinear_sample_forward,
    deform_conv_forward,
    tap_positions,
)
from selective import (
    attention_backward,
    attention_forward,
    mix_backward,
    mix_forward,
    pool_branches,
    selective_backward,
    selective_forward,
)

from grader import misconception

# --- pool_branches --------------------------------------------------------------------------


@misconception("pool_branches")
def pixels_added_up(u1, u2):
    """The pixels are added up; take their mean, so that a large image is no louder."""
    return (u1 + u2).sum(axis=(2, 3))


@misconception("pool_branches")
def only_the_first_branch(u1, u2):
    """Only u1 is pooled: both branches have a say in the attention."""
    return u1.mean(axis=(2, 3))


@misconception("pool_branches")
def branches_averaged(u1, u2):
    """The branches are added, not averaged: only over the pixels a mean is taken."""
    return (u1 + u2).mean(axis=(2, 3)) / 2


@misconception("pool_branches")
def largest_pixel(u1, u2):
    """This is the largest pixel of a channel; take the mean over all of them."""
    return (u1 + u2).max(axis=(2, 3))


@misconception("pool_branches")
def over_the_channels(u1, u2):
    """This is a mean over the channels: keep the channels, and average rows and columns."""
    return (u1 + u2).mean(axis=1)


@misconception("pool_branches")
def over_the_images(u1, u2):
    """This is a mean over the images as well: each image has an attention of its own."""
    return (u1 + u2).mean(axis=(0, 2, 3))


@misconception("pool_branches")
def only_over_the_rows(u1, u2):
    """This is a mean over one axis only: average over rows and columns, axes 2 and 3."""
    return (u1 + u2).mean(axis=2)


@misconception("pool_branches")
def branches_multiplied(u1, u2):
    """The branches are multiplied; add them."""
    return (u1 * u2).mean(axis=(2, 3))


# --- attention_forward ----------------------------------------------------------------------


def attended(s, wz, bz, wa, ba, *, relu=True, shares=None):
    """The attention, with another way from the scores of the branches to their weights."""
    hidden = s @ wz + bz
    z = np.maximum(0, hidden) if relu else hidden
    return (shares or softmax)(np.einsum("nd,mdc->nmc", z, wa) + ba)


def softmax(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sigmoid(scores):
    return 1 / (1 + np.exp(-scores))


def powers_over_channels(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=2, keepdims=True)


def softmax_of_all(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=(1, 2), keepdims=True)


def instead(s, wz, bz, wa, ba, **changes):
    """What attention_forward returns, with other weights."""
    _, cache = attention_forward(s, wz, bz, wa, ba)
    return attended(s, wz, bz, wa, ba, **changes), cache


@misconception("attention_forward")
def softmax_over_channels(s, wz, bz, wa, ba):
    """This softmax is over the channels; the two branches compete, so sum over axis 1."""
    return instead(s, wz, bz, wa, ba, shares=lambda scores: softmax(scores, axis=2))


@misconception("attention_forward")
def divided_by_the_sum_over_channels(s, wz, bz, wa, ba):
    """The powers are divided by their sum over the channels: sum over the branches, axis 1."""
    return instead(s, wz, bz, wa, ba, shares=powers_over_channels)


@misconception("attention_forward")
def softmax_over_images(s, wz, bz, wa, ba):
    """This softmax is over the images; the two branches compete, so sum over axis 1."""
    return instead(s, wz, bz, wa, ba, shares=lambda scores: softmax(scores, axis=0))


@misconception("attention_forward")
def softmax_over_everything(s, wz, bz, wa, ba):
    """Branches and channels share one sum: each channel has a softmax over two branches."""
    return instead(s, wz, bz, wa, ba, shares=softmax_of_all)


@misconception("attention_forward")
def sigmoid_for_each_branch(s, wz, bz, wa, ba):
    """A sigmoid for each branch does not add up to 1: let the two compete in a softmax."""
    return instead(s, wz, bz, wa, ba, shares=sigmoid)


@misconception("attention_forward")
def powers_not_divided(s, wz, bz, wa, ba):
    """These are the powers exp(score): divide them by their sum over the two branches."""
    return instead(s, wz, bz, wa, ba, shares=np.exp)


@misconception("attention_forward")
def scores_not_exponentiated(s, wz, bz, wa, ba):
    """These are the scores; their softmax is asked for."""
    return instead(s, wz, bz, wa, ba, shares=lambda scores: scores)


@misconception("attention_forward")
def winner_takes_all(s, wz, bz, wa, ba):
    """The better branch gets everything: a softmax gives the other one its share."""
    return instead(
        s, wz, bz, wa, ba, shares=lambda scores: 1.0 * (scores == scores.max(axis=1, keepdims=True))
    )


@misconception("attention_forward")
def branches_exchanged(s, wz, bz, wa, ba):
    """The branches are exchanged: a[:, 0] belongs to wa[0] and ba[0]."""
    return instead(s, wz, bz, wa, ba, shares=lambda scores: softmax(scores)[:, ::-1])


@misconception("attention_forward")
def relu_forgotten(s, wz, bz, wa, ba):
    """The hidden units lack their maximum with 0: z = max(0, s wz + bz)."""
    return instead(s, wz, bz, wa, ba, relu=False)


@misconception("attention_forward")
def relu_on_the_scores(s, wz, bz, wa, ba):
    """The scores of the branches may be negative: only the hidden units have a ReLU."""
    return instead(s, wz, bz, wa, ba, shares=lambda scores: softmax(np.maximum(0, scores)))


@misconception("attention_forward")
def hidden_bias_forgotten(s, wz, bz, wa, ba):
    """bz is missing in the hidden units."""
    return attended(s, wz, 0 * bz, wa, ba), attention_forward(s, wz, bz, wa, ba)[1]


@misconception("attention_forward")
def score_bias_forgotten(s, wz, bz, wa, ba):
    """ba is missing in the scores of the branches."""
    return attended(s, wz, bz, wa, 0 * ba), attention_forward(s, wz, bz, wa, ba)[1]


# --- attention_backward ---------------------------------------------------------------------


def attention_back(da, cache, *, dscores=None, gate=None, branch=None, z=None):
    """The gradients, with one step back changed."""
    s, wz, wa, hidden, active, a = cache
    if dscores is None:
        dscores = a * (da - np.sum(a * da, axis=1, keepdims=True))
    gate = hidden > 0 if gate is None else gate
    through = np.einsum("nmc,mdc->nmd", dscores, wa)
    dhidden = (through.sum(axis=1) if branch is None else through[:, branch]) * gate
    dwa = np.einsum("nd,nmc->mdc", active if z is None else z, dscores)
    return dhidden @ wz.T, s.T @ dhidden, dhidden.sum(axis=0), dwa, dscores.sum(axis=0)


@misconception("attention_backward")
def softmax_without_derivative(da, cache):
    """da goes through the softmax unchanged: multiply by its derivative first."""
    return attention_back(da, cache, dscores=da)


@misconception("attention_backward")
def only_its_own_score(da, cache):
    """A score changes the weights of both branches: a (1 - a) is the slope of one of them only."""
    a = cache[5]
    return attention_back(da, cache, dscores=a * (1 - a) * da)


@misconception("attention_backward")
def denominator_forgotten(da, cache):
    """A score is in the denominator of the softmax too: subtract what comes from there."""
    a = cache[5]
    return attention_back(da, cache, dscores=a * da)


@misconception("attention_backward")
def softmax_summed_over_channels(da, cache):
    """In the derivative of the softmax the sum is over the two branches, axis 1."""
    a = cache[5]
    return attention_back(da, cache, dscores=a * (da - np.sum(a * da, axis=2, keepdims=True)))


@misconception("attention_backward")
def gate_forgotten(da, cache):
    """A hidden unit below 0 passes nothing back: the derivative of the ReLU is missing."""
    return attention_back(da, cache, gate=1.0)


@misconception("attention_backward")
def gate_weighted(da, cache):
    """The derivative of the ReLU is 1 or 0, not the unit itself."""
    return attention_back(da, cache, gate=cache[4])


@misconception("attention_backward")
def hidden_from_the_first_branch(da, cache):
    """The hidden units feed the scores of both branches: add what comes back from the second."""
    return attention_back(da, cache, branch=0)


@misconception("attention_backward")
def hidden_from_the_last_branch(da, cache):
    """The second branch overwrites the first: what comes back from the two is added up."""
    return attention_back(da, cache, branch=1)


@misconception("attention_backward")
def dwa_from_units_before_the_relu(da, cache):
    """wa was multiplied with z, after the ReLU: so is what comes back to dwa."""
    return attention_back(da, cache, z=cache[3])


# --- mix ------------------------------------------------------------------------------------


def mixed(u1, u2, first, second):
    return first[:, :, None, None] * u1 + second[:, :, None, None] * u2


def mean(u):
    return u.mean(axis=(2, 3))


@misconception("mix_forward")
def mixed_crosswise(u1, u2, a):
    """Each branch has the weight of the other: a[:, 0] belongs to u1."""
    return mixed(u1, u2, a[:, 1], a[:, 0]), mix_forward(u1, u2, a)[1]


@misconception("mix_forward")
def rest_of_the_first(u1, u2, a):
    """The weights may be any: take a[:, 1] for u2, in place of 1 - a[:, 0]."""
    return mixed(u1, u2, a[:, 0], 1 - a[:, 0]), mix_forward(u1, u2, a)[1]


@misconception("mix_forward")
def one_weight_for_all_channels(u1, u2, a):
    """All channels share one weight: each channel has its own."""
    a_mean = a.mean(axis=2, keepdims=True) + np.zeros_like(a)
    return mixed(u1, u2, a_mean[:, 0], a_mean[:, 1]), mix_forward(u1, u2, a)[1]


@misconception("mix_forward")
def weights_not_used(u1, u2, a):
    """The branches are only added: multiply each with its weight first."""
    return u1 + u2, mix_forward(u1, u2, a)[1]


@misconception("mix_forward")
def second_branch_not_weighted(u1, u2, a):
    """Only u1 is weighted: u2 has the weight a[:, 1]."""
    return mixed(u1, u2, a[:, 0], np.ones_like(a[:, 1])), mix_forward(u1, u2, a)[1]


@misconception("mix_forward")
def first_weight_for_both(u1, u2, a):
    """Both branches have the weight of the first: u2 has a[:, 1]."""
    return mixed(u1, u2, a[:, 0], a[:, 0]), mix_forward(u1, u2, a)[1]


def mix_back(dout, cache, *, du=None, da=None):
    """The gradients, with those of the branches or of the weights replaced."""
    right = mix_backward(dout, cache)
    return *(du or right[:2]), right[2] if da is None else da


@misconception("mix_backward")
def branches_without_weights(dout, cache):
    """A branch was multiplied with its weight: so is what comes back to it."""
    return mix_back(dout, cache, du=(dout.copy(), dout.copy()))


@misconception("mix_backward")
def branches_crosswise(dout, cache):
    """What comes back to a branch has the weight of the other: du1 belongs to a[:, 0]."""
    weights = cache[2]
    return mix_back(dout, cache, du=(weights[:, 1] * dout, weights[:, 0] * dout))


@misconception("mix_backward")
def da_without_the_branches(dout, cache):
    """A weight was multiplied with its branch: da is the sum over the pixels of dout times u."""
    both = dout.sum(axis=(2, 3))
    return mix_back(dout, cache, da=np.stack([both, both], axis=1))


@misconception("mix_backward")
def da_averaged(dout, cache):
    """A weight touches every pixel of its channel: da is the sum over them, not the mean."""
    u1, u2, _ = cache
    return mix_back(dout, cache, da=np.stack([mean(dout * u1), mean(dout * u2)], axis=1))


@misconception("mix_backward")
def da_exchanged(dout, cache):
    """da[:, 0] belongs to u1 and da[:, 1] to u2; yours are exchanged."""
    return mix_back(dout, cache, da=mix_backward(dout, cache)[2][:, ::-1])


@misconception("mix_backward")
def da_for_all_pixels(dout, cache):
    """A weight counts for all pixels of its channel: sum its gradient over rows and columns."""
    u1, u2, _ = cache
    return mix_back(dout, cache, da=np.stack([dout * u1, dout * u2], axis=1))


# --- selective_forward ----------------------------------------------------------------------


def selected(u1, u2, *parameters, s=None, **changes):
    """What selective_forward returns, with the attention computed otherwise."""
    s = pool_branches(u1, u2) if s is None else s
    a = attended(s, *parameters, **changes)
    return mix_forward(u1, u2, a)[0], selective_forward(u1, u2, *parameters)[1]


@misconception("selective_forward")
def attention_from_the_sum_of_pixels(u1, u2, *parameters):
    """The attention is computed from the mean over the pixels, not from their sum."""
    return selected(u1, u2, *parameters, s=(u1 + u2).sum(axis=(2, 3)))


@misconception("selective_forward")
def attention_from_one_branch(u1, u2, *parameters):
    """The attention is computed from u1 alone; it is to see both branches."""
    return selected(u1, u2, *parameters, s=mean(u1))


@misconception("selective_forward")
def attention_from_the_mean_of_the_branches(u1, u2, *parameters):
    """The branches are added before they are pooled, not averaged."""
    return selected(u1, u2, *parameters, s=mean(u1 + u2) / 2)


@misconception("selective_forward")
def selected_crosswise(u1, u2, *parameters):
    """Each branch has the weight of the other: the first weight belongs to u1."""
    a = attended(pool_branches(u1, u2), *parameters)
    return mix_forward(u1, u2, a[:, ::-1])[0], selective_forward(u1, u2, *parameters)[1]


@misconception("selective_forward")
def attention_not_used(u1, u2, *parameters):
    """The branches are only added: mix them with the weights of the attention."""
    return u1 + u2, selective_forward(u1, u2, *parameters)[1]


@misconception("selective_forward")
def channels_compete(u1, u2, *parameters):
    """This softmax is over the channels; the two branches compete, so sum over axis 1."""
    return selected(u1, u2, *parameters, shares=lambda scores: softmax(scores, axis=2))


@misconception("selective_forward")
def weights_are_sigmoids(u1, u2, *parameters):
    """A sigmoid for each branch does not add up to 1: let the two compete in a softmax."""
    return selected(u1, u2, *parameters, shares=sigmoid)


@misconception("selective_forward")
def attention_without_relu(u1, u2, *parameters):
    """The hidden units lack their maximum with 0: z = max(0, s wz + bz)."""
    return selected(u1, u2, *parameters, relu=False)


# --- selective_backward ---------------------------------------------------------------------


def selective_back(dout, cache, *, direct=1.0, pooled=(1.0, 1.0), back=attention_backward, **more):
    """The gradients, with factors before the two paths, or another way through the attention."""
    attention, parts = cache
    *du, da = mix_backward(dout, parts)
    ds, *dparameters = back(da, attention, **more)
    H, W = dout.shape[2:]
    share = ds[:, :, None, None] / (H * W)
    du = [direct * d + factor * share for d, factor in zip(du, pooled, strict=True)]
    return *du, *dparameters


@misconception("selective_backward")
def attention_held_fixed(dout, cache):
    """u1 and u2 also make the attention: add what comes back through s."""
    return selective_back(dout, cache, pooled=(0.0, 0.0))


@misconception("selective_backward")
def second_branch_not_pooled(dout, cache):
    """s is the mean of u1 + u2: what comes back through it goes to both branches."""
    return selective_back(dout, cache, pooled=(1.0, 0.0))


@misconception("selective_backward")
def mean_not_divided(dout, cache):
    """s is a mean over H W pixels: each of them gets that part of what comes back."""
    H, W = dout.shape[2:]
    return selective_back(dout, cache, pooled=(float(H * W), float(H * W)))


@misconception("selective_backward")
def mean_divided_by_the_images(dout, cache):
    """The mean s is over the pixels of one image: divide by H W, not by the number of images."""
    H, W = dout.shape[2:]
    factor = H * W / len(dout)
    return selective_back(dout, cache, pooled=(factor, factor))


@misconception("selective_backward")
def only_through_the_attention(dout, cache):
    """This is only what comes back through s; u1 and u2 are in the mixture as well."""
    return selective_back(dout, cache, direct=0.0)


@misconception("selective_backward")
def path_through_s_subtracted(dout, cache):
    """u1 and u2 feed two paths: what comes back along them is added."""
    return selective_back(dout, cache, pooled=(-1.0, -1.0))


@misconception("selective_backward")
def selected_without_gate(dout, cache):
    """A hidden unit below 0 passes nothing back: the derivative of the ReLU is missing."""
    return selective_back(dout, cache, back=attention_back, gate=1.0)


@misconception("selective_backward")
def selected_by_its_own_score(dout, cache):
    """A score changes the weights of both branches: a (1 - a) is the slope of one of them only."""

    def back(da, attention):
        a = attention[5]
        return attention_back(da, attention, dscores=a * (1 - a) * da)

    return selective_back(dout, cache, back=back)


@misconception("selective_backward")
def selected_without_the_softmax(dout, cache):
    """da goes through the softmax unchanged: multiply by its derivative first."""

    def back(da, attention):
        return attention_back(da, attention, dscores=da)

    return selective_back(dout, cache, back=back)


# --- bilinear_sample_forward ----------------------------------------------------------------


def corners(py, px, rounding=np.floor):
    above, left = rounding(py).astype(int), rounding(px).astype(int)
    return [(above + i, left + j) for i in (0, 1) for j in (0, 1)]


def nearness(py, px, i, j):
    return (1 - np.abs(py - i)) * (1 - np.abs(px - j))


def within(x, i, j):
    H, W = x.shape[2:]
    return (i >= 0) & (i < H) & (j >= 0) & (j < W)


def pixels(x, i, j):
    """The pixels (N, P, C) at (i, j), those outside taken from the border."""
    H, W = x.shape[2:]
    return x[np.arange(len(x))[:, None], :, i.clip(0, H - 1), j.clip(0, W - 1)]


def sampled(x, py, px, *, weight=nearness, valid=within, rounding=np.floor):
    out = sum(
        (weight(py, px, i, j) * valid(x, i, j))[:, :, None] * pixels(x, i, j)
        for i, j in corners(py, px, rounding)
    )
    return out.transpose(0, 2, 1)


def with_cache(out, x, py, px):
    return out, bilinear_sample_forward(x, py, px)[1]


@misconception("bilinear_sample_forward")
def rows_and_columns_exchanged(x, py, px):
    """Rows and columns are exchanged: py goes down, px to the right."""
    return with_cache(sampled(x, px, py), x, py, px)


@misconception("bilinear_sample_forward")
def nearest_pixel(x, py, px):
    """This rounds to the nearest pixel: mix the four pixels around the point."""
    i, j = np.rint(py).astype(int), np.rint(px).astype(int)
    out = within(x, i, j)[:, :, None] * pixels(x, i, j)
    return with_cache(out.transpose(0, 2, 1), x, py, px)


@misconception("bilinear_sample_forward")
def pixel_above_and_left(x, py, px):
    """This takes the pixel above and to the left: mix the four pixels around the point."""
    i, j = np.floor(py).astype(int), np.floor(px).astype(int)
    out = within(x, i, j)[:, :, None] * pixels(x, i, j)
    return with_cache(out.transpose(0, 2, 1), x, py, px)


@misconception("bilinear_sample_forward")
def rounded_not_floored(x, py, px):
    """The first of the four pixels is above and to the left: np.floor, not np.round."""
    return with_cache(sampled(x, py, px, rounding=np.rint), x, py, px)


@misconception("bilinear_sample_forward")
def only_the_last_pixel(x, py, px):
    """Only the last of the four pixels counts: add them up with +=, in place of =."""
    i, j = corners(py, px)[-1]
    weight = nearness(py, px, i, j) * within(x, i, j)
    out = weight[:, :, None] * pixels(x, i, j)
    return with_cache(out.transpose(0, 2, 1), x, py, px)


@misconception("bilinear_sample_forward")
def far_pixels_count_more(x, py, px):
    """A pixel counts the more the nearer it is: its weight is 1 minus the distance."""

    def distance(py, px, i, j):
        return np.abs(py - i) * np.abs(px - j)

    return with_cache(sampled(x, py, px, weight=distance), x, py, px)


@misconception("bilinear_sample_forward")
def four_pixels_averaged(x, py, px):
    """All four pixels count the same: weigh them by their distance from the point."""
    return with_cache(sampled(x, py, px, weight=lambda py, px, i, j: 0.25), x, py, px)


@misconception("bilinear_sample_forward")
def distances_added(x, py, px):
    """Weights must sum to 1: multiply those of rows and columns, do not add them."""

    def added(py, px, i, j):
        return 2 - np.abs(py - i) - np.abs(px - j)

    return with_cache(sampled(x, py, px, weight=added), x, py, px)


@misconception("bilinear_sample_forward")
def rows_not_mixed(x, py, px):
    """Only columns are mixed: the rows above and below the point count both."""

    def along_a_row(py, px, i, j):
        return (i == np.floor(py)) * (1 - np.abs(px - j))

    return with_cache(sampled(x, py, px, weight=along_a_row), x, py, px)


@misconception("bilinear_sample_forward")
def clamped_to_the_border(x, py, px):
    """Outside the image is 0; here the pixels at the border go on and on."""
    return with_cache(sampled(x, py, px, valid=lambda x, i, j: True), x, py, px)


@misconception("bilinear_sample_forward")
def cut_towards_zero(x, py, px):
    """int() rounds negative positions up, towards 0: use np.floor, which rounds down."""
    return with_cache(sampled(x, py, px, rounding=np.trunc), x, py, px)


@misconception("bilinear_sample_forward")
def nothing_at_the_border(x, py, px):
    """A point at the border keeps its pixels inside: only those outside of the image are 0."""
    H, W = x.shape[2:]
    whole = (py >= 0) & (py <= H - 1) & (px >= 0) & (px <= W - 1)
    return with_cache(sampled(x, py, px) * whole[:, None], x, py, px)


@misconception("bilinear_sample_forward")
def round_the_corner(x, py, px):
    """Row -1 is outside of the image; NumPy takes x[..., -1, :] from the other end."""
    H, W = x.shape[2:]

    def before_the_end(x, i, j):
        return (i < H) & (j < W)

    around = sum(
        (nearness(py, px, i, j) * before_the_end(x, i, j))[:, :, None]
        * x[np.arange(len(x))[:, None], :, i.clip(-H, H - 1), j.clip(-W, W - 1)]
        for i, j in corners(py, px)
    )
    return with_cache(around.transpose(0, 2, 1), x, py, px)


@misconception("bilinear_sample_forward")
def no_border(x, py, px):
    """Points may lie outside of the image: see whether there is a pixel before you look it up."""
    out = sum(
        nearness(py, px, i, j)[:, :, None] * x[np.arange(len(x))[:, None], :, i, j]
        for i, j in corners(py, px)
    )
    return with_cache(out.transpose(0, 2, 1), x, py, px)


@misconception("bilinear_sample_forward")
def pixels_half_a_pixel_off(x, py, px):
    """Pixel (i, j) stands at (i, j) itself, not half a pixel further on."""
    return with_cache(sampled(x, py - 0.5, px - 0.5), x, py, px)


# --- bilinear_sample_backward ---------------------------------------------------------------


def sample_back(dout, cache, *, signs=(-1, 1), share=None, twice=True, valid=within, factor=1.0):
    """The gradients, with one thing changed."""
    x, py, px = cache
    H, W = x.shape[2:]
    dx, dpy, dpx = np.zeros(x.shape), np.zeros(py.shape), np.zeros(px.shape)
    dvalue = dout.transpose(0, 2, 1)
    above, left = np.floor(py), np.floor(px)
    for i, j in corners(py, px):
        down, right = np.where(i > above, *signs[::-1]), np.where(j > left, *signs[::-1])
        near_y, near_x = 1 - np.abs(py - i), 1 - np.abs(px - j)
        place = (np.arange(len(x))[:, None], slice(None), i.clip(0, H - 1), j.clip(0, W - 1))
        gift = (near_y * near_x * valid(x, i, j))[:, :, None] * dvalue
        if twice:
            np.add.at(dx, place, gift)
        else:
            dx[place] += gift
        slope = factor * np.sum(dvalue * x[place], axis=2) * valid(x, i, j)
        dpy += down * (share(j, left) if share else near_x) * slope
        dpx += right * (share(i, above) if share else near_y) * slope
    return dx, dpy, dpx


@misconception("bilinear_sample_backward")
def shared_pixels_added_once(dout, cache):
    """dx[...] += adds only once where a pixel is named twice: use np.add.at, or a loop."""
    return sample_back(dout, cache, twice=False)


@misconception("bilinear_sample_backward")
def sign_of_the_position_forgotten(dout, cache):
    """Moving on, a point comes nearer to one pixel and goes away from the other: mind the signs."""
    return sample_back(dout, cache, signs=(1, 1))


@misconception("bilinear_sample_backward")
def position_runs_backwards(dout, cache):
    """The signs are turned: moving down, the row below counts more, and the row above less."""
    return sample_back(dout, cache, signs=(1, -1))


@misconception("bilinear_sample_backward")
def differences_not_mixed(dout, cache):
    """This is the difference along one row or column: mix those on both sides of the point."""
    return sample_back(dout, cache, share=lambda k, first: k == first)


@misconception("bilinear_sample_backward")
def differences_added(dout, cache):
    """The differences on both sides of the point are added: mix them, as the pixels were."""
    return sample_back(dout, cache, share=lambda k, first: 1.0)


@misconception("bilinear_sample_backward")
def positions_averaged_over_channels(dout, cache):
    """A position moves the point in every channel: dpy and dpx are sums over them, not means."""
    return sample_back(dout, cache, factor=1 / cache[0].shape[1])


@misconception("bilinear_sample_backward")
def gradient_to_the_nearest_pixel(dout, cache):
    """dx goes to the nearest pixel only; every pixel gets back as much as it gave."""
    x, py, px = cache
    _, dpy, dpx = bilinear_sample_backward(dout, cache)
    dx = np.zeros(x.shape)
    i, j = np.rint(py).astype(int), np.rint(px).astype(int)
    for n, p in np.ndindex(*py.shape):
        if 0 <= i[n, p] < x.shape[2] and 0 <= j[n, p] < x.shape[3]:
            dx[n, :, i[n, p], j[n, p]] += dout[n, :, p]
    return dx, dpy, dpx


@misconception("bilinear_sample_backward")
def gradient_piles_up_at_the_border(dout, cache):
    """What belongs to pixels outside of the image is given to the border: leave it out."""
    return sample_back(dout, cache, valid=lambda x, i, j: np.ones(i.shape))


@misconception("bilinear_sample_backward")
def gradient_not_weighted(dout, cache):
    """All four pixels get dout: multiply it by the weight that the pixel had."""
    x, py, px = cache
    _, dpy, dpx = bilinear_sample_backward(dout, cache)
    dx = np.zeros(x.shape)
    for i, j in corners(py, px):
        for n, p in np.ndindex(*py.shape):
            if within(x, i, j)[n, p]:
                dx[n, :, i[n, p], j[n, p]] += dout[n, :, p]
    return dx, dpy, dpx


# --- tap_positions --------------------------------------------------------------------------


def in_pairs(offset, HH, WW):
    moved = offset.reshape(len(offset), HH, WW, 2, *offset.shape[2:])
    return moved[:, :, :, 0], moved[:, :, :, 1]


def in_halves(offset, HH, WW):
    both = offset.reshape(len(offset), 2, HH, WW, *offset.shape[2:])
    return both[:, 0], both[:, 1]


def by_columns(offset, HH, WW):
    turned = offset.reshape(len(offset), WW, HH, 2, *offset.shape[2:]).swapaxes(1, 2)
    return turned[:, :, :, 0], turned[:, :, :, 1]


def of_the_first(offset, HH, WW):
    down, right = in_pairs(offset, HH, WW)
    return tuple(np.broadcast_to(o[:, :1, :1], o.shape) for o in (down, right))


def standing(n, p, stride, pad, d):
    return stride * n + d * p - pad


def places(offset, kernel_size, conv_param, *, moves=in_pairs, base=standing):
    """The positions, with another layout of the offsets or other places to start from."""
    settings = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    (HH, WW), (rows, columns) = kernel_size, offset.shape[2:]
    p, q, n, m = np.ogrid[:HH, :WW, :rows, :columns]
    down, right = moves(offset, HH, WW)
    return base(n, p, *settings) + down, base(m, q, *settings) + right


@misconception("tap_positions")
def offsets_ignored(offset, kernel_size, conv_param):
    """The offsets are not used: these are the places of a dilated convolution."""
    return tap_positions(0 * offset, kernel_size, conv_param)


@misconception("tap_positions")
def only_the_offsets(offset, kernel_size, conv_param):
    """These are the offsets alone: add them to where the taps stand without them."""
    return in_pairs(offset, *kernel_size)


@misconception("tap_positions")
def offsets_exchanged(offset, kernel_size, conv_param):
    """Rows and columns are exchanged: of each pair of offsets the first moves down."""
    return places(offset, kernel_size, conv_param, moves=lambda *a: in_pairs(*a)[::-1])


@misconception("tap_positions")
def rows_first_then_columns(offset, kernel_size, conv_param):
    """The offsets come in pairs, tap by tap, not all rows first and then all columns."""
    return places(offset, kernel_size, conv_param, moves=in_halves)


@misconception("tap_positions")
def taps_counted_by_columns(offset, kernel_size, conv_param):
    """Taps are counted row by row: pair p WW + q belongs to tap (p, q)."""
    return places(offset, kernel_size, conv_param, moves=by_columns)


@misconception("tap_positions")
def offsets_subtracted(offset, kernel_size, conv_param):
    """The offsets are added to the places of the taps, not subtracted."""
    return tap_positions(-offset, kernel_size, conv_param)


@misconception("tap_positions")
def offsets_rounded(offset, kernel_size, conv_param):
    """The offsets are rounded: a tap may stand between pixels."""
    return tap_positions(np.rint(offset), kernel_size, conv_param)


@misconception("tap_positions")
def same_offset_for_all_taps(offset, kernel_size, conv_param):
    """All taps are moved by the offset of the first: each has a pair of its own."""
    return places(offset, kernel_size, conv_param, moves=of_the_first)


@misconception("tap_positions")
def offsets_times_dilation(offset, kernel_size, conv_param):
    """Offsets are in pixels of the image already: dilation does not multiply them."""
    return tap_positions(conv_param["dilation"] * offset, kernel_size, conv_param)


@misconception("tap_positions")
def taps_without_dilation(offset, kernel_size, conv_param):
    """Without offsets the taps are `dilation` pixels apart; here they are 1 pixel apart."""
    return tap_positions(offset, kernel_size, {**conv_param, "dilation": 1})


@misconception("tap_positions")
def windows_without_stride(offset, kernel_size, conv_param):
    """The window of output (n, m) begins at (stride n, stride m): the stride is not used."""
    return tap_positions(offset, kernel_size, {**conv_param, "stride": 1})


@misconception("tap_positions")
def rows_of_the_padding(offset, kernel_size, conv_param):
    """These places count from the padding; row 0 is the image's first: subtract pad."""
    return tap_positions(offset, kernel_size, {**conv_param, "pad": 0})


@misconception("tap_positions")
def pad_added(offset, kernel_size, conv_param):
    """The first window begins before the image: subtract pad, do not add it."""
    return tap_positions(offset, kernel_size, {**conv_param, "pad": -conv_param["pad"]})


# --- deform_conv_forward --------------------------------------------------------------------


def deformed(x, offset, w, b, conv_param, *, sample=bilinear_sample_forward, **changes):
    """The convolution, with other samples or other positions."""
    py, px = places(offset, w.shape[2:], conv_param, **changes)
    taps, _ = sample(x, py.reshape(len(x), -1), px.reshape(len(x), -1))
    taps = taps.reshape(*x.shape[:2], *py.shape[1:])
    return np.einsum("ncpqhw,fcpq->nfhw", taps, w) + b[:, None, None], None


@misconception("deform_conv_forward")
def not_deformed(x, offset, w, b, conv_param):
    """The offsets are not used: this is the dilated convolution."""
    return deform_conv_forward(x, 0 * offset, w, b, conv_param)


@misconception("deform_conv_forward")
def deformed_with_pairs_exchanged(x, offset, w, b, conv_param):
    """Rows and columns are exchanged: of each pair of offsets the first moves down."""
    return deformed(x, offset, w, b, conv_param, moves=lambda *a: in_pairs(*a)[::-1])


@misconception("deform_conv_forward")
def deformed_in_halves(x, offset, w, b, conv_param):
    """The offsets come in pairs, tap by tap, not all rows first and then all columns."""
    return deformed(x, offset, w, b, conv_param, moves=in_halves)


@misconception("deform_conv_forward")
def deformed_by_columns(x, offset, w, b, conv_param):
    """Taps are counted row by row: pair p WW + q belongs to tap (p, q)."""
    return deformed(x, offset, w, b, conv_param, moves=by_columns)


@misconception("deform_conv_forward")
def deformed_from_the_padding(x, offset, w, b, conv_param):
    """The places count from the padding; row 0 is the image's first: subtract pad."""
    return deform_conv_forward(x, offset, w, b, {**conv_param, "pad": 0})


@misconception("deform_conv_forward")
def deformed_to_the_nearest_pixel(x, offset, w, b, conv_param):
    """Taps take the nearest pixel: between pixels their value is a mixture of four."""

    def nearest(x, py, px):
        i, j = np.rint(py).astype(int), np.rint(px).astype(int)
        return (within(x, i, j)[:, :, None] * pixels(x, i, j)).transpose(0, 2, 1), None

    return deformed(x, offset, w, b, conv_param, sample=nearest)


@misconception("deform_conv_forward")
def taps_clamped_to_the_border(x, offset, w, b, conv_param):
    """Outside the image is 0; here taps that leave it take pixels from the border."""

    def clamped(x, py, px):
        return sampled(x, py, px, valid=lambda x, i, j: True), None

    return deformed(x, offset, w, b, conv_param, sample=clamped)


@misconception("deform_conv_forward")
def deformed_kernel_flipped(x, offset, w, b, conv_param):
    """The kernel is flipped: w[f, c, p, q] meets what tap (p, q) sees."""
    return deform_conv_forward(x, offset, w[:, :, ::-1, ::-1], b, conv_param)
