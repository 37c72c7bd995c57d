// The curves of the 1cycle policy, by the formulas of onecycle/segments.py: a curve is a row of segments between instants.
export const longest = 2 ** 31 - 1;

export const defaults = {
  max_lr: 0.01,
  total_steps: null,
  pct_start: 0.3,
  div_factor: 25,
  final_div_factor: 1e4,
  pct_hold: 0,
  pct_final: null,
  max_momentum: 0.95,
  base_momentum: 0.85,
  warmup: 'linear',
  anneal_strategy: 'cos',
};

// ---- instants: a whole number of steps and the rest, so that whole numbers are subtracted first

const tiny = 1e-30;

function instant(x) {
  const whole = Math.min(Math.max(Math.floor(x), 0), longest);
  const rest = x - whole;
  return { whole, rest: rest > 0 ? Math.max(rest, tiny) : rest };
}

const since = (moment, t) => t - moment.whole - moment.rest;
const until = (moment, t) => moment.whole - t + moment.rest;
const after = (a, b) => a.whole - b.whole + (a.rest - b.rest);
const plus = (a, b) => ({ whole: a.whole + b.whole, rest: a.rest + b.rest });
export const stepOf = (moment) => moment.whole + moment.rest;

// The whole number of steps that is meant: .07 * 100 is 7.000000000000001.
function snapped(x) {
  return Math.abs(x - Math.round(x)) <= 1e-15 * x ? Math.round(x) : x;
}

// The time when a `share` of `total` steps is over: the product is exact, as a double is a whole number over a power of two.
function moment(share, total) {
  let [numerator, bits] = [share, 0];
  for (; !Number.isInteger(numerator); bits++) numerator *= 2;
  const product = BigInt(numerator) * BigInt(total);
  const whole = Number(product >> BigInt(bits));
  const rest = Number(BigInt.asUintN(bits, product)) / 2 ** bits;
  const meant = snapped(whole + rest);
  return Number.isInteger(meant) ? instant(meant) : { whole, rest: Math.max(rest, tiny) };
}

// ---- shapes, for q from 0 at the nearer end to 1/2

const shapes = {
  linear: (q) => q,
  cos: (q) => Math.sin((Math.PI / 2) * q) ** 2,
  '1-sqrt': (q, nearLeft) => (nearLeft ? Math.sqrt(q) : q / (1 + Math.sqrt(1 - q))),
};

// ---- segments: each goes from one of a hyper-parameter's values to another; it holds after `begin`, until the next one does,
// and at `begin`, too, if it jumps

function segment(begin, left, right, first, last, shape, phase) {
  return { begin, left, right, first, last, shape, phase, jumps: false };
}

function pace(left, right) {
  const span = after(right, left);
  return span > tiny ? 1 / span : 1;
}

function height(s, values, t) {
  const nearLeft = since(s.left, t) < until(s.right, t);
  const q = Math.max(nearLeft ? since(s.left, t) : until(s.right, t), 0) * pace(s.left, s.right);
  const first = values[s.first];
  const last = values[s.last];
  return (nearLeft ? first : last) + (nearLeft ? last - first : first - last) * shapes[s.shape](q, nearLeft);
}

function inForce(segments, t) {
  const isOn = (s) => since(s.begin, t) > 0 || (s.jumps && since(s.begin, t) === 0);
  return segments.findLast(isOn) ?? segments[0];
}

export function valueAt(curve, values, step) {
  const t = Math.max(step, 0);
  return height(inForce(curve.segments, t), values, t);
}

// ---- curves: segments, the values that they join, and the length of the run

export function oneCycle(settings) {
  const s = { ...defaults, ...settings };
  const share = (x) => moment(x, s.total_steps);
  const start = instant(0);
  const peak = share(s.pct_start);
  const end = instant(s.total_steps);
  const ends = snapped(s.pct_start + s.pct_hold) >= 1;
  const release = ends ? end : s.pct_hold === 0 ? peak : plus(peak, share(s.pct_hold));
  const climb = segment(start, start, peak, 0, 1, s.warmup, 'warmup');
  const segments = [climb];
  if (s.pct_final === null) {
    const bottom = after(end, release) > 0 ? end : plus(release, { whole: 0, rest: tiny });
    segments.push(segment(peak, release, bottom, 1, 2, s.anneal_strategy, 'annealing'));
  } else {
    const tail = share(s.pct_final);
    segments.push(segment(peak, release, tail, 1, 0, s.anneal_strategy, 'annealing'));
    segments.push(segment(tail, tail, end, 0, 2, s.anneal_strategy, 'annihilation'));
  }
  return {
    segments,
    total: s.total_steps,
    rates: [s.max_lr / s.div_factor, s.max_lr, s.max_lr / s.final_div_factor],
    momenta: [s.max_momentum, s.base_momentum, s.max_momentum],
  };
}

