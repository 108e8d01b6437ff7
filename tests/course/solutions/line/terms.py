import numpy as np

from grader import parts, terms


@terms("squared_error", words={"data": "the data term", "reg": "the regularization term"})
def addends(w, X, y, reg):
    error = X @ w - y
    return {
        "loss": {"data": np.mean(error**2), "reg": reg * np.sum(w * w)},
        "dw": {"data": 2 * X.T @ error / len(X), "reg": 2 * reg * w},
    }


@parts("squared_error")
def turns(w, X, y, reg):
    return {"dw": {"example": 2 * X * (X @ w - y)[:, None] / len(X)}}
