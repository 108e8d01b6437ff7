"""Fails before anything is called."""

import no_such_package


def squared_error(w, X, y, reg):
    return 0.0, w
