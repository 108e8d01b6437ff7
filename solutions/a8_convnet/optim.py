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
    # BEGIN SOLUTION
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, **config}
    beta1, beta2, t = config["beta1"], config["beta2"], config.get("t", 0) + 1
    m = beta1 * config.get("m", 0.0) + (1 - beta1) * dw
    v = beta2 * config.get("v", 0.0) + (1 - beta2) * dw**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + config["epsilon"])
    return w - config["learning_rate"] * step, {**config, "m": m, "v": v, "t": t}
    # END SOLUTION
