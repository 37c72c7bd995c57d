// A design as code for each library: complete, imports included, and exactly the curve that is drawn.
import { float, literal as py } from './checks.js';
import { likeFastai, likeTorch } from './conventions.js';
import { curveOf, defaults, oneCycle, piecesOf, quantitiesOf, valueAt } from './formula.js';

const same = (a, b) => Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
const constant = (values) => values.every((x) => x === values[0]);
const indented = (text, by = 4) => text.replace(/^(?=.)/gm, ' '.repeat(by));

// A call on one line if it fits, else an argument a line. `args` are [name, text] or texts.
function call(name, args, room = 88) {
  const texts = args.map((arg) => (Array.isArray(arg) ? `${arg[0]}=${arg[1]}` : arg));
  const line = `${name}(${texts.join(', ')})`;
  if (line.length <= room && !line.includes('\n')) return line;
  return `${name}(\n${texts.map((text) => `${indented(text)},\n`).join('')})`;
}

const settings = (cycle) =>
  Object.keys(defaults)
    .filter((name) => name === 'max_lr' || cycle[name] !== defaults[name])
    .map((name) => [name, py(cycle[name])]);

// The expression that makes the curve, as one line where it fits.
export function expression(design, room = 80) {
  const [first, ...others] = design.cycles.map((cycle) => call('OneCycle', settings(cycle), room));
  const { retime } = design;
  const links = others.map((other) => `.then(${other})`);
  if (retime) links.push(`.retime(${retime.step}, ${retime.total_steps})`);
  if (!links.length) return first;
  return `(\n${[first, ...links].map((link) => indented(link)).join('\n')}\n)`;
}

export const oneLine = (design) => expression(design, Infinity).replace(/\n\s*/g, '').replace(/^\((.*)\)$/s, '$1');

const decayed = (design, follow) => {
  if (!design.decay) return [];
  return [['weight_decay', constant(design.decay) ? py(design.decay[0]) : follow]];
};

const follow = (design) => design.decay && `cycle.follow(${design.decay.map(py).join(', ')})`;

// ---- onecycle, with optax's optimizers

function onecycle(design) {
  const optimizer = design.decay ? 'optax.adamw' : 'optax.sgd';
  return `import optax
from onecycle import OneCycle, cycled

cycle = ${expression(design)}
optimizer = ${call('cycled', [optimizer, 'cycle', ...decayed(design, follow(design))])}
`;
}

// ---- brainstate

function brainstate(design) {
  const plain = design.cycles.length === 1 && !design.retime && !(design.decay && !constant(design.decay));
  const imports = plain ? 'SGD, OneCycleLR' : 'SGD, OneCycle, OneCycleLR';
  const start = py(design.cycles[0].max_momentum);
  const scheduler = plain
    ? `scheduler = ${call('OneCycleLR', [...settings(design.cycles[0]), ['cycle_momentum', 'True']], 76)}`
    : `cycle = ${expression(design)}\nscheduler = OneCycleLR.from_cycle(cycle, cycle_momentum=True)`;
  return `import brainstate
from onecycle import ${imports}

model = brainstate.nn.Linear(10, 1)  # your model
${scheduler}
optimizer = ${call('SGD', [['lr', 'scheduler'], ['momentum', start], ...decayed(design, follow(design))], 76)}
optimizer.register_trainable_weights(model.states(brainstate.ParamState))

# in the training loop: optimizer.step(gradients), then scheduler.step()
`;
}

// ---- optax alone

