"""Waits for ever, without computing."""

import time


def squared_error(w, X, y, reg):
    time.sleep(1000)
