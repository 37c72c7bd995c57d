// Calls of other libraries as designs, by the rules of onecycle/conventions.py, and presets.
import { checkDesign, float } from './checks.js';
import { defaults } from './formula.js';

const one = (settings) => ({ cycles: [{ ...defaults, ...settings }], retime: null, decay: null });

function runLength({ total_steps, epochs, steps_per_epoch }) {
  if (total_steps !== null) return total_steps;
  if (epochs !== null && steps_per_epoch !== null) return epochs * steps_per_epoch;
  throw new RangeError('give total_steps or both epochs and steps_per_epoch');
}

const short = (x) => float(+x.toPrecision(6)).replace(/\.0$/, '');

export function likeTorch(given) {
  const total = runLength(given);
  if (!(total >= 2)) throw new RangeError(`total_steps must be at least 2, got ${total}`);
  const end = total - 1;
  const peak = given.pct_start * total - 1;
  if (!(peak > 0)) {
    const why = peak === 0 ? 'torch divides by zero' : 'torch starts past its peak, as no OneCycle does';
    throw new RangeError(`pct_start must be above 1 / total_steps, ${short(1 / total)}, got ${given.pct_start}: ${why}`);
  }
  if (given.three_phase && 2 * peak >= end) {
    const limit = `pct_start must be below ${short((total + 1) / (2 * total))} with three_phase, got ${given.pct_start}`;
    throw new RangeError(`${limit}: torch's run ends before its third phase begins, as no OneCycle does`);
  }
  return one({
    max_lr: given.max_lr,
    total_steps: end,
    pct_start: peak / end,
    div_factor: given.div_factor,
    final_div_factor: given.div_factor * given.final_div_factor,
    pct_final: given.three_phase ? (2 * peak) / end : null,
    max_momentum: given.max_momentum,
    base_momentum: given.cycle_momentum ? given.base_momentum : given.max_momentum,
    warmup: given.anneal_strategy,
    anneal_strategy: given.anneal_strategy,
  });
}

export function likeFastai({ lr_max, total_steps, div, div_final, pct_start, moms, wd }) {
  if (!Array.isArray(moms) || moms.length !== 3) throw new RangeError('moms must be three momenta');
  const [first, peak, last] = moms;
  if (first !== last || peak > first) {
    const got = `(${moms.map(float).join(', ')})`;
    throw new RangeError(`moms must begin and end with the same momentum, the highest, got ${got}`);
  }
  const momenta = { max_momentum: first, base_momentum: peak, warmup: 'cos' };
  const design = one({ max_lr: lr_max, total_steps, pct_start, div_factor: div, final_div_factor: div_final, ...momenta });
  return wd === null ? design : { ...design, decay: [wd, wd, wd] };
}

function wholeShares(total, shares) {
  const steps = Object.entries(shares).map(([name, share]) => [name, Math.trunc(share * total)]);
  steps.forEach(([name, low], i) => {
    const high = steps[i + 1]?.[1] ?? total;
    if (low < high) return;
    const rule = `${name} must fall a step or more before what follows it, step ${high}`;
    throw new RangeError(`${rule}, got ${shares[name]}, step ${low}`);
  });
  return steps.map(([, step]) => step / total);
}

export function likeOptax(given) {
  const [pct_start] = wholeShares(given.transition_steps, { pct_start: given.pct_start });
  return one({
    max_lr: given.peak_value,
    total_steps: given.transition_steps,
    pct_start,
    div_factor: given.div_factor,
    final_div_factor: given.div_factor * given.final_div_factor,
    warmup: 'cos',
  });
}

export function likeOptaxLinear(given) {
  const shares = { pct_start: given.pct_start, pct_final: given.pct_final };
  const [pct_start, pct_final] = wholeShares(given.transition_steps, shares);
  return one({
    max_lr: given.peak_value,
    total_steps: given.transition_steps,
    pct_start,
    pct_final,
    div_factor: given.div_factor,
    final_div_factor: given.div_factor * given.final_div_factor,
    anneal_strategy: 'linear',
  });
}

export function likeBraintools(given) {
  const { max_lr, pct_start, anneal_strategy, div_factor, final_div_factor } = given;
  return one({ max_lr, total_steps: runLength(given), pct_start, anneal_strategy, div_factor, final_div_factor });
}

// The scheduler of this package: braintools' arguments, and the rest of a cycle's.
export function likeScheduler(given) {
  const names = Object.keys(defaults).filter((name) => name in given && name !== 'total_steps');
  const settings = Object.fromEntries(names.map((name) => [name, given[name]]));
  const still = given.cycle_momentum ? {} : { base_momentum: given.max_momentum };
  return one({ ...settings, ...still, total_steps: runLength(given) });
}

export function likeOneCycle(given) {
  return one(given);
}

// optax.warmup_cosine_decay_schedule: linear up, cosine down, and nothing about momentum.
export function likeWarmupCosine({ init_value, peak_value, warmup_steps, decay_steps, end_value }) {
  const share = warmup_steps / decay_steps;
  const still = { max_momentum: 0.9, base_momentum: 0.9 };
  const factors = { div_factor: peak_value / init_value, final_div_factor: peak_value / end_value };
  return one({ max_lr: peak_value, total_steps: decay_steps, pct_start: share, ...factors, ...still });
}

// ---- signatures: the names and defaults of each peer; an argument without a default is required

