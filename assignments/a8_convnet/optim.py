"""Adam: steps of stochastic gradient descent with a length of their own for every weight."""

import numpy as np


def adam(w, dw, config):
    """One step of Adam.

    w, dw: arrays of one shape. config: a dict that may have
      learning_rate (1e-3 where it is not there), beta1 (0.9), beta2 (0.999), epsilon (1e-8), and
      m, v, t: what the step before left: running means of dw and of dw**2, and how many steps there
      were. Before the first step m and v are zeros and t is 0.
    Returns (next_w, config): the weights after the step, and the config for the next step, with the
    new m, v and t in it.
    """
    # TODO: about 6 lines.
    raise NotImplementedError("a8_convnet: adam")
