"""How the benchmarks measure: in one process, interleaved; medians with quartiles; ratios taken turn by turn."""
import json
import os
import platform
import random
import timeit
from importlib.metadata import version
from pathlib import Path
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown
from matplotlib.ticker import LogLocator

FIGURES = Path(__file__).with_name('figures.json')  # what the front page and speed.ipynb quote
STYLE = Path(__file__).parents[1] / 'figures.mplstyle'
if STYLE.exists(): plt.style.use(STYLE)  # not as a context: a backend that is chosen inside one is forgotten after it


def machine(*packages):
    "What was measured, and where."
    return f'Python {platform.python_version()}, {", ".join(f"{name} {version(name)}" for name in packages)}; {os.cpu_count()} cores, {platform.machine()}'


def in_turns(
    calls,  # functions of no argument, by name
    turns,  # how often each is measured
    seconds,  # how long it is called in one turn, about; 0 for one call
) -> dict:  # seconds a call, an array of `turns`, by name
    "Time every call in every turn, in an order drawn anew."
    def number(call):
        call(), call()  # some compile once more
        return max(1, round(seconds / timeit.timeit(call, number=1))) if seconds else 1
    numbers, order = {name: number(call) for name, call in calls.items()}, random.Random(0)
    times = {name: [] for name in calls}
    for _ in range(turns):
        for name in order.sample(list(calls), len(calls)): times[name].append(timeit.timeit(calls[name], number=numbers[name]) / numbers[name])
    return {name: np.array(seconds) for name, seconds in times.items()}


def quartiles(x): return tuple(map(float, np.quantile(x, [.25, .5, .75])))


def ratios(times, base): return {name: quartiles(seconds / times[base]) for name, seconds in times.items()}


def brief(x): return f'{x:,.0f}' if x >= 9.995 else f'{x:#.3g}' if x >= .9995 else f'{x:#.2g}'


def said(quartiles):
    "Median and quartiles, in words."
    low, median, high = map(brief, quartiles)
    return f'{median} ({low} to {high})'


def differs(ratio, noise):
    "Does a ratio of times show a difference: the quartiles on one side of 1, the median beyond the noise?"
    low, median, high = ratio
    return (low > 1 or high < 1) and not noise[0] <= median <= noise[2]


def compared(ratio, noise):
    "What a ratio of times says; `noise` has the quartiles of the same thing against itself."
    return f'{said(ratio)}' + ('' if differs(ratio, noise) else ', no difference')


def table(times, base, unit='µs'):
    "Medians with their quartiles, and the ratio to `base`."
    scale = {'s': 1, 'ms': 1e3, 'µs': 1e6, 'ns': 1e9}[unit]
    rows = [f'| {name} | {said(np.multiply(quartiles(times[name]), scale))} | {said(ratio)} |' for name, ratio in ratios(times, base).items()]
    return Markdown('\n'.join([f'| | {unit} | ratio to {base} |', '|---|---|---|', *rows]))


def dots(ratios, xlabel, ax=None, limit=None, noise=None):
    "Medians as dots, quartiles as bars, on a log axis; dashed a limit, grey the noise."
    if ax is None: _, ax = plt.subplots(figsize=(6, .8 + .24 * len(ratios)), dpi=80, layout='constrained')
    low, median, high = np.array(list(ratios.values())).T
    ax.errorbar(median, range(len(ratios)), xerr=[median - low, high - median], fmt='o', ms=4, capsize=2, lw=1)
    if limit: ax.axvline(limit, color='k', ls='--', lw=.8)
    if noise: ax.axvspan(noise[0], noise[2], color='.85', zorder=0)
    ax.set(xscale='log', xlabel=xlabel, yticks=range(len(ratios)), yticklabels=list(ratios))
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high.max() < 100 * low.min() else (1,)))
    ax.xaxis.set_major_formatter('{x:g}'), ax.xaxis.set_minor_formatter('')
    ax.invert_yaxis(), ax.grid(alpha=.3), ax.spines[['top', 'right']].set_visible(False)
    return ax


def device():
    "The kind of accelerator that is measured, or None for a CPU."
    import jax
    kind = os.environ.get('ONECYCLE_DEVICE')  # a name under which a CPU stands in
    return kind or (None if jax.default_backend() == 'cpu' else jax.devices()[0].device_kind)


def known():
    "All figures that are kept: of the CPU by name, of each accelerator under 'devices'."
    return json.loads(FIGURES.read_text()) if FIGURES.exists() else {}


def record(**figures):
    "Keep figures, each a number or quartiles, for the pages that quote them."
    everything, kind = known(), device()
    def kept(x): return [kept(item) for item in x] if isinstance(x, (list, tuple)) else float(f'{x:.6g}')
    mine = everything if kind is None else everything.setdefault('devices', {}).setdefault(kind, {})
    mine.update({name: kept(value) for name, value in figures.items()})
    FIGURES.write_text(json.dumps(everything, indent=1, sort_keys=True) + '\n')
