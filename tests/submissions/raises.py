"""Raises, with text that would spoil a terminal."""

import numpy as np


def squared_error(w, X, y, reg):
    raise ValueError("\x1b[31mred\u202e at 0x7f3a5c001234 in /home/student/line.py")
