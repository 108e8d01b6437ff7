"""Mistakes that students make with a linear classifier. A docstring is the hint they get."""

import numpy as np

from grader import misconception

# --- linear_scores --------------------------------------------------------------------------


@misconception("linear_scores")
def forgets_the_bias(X, W, b):
    """The bias is missing: add b[c] to the score of class c."""
    return X @ W


@misconception("linear_scores")
def subtracts_the_bias(X, W, b):
    """The bias is added to the product, not subtracted."""
    return X @ W - b


@misconception("linear_scores")
def bias_on_the_weights(X, W, b):
    """b is added to the weights, so it counts once for every feature; add it to the scores."""
    return X @ (W + b)


@misconception("linear_scores")
def multiplies_by_the_bias(X, W, b):
    """The bias shifts a score; it does not multiply it."""
    return X @ W * b


@misconception("linear_scores")
def averages_over_features(X, W, b):
    """The score is a sum over the features, not their mean."""
    return X @ W / X.shape[1] + b


@misconception("linear_scores")
def probabilities_not_scores(X, W, b):
    """These are softmax probabilities; scores are the numbers before any softmax."""
    scores = X @ W + b
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@misconception("linear_scores")
def cuts_negative_scores(X, W, b):
    """Scores may be negative: do not cut them at zero."""
    return np.maximum(0, X @ W + b)


@misconception("linear_scores")
def scores_transposed(X, W, b):
    """Examples belong in the rows and classes in the columns: X @ W, not W.T @ X.T."""
    return (X @ W + b).T


# --- bias_trick -----------------------------------------------------------------------------


@misconception("bias_trick")
def ones_in_front(X):
    """The ones belong behind the features, as the last column, where merge_bias puts b."""
    return np.hstack([np.ones((len(X), 1)), X])


@misconception("bias_trick")
def zeros_appended(X):
    """A feature that is always 0 adds nothing to any score: append ones."""
    return np.hstack([X, np.zeros((len(X), 1))])


@misconception("bias_trick")
def ones_as_a_row(X):
    """A row more is an example more: append the ones as a column, along axis 1."""
    return np.vstack([X, np.ones((1, X.shape[1]))])


@misconception("bias_trick")
def one_added(X):
    """This adds 1 to every feature; append one more feature that is 1."""
    return X + 1


@misconception("bias_trick")
def last_feature_overwritten(X):
    """The ones replace the last feature; they belong behind it, so D grows to D + 1."""
    changed = X.copy()
    changed[:, -1] = 1
    return changed


@misconception("bias_trick")
def only_ones(X):
    """Only the column of ones is returned; the features belong before it."""
    return np.ones((len(X), 1))


# --- merge_bias -----------------------------------------------------------------------------


@misconception("merge_bias")
def bias_in_front(W, b):
    """b belongs in the last row of the matrix, because bias_trick appends the ones at the end."""
    return np.vstack([b, W])


@misconception("merge_bias")
def zeros_for_the_bias(W, b):
    """The last row must be b, not zeros."""
    return np.vstack([W, np.zeros_like(b)])


@misconception("merge_bias")
def ones_for_the_bias(W, b):
    """The ones belong to the examples; the last row of the weights is b."""
    return np.vstack([W, np.ones_like(b)])


@misconception("merge_bias")
def negative_bias(W, b):
    """The last row is b as it is: its sign is turned here."""
    return np.vstack([W, -b])


@misconception("merge_bias")
def bias_added_to_the_rows(W, b):
    """b becomes a row of its own; here it is added to every row of W."""
    return W + b


@misconception("merge_bias")
def merged_transposed(W, b):
    """One row more, not one column more: the result is (D + 1, C), with classes in the columns."""
    return np.vstack([W, b]).T


# --- predict --------------------------------------------------------------------------------


@misconception("predict")
def argmax_over_examples(scores):
    """argmax runs over the examples here; it must run over the classes, axis=1."""
    return scores.argmax(axis=0)


@misconception("predict")
def lowest_score(scores):
    """The prediction is the class with the highest score, not the lowest."""
    return scores.argmin(axis=1)


@misconception("predict")
def score_not_class(scores):
    """This is the highest score itself; return which class has it: argmax in place of max."""
    return scores.max(axis=1)


