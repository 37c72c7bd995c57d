from .conventions import (
    like_braintools as like_braintools,
    like_fastai as like_fastai,
    like_optax as like_optax,
    like_optax_linear as like_optax_linear,
    like_torch as like_torch,
)
from .designer import design as design
from .optimizers import SGD as SGD, Adam as Adam, AdamW as AdamW
from .plotting import (
    plot_fit as plot_fit,
    plot_range_test as plot_range_test,
    plot_schedule as plot_schedule,
    plot_sweep as plot_sweep,
    plot_tournament as plot_tournament,
)
from .rangetest import RangeTest as RangeTest, range_test as range_test
from .schedule import (
    Chain as Chain,
    Curve as Curve,
    Follow as Follow,
    OneCycle as OneCycle,
    Retimed as Retimed,
    count_steps as count_steps,
)
from .scheduler import OneCycleLR as OneCycleLR
from .search import Tournament as Tournament, find_max_lr as find_max_lr, tournament as tournament
from .sweeps import Grid as Grid, Sweep as Sweep, sweep as sweep
from .training import Fit as Fit, LossNotFinite as LossNotFinite, fit_one_cycle as fit_one_cycle
from .transform import CycledState as CycledState, current as current, cycled as cycled

__version__: str
