"""Calls sys.exit."""

import sys


def squared_error(w, X, y, reg):
    sys.exit(0)