@misconception("predict")
def classes_from_one(scores):
    """Classes are counted from 0: do not add 1."""
    return scores.argmax(axis=1) + 1


@misconception("predict")
def largest_absolute_score(scores):
    """A very negative score speaks against a class: do not take the absolute value."""
    return np.abs(scores).argmax(axis=1)


@misconception("predict")
def one_hot(scores):
    """Return the number of the class, not a row with a 1 in its place."""
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


@misconception("predict")
def argmax_of_everything(scores):
    """argmax without an axis searches the whole array: every example has a class, so axis=1."""
    return int(scores.argmax())


# --- accuracy -------------------------------------------------------------------------------


@misconception("accuracy")
def counts_not_share(predicted, y):
    """This counts the right ones; divide by the number of examples."""
    return float(np.sum(predicted == y))


@misconception("accuracy")
def error_rate(predicted, y):
    """This is the share of wrong predictions."""
    return float(np.mean(predicted != y))


@misconception("accuracy")
def per_cent(predicted, y):
    """The accuracy is a share from 0 to 1, not a percentage."""
    return 100 * float(np.mean(predicted == y))


@misconception("accuracy")
def all_or_nothing(predicted, y):
    """This is 1 only if every prediction is right; average over the examples."""
    return float(np.array_equal(predicted, y))


@misconception("accuracy")
def mean_over_classes(predicted, y):
    """Every example counts the same: this averages the classes' own accuracies."""
    return float(np.mean([np.mean(predicted[y == c] == c) for c in np.unique(y)]))


@misconception("accuracy")
def mean_difference(predicted, y):
    """Classes have no distance: count equal ones, do not average the differences."""
    return float(np.mean(np.abs(predicted - y)))


# --- class_templates ------------------------------------------------------------------------


def stretched(images, low, span):
    return (images - low) / np.where(span > 0, span, 1)


def each(images):
    low = images.min(axis=(1, 2), keepdims=True)
    return stretched(images, low, images.max(axis=(1, 2), keepdims=True) - low)


@misconception("class_templates")
def rows_for_templates(W, shape):
    """Column c of W is the template of class c: reshape W.T, because reshape goes row by row."""
    return each(W.reshape(-1, *shape))


@misconception("class_templates")
def stretched_together(W, shape):
    """Each image is stretched for itself: take minimum and maximum image by image."""
    images = W.T.reshape(-1, *shape)
    return stretched(images, images.min(), np.ptp(images))


@misconception("class_templates")
def not_stretched(W, shape):
    """The images are not stretched to the range from 0 to 1."""
    return W.T.reshape(-1, *shape)


@misconception("class_templates")
def divided_by_the_maximum(W, shape):
    """Subtract the minimum first: then the smallest weight becomes 0."""
    images = W.T.reshape(-1, *shape)
    return images / images.max(axis=(1, 2), keepdims=True)


@misconception("class_templates")
def minimum_not_subtracted_below(W, shape):
    """Divide by max - min: once the minimum is subtracted, the old maximum is too much."""
    images = W.T.reshape(-1, *shape)
    low = images.min(axis=(1, 2), keepdims=True)
    return (images - low) / images.max(axis=(1, 2), keepdims=True)


@misconception("class_templates")
def grey_levels(W, shape):
    """The largest weight becomes 1, not 255."""
    return 255 * each(W.T.reshape(-1, *shape))


@misconception("class_templates")
def negative_images(W, shape):
    """Dark and bright are exchanged: the largest weight becomes 1."""
    images = W.T.reshape(-1, *shape)
    return np.where(np.ptp(images, axis=(1, 2), keepdims=True) > 0, 1 - each(images), 0.0)


@misconception("class_templates")
def height_and_width_exchanged(W, shape):
    """shape is (height, width): rows first."""
    return each(W.T.reshape(-1, shape[1], shape[0]))


@misconception("class_templates")
def divides_zero_by_zero(W, shape):
    """Where all weights of an image are equal this divides zero by zero: make it 0 there."""
    images = W.T.reshape(-1, *shape)
    low = images.min(axis=(1, 2), keepdims=True)
    return (images - low) / (images.max(axis=(1, 2), keepdims=True) - low)


def loop_over_examples(X, W, b):
    """Right, but with a Python loop over the examples."""
    return np.array([x @ W + b for x in X])
