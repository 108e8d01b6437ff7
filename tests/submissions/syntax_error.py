"""A bracket is missing."""

def squared_error(w, X, y, reg):
    return (0.0, w
