"""As it was handed out."""

def squared_error(w, X, y, reg):
    raise NotImplementedError("line: squared_error")
