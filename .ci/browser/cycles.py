"Cycles for the browser test of the explorer: their settings, steps, learning rates and momenta, as JSON on stdout."
import json
import re
from itertools import product
from onecycle import OneCycle

shapes = [(.3, 0, None), (0, 0, None), (1, 0, None), (.07, .5, None), (.45, .1, .6)]
cases = []
for (start, hold, final), warmup, anneal, total in product(shapes, ['linear', 'cos'], ['cos', 'linear', '1-sqrt'], [1, 7, 1000]):
    given = dict(max_lr=.3, total_steps=total, pct_start=start, pct_hold=hold, pct_final=final, div_factor=10, final_div_factor=1e6,
                 warmup=warmup, anneal_strategy=anneal, max_momentum=.97, base_momentum=.8)
    cycle, steps = OneCycle(**given), sorted({round(total * i / 40) for i in range(42)})
    settings = {re.sub('_(.)', lambda match: match[1].upper(), name): value for name, value in given.items()}
    cases.append(dict(settings=settings, steps=steps, lr=[cycle(t) for t in steps], momentum=[cycle.momentum(t) for t in steps]))
print(json.dumps(cases))