function optaxPiece(piece) {
  const { shape, first, last, begin, end, left, right } = piece;
  const span = right - left;
  const skipped = begin - left;
  const step = skipped ? `(step + ${py(skipped)})` : 'step';
  if (shape === 'constant') return `optax.constant_schedule(${py(first)})`;
  if (shape === 'linear') {
    const now = first + ((last - first) * skipped) / span;
    return `optax.linear_schedule(${py(now)}, ${py(last)}, ${py(right - begin)})`;
  }
  if (shape === '1-sqrt') {
    return `lambda step: ${py(first)} + (${py(last)} - ${py(first)}) * jnp.sqrt(jnp.clip(${step} / ${py(span)}, 0, 1))`;
  }
  const falls = first !== 0;
  const args = falls ? `${py(first)}, ${py(span)}, alpha=${py(last / first)}` : `${py(last)}, ${py(span)}`;
  const cosine = `optax.cosine_decay_schedule(${args})`;
  if (falls && !skipped) return cosine;
  return `lambda step: ${falls ? '' : `${py(last)} - `}${cosine}(${step.replace(/^\((.*)\)$/, '$1')})`;
}

function optaxSchedule(curve, values) {
  if (constant(values)) return py(values[0]);
  const pieces = piecesOf(curve, values);
  const [only] = pieces;
  if (pieces.length === 1) return optaxPiece(only);
  const boundaries = pieces.slice(1).map((piece) => py(piece.begin));
  const list = pieces.map((piece) => `        ${optaxPiece(piece)},\n`).join('');
  return `optax.join_schedules(\n    [\n${list}    ],\n    boundaries=[${boundaries.join(', ')}],\n)`;
}

