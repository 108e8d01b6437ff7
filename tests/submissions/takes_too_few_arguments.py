"""The wrong number of parameters."""

def squared_error(w, X, y):
    return 0.0, w
