"""How the checks use your classes. A training is tried on a loss that is not yours: a plane.

The slope of a plane is the same everywhere, so where the training ends does not depend on chance.
"""

import numpy as np


def linear_classifier_predict(LinearClassifier, W, X):
    """What predict gives for the weights W (D, C)."""
    classifier = LinearClassifier()
    classifier.W = W.copy()
    return classifier.predict(X)


def linear_classifier_train(LinearClassifier, W, slope, X, y, learning_rate, num_iters, batch_size):
    """Trains with the loss sum(slope * W), from W. Returns the weights afterwards, and the losses.

    W (D, C), slope (D, C).
    """

    class Plane(LinearClassifier):
        def loss(self, X_batch, y_batch, reg):
            return float(np.sum(slope * self.W)), slope.copy()

    classifier = Plane()
    classifier.W = W.copy()
    history = classifier.train(
        X, y, learning_rate=learning_rate, reg=0.0, num_iters=num_iters, batch_size=batch_size
    )
    return classifier.W, as_array(history)


def linear_classifier_batches(LinearClassifier, W, X, y, num_iters, batch_size, seed):
    """The batches that the loss is asked for: (num_iters, batch_size, D), (num_iters, batch_size).

    W (D, C): the weights before the training.
    """
    batches = []

    class Listening(LinearClassifier):
        def loss(self, X_batch, y_batch, reg):
            batches.append((np.array(X_batch), np.array(y_batch)))
            return 0.0, np.zeros(W.shape)

    np.random.seed(seed)
    classifier = Listening()
    classifier.W = W.copy()
    classifier.train(X, y, learning_rate=1e-3, reg=0.0, num_iters=num_iters, batch_size=batch_size)
    asked = max(len(batches) // num_iters, 1)  # in each step
    return tuple(np.array(found) for found in zip(*batches[::asked], strict=True))


def net(TwoLayerNet, W1, b1, W2, b2):
    """A network with these parameters."""
    made = TwoLayerNet(W1.shape[0], W1.shape[1], W2.shape[1])
    for name, value in {"W1": W1, "b1": b1, "W2": W2, "b2": b2}.items():
        made.params[name] = value.copy()
    return made


def two_layer_net_scores(TwoLayerNet, W1, b1, W2, b2, X):
    """What loss(X) gives without y: the scores (N, C)."""
    return net(TwoLayerNet, W1, b1, W2, b2).loss(X)


def two_layer_net_predict(TwoLayerNet, W1, b1, W2, b2, X, scores):
    """What predict gives, (N,), where loss(X) gives the right scores (N, C)."""

    class Known(TwoLayerNet):
        def loss(self, X, y=None, reg=0.0):
            return scores.copy()

    return net(Known, W1, b1, W2, b2).predict(X)


def two_layer_net_train(TwoLayerNet, params, slopes, X, y, learning_rate, num_iters, batch_size):
    """Trains with a loss that is a plane. Returns the parameters afterwards, and the losses.

    params, slopes: dicts with an array for each of W1, b1, W2 and b2.
    """

    class Plane(TwoLayerNet):
        def loss(self, X, y=None, reg=0.0):
            if y is None:
                return np.zeros((len(X), len(params["b2"])))
            height = sum(
                float(np.sum(slopes[name].ravel() * self.params[name].ravel())) for name in slopes
            )
            return height, shaped_like(own_gradients(super(), X, y), slopes)

        def predict(self, X):
            return np.zeros(len(X), int)

    trained = net(Plane, **params)
    history = trained.train(
        X,
        y,
        X,
        y,
        learning_rate=learning_rate,
        learning_rate_decay=1.0,
        reg=0.0,
        num_iters=num_iters,
        batch_size=batch_size,
    )
    found = [trained.params[name] for name in ("W1", "b1", "W2", "b2")]
    return (*found, as_array(history["loss_history"]))


def own_gradients(model, X, y):
    """The gradients of your own loss, whose shapes your training is made for."""
    try:
        return dict(model.loss(X, y, 0.0)[1])
    except Exception:  # noqa: BLE001  # the loss has a problem of its own, which tells of it
        return {}


def shaped_like(own, slopes):
    """The slopes, each with the axes of length 1 that your gradient of that name has."""
    shapes = {name: np.shape(own.get(name, slope)) for name, slope in slopes.items()}
    return {
        name: slope.reshape(shapes[name] if np.prod(shapes[name]) == slope.size else slope.shape)
        for name, slope in slopes.items()
    }


def as_array(history):
    """A list of losses as an array."""
    return np.array(history, float) if isinstance(history, list) else history
