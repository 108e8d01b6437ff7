"""The multiclass hinge loss (SVM) and its gradient.

Shapes: N examples, D features, C classes. X (N, D) holds one example in each row, W (D, C) one
class template in each column, y (N,) the right classes as integers from 0 to C-1.
"""



def hinge_per_example(scores, y, delta=1.0):
    """The hinge loss of each example, without regularization.

    scores (N, C), y (N,), delta: the margin.
    Returns losses (N,): L_i = sum over j != y_i of max(0, scores[i, j] - scores[i, y_i] + delta).
    """
    # TODO: about 4 lines.
    raise NotImplementedError("a2_svm: hinge_per_example")


def svm_loss_naive(W, X, y, reg, delta=1.0):
    """The hinge loss and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the regularization strength, delta: the margin.
    Returns (loss, dW): loss = mean over i of L_i + reg * sum(W * W), dW (D, C) its gradient.
    """
    # TODO: about 10 lines.
    raise NotImplementedError("a2_svm: svm_loss_naive")


def svm_loss_vectorized(W, X, y, reg, delta=1.0):
    """The same as svm_loss_naive, without a loop over examples or classes."""
    # TODO: about 7 lines.
    raise NotImplementedError("a2_svm: svm_loss_vectorized")
