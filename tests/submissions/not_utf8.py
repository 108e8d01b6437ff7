"""Saved in another encoding: ü."""


def squared_error(w, X, y, reg):
    return 0.0, w
