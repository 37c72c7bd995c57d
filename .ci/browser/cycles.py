"Designs for the browser test of the designer, what the package makes of them, and what it says to wrong input; as JSON on stdout."
import json
import math
from itertools import product
from onecycle import OneCycle

shapes = [(.3, 0, None), (0, 0, None), (1, 0, None), (.07, .5, None), (.45, .1, .6)]
given = dict(max_lr=.3, div_factor=10, final_div_factor=1e6, max_momentum=.97, base_momentum=.8)


def address(settings): return '&'.join(f'{name}={value}' for name, value in settings.items() if value is not None)


designs = []
for (start, hold, final), warmup, anneal, total in product(shapes, ['linear', 'cos'], ['cos', 'linear', '1-sqrt'], [1, 7, 1000]):
    settings = dict(given, total_steps=total, pct_start=start, pct_hold=hold, pct_final=final, warmup=warmup, anneal_strategy=anneal)
    cycle, text = OneCycle(**settings), address(settings)
    chain = cycle.then(OneCycle(.1, total))
    for curve, said in ((cycle, text), (chain, f'{text};max_lr=0.1&total_steps={total}'), (cycle.retime(total // 2, 3 * total), f'{text};retime={total // 2},{3 * total}')):
        steps = sorted({round(curve.total_steps * i / 40) for i in range(42)})
        designs.append(dict(address=said, steps=steps, lr=[curve(t) for t in steps], momentum=[curve.momentum(t) for t in steps]))

# What is typed, into which box, beside a cycle of 1,000 steps and a peak of 0.1.
typed = [('max_lr', '-1'), ('max_lr', 'inf'), ('max_lr', '1e400'), ('total_steps', '0'), ('total_steps', '1.5'), ('total_steps', '3000000000'), ('total_steps', 'many'),
         ('pct_start', '30'), ('pct_start', '-0.1'), ('pct_start', 'nan'), ('pct_hold', '0.9'), ('pct_final', '0.2'), ('pct_final', '1'), ('div_factor', '0'),
         ('final_div_factor', '-2.5'), ('max_momentum', '1'), ('max_momentum', '0.5'), ('base_momentum', '0.96'), ('base_momentum', '-1e-5')]


def value(text):
    try: return int(text)
    except ValueError: pass
    try: return float(text)
    except ValueError: return text


def said(name, text):
    try: OneCycle(**{'max_lr': .1, 'total_steps': 1000, name: value(text)})
    except (TypeError, ValueError) as error: return str(error)
    raise AssertionError(f'{name} = {text} is allowed')


print(json.dumps(dict(designs=designs, wrong=[[name, text, said(name, text)] for name, text in typed])))
