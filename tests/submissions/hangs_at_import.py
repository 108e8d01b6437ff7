"""An endless loop at the top of the file."""

while True:
    pass


def squared_error(w, X, y, reg):
    return 0.0, w
