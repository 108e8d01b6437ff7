"""Imported before NumPy: its linear algebra computes on one thread, as in the commands."""

import os

from grader.isolation.started import ONE_THREAD

os.environ.update(ONE_THREAD)