const required = Symbol('required');
const steps = { total_steps: null, epochs: null, steps_per_epoch: null };
const torch = {
  max_lr: required,
  ...steps,
  pct_start: 0.3,
  anneal_strategy: 'cos',
  cycle_momentum: true,
  base_momentum: 0.85,
  max_momentum: 0.95,
  div_factor: 25,
  final_div_factor: 1e4,
  three_phase: false,
  last_epoch: -1,
};
const braintools = {
  max_lr: 0.01,
  ...steps,
  pct_start: 0.3,
  anneal_strategy: 'cos',
  div_factor: 25,
  final_div_factor: 1e4,
  last_epoch: 0,
};
const fastai = { div: 25, div_final: 1e5, pct_start: 0.25 };
const moms = [0.95, 0.85, 0.95];
const cosine = { transition_steps: required, peak_value: required, pct_start: 0.3, div_factor: 25, final_div_factor: 1e4 };
const linear = { ...cosine, pct_final: 0.85 };
const linearOrder = ['transition_steps', 'peak_value', 'pct_start', 'pct_final', 'div_factor', 'final_div_factor'];
const inOrder = (signature, names) => Object.fromEntries(names.map((name) => [name, signature[name]]));
const momenta = { cycle_momentum: false, base_momentum: 0.85, max_momentum: 0.95 };
const more = { warmup: 'linear', pct_hold: 0, pct_final: null, ...momenta };

export const signatures = {
  torch: { library: 'torch', make: likeTorch, names: { optimizer: null, ...torch } },
  like_torch: { library: 'torch', make: likeTorch, names: torch },
  fastai: {
    library: 'fastai',
    make: likeFastai,
    names: { n_epoch: null, lr_max: required, ...fastai, wd: null, moms, cbs: null, total_steps: required },
  },
  like_fastai: {
    library: 'fastai',
    make: likeFastai,
    names: { lr_max: required, total_steps: required, ...fastai, moms, wd: null },
  },
  optax: { library: 'optax', make: likeOptax, names: cosine },
  optax_linear: { library: 'optax', make: likeOptaxLinear, names: inOrder(linear, linearOrder) },
  warmup_cosine: {
    library: 'optax',
    make: likeWarmupCosine,
    names: { init_value: required, peak_value: required, warmup_steps: required, decay_steps: required, end_value: 0 },
  },
  braintools: { library: 'braintools', make: likeBraintools, names: braintools },
  scheduler: { library: 'onecycle', make: likeScheduler, names: { ...braintools, ...more } },
  onecycle: { library: 'onecycle', make: likeOneCycle, names: { ...defaults, total_steps: required } },
};

// The design of a call: its positional and named arguments in the peer's own order and names.
export function designOf(kind, positional, named) {
  const { names, make } = signatures[kind];
  const order = Object.keys(names);
  if (positional.length > order.length) throw new RangeError(`${positional.length} arguments are too many`);
  const given = { ...Object.fromEntries(positional.map((value, i) => [order[i], value])), ...named };
  for (const name of Object.keys(named)) {
    if (!order.includes(name)) throw new RangeError(`there is no argument ${name}; the names are ${order.join(', ')}`);
  }
  const filled = { ...names, ...given };
  const missing = order.filter((name) => filled[name] === required);
  if (missing.length) throw new RangeError(`${missing.join(' and ')} must be given`);
  return checkDesign(make(filled));
}

// ---- presets, at the peak and over the steps that the page has

const still = { max_momentum: 0.9, base_momentum: 0.9 };

function repeated(base, count, gamma) {
  const shape = { pct_start: 0.5, div_factor: 10, final_div_factor: 10, anneal_strategy: 'linear', ...still };
  const shares = Array.from({ length: count }, (_, i) => Math.floor((base.total_steps * (i + 1)) / count));
  const cycles = shares.map((end, i) => ({
    ...defaults,
    ...shape,
    max_lr: +(base.max_lr * gamma ** i).toPrecision(12),
    total_steps: end - (shares[i - 1] ?? 0),
  }));
  return { cycles: cycles.filter((cycle) => cycle.total_steps > 0), retime: null, decay: null };
}

const torchLike = ({ max_lr, total_steps }, more = {}) =>
  designOf('like_torch', [], { max_lr, total_steps: total_steps + 1, ...more });

export const presets = {
  'braintools, onecycle': (base) => one(base),
  torch: (base) => torchLike(base),
  'torch, three_phase': (base) => torchLike(base, { three_phase: true }),
  fastai: (base) => designOf('like_fastai', [], { lr_max: base.max_lr, total_steps: base.total_steps }),
  'optax, cosine': (base) => designOf('optax', [base.total_steps, base.max_lr], {}),
  'optax, linear': (base) => designOf('optax_linear', [base.total_steps, base.max_lr], {}),
  "the paper's three phases": (base) =>
    one({ ...base, pct_start: 0.45, pct_final: 0.9, div_factor: 10, final_div_factor: 1000, anneal_strategy: 'linear' }),
  'warmup-stable-decay': (base) =>
    one({ ...base, pct_start: 0.05, pct_hold: 0.75, div_factor: 100, anneal_strategy: '1-sqrt', ...still }),
  'warm-up, then cosine': (base) => one({ ...base, pct_start: 0.05, div_factor: Infinity, final_div_factor: Infinity, ...still }),
  'linear to zero': (base) =>
    one({ ...base, pct_start: 0, final_div_factor: Infinity, anneal_strategy: 'linear', ...still }),
  triangular: (base) => repeated(base, 3, 1),
  'triangular2, half as high each time': (base) => repeated(base, 3, 0.5),
  'warm restarts, each twice as long': ({ max_lr, total_steps }) => {
    const ends = [0, 1 / 7, 3 / 7, 1].map((share) => Math.round(share * total_steps));
    const shape = { max_lr, pct_start: 0, final_div_factor: 100, ...still };
    const cycles = [1, 2, 3].map((i) => ({ ...defaults, ...shape, total_steps: ends[i] - ends[i - 1] }));
    return { cycles: cycles.filter((cycle) => cycle.total_steps > 0), retime: null, decay: null };
  },
};
