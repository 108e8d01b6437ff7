"""Reads memory where there is none."""

import ctypes


def squared_error(w, X, y, reg):
    return ctypes.string_at(0), w