// One curve after another: the step `first.total` is step 0 of the second.
export function chained(first, second) {
  const start = instant(first.total);
  const offset = first.rates.length;
  const [opening, ...rest] = second.segments.map((s) => ({
    ...s,
    begin: plus(s.begin, start),
    left: plus(s.left, start),
    right: plus(s.right, start),
    first: s.first + offset,
    last: s.last + offset,
  }));
  return {
    segments: [...first.segments, { ...opening, begin: start, jumps: true }, ...rest],
    total: first.total + second.total,
    rates: [...first.rates, ...second.rates],
    momenta: [...first.momenta, ...second.momenta],
  };
}

// The same up to `step`; what lies between it and the old end then reaches to `total`.
export function retime(curve, step, total) {
  const [at, old, end] = [step, curve.total, total].map(instant);
  const scale = after(end, at) / after(old, at);
  const move = (x) => {
    const beyond = { whole: x.whole - old.whole, rest: x.rest - old.rest };
    return Math.abs(after(x, old)) <= tiny ? plus(end, beyond) : plus(instant(after(x, at) * scale), at);
  };
  const moved = (s) => {
    const begin = move(s.begin);
    const later = after(begin, at) > 0;
    return { ...s, begin: later ? begin : at, left: move(s.left), right: move(s.right), jumps: s.jumps && later };
  };
  const now = Math.max(curve.segments.findLastIndex((s) => after(s.begin, at) <= 0), 0);
  return { ...curve, total, segments: [...curve.segments.slice(0, now + 1), ...curve.segments.slice(now).map(moved)] };
}

// ---- a design: cycles one after another, perhaps retimed, perhaps with a weight decay

export function curveOf(design) {
  const chain = design.cycles.map(oneCycle).reduce((first, second) => chained(first, second));
  return design.retime ? retime(chain, design.retime.step, design.retime.total_steps) : chain;
}

// The functions of the step that are drawn.
export function quantitiesOf(design) {
  const curve = curveOf(design);
  const lr = (t) => valueAt(curve, curve.rates, t);
  const momentum = (t) => valueAt(curve, curve.momenta, t);
  const quantities = { lr, momentum, effective: (t) => lr(t) / (1 - momentum(t)) };
  if (design.decay) {
    const values = design.cycles.flatMap(() => design.decay);
    quantities.decay = (t) => valueAt(curve, values, t);
  }
  return quantities;
}

// The steps where a curve bends, and those just before it jumps.
export function bendsOf(curve) {
  const bends = curve.segments.flatMap((s) => {
    const begin = Math.round(stepOf(s.begin) * 1e6) / 1e6;
    return [stepOf(s.left), stepOf(s.right), begin, ...(s.jumps ? [begin - 1e-7 * curve.total] : [])];
  });
  return [...new Set([0, ...bends, curve.total])].filter((t) => t >= 0 && t <= curve.total).sort((a, b) => a - b);
}

// The sum of a quantity over the updates of a run; long runs are sampled.
export function sumOver(quantity, total) {
  const count = Math.min(total, 20000);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += quantity(count === total ? i : ((i + 0.5) / count) * total);
  return (sum * total) / count;
}

// A curve as pieces that each library can say: {begin, end, shape, first, last, left, right, jumps}, in steps, with values.
export function piecesOf(curve, values) {
  const pieces = [];
  const begins = curve.segments.map((s, i) => (i === 0 ? 0 : stepOf(s.begin)));
  curve.segments.forEach((s, i) => {
    const begin = begins[i];
    const end = Math.min(begins[i + 1] ?? curve.total, curve.total);
    const left = stepOf(s.left);
    const right = stepOf(s.right);
    const first = values[s.first];
    const last = values[s.last];
    const climb = Math.max(begin, Math.min(left, end));
    const hold = { begin, end: climb, shape: 'constant', first, last: first, left: begin, right: climb, jumps: s.jumps };
    if (begin < climb) pieces.push(hold);
    if (climb >= end) return;
    const jumps = s.jumps && begin === climb;
    if (first === last) pieces.push({ begin: climb, end, shape: 'constant', first, last, left: climb, right: end, jumps });
    else pieces.push({ begin: climb, end, shape: s.shape, first, last, left, right, jumps });
  });
  return pieces;
}

// The name of the phase of a step, as `cycle.phase` gives it.
export function phaseAt(curve, t) {
  if (t > curve.total) return 'final';
  const last = curve.segments.findLast((s) => since(s.begin, t) >= 0) ?? curve.segments[0];
  return since(last.left, t) < 0 ? 'hold' : last.phase;
}
