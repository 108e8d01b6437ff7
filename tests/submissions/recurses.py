"""Recursion without an end."""

def squared_error(w, X, y, reg):
    return squared_error(w, X, y, reg)
