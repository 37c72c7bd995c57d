__version__ = "0.1.0"

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "schedule": ["OneCycle", "Retimed", "count_steps"],
        "conventions": ["like_braintools", "like_fastai", "like_optax", "like_optax_linear", "like_torch"],
        "scheduler": ["OneCycleLR"],
        "optim": ["cycled", "current", "SGD", "Adam", "AdamW"],
        "finder": ["RangeTest", "Tournament", "find_max_lr", "range_test"],
        "plotting": ["plot_range_test", "plot_schedule", "plot_tournament"],
    },
)
