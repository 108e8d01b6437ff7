"""Recursion through compiled code, without a limit."""

import sys

sys.setrecursionlimit(10**8)


def squared_error(w, X, y, reg):
    def again(n):
        return sorted([n], key=again)

    return again(0)
