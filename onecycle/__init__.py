"""The 1cycle policy for JAX: learning rate and momentum on one schedule, and a tool that finds the peak.

OneCycle is the schedule. cycled makes optax optimizers that follow it; OneCycleLR, SGD, Adam and AdamW are
for brainstate. find_max_lr and range_test find the peak, fit_one_cycle trains, sweep tries many cycles at
once, and like_torch, like_fastai, like_optax and like_braintools give the curves of other libraries.
"""

__version__ = "0.2.0"

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)  # the public names are in __init__.pyi
