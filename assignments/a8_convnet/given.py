"""What this assignment brings along: the layers of earlier assignments, images, and loops.

The layers are those that you wrote in a3 and a5 to a7. Convolution and pooling loop over the places
of a window: that is fast enough for small images, and no answer to fast.py.
"""

import numpy as np

# --- layers -----------------------------------------------------------------------------------


def affine_forward(x, w, b):
    """x (N, ...) is flattened to (N, D); w (D, M), b (M,). Returns (out, cache), out (N, M)."""
    return x.reshape(len(x), -1) @ w + b, (x, w)


def affine_backward(dout, cache):
    """dout (N, M). Returns (dx, dw, db), dx shaped like x."""
    x, w = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def relu_forward(x):
    """max(0, x). Returns (out, cache), out shaped like x."""
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    """Returns dx, shaped like x."""
    return dout * (cache > 0)


def cross_entropy(scores, y):
    """scores (N, C), y (N,). Returns (loss, dscores): the mean of the losses, and its gradient."""
    if y is None:
        raise ValueError("y is None: without labels there is no loss, return the scores before")
    N = len(scores)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = np.exp(log_p)
    dscores[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dscores / N


def conv_forward_naive(x, w, b, conv_param):
    """x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with "stride" and "pad".

    Returns (out, cache), out (N, F, Ho, Wo).
    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    F, _, HH, WW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = (padded.shape[2] - HH) // stride + 1
    columns = (padded.shape[3] - WW) // stride + 1
    out = np.zeros((len(x), F, rows, columns))
    filters = w.reshape(F, -1)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + HH, left : left + WW].reshape(len(x), -1)
            out[:, :, i, j] = window @ filters.T + b
    return out, (x, w, conv_param)


def conv_backward_naive(dout, cache):
    """dout (N, F, Ho, Wo). Returns (dx, dw, db), shaped like x, w and b."""
    x, w, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dfilters, filters = (
        np.zeros(padded.shape),
        np.zeros((F, C * HH * WW)),
        w.reshape(F, -1),
    )
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + HH, left : left + WW].reshape(N, -1)
            dwindow = (dout[:, :, i, j] @ filters).reshape(N, C, HH, WW)
            dfilters += dout[:, :, i, j].T @ window
            dpadded[:, :, top : top + HH, left : left + WW] += dwindow
    dx = dpadded[:, :, pad : pad + H, pad : pad + W]
    return dx, dfilters.reshape(w.shape), dout.sum(axis=(0, 2, 3))


def max_pool_forward_naive(x, pool_param):
    """x (N, C, H, W), pool_param: a dict with "pool_height", "pool_width" and "stride".

    Returns (out, cache), out (N, C, Ho, Wo).
    """
    height, width, stride = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    N, C, H, W = x.shape
    pixels = x.transpose(2, 3, 0, 1)  # rows and columns first: that is a little faster
    out = np.zeros(((H - height) // stride + 1, (W - width) // stride + 1, N, C))
    largest = np.zeros(out.shape, dtype=int)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            top, left = i * stride, j * stride
            window = pixels[top : top + height, left : left + width].reshape(-1, N, C)
            out[i, j], largest[i, j] = window.max(axis=0), window.argmax(axis=0)
    return out.transpose(2, 3, 0, 1), (x.shape, largest, pool_param)


def max_pool_backward_naive(dout, cache):
    """dout (N, C, Ho, Wo). Returns dx, shaped like x: of equal maxima the first gets it all."""
    (N, C, H, W), largest, pool_param = cache
    height, width, stride = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    places = np.arange(height * width).reshape(height, width, 1, 1)
    dpixels = np.zeros((H, W, N, C))
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            won = largest[i, j] == places
            dpixels[top : top + height, left : left + width] += won * dout[:, :, i, j]
    return dpixels.transpose(2, 3, 0, 1)


# --- images -----------------------------------------------------------------------------------

TEXTURES = ("0 degrees", "45 degrees", "90 degrees", "135 degrees", "checks", "blob")


def textures(count, seed):
    """Images X (count, 1, 12, 12) of six textures, and their classes y (count,).

    Gratings at four angles, checks, and a bright or dark blob. Where the stripes begin, and where
    the blob lies, is drawn for every image, and so is noise on every pixel: no single pixel tells
    anything about the class.
    """
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[:12, :12]
    waves = {0: (0, 1), 1: (1, 1), 2: (1, 0), 3: (1, -1)}
    X = rng.normal(0, 0.3, (count, 1, 12, 12))
    y = rng.permutation(np.resize(np.arange(6), count))
    for n in range(count):
        one, other = rng.uniform(0, 2 * np.pi, 2)
        if y[n] in waves:
            down, right = waves[y[n]] / np.linalg.norm(waves[y[n]])
            X[n] += np.sin(np.pi / 2 * (down * row + right * column) + one)
        elif y[n] == 4:
            X[n] += np.sin(np.pi / 2 * row + one) * np.sin(np.pi / 2 * column + other)
        else:
            top, left = rng.uniform(3, 8, 2)
            blob = np.exp(-((row - top) ** 2 + (column - left) ** 2) / 6)
            X[n] += 1.5 * rng.choice([-1, 1]) * blob
    return X, y


# --- loops that work with your functions --------------------------------------------------------


def adam_steps(adam, w, gradients, config):
    """Several steps of Adam, one for each of the gradients (T, ...).

    Returns (weights, m, v): the weights after each step (T, ...), and the last m and v.
    """
    weights = []
    for dw in gradients:
        found = adam(w, dw, config)
        if not isinstance(found, tuple | list) or len(found) != 2 or not isinstance(found[1], dict):
            raise TypeError("adam must return two values, next_w and the dict config")
        w, config = found
        weights.append(np.array(w))
    return np.array(weights), config.get("m"), config.get("v")


def parameters(model):
    """W1, b1, W2, b2, W3, b3 of a model."""
    return tuple(model.params[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))


def initial_weights(SmallConvNet, settings):
    """The parameters of a new network; settings: what its constructor takes."""
    return parameters(SmallConvNet(**settings))


def scores_without_labels(SmallConvNet, settings, params, X):
    """The scores (N, C) of images, by a network with these parameters."""
    model = SmallConvNet(**settings)
    model.params.update(params)
    return model.loss(X)


def overfit(SmallConvNet, settings, X, y, learning_rate, num_steps):
    """The parameters of a network that saw all of a few images in every step."""
    rates = learning_rate, learning_rate
    return train(SmallConvNet, settings, X, y, rates, num_steps, len(X), 0)


def train(SmallConvNet, settings, X, y, learning_rates, num_epochs, batch_size, seed):
    """The parameters of a network after some epochs; in each it sees every image once.

    Stochastic gradient descent with momentum: each step goes on for 0.9 of the step before.
    learning_rates: that of the first step and that of the last; between them it changes evenly.
    """
    rng = np.random.default_rng(seed)
    model = SmallConvNet(**settings)
    steps = {name: np.zeros(w.shape) for name, w in model.params.items()}
    orders = [rng.permutation(len(X)) for _ in range(num_epochs)]
    cuts = range(batch_size, len(X), batch_size)
    batches = [rows for order in orders for rows in np.split(order, cuts)]
    for rows, learning_rate in zip(
        batches, np.linspace(*learning_rates, len(batches)), strict=True
    ):
        _, grads = model.loss(X[rows], y[rows])
        for name in model.params:
            steps[name] = 0.9 * steps[name] - learning_rate * grads[name]
            model.params[name] = model.params[name] + steps[name]
    return parameters(model)