function optax(design) {
  const curve = curveOf(design);
  const momentum = design.decay ? 'b1' : 'momentum';
  const parts = [['learning_rate', optaxSchedule(curve, curve.rates)], [momentum, optaxSchedule(curve, curve.momenta)]];
  if (design.decay) {
    const values = design.cycles.flatMap(() => design.decay);
    parts.push(['weight_decay', optaxSchedule(curve, values)]);
  }
  const named = parts.filter(([, text]) => /[(:]/.test(text));
  const lines = named.map(([name, text]) => `${name} = ${text}\n`).join('');
  const args = parts.map(([name, text]) => [name, /[(:]/.test(text) ? name : text]);
  const maker = design.decay ? 'optax.adamw' : 'optax.sgd';
  const jnp = lines.includes('jnp.') ? 'import jax.numpy as jnp\n' : '';
  return `${jnp}import optax

${lines}optimizer = ${call(`optax.inject_hyperparams(${maker})`, args)}
`;
}

// ---- a curve as a plain Python function, for whoever has no schedule that says it

function pythonPiece({ shape, first, last, left, right }) {
  if (shape === 'constant') return py(first);
  const since = left === 0 ? 'step' : `(step - ${py(left)})`;
  const share = right - left === 1 ? since : `${since} / ${py(right - left)}`;
  const way = `${py(first)} + (${py(last)} - ${py(first)})`;
  if (shape === 'linear') return `${way} * ${share}`;
  if (shape === '1-sqrt') return `${way} * math.sqrt(${share})`;
  return `${way} * math.sin(math.pi / 2 * ${share}) ** 2`;
}

function pythonFunction(name, curve, values) {
  const pieces = piecesOf(curve, values);
  const lines = pieces.map((piece, i) => {
    const result = `return ${pythonPiece(piece)}`;
    return i < pieces.length - 1 ? `    if step < ${py(piece.end)}:\n        ${result}\n` : `    ${result}\n`;
  });
  return `def ${name}(step):\n${lines.join('')}`;
}

// ---- torch

// The arguments of torch's OneCycleLR that give this cycle, or the reason why none do.
function torchArguments(design) {
  const [s] = design.cycles;
  if (design.cycles.length > 1) return 'has one cycle';
  if (design.retime) return 'cannot change the length of a run';
  if (s.warmup !== s.anneal_strategy) return 'uses one shape both ways';
  if (s.pct_hold > 0) return 'does not hold the peak';
  const peak = s.pct_start * s.total_steps;
  const total = s.total_steps + 1;
  if (peak <= 0) return 'fails without a warm-up';
  if (s.pct_final !== null && !(same(s.pct_final, 2 * s.pct_start) && 2 * peak < s.total_steps)) {
    return 'has its third phase only where the annealing is as long as the warm-up';
  }
  const final = s.final_div_factor / s.div_factor;
  if (Number.isNaN(final) || (final === 0 && s.max_lr > 0)) return 'cannot start at 0 and end above it';
  return [
    ['max_lr', py(s.max_lr)],
    ['total_steps', `${total}`],
    ['pct_start', float((peak + 1) / total)],
    ['anneal_strategy', py(s.anneal_strategy)],
    ['base_momentum', py(s.base_momentum)],
    ['max_momentum', py(s.max_momentum)],
    ['div_factor', py(s.div_factor)],
    ['final_div_factor', py(final)],
    ...(s.pct_final === null ? [] : [['three_phase', 'True']]),
  ];
}

function sampled(total) {
  if (total <= 4000) return Array.from({ length: total }, (_, i) => i);
  return Array.from({ length: 4001 }, (_, i) => Math.floor((i / 4000) * (total - 1)));
}

// By how much two rates differ at most: [difference, step].
function differ(lr, other, total) {
  return sampled(total).reduce(
    (worst, t) => {
      const gap = Math.abs(lr(t) - other(t));
      return gap > worst[0] ? [gap, t] : worst;
    },
    [0, 0],
  );
}

function nearestOf(design, candidates) {
  const { lr } = quantitiesOf(design);
  const total = curveOf(design).total;
  const tried = candidates.flatMap(({ args, make }) => {
    try {
      const curve = oneCycle(make(args).cycles[0]);
      return [{ args, differs: differ(lr, (t) => valueAt(curve, curve.rates, t), total) }];
    } catch {
      return [];
    }
  });
  return tried.sort((a, b) => a.differs[0] - b.differs[0])[0] ?? null;
}

// Where the rate peaks, and what it is at the start, at its highest and at the end.
function outline(design) {
  const curve = curveOf(design);
  const total = curve.total;
  const { lr } = quantitiesOf(design);
  const times = sampled(total);
  const top = Math.max(...times.map(lr));
  const peaks = times.filter((t) => lr(t) >= top * (1 - 1e-9));
  const [first, last] = [peaks[0], peaks.at(-1)];
  return { total, top, start: lr(0), end: lr(total), peaks: [...new Set([first, Math.round((first + last) / 2), last])] };
}

function nearestTorch(design) {
  const { total, top, start, end, peaks } = outline(design);
  const candidates = peaks.flatMap((peak) =>
    ['cos', 'linear'].flatMap((anneal_strategy) =>
      [false, true].map((three_phase) => ({
        make: likeTorch,
        args: {
          max_lr: top,
          total_steps: total + 1,
          pct_start: (Math.max(peak, 0.01) + 1) / (total + 1),
          anneal_strategy,
          div_factor: top / start,
          final_div_factor: start / end,
          three_phase,
          cycle_momentum: true,
          base_momentum: design.cycles[0].base_momentum,
          max_momentum: design.cycles[0].max_momentum,
        },
      })),
    ),
  );
  return nearestOf(design, candidates.filter(({ args }) => !Number.isNaN(args.final_div_factor) && args.div_factor < Infinity));
}

const percent = (x) => `${+(100 * x).toPrecision(3)} %`;

function howFar(what, nearest, design) {
  if (!nearest) return '';
  const peak = Math.max(...design.cycles.map((cycle) => cycle.max_lr));
  const [gap, step] = nearest.differs;
  return ` The nearest ${what} differs by up to ${percent(gap / peak)} of max_lr, at step ${step}.`;
}

function torch(design) {
  const curve = curveOf(design);
  const args = torchArguments(design);
  const decay = design.decay ?? [0];
  const momentum = curve.momenta[0];
  const optimizer = (lr) => {
    const more = decay[0] ? [['weight_decay', py(decay[0])]] : [];
    const given = ['model.parameters()', ['lr', lr], ['momentum', py(momentum)], ...more];
    return `model = torch.nn.Linear(10, 1)  # your model\noptimizer = ${call('torch.optim.SGD', given, 76)}\n`;
  };
  if (typeof args !== 'string' && constant(decay)) {
    const code = `import torch

${optimizer(py(curve.rates[0]))}scheduler = ${call('torch.optim.lr_scheduler.OneCycleLR', ['optimizer', ...args])}

for step in range(${curve.total}):
    ...  # the gradients of a batch
    optimizer.step()
    scheduler.step()
`;
    const note = `torch takes a step more: in step ${curve.total} it would be at the final rate, which a run of ${curve.total} updates does not reach.`;
    return { code, notes: [note] };
  }
  const parts = [['lr', curve.rates], ['momentum', curve.momenta]];
  if (!constant(decay)) parts.push(['weight_decay', design.cycles.flatMap(() => decay)]);
  const moving = parts.filter(([, values]) => !constant(values));
  const functions = moving.map(([name, values]) => pythonFunction(name, curve, values)).join('\n\n');
  const updated = moving.map(([name]) => `${name}=${name}(step)`).join(', ');
  const math = functions.includes('math.') ? 'import math\n' : '';
  const update = moving.length
    ? `    for group in optimizer.param_groups:\n        group.update(${updated})\n`
    : '';
  const code = `${math}import torch

${functions ? `\n${functions}\n\n` : ''}${optimizer(py(curve.rates[0]))}
for step in range(${curve.total}):
${update}    ...  # the gradients of a batch
    optimizer.step()
`;
  const nearest = nearestTorch(design);
  const why = typeof args === 'string' ? args : 'does not move the weight decay';
  const notes = [`torch's OneCycleLR ${why}: here is the curve as a function.`];
  if (typeof args === 'string') notes[0] += howFar('OneCycleLR', nearest, design);
  return { code, notes, nearest };
}

// ---- fastai

function fastaiPiece({ shape, first, last, begin, end, left, right }) {
  if (shape === 'constant') return `SchedNo(${py(first)}, ${py(first)})`;
  const [from, to] = [begin, end].map((t) => (t - left) / (right - left));
  const at = (share) => first + (last - first) * share;
  if (shape === 'linear') return `SchedLin(${py(from ? at(from) : first)}, ${py(to === 1 ? last : at(to))})`;
  const whole = shape === 'cos' ? `SchedCos(${py(first)}, ${py(last)})` : `SchedPoly(${py(first)}, ${py(last)}, 0.5)`;
  if (from === 0 && to === 1) return whole;
  return `lambda pos: ${whole}(${from ? `${py(from)} + ` : ''}${py(to - from)} * pos)`;
}

function fastaiSchedule(curve, values) {
  const pieces = constant(values)
    ? [{ shape: 'constant', first: values[0], begin: 0, end: curve.total }]
    : piecesOf(curve, values);
  if (pieces.length === 1) return fastaiPiece(pieces[0]);
  // Positions are single precision there: a jump comes a little early, lest its step be taken for the one before.
  const early = Math.min(4e-7, 0.25 / curve.total);
  const ends = pieces.slice(0, -1).map((piece, i) => piece.end / curve.total - (pieces[i + 1].jumps ? early : 0));
  const shares = ends.map((end, i) => end - (ends[i - 1] ?? 0));
  shares.push(1 - shares.reduce((sum, share) => sum + share, 0));
  const list = pieces.map((piece) => `        ${fastaiPiece(piece)},\n`).join('');
  return `combine_scheds(\n    [${shares.map(py).join(', ')}],\n    [\n${list}    ],\n)`;
}

const needs = (total) => `n_epoch = 10  # n_epoch * len(dls.train) has to be ${total}`;

function fastai(design) {
  const [s] = design.cycles;
  const curve = curveOf(design);
  const { decay } = design;
  const bent = [
    [design.cycles.length > 1, 'has one cycle'],
    [design.retime, 'cannot change the length of a run'],
    [s.warmup !== 'cos' || s.anneal_strategy !== 'cos', 'goes up and down on cosines'],
    [s.pct_hold > 0, 'does not hold the peak'],
    [s.pct_final !== null, 'has no third phase'],
    [s.pct_start === 0 || s.pct_start === 1, 'fails where a phase is empty'],
    [decay && !constant(decay), 'does not move the weight decay'],
  ].find(([found]) => found);
  if (!bent) {
    const args = [
      'n_epoch',
      ['lr_max', py(s.max_lr)],
      ['div', py(s.div_factor)],
      ['div_final', py(s.final_div_factor)],
      ['pct_start', float(s.pct_start)],
      ...(decay ? [['wd', py(decay[0])]] : []),
      ['moms', `(${[s.max_momentum, s.base_momentum, s.max_momentum].map(py).join(', ')})`],
    ];
    const code = `from fastai.basics import *
from fastai.callback.schedule import *

${needs(curve.total)}
${call('learn.fit_one_cycle', args)}  # learn is your Learner
`;
    return { code, notes: [] };
  }
  const parts = [['lr', curve.rates], ['mom', curve.momenta]];
  if (decay) parts.push(['wd', design.cycles.flatMap(() => decay)]);
  const lines = parts.map(([name, values]) => `    '${name}': ${indented(fastaiSchedule(curve, values)).trim()},\n`);
  const code = `from fastai.basics import *
from fastai.callback.schedule import *

scheds = {
${lines.join('')}}
${needs(curve.total)}
learn.fit(n_epoch, cbs=ParamScheduler(scheds))  # learn is your Learner
`;
  const { total, top, start, end, peaks } = outline(design);
  const candidates = peaks.map((peak) => ({
    make: likeFastai,
    args: {
      lr_max: top,
      total_steps: total,
      div: top / start,
      div_final: top / end,
      pct_start: peak / total,
      moms: [0.95, 0.85, 0.95],
      wd: null,
    },
  }));
  const nearest = nearestOf(design, candidates);
  const notes = [`fit_one_cycle ${bent[1]}: ParamScheduler says it.`];
  if (!design.decay || constant(design.decay)) notes[0] += howFar('fit_one_cycle', nearest, design);
  return { code, notes, nearest };
}

function optaxNotes(design, code) {
  if (!code.includes('jnp.sqrt')) return [];
  const power = (u) => (1 - u) ** 2;
  const [gap] = differ((t) => 1 - Math.sqrt(t / 4000), (t) => power(t / 4000), 4000);
  const nearest = `polynomial_schedule(power=2), would differ by up to ${percent(gap)} of the way down`;
  return [`optax has no 1-sqrt: a function of one line stands for it. The nearest, ${nearest}.`];
}

export const libraries = {
  onecycle: { title: 'onecycle + optax', make: (design) => ({ code: onecycle(design), notes: [] }) },
  brainstate: { title: 'brainstate', make: (design) => ({ code: brainstate(design), notes: [] }) },
  optax: {
    title: 'optax alone',
    make: (design) => {
      const code = optax(design);
      return { code, notes: optaxNotes(design, code) };
    },
  },
  torch: { title: 'torch', make: torch },
  fastai: { title: 'fastai', make: fastai },
};

// ---- tables

// Every step of the run, or as many as a file can hold, with what is drawn.
export function csv(design, most = 1e5) {
  const quantities = quantitiesOf(design);
  const { total } = curveOf(design);
  const names = { lr: 'learning_rate', momentum: 'momentum', effective: 'effective_rate', decay: 'weight_decay' };
  const keys = Object.keys(quantities);
  const count = Math.min(total, most);
  const rows = [['step', ...keys.map((key) => names[key])].join(',')];
  for (let i = 0; i <= count; i++) {
    const t = count === total ? i : Math.round((i / count) * total);
    rows.push([t, ...keys.map((key) => quantities[key](t))].join(','));
  }
  return `${rows.join('\n')}\n`;
}
