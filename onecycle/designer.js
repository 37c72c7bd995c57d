// Made of nbs/designer/*.js by nbs/api/designer.ipynb: do not edit.

const formulaModule = (() => {
// The curves of the 1cycle policy, by the formulas of onecycle/segments.py: a curve is a row of segments between instants.
const longest = 2 ** 31 - 1;

const defaults = {
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
const stepOf = (moment) => moment.whole + moment.rest;

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

function valueAt(curve, values, step) {
  const t = Math.max(step, 0);
  return height(inForce(curve.segments, t), values, t);
}

// ---- curves: segments, the values that they join, and the length of the run

function oneCycle(settings) {
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
function chained(first, second) {
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
function retime(curve, step, total) {
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

function curveOf(design) {
  const chain = design.cycles.map(oneCycle).reduce((first, second) => chained(first, second));
  return design.retime ? retime(chain, design.retime.step, design.retime.total_steps) : chain;
}

// The functions of the step that are drawn.
function quantitiesOf(design) {
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
function bendsOf(curve) {
  const bends = curve.segments.flatMap((s) => {
    const begin = Math.round(stepOf(s.begin) * 1e6) / 1e6;
    return [stepOf(s.left), stepOf(s.right), begin, ...(s.jumps ? [begin - 1e-7 * curve.total] : [])];
  });
  return [...new Set([0, ...bends, curve.total])].filter((t) => t >= 0 && t <= curve.total).sort((a, b) => a - b);
}

// The sum of a quantity over the updates of a run; long runs are sampled.
function sumOver(quantity, total) {
  const count = Math.min(total, 20000);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += quantity(count === total ? i : ((i + 0.5) / count) * total);
  return (sum * total) / count;
}

// A curve as pieces that each library can say: {begin, end, shape, first, last, left, right, jumps}, in steps, with values.
function piecesOf(curve, values) {
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
function phaseAt(curve, t) {
  if (t > curve.total) return 'final';
  const last = curve.segments.findLast((s) => since(s.begin, t) >= 0) ?? curve.segments[0];
  return since(last.left, t) < 0 ? 'hold' : last.phase;
}

return { longest, defaults, stepOf, valueAt, oneCycle, chained, retime, curveOf, quantitiesOf, bendsOf, sumOver, piecesOf, phaseAt };
})();

const checksModule = (() => {
// What a number may be, in the words of the package's errors.
const { longest } = formulaModule;

const rules = {
  rate: ['a finite number, not negative, or a list of them, one a parameter group', (x) => x >= 0 && x < Infinity],
  whole: [`a whole number from 1 to ${longest}`, (x) => Number.isInteger(x) && x >= 1 && x <= longest],
  step: [`a whole number from 0 to ${longest}`, (x) => Number.isInteger(x) && x >= 0 && x <= longest],
  fraction: ['a fraction, not a percentage, from 0 to 1', (x) => x >= 0 && x <= 1],
  factor: ['a positive number (inf is allowed)', (x) => x > 0],
  momentum: ['a number from 0 to below 1', (x) => x >= 0 && x < 1],
  decay: ['a finite number, not negative', (x) => x >= 0 && x < Infinity],
};

const kinds = {
  max_lr: 'rate',
  total_steps: 'whole',
  pct_start: 'fraction',
  div_factor: 'factor',
  final_div_factor: 'factor',
  pct_hold: 'fraction',
  pct_final: 'fraction',
  max_momentum: 'momentum',
  base_momentum: 'momentum',
};

const choices = { warmup: ['linear', 'cos'], anneal_strategy: ['cos', 'linear', '1-sqrt'] };

// A float as Python writes it.
function float(x) {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  const [digits, power] = x.toExponential().split('e');
  if (x !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? '-' : '+'}${Math.abs(power).toString().padStart(2, '0')}`;
  }
  const text = String(x);
  return text.includes('.') ? text : `${text}.0`;
}

// A number as one writes it in Python: 1000, 0.004, 1e-05.
function literal(x) {
  if (x === null) return 'None';
  if (typeof x === 'string') return `'${x}'`;
  if (x === Infinity) return "float('inf')";
  return Number.isInteger(x) && Math.abs(x) < 1e16 ? String(x) : float(x);
}

const numeral = /^[+-]?(\d[\d_]*(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

// The number that a text stands for, as in Python; undefined if it is none.
function numberIn(text) {
  const plain = text.trim().replace(/^float\('inf'\)$/, 'inf');
  if (/^[+-]?inf(inity)?$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(plain)) return NaN;
  return numeral.test(plain) ? Number(plain.replaceAll('_', '')) : undefined;
}

function got(text) {
  const x = numberIn(text);
  if (x === undefined) return `'${text.trim()}'`;
  return /^[+-]?\d[\d_]*$/.test(text.trim()) ? String(x) : float(x);
}

// The number in `text`; throws where it is not allowed.
function checked(name, text, kind = kinds[name]) {
  if (name === 'pct_final' && /^(None)?$/.test(text.trim())) return null;
  const [allowed, fits] = rules[kind];
  const x = numberIn(text);
  if (x === undefined || !fits(x)) throw new RangeError(`${name} must be ${allowed}, got ${got(text)}`);
  return x;
}

function chosen(name, text) {
  const names = choices[name];
  if (names.includes(text)) return text;
  throw new RangeError(`${name} must be one of ${names.map((x) => `'${x}'`).join(', ')}, got '${text}'`);
}

// What is wrong with numbers that are fine alone: [the setting to mark, the sentence], or null.
function contradiction(s) {
  const used = s.pct_start + s.pct_hold;
  if (used > 1 + 1e-9) {
    return ['pct_hold', `pct_start + pct_hold must be at most 1, got ${float(s.pct_start)} + ${float(s.pct_hold)}`];
  }
  if (s.pct_final !== null && !(used < s.pct_final && s.pct_final < 1)) {
    const place = `pct_final must lie above pct_start + pct_hold, here ${float(used)}, and below 1`;
    return ['pct_final', `${place}, got ${float(s.pct_final)}`];
  }
  if (s.base_momentum > s.max_momentum) {
    const most = `base_momentum must be at most max_momentum, here ${float(s.max_momentum)}`;
    return ['base_momentum', `${most}, got ${float(s.base_momentum)}`];
  }
  return null;
}

function checkRetime(step, total, old) {
  if (step >= old) throw new RangeError(`step must be below the total_steps of the cycle, ${old}, got ${step}`);
  if (total <= step) throw new RangeError(`total_steps must be above step, ${step}, got ${total}`);
}

// A whole design; throws at the first thing that is not allowed.
function checkDesign(design) {
  for (const cycle of design.cycles) {
    for (const name of Object.keys(kinds)) checked(name, literal(cycle[name]));
    for (const name of Object.keys(choices)) chosen(name, cycle[name]);
    const found = contradiction(cycle);
    if (found) throw new RangeError(found[1]);
  }
  const total = design.cycles.reduce((sum, cycle) => sum + cycle.total_steps, 0);
  if (design.cycles.length > 1) checked('total_steps of both curves together', String(total), 'whole');
  if (design.retime) {
    checked('step', literal(design.retime.step), 'step');
    checked('total_steps', literal(design.retime.total_steps));
    checkRetime(design.retime.step, design.retime.total_steps, total);
  }
  for (const x of design.decay ?? []) checked('weight_decay', literal(x), 'decay');
  return design;
}

// The updates of a run, as `count_steps` counts them.
function countSteps(epochs, examples, batch, dropLast = false, accumulate = 1) {
  const batches = dropLast ? Math.floor(examples / batch) : Math.ceil(examples / batch);
  const updates = Math.floor((epochs * batches) / accumulate);
  if (updates < 1) {
    const run = `${epochs} epochs of ${batches} batches, accumulated by ${accumulate}`;
    throw new RangeError(`the run must have at least one update, got ${run}`);
  }
  return updates;
}

return { kinds, choices, float, literal, numberIn, checked, chosen, contradiction, checkRetime, checkDesign, countSteps };
})();

const addressModule = (() => {
// A page of the designer as the part of an address after '#', and back:
//   max_lr=0.1&total_steps=1000;max_lr=0.05&total_steps=500;retime=600,2000;weight_decay=0.1,0.01,0.1/...
// Cycles follow each other after ';', pinned designs after '/'. A setting left out has its default.
const { choices, checkDesign, checked, chosen, kinds, literal, numberIn } = checksModule;
const { defaults } = formulaModule;

const short = (x) => (typeof x === 'string' ? x : literal(x).replace("float('inf')", 'inf').replace('e+', 'e'));

function written(design) {
  const cycles = design.cycles.map((cycle) =>
    Object.keys(defaults)
      .filter((name) => name === 'max_lr' || cycle[name] !== defaults[name])
      .map((name) => `${name}=${short(cycle[name])}`)
      .join('&'),
  );
  if (design.retime) cycles.push(`retime=${design.retime.step},${design.retime.total_steps}`);
  if (design.decay) cycles.push(`weight_decay=${design.decay.map(short).join(',')}`);
  return cycles.join(';');
}

function numbersIn(name, text, count) {
  const numbers = text.split(',').map((part) => numberIn(part));
  if (numbers.length === count && !numbers.includes(undefined)) return numbers;
  throw new RangeError(`${name} must be ${count} numbers, got '${text}'`);
}

function readDesign(text) {
  const design = { cycles: [], retime: null, decay: null };
  for (const part of text.split(';')) {
    const pairs = part.split('&').map((pair) => pair.split(/=(.*)/s).slice(0, 2));
    const [name, value = ''] = pairs[0];
    if (name === 'retime') {
      const [step, total_steps] = numbersIn(name, value, 2);
      design.retime = { step, total_steps };
    } else if (name === 'weight_decay') {
      design.decay = numbersIn(name, value, 3);
    } else {
      const cycle = { ...defaults };
      for (const [key, given = ''] of pairs) {
        if (!Object.hasOwn(defaults, key)) throw new RangeError(`'${key}' is no setting of a cycle`);
        cycle[key] = key in choices ? chosen(key, given) : checked(key, given, kinds[key]);
      }
      if (cycle.total_steps === null) throw new RangeError('total_steps must be given');
      design.cycles.push(cycle);
    }
  }
  if (!design.cycles.length) throw new RangeError('there is no cycle in this address');
  return checkDesign(design);
}

function writePage({ design, pins }) {
  return [design, ...pins].map(written).join('/');
}

function readPage(text) {
  const [design, ...pins] = text.split('/').map((part) => readDesign(decodeURIComponent(part)));
  return { design, pins };
}

return { written, readDesign, writePage, readPage };
})();

const conventionsModule = (() => {
// Calls of other libraries as designs, by the rules of onecycle/conventions.py, and presets.
const { checkDesign, float } = checksModule;
const { defaults } = formulaModule;

const one = (settings) => ({ cycles: [{ ...defaults, ...settings }], retime: null, decay: null });

function runLength({ total_steps, epochs, steps_per_epoch }) {
  if (total_steps !== null) return total_steps;
  if (epochs !== null && steps_per_epoch !== null) return epochs * steps_per_epoch;
  throw new RangeError('give total_steps or both epochs and steps_per_epoch');
}

const short = (x) => float(+x.toPrecision(6)).replace(/\.0$/, '');

function likeTorch(given) {
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

function likeFastai({ lr_max, total_steps, div, div_final, pct_start, moms, wd }) {
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

function likeOptax(given) {
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

function likeOptaxLinear(given) {
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

function likeBraintools(given) {
  const { max_lr, pct_start, anneal_strategy, div_factor, final_div_factor } = given;
  return one({ max_lr, total_steps: runLength(given), pct_start, anneal_strategy, div_factor, final_div_factor });
}

// The scheduler of this package: braintools' arguments, and the rest of a cycle's.
function likeScheduler(given) {
  const names = Object.keys(defaults).filter((name) => name in given && name !== 'total_steps');
  const settings = Object.fromEntries(names.map((name) => [name, given[name]]));
  const still = given.cycle_momentum ? {} : { base_momentum: given.max_momentum };
  return one({ ...settings, ...still, total_steps: runLength(given) });
}

function likeOneCycle(given) {
  return one(given);
}

// optax.warmup_cosine_decay_schedule: linear up, cosine down, and nothing about momentum.
function likeWarmupCosine({ init_value, peak_value, warmup_steps, decay_steps, end_value }) {
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

const signatures = {
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
function designOf(kind, positional, named) {
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

const presets = {
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

return { likeTorch, likeFastai, likeOptax, likeOptaxLinear, likeBraintools, likeScheduler, likeOneCycle, likeWarmupCosine, signatures, designOf, presets };
})();

const parseModule = (() => {
// A pasted call of torch, fastai, optax, braintools or this package, read as text: nothing of it is ever run.
const { checkRetime, checkDesign } = checksModule;
const { designOf, signatures } = conventionsModule;

const token = /\s+|#[^\n]*|\\\n|(\d[\d_]*\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([A-Za-z_][\w.]*)|('[^'\n]*'|"[^"\n]*")|(\*\*|\/\/|[-+*/%()[\]{},=.:<>!@|&])/giy;

function tokens(text) {
  const found = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new SyntaxError(`this cannot be read: ${text.slice(at, at + 20)}`);
    const [, number, name, string, sign] = match;
    if (number !== undefined) found.push({ kind: 'number', value: Number(number.replaceAll('_', '')) });
    else if (name !== undefined) found.push({ kind: 'name', value: name });
    else if (string !== undefined) found.push({ kind: 'string', value: string.slice(1, -1) });
    else if (sign !== undefined) found.push({ kind: 'sign', value: sign });
  }
  return found;
}

// A value that only a running program knows.
class Unknown {
  constructor(text) {
    this.text = text;
  }
}

const constants = { True: true, False: false, None: null, inf: Infinity };
const arithmetic = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
};

// A reader of Python's expressions: numbers and arithmetic, strings, tuples, names that were given a number above, and calls.
class Reader {
  constructor(list, names = {}) {
    this.list = list;
    this.names = names;
    this.at = 0;
  }

  peek(sign) {
    const next = this.list[this.at];
    return next?.kind === 'sign' && next.value === sign;
  }

  take(sign) {
    if (!this.peek(sign)) return false;
    this.at++;
    return true;
  }

  need(sign) {
    if (!this.take(sign)) throw new SyntaxError(`a ${sign} is missing`);
  }

  combine(signs, operand) {
    let left = operand();
    for (let sign = signs.find((s) => this.peek(s)); sign; sign = signs.find((s) => this.peek(s))) {
      this.need(sign);
      const right = operand();
      const known = typeof left === 'number' && typeof right === 'number';
      left = known ? arithmetic[sign](left, right) : new Unknown(`${this.said(left)} ${sign} ${this.said(right)}`);
    }
    return left;
  }

  said(value) {
    return value instanceof Unknown ? value.text : String(value);
  }

  expression() {
    return this.combine(['+', '-'], () => this.combine(['*', '//', '/', '%'], () => this.power()));
  }

  power() {
    if (this.take('-')) {
      const value = this.power();
      return typeof value === 'number' ? -value : new Unknown(`-${this.said(value)}`);
    }
    if (this.take('+')) return this.power();
    const base = this.atom();
    if (!this.take('**')) return base;
    const exponent = this.power();
    const known = typeof base === 'number' && typeof exponent === 'number';
    return known ? base ** exponent : new Unknown(`${this.said(base)} ** ${this.said(exponent)}`);
  }

  atom() {
    const next = this.list[this.at++];
    if (!next) throw new SyntaxError('the call is not complete');
    if (next.kind === 'number' || next.kind === 'string') return next.value;
    if (next.kind === 'name') return this.name(next.value);
    if (next.value === '(' || next.value === '[') return this.group(next.value === '(' ? ')' : ']');
    throw new SyntaxError(`a value is expected before ${next.value}`);
  }

  group(closing) {
    const values = [];
    let comma = closing === ']';
    while (!this.take(closing)) {
      values.push(this.expression());
      if (this.take(',')) comma = true;
      else if (!this.peek(closing)) throw new SyntaxError(`a ${closing} is missing`);
    }
    return comma || values.length !== 1 ? values : values[0];
  }

  name(name) {
    if (this.take('(')) {
      const { positional, named } = this.arguments();
      if (name === 'float' && /^[+]?inf(inity)?$/i.test(positional[0])) return Infinity;
      if (['float', 'int', 'round'].includes(name) && typeof positional[0] === 'number') {
        return name === 'float' ? positional[0] : Math[name === 'int' ? 'trunc' : 'round'](positional[0]);
      }
      while (this.take('.')) this.at++;
      const inside = [...positional.map((x) => this.said(x)), ...Object.keys(named).map((key) => `${key}=...`)];
      return new Unknown(`${name}(${inside.join(', ')})`);
    }
    if (this.take('[')) {
      this.group(']');
      return new Unknown(`${name}[...]`);
    }
    if (Object.hasOwn(constants, name)) return constants[name];
    if (/^(math|np|numpy|jnp|torch|float)\.inf$/.test(name)) return Infinity;
    return Object.hasOwn(this.names, name) ? this.names[name] : new Unknown(name);
  }

  // What stands between the brackets of a call, the opening one taken.
  arguments() {
    const positional = [];
    const named = {};
    while (!this.take(')')) {
      const next = this.list[this.at];
      const after = this.list[this.at + 1];
      if (next?.kind === 'name' && after?.value === '=') {
        this.at += 2;
        named[next.value] = this.expression();
      } else {
        if (Object.keys(named).length) throw new SyntaxError('an argument without a name comes after one with a name');
        positional.push(this.expression());
      }
      if (!this.take(',') && !this.peek(')')) throw new SyntaxError('a ) is missing');
    }
    return { positional, named };
  }
}

const callables =
  /(?<![\w.])([A-Za-z_][\w.]*\.)?(like_torch|like_fastai|like_optax_linear|like_optax|like_braintools|cosine_onecycle_schedule|linear_onecycle_schedule|warmup_cosine_decay_schedule|fit_one_cycle|OneCycleLR|OneCycle)\s*\(/;
const kindOf = {
  like_torch: 'like_torch',
  like_fastai: 'like_fastai',
  like_optax: 'optax',
  like_optax_linear: 'optax_linear',
  like_braintools: 'braintools',
  cosine_onecycle_schedule: 'optax',
  linear_onecycle_schedule: 'optax_linear',
  warmup_cosine_decay_schedule: 'warmup_cosine',
  fit_one_cycle: 'fastai',
  OneCycle: 'onecycle',
};

// OneCycleLR is a class of torch, of braintools and of this package.
function schedulerKind(text, prefix, { positional, named }) {
  if (/torch|lr_scheduler/.test(prefix) || positional[0] instanceof Unknown || 'optimizer' in named) return 'torch';
  if (/brain|bts|bst/.test(prefix)) return 'braintools';
  if ('three_phase' in named) return 'torch';
  return /import.*braintools|from braintools/.test(text) ? 'braintools' : 'scheduler';
}

// The numbers that lines such as `max_lr = 3e-3` give to names.
function assignments(text) {
  const names = {};
  for (const [, name, value] of text.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*([^=#\n]+)/gm)) {
    try {
      const reader = new Reader(tokens(value), names);
      const found = reader.expression();
      if (reader.at === reader.list.length && !(found instanceof Unknown)) names[name] = found;
    } catch {
      // a line of another kind
    }
  }
  return names;
}

function plain(kind, name, value) {
  const ignored = ['optimizer', 'n_epoch', 'cbs', 'last_epoch'];
  if (ignored.includes(name)) return null;
  const parts = Array.isArray(value) && name !== 'moms' ? null : value;
  if (parts === null && value !== null) {
    if (!value.length || value.some((x) => x !== value[0])) {
      throw new RangeError(`${name} must be one number here, got a list: design one parameter group at a time`);
    }
    return value[0];
  }
  if (value instanceof Unknown) throw new RangeError(`${name} must be a number, got ${value.text}: write the number in its place`);
  return value;
}

// Reads the call that begins at the reader's place, its name taken: {design, library, notes}.
function readCall(text, prefix, name, reader, page) {
  const { positional, named } = reader.arguments();
  const kind = kindOf[name] ?? schedulerKind(text, prefix, { positional, named });
  const order = Object.keys(signatures[kind].names);
  const notes = [];
  const values = positional.map((value, i) => plain(kind, order[i], value));
  const others = Object.fromEntries(Object.entries(named).map(([key, value]) => [key, plain(kind, key, value)]));
  if (kind === 'fastai') {
    const epochs = named.n_epoch ?? positional[0];
    others.total_steps = page.total_steps;
    notes.push(`fastai counts epochs${typeof epochs === 'number' ? `, here ${epochs}` : ''}: the ${page.total_steps} steps of this page are kept`);
  }
  return { design: designOf(kind, values, others), library: signatures[kind].library, notes };
}

// The design that `text` calls for. `page` says what the page has where a call does not say it: {total_steps}.
function parse(text, page) {
  const match = callables.exec(text);
  if (!match) {
    const names = 'OneCycleLR, fit_one_cycle, cosine_onecycle_schedule, linear_onecycle_schedule, OneCycle';
    throw new SyntaxError(`no call of ${names} or a like_ function was found`);
  }
  const [whole, prefix = '', name] = match;
  const reader = new Reader(tokens(text.slice(match.index + whole.length)), assignments(text.slice(0, match.index)));
  const found = readCall(text, prefix, name, reader, page);
  const { design } = found;
  // `.then(...)` and `.retime(...)` of this package; closing brackets around a chain are passed over.
  const follows = () => {
    let at = reader.at;
    while (reader.list[at]?.value === ')') at++;
    const [dot, method, open] = reader.list.slice(at, at + 3);
    if (dot?.value !== '.' || !['then', 'retime'].includes(method?.value) || open?.value !== '(') return null;
    reader.at = at + 3;
    return method.value;
  };
  for (let method = follows(); method; method = follows()) {
    if (design.retime) throw new RangeError('one retime, at the end, is all that this page can show');
    if (method === 'then') {
      const next = reader.list[reader.at]?.value.split('.').pop();
      if (next !== 'OneCycle' || !(reader.at += 1) || !reader.take('(')) throw new RangeError('then takes a OneCycle here');
      design.cycles.push(...readCall(text, '', 'OneCycle', reader, page).design.cycles);
      reader.need(')');
    } else {
      const { positional, named } = reader.arguments();
      const [step, total_steps] = [positional[0] ?? named.step, positional[1] ?? named.total_steps];
      if (![step, total_steps].every(Number.isInteger)) throw new RangeError('retime takes two whole numbers');
      checkRetime(step, total_steps, design.cycles.reduce((sum, cycle) => sum + cycle.total_steps, 0));
      design.retime = { step, total_steps };
    }
  }
  return { ...found, design: checkDesign(design) };
}

return { parse };
})();

const codeModule = (() => {
// A design as code for each library: complete, imports included, and exactly the curve that is drawn.
const { float, literal: py } = checksModule;
const { likeFastai, likeTorch } = conventionsModule;
const { curveOf, defaults, oneCycle, piecesOf, quantitiesOf, valueAt } = formulaModule;

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
function expression(design, room = 80) {
  const [first, ...others] = design.cycles.map((cycle) => call('OneCycle', settings(cycle), room));
  const { retime } = design;
  const links = others.map((other) => `.then(${other})`);
  if (retime) links.push(`.retime(${retime.step}, ${retime.total_steps})`);
  if (!links.length) return first;
  return `(\n${[first, ...links].map((link) => indented(link)).join('\n')}\n)`;
}

const oneLine = (design) => expression(design, Infinity).replace(/\n\s*/g, '').replace(/^\((.*)\)$/s, '$1');

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

const libraries = {
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
function csv(design, most = 1e5) {
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

return { expression, oneLine, libraries, csv };
})();

const figureModule = (() => {
// The drawing: a panel for each quantity, a line for each design.
const { bendsOf, curveOf, quantitiesOf } = formulaModule;

const colors = ['#1f77b4', '#d9730d', '#2f9550', '#9b59b6', '#c0504d'];
const panels = [
  ['lr', 'learning rate', 3],
  ['momentum', 'momentum', 1.6],
  ['effective', 'effective rate, lr / (1 − momentum)', 2],
  ['decay', 'weight decay', 1.6],
];
const left = 52;
const right = 12;
const gap = 30;

// A number for people: four digits, and powers of ten where they are shorter.
function label(x) {
  const y = +x.toPrecision(4);
  if (y === 0 || (Math.abs(y) >= 1e-3 && Math.abs(y) < 1e6)) return String(y);
  return y.toExponential().replace('+', '');
}

// Round numbers from `low` to `high`, about as many as `most`.
function ticks(low, high, most) {
  const rough = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999);
  const begin = Math.ceil(low / step - 1e-6);
  return Array.from({ length: Math.floor(high / step + 1e-6) - begin + 1 }, (_, i) => (begin + i) * step);
}

function decades(low, high, most) {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((to - from + 1) / Math.max(most, 1)));
  return Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((n) => n % every === 0).map((n) => 10 ** n);
}

function linearScale(name, values, height) {
  const top = Math.max(...values);
  const bottom = Math.min(...values);
  const [low, high] = name === 'momentum' ? [Math.min(0.8, Math.floor(bottom * 10) / 10), 1] : [0, top > 0 ? top : 1];
  return { place: (v) => (high - v) / (high - low), marks: ticks(low, high, height / 24) };
}

function logScale(values, height) {
  const positive = values.filter((v) => v > 0);
  const high = Math.max(...positive);
  const low = Math.max(Math.min(...positive), high * 1e-9);
  const [top, bottom] = [Math.log10(high), Math.min(Math.log10(low), Math.log10(high) - 1)];
  const place = (v) => Math.min((top - Math.log10(Math.max(v, 1e-300))) / (top - bottom), 1);
  return { place, marks: decades(10 ** bottom, high, height / 18) };
}

function samplesOf(design) {
  const curve = curveOf(design);
  const even = Array.from({ length: 301 }, (_, i) => (i / 300) * curve.total);
  const times = [...even, ...bendsOf(curve)].sort((a, b) => a - b);
  return { total: curve.total, times, quantities: quantitiesOf(design) };
}

const line = (times, values, x, y) => times.map((t, i) => `${i ? 'L' : 'M'}${x(t).toFixed(1)},${y(values[i]).toFixed(1)}`).join('');

function panel({ name, title, top, height, width, drawn, x, step, log }) {
  const shown = drawn.filter(({ quantities }) => quantities[name]);
  const rows = shown.map(({ times, quantities }) => times.map(quantities[name]));
  const positive = rows.flat().some((v) => v > 0);
  const all = rows.flat();
  const scale = log && positive && name !== 'momentum' ? logScale(all, height) : linearScale(name, all, height);
  const y = (v) => top + scale.place(v) * height;
  const grid = scale.marks.map(
    (v) =>
      `<path d="M${left},${y(v).toFixed(1)}H${width - right}" stroke="currentColor" opacity=".15"/>` +
      `<text x="${left - 6}" y="${(y(v) + 4).toFixed(1)}" text-anchor="end">${label(v)}</text>`,
  );
  const curves = shown.map(({ times, color, current }, i) => {
    const drawnLine = line(times, rows[i], x, y);
    const width = current ? 2.5 : 1.5;
    return `<path class="curve" d="${drawnLine}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"/>`;
  });
  const { total, quantities, color } = shown.at(-1);
  const dots = [];
  if (total <= 60 && shown.at(-1).current) {
    for (let t = 0; t < total; t++) {
      dots.push(`<circle cx="${x(t).toFixed(1)}" cy="${y(quantities[name](t)).toFixed(1)}" r="2.2" fill="${color}"/>`);
    }
  }
  const marker = step === null || step > total || !shown.at(-1).current ? '' : `<circle cx="${x(step)}" cy="${y(quantities[name](step))}" r="4.5" fill="${color}"/>`;
  const at = x(step).toFixed(1);
  const cursor = `<path d="M${at},${top.toFixed(1)}V${(top + height).toFixed(1)}" stroke="currentColor" stroke-dasharray="3 3" opacity=".6"/>`;
  const heading = `<text x="${left}" y="${top - 9}" font-weight="bold">${title}</text>`;
  return heading + grid.join('') + (step === null ? '' : cursor) + curves.join('') + dots.join('') + marker;
}

// The inside of an SVG of this size. `designs` are {design, color}, the current one last; `step` may be null.
function figure({ designs, width, height, step, log }) {
  const drawn = designs.map(({ design, color }, i) => ({ ...samplesOf(design), color, current: i === designs.length - 1 }));
  const total = Math.max(...drawn.map((d) => d.total));
  const shown = panels.filter(([name]) => drawn.some(({ quantities }) => quantities[name]));
  const shares = shown.reduce((sum, [, , share]) => sum + share, 0);
  const room = height - 22 - gap * shown.length;
  const x = (t) => left + (t / total) * (width - left - right);
  let top = gap - 6;
  let inside = '';
  for (const [name, title, share] of shown) {
    const tall = (room * share) / shares;
    inside += panel({ name, title, top, height: tall, width, drawn, x, step, log });
    top += tall + gap;
  }
  for (const t of ticks(0, total, (width - left) / 90)) {
    const anchor = t === 0 ? 'start' : x(t) > width - 40 ? 'end' : 'middle';
    inside += `<text x="${x(t).toFixed(1)}" y="${height - 4}" text-anchor="${anchor}">${label(t)}${t === 0 ? ' steps' : ''}</text>`;
  }
  return { inside, total };
}

// A file of its own, for white paper.
function file(designs, width = 800, height = 520, log = false) {
  const { inside } = figure({ designs, width, height, step: null, log });
  const start = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `${start} font-family="sans-serif" font-size="12" fill="#222" color="#222"><rect width="100%" height="100%" fill="#fff"/>${inside}</svg>\n`;
}

return { colors, left, right, label, figure, file };
})();

const styleModule = (() => {
const style = `
.onecycle { container-type: inline-size; font-size: 14px; line-height: 1.35; color-scheme: light dark; margin: .25rem 0 1.5rem }
html:not(.quarto-dark) body:not(.quarto-dark) .onecycle { color-scheme: light }
.quarto-dark .onecycle, [data-bs-theme=dark] .onecycle { color-scheme: dark }
.onecycle *, .onecycle *::before { box-sizing: border-box }
.onecycle .bar { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin-bottom: .5rem }
.onecycle .bar .gap { flex: 1 }
.onecycle :where(button, select, input:not([type=range]):not([type=checkbox]), textarea) {
  font: inherit; color: CanvasText; background: Canvas; border: 1px solid #868e96; border-radius: 5px; padding: .15rem .5rem }
.onecycle button { cursor: pointer }
.onecycle button:hover { border-color: #1f77b4 }
.onecycle button:disabled { opacity: .5; cursor: default }
.onecycle :is(button, select, input, textarea, summary, pre):focus-visible { outline: 2px solid #3a8fd0; outline-offset: 1px }
.onecycle :is([aria-pressed=true], [aria-selected=true]) { background: #1a5fb4; border-color: #1a5fb4; color: #fff }
.onecycle .work { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: 1.25rem; align-items: start }
.onecycle svg { display: block; width: 100%; touch-action: pan-y; cursor: crosshair; font-size: 11.5px; overflow: visible }
.onecycle svg text { fill: currentColor }
.onecycle .reader { width: calc(100% - 48px); margin: 0 0 0 44px; accent-color: #1f77b4; display: block }
.onecycle .values { min-height: 2.7em; margin: .1rem 0 0; padding-left: 52px; font-variant-numeric: tabular-nums }
.onecycle .setting { display: grid; grid-template-columns: 8.7rem minmax(0, 1fr) 5.6rem; gap: 0 .6rem; align-items: center; min-height: 1.86rem }
.onecycle .setting label { font-family: var(--bs-font-monospace, monospace); font-size: .86rem; cursor: help }
.onecycle .setting select { grid-column: 2 / 4 }
.onecycle .setting input[type=range] { width: 100%; margin: 0; accent-color: #1f77b4 }
.onecycle .setting input[type=text] { width: 100%; text-align: right; font-variant-numeric: tabular-nums; padding: .05rem .4rem }
.onecycle .error { grid-column: 1 / -1; color: #b3261e; margin: .1rem 0 .3rem }
.quarto-dark .onecycle .error, [data-bs-theme=dark] .onecycle .error { color: #ff9d94 }
.onecycle .error:empty { display: none }
.onecycle [aria-invalid=true] { border-color: #b3261e; outline: 1px solid #b3261e }
.onecycle .more { border-top: 1px solid #868e9655; padding: .3rem 0 0; margin-top: .3rem }
.onecycle .more > summary { cursor: pointer }
.onecycle .line { display: flex; flex-wrap: wrap; gap: .3rem .5rem; align-items: center; margin: .25rem 0 }
.onecycle .line label { display: inline-flex; gap: .35rem; align-items: center }
.onecycle .line input[type=text] { width: 4.1rem; text-align: right; padding: .05rem .35rem }
.onecycle table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-variant-numeric: tabular-nums }
.onecycle table :is(th, td) { font-size: 13px; padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid #868e9640; vertical-align: top; font-weight: normal }
.onecycle thead th { opacity: .8 }
.onecycle :is(th, td):first-child { text-align: left; white-space: nowrap }
.onecycle :is(th, td):nth-child(2) { text-align: left; width: 50% }
.onecycle table button { padding: 0 .35rem }
.onecycle td:last-child { white-space: nowrap; padding-right: 0 }
.onecycle td code { background: none; color: inherit; padding: 0; overflow-wrap: anywhere; white-space: normal }
.onecycle .swatch { display: inline-block; width: 1.1rem; height: .28rem; border-radius: 2px; vertical-align: middle; margin-right: .4rem }
.onecycle [role=tabpanel] { margin-top: .4rem }
.onecycle pre { margin: .3rem 0 0; padding: .6rem .8rem; background: #868e9618; border-radius: 6px; overflow: auto; max-height: 26rem; font-size: 13px; white-space: pre }
.onecycle pre code { background: none; color: inherit; padding: 0 }
.onecycle .notes { margin: .3rem 0 }
.onecycle dialog { width: min(44rem, 92vw); border: 1px solid #868e96; border-radius: 8px; color: CanvasText; background: Canvas; padding: 1rem 1.25rem }
.onecycle dialog::backdrop { background: #0008 }
.onecycle dialog textarea { width: 100%; min-height: 9rem; font-family: monospace; margin: .5rem 0 }
.onecycle .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (max-width: 46rem) {
  .onecycle .work { grid-template-columns: minmax(0, 1fr) }
  .onecycle .curves { position: sticky; top: var(--below, 0px); z-index: 2; background: var(--bs-body-bg, Canvas); padding-bottom: .3rem }
  .onecycle .controls * { scroll-margin-top: calc(var(--figure, 20rem) + var(--below, 0px) + 5rem); scroll-margin-bottom: 2rem }
  .onecycle .setting { min-height: 2.3rem }
  .onecycle th:nth-child(2), .onecycle td:nth-child(2) { display: none }
}
@container (min-width: 46.01rem) and (max-width: 53rem) {
  .onecycle .work { grid-template-columns: minmax(0, 1fr) 20rem; gap: .8rem }
  .onecycle .setting { grid-template-columns: 8.6rem minmax(0, 1fr) 5.2rem }
}
@media (max-height: 30rem) and (min-width: 40rem) {
  .onecycle .curves { position: sticky; top: var(--below, 0px) }
}
`;

return { style };
})();

const viewModule = (() => {
// The panel: builds the page once, then keeps drawing and fields in step with a design.
const { readPage, writePage } = addressModule;
const { checked, checkDesign, checkRetime, choices, contradiction, countSteps, literal } = checksModule;
const { csv, libraries, oneLine } = codeModule;
const { presets } = conventionsModule;
const { colors, figure, file, label, left, right } = figureModule;
const { curveOf, phaseAt, quantitiesOf, sumOver } = formulaModule;
const { parse } = parseModule;
const { style } = styleModule;

const initial = 'max_lr=0.1&total_steps=1000';

// What each setting means, and how far its slider goes; those of `log` move in powers of ten.
const settings = {
  max_lr: ['the peak learning rate', { log: true, min: -5, max: 1, step: 0.05 }],
  total_steps: ['optimizer updates in the run', { log: true, whole: true, min: 0, max: 6, step: 0.05 }],
  pct_start: ['share of the run spent in warm-up', { min: 0, max: 1, step: 0.01 }],
  pct_hold: ['share of the run spent at the peak', { min: 0, max: 1, step: 0.01 }],
  pct_final: ['where a third phase begins, as a share of the run; empty for none', { min: 0, max: 1, step: 0.01 }],
  div_factor: ['initial_lr = max_lr / div_factor; inf starts at 0', { log: true, min: 0, max: 8, step: 0.1 }],
  final_div_factor: ['final_lr = max_lr / final_div_factor; inf ends at 0', { log: true, min: 0, max: 8, step: 0.1 }],
  max_momentum: ['momentum at both ends', { min: 0, max: 0.99, step: 0.01 }],
  base_momentum: ['momentum at the peak', { min: 0, max: 0.99, step: 0.01 }],
  warmup: ['shape of the warm-up', null],
  anneal_strategy: ['shape of the annealing', null],
};

const shown = (x) => (x === null ? '' : literal(x).replace("float('inf')", 'inf'));
const rounded = (x) => Math.round(x * 100) / 100;

function settingRow(name, [about, range], id) {
  const start = `<div class="setting"><label for="${id(name)}" title="${about}">${name}</label>`;
  const error = `<p class="error" id="${id(`${name}-error`)}" role="alert"></p></div>`;
  const described = `aria-describedby="${id(`${name}-about`)} ${id(`${name}-error`)}"`;
  const hint = `<span class="unseen" id="${id(`${name}-about`)}">${about}</span>`;
  if (!range) {
    const options = choices[name].map((kind) => `<option>${kind}</option>`).join('');
    return `${start}<select id="${id(name)}" ${described}>${options}</select>${hint}${error}`;
  }
  const bounds = `min="${range.min}" max="${range.max}" step="${range.step}"`;
  const slider = `<input type="range" id="${id(`${name}-slider`)}" ${bounds} aria-label="${name}: ${about}">`;
  const hold = name === 'pct_final' ? 'placeholder="None"' : '';
  const box = `<input type="text" id="${id(name)}" inputmode="text" autocomplete="off" ${hold} ${described}>`;
  return `${start}${slider}${box}${hint}${error}`;
}

const boxes = (names, id) =>
  names.map(([name, text]) => `<label>${text} <input type="text" id="${id(name)}" autocomplete="off"></label>`).join('');

function page(id) {
  const presetOptions = Object.keys(presets).map((name) => `<option>${name}</option>`).join('');
  const tab = ([name, { title }]) =>
    `<button type="button" role="tab" id="${id(`tab-${name}`)}" aria-controls="${id('code')}" data-library="${name}">${title}</button>`;
  return `<style>${style}</style>
<div class="bar">
  <label for="${id('preset')}" class="unseen">preset</label>
  <select id="${id('preset')}"><option value="">Start from…</option>${presetOptions}</select>
  <button type="button" id="${id('paste')}">Paste a call…</button>
  <span class="gap"></span>
  <label><input type="checkbox" id="${id('log')}"> log scale</label>
  <button type="button" id="${id('pin')}">Pin to compare</button>
  <button type="button" id="${id('link')}">Copy link</button>
  <button type="button" id="${id('csv')}">CSV</button>
  <button type="button" id="${id('svg')}">SVG</button>
</div>
<div class="work">
  <div class="curves">
    <svg role="img" id="${id('figure')}"></svg>
    <input class="reader" id="${id('step')}" type="range" min="0" max="1000" value="300" aria-label="step to read">
    <p class="values" id="${id('values')}"></p>
  </div>
  <div class="controls">
    <div class="line" id="${id('cycles')}" role="group" aria-label="cycles, one after another"></div>
    ${Object.entries(settings).map(([name, entry]) => settingRow(name, entry, id)).join('')}
    <details class="more"><summary>total_steps from epochs and examples</summary>
      <div class="line">${boxes([['epochs', 'epochs'], ['examples', 'examples'], ['batch', 'batch size']], id)}</div>
      <div class="line"><label><input type="checkbox" id="${id('drop')}"> drop the last, shorter batch</label>
      <button type="button" id="${id('count')}">Set total_steps</button></div>
      <p class="error" id="${id('count-error')}" role="alert"></p></details>
    <details class="more" id="${id('retime-more')}"><summary>Retime: another length from a step on</summary>
      <div class="line"><label><input type="checkbox" id="${id('retime')}"> on</label>
      ${boxes([['retime-step', 'at step'], ['retime-total', 'to end at']], id)}</div>
      <p class="error" id="${id('retime-error')}" role="alert"></p></details>
    <details class="more" id="${id('decay-more')}"><summary>Weight decay along the cycle</summary>
      <div class="line"><label><input type="checkbox" id="${id('decay')}"> on</label>
      ${boxes([['decay-0', 'start'], ['decay-1', 'peak'], ['decay-2', 'end']], id)}</div>
      <p class="error" id="${id('decay-error')}" role="alert"></p></details>
  </div>
</div>
<table><caption class="unseen">the designs, compared</caption><thead><tr><th scope="col">design</th><th scope="col">cycle</th><th scope="col">steps</th>
  <th scope="col" title="the sum of the learning rate over all updates">area under lr</th>
  <th scope="col" title="the mean learning rate, as a share of the highest">mean / peak</th>
  <th scope="col" title="the sum of lr / (1 - momentum) over all updates">area, effective</th><th scope="col"><span class="unseen">actions</span></th></tr></thead>
  <tbody id="${id('table')}"></tbody></table>
<div class="bar"><div role="tablist" aria-label="the code for a library" class="bar" style="margin:0">${Object.entries(libraries).map(tab).join('')}</div>
  <span class="gap"></span><button type="button" id="${id('copy')}">Copy code</button></div>
<div role="tabpanel" id="${id('code')}" aria-labelledby="${id('tab-onecycle')}">
  <p class="notes" id="${id('notes')}"></p><pre tabindex="0" aria-label="code"><code id="${id('text')}"></code></pre></div>
<p class="unseen" role="status" id="${id('status')}"></p>
<dialog id="${id('dialog')}" aria-labelledby="${id('dialog-title')}"><form method="dialog">
  <strong id="${id('dialog-title')}">Paste a call of torch, fastai, optax, braintools or onecycle</strong>
  <textarea id="${id('pasted')}" aria-label="the call" spellcheck="false"
    placeholder="scheduler = OneCycleLR(optimizer, max_lr=3e-3, epochs=10, steps_per_epoch=250)"></textarea>
  <p class="error" id="${id('pasted-error')}" role="alert"></p>
  <div class="bar"><span class="gap"></span><button type="button" id="${id('cancel')}">Cancel</button>
  <button type="button" id="${id('read')}">Show its curve</button></div></form></dialog>`;
}

let count = 0;

// The panel in `root`. `host` is where its address lives: {read, write(text), listen(changed)}, and perhaps the address of a page for links.
function mount(root, host) {
  const prefix = count++ ? `onecycle-${count}-` : 'onecycle-';
  const id = (name) => prefix + name;
  root.classList.add('onecycle');
  root.innerHTML = page(id);
  const find = (name) => root.querySelector(`#${id(name)}`);

  let designed = readPage(initial);
  let selected = 0;
  let library = 'onecycle';
  let broken = {}; // the texts that are no settings, by field

  const total = () => curveOf(designed.design).total;
  const base = () => designed.design.cycles.reduce((sum, cycle) => sum + cycle.total_steps, 0);
  const announce = (text) => {
    find('status').textContent = text;
  };

  // ---- drawing

  function drawFigure() {
    const header = document.querySelector('#quarto-header')?.offsetHeight ?? 0;
    root.style.setProperty('--below', `${header}px`);
    const svg = find('figure');
    const width = Math.max(svg.clientWidth, 240);
    const narrow = root.clientWidth <= 736;
    const free = window.innerHeight - header;
    const height = narrow ? Math.min(Math.max(free * 0.42, 250), 340) : Math.min(Math.max(free - 150, 240), designed.design.decay ? 490 : 450);
    root.style.setProperty('--figure', `${height}px`);
    const pins = designed.pins.map((design, i) => ({ design, color: colors[1 + (i % 4)] }));
    const designs = [...pins, { design: designed.design, color: colors[0] }];
    const step = Number(find('step').value);
    const drawing = figure({ designs, width, height, step, log: find('log').checked });
    find('step').max = drawing.total;
    svg.setAttribute('height', height);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.innerHTML = drawing.inside;
    svg.setAttribute('aria-label', summary());
  }

  function summary() {
    const { lr, momentum } = quantitiesOf(designed.design);
    const end = total();
    const peak = Math.max(...designed.design.cycles.map((cycle) => cycle.max_lr));
    const rates = `learning rate ${label(lr(0))} at step 0, at most ${label(peak)}, ${label(lr(end))} at step ${end}`;
    return `${oneLine(designed.design)}: ${rates}; momentum ${label(momentum(0))} at step 0, ${label(momentum(end))} at the end`;
  }

  function drawValues() {
    const curve = curveOf(designed.design);
    const step = Number(find('step').value);
    const names = { lr: 'learning rate', momentum: 'momentum', effective: 'effective rate', decay: 'weight decay' };
    const parts = Object.entries(quantitiesOf(designed.design)).map(([name, quantity]) => `${names[name]} ${label(quantity(step))}`);
    const text = `Step ${step}, ${phaseAt(curve, step)}: ${parts.join(', ')}`;
    find('values').textContent = text;
    find('step').setAttribute('aria-valuetext', text);
  }

  function drawTable() {
    const row = (design, name, color, actions) => {
      const { lr, effective } = quantitiesOf(design);
      const end = curveOf(design).total;
      const area = sumOver(lr, end);
      const peak = Math.max(...design.cycles.map((cycle) => cycle.max_lr));
      const share = peak ? `${Math.round((100 * area) / end / peak)} %` : '';
      const numbers = [end.toLocaleString('en'), label(area), share, label(sumOver(effective, end))];
      const cells = numbers.map((text) => `<td>${text}</td>`).join('');
      const head = `<th scope="row"><span class="swatch" style="background:${color}"></span>${name}</th>`;
      return `<tr>${head}<td><code>${oneLine(design)}</code></td>${cells}<td>${actions}</td></tr>`;
    };
    const pins = designed.pins.map((design, i) => {
      const letter = String.fromCharCode(65 + i);
      const actions = ['take up', 'remove'].map(
        (act) => `<button type="button" data-pin="${i}" data-act="${act}" aria-label="${act} ${letter}">${act}</button>`,
      );
      return row(design, letter, colors[1 + (i % 4)], actions.join(' '));
    });
    find('table').innerHTML = row(designed.design, 'current', colors[0], '') + pins.join('');
    find('pin').disabled = designed.pins.length >= 4;
  }

  function drawCode() {
    const { code, notes } = libraries[library].make(designed.design);
    find('text').textContent = code;
    find('notes').textContent = notes.join(' ');
    find('code').setAttribute('aria-labelledby', id(`tab-${library}`));
    for (const tab of root.querySelectorAll('[role=tab]')) {
      const chosen = tab.dataset.library === library;
      tab.setAttribute('aria-selected', chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
    find('copy').textContent = 'Copy code';
    find('link').textContent = 'Copy link';
  }

  function drawCycles() {
    const { cycles } = designed.design;
    const one = (_, i) => `<button type="button" data-cycle="${i}" aria-pressed="${i === selected}">cycle ${i + 1}</button>`;
    const remove = cycles.length > 1 ? `<button type="button" data-cycle="remove">remove cycle ${selected + 1}</button>` : '';
    const list = cycles.length > 1 ? cycles.map(one).join('') : '';
    find('cycles').innerHTML = `${list}<button type="button" data-cycle="add">+ then another cycle</button>${remove}`;
  }

  function showFields() {
    const cycle = designed.design.cycles[selected];
    for (const [name, [, range]] of Object.entries(settings)) {
      const field = find(name);
      if (!(name in broken) && field !== document.activeElement) field.value = shown(cycle[name]);
      if (!range) field.value = cycle[name];
      const text = broken[name] ?? '';
      find(`${name}-error`).textContent = text;
      if (text) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      if (!range) continue;
      const slider = find(`${name}-slider`);
      const value = cycle[name] ?? 1;
      slider.value = range.log ? Math.log10(Math.min(value, 1e8)) : value;
      slider.setAttribute('aria-valuetext', shown(cycle[name]) || 'none');
    }
    const { retime, decay } = designed.design;
    const active = document.activeElement;
    const set = (name, value) => {
      if (find(name) !== active) find(name).value = value;
    };
    find('retime').checked = retime !== null;
    set('retime-step', retime?.step ?? Math.floor(base() / 2));
    set('retime-total', retime?.total_steps ?? base() * 2);
    if (retime) find('retime-more').open = true;
    find('decay').checked = decay !== null;
    [0.01, 0.01, 0.01].forEach((x, i) => set(`decay-${i}`, shown(decay?.[i] ?? x)));
    if (decay) find('decay-more').open = true;
  }

  function draw() {
    drawFigure();
    drawValues();
    drawTable();
    drawCode();
  }

  function drawAll() {
    selected = Math.min(selected, designed.design.cycles.length - 1);
    drawCycles();
    showFields();
    draw();
  }

  // ---- changes

  // Shows another design; `commit` puts it into the address.
  function change(design, commit = true, pins = designed.pins) {
    designed = { design: checkDesign(design), pins };
    showFields();
    draw();
    if (commit) write();
  }

  function write() {
    const text = writePage(designed);
    if (text !== host.read()) host.write(text);
    announce(summary());
  }

  function replace(design, pins = designed.pins) {
    broken = {};
    selected = 0;
    for (const name of ['retime-error', 'decay-error', 'count-error']) find(name).textContent = '';
    change(design, true, pins);
    drawCycles();
  }

  // One setting of the cycle in hand, from its box: what is wrong with it is said, and the drawing stays.
  function setText(name, text, commit) {
    const cycles = designed.design.cycles.map((cycle) => ({ ...cycle }));
    try {
      cycles[selected][name] = checked(name, text);
    } catch (error) {
      broken[name] = error.message;
      return showFields();
    }
    const found = contradiction(cycles[selected]);
    if (found) {
      broken[name] = found[1];
      return showFields();
    }
    delete broken[name];
    return attempt(name, { ...designed.design, cycles }, commit);
  }

  function attempt(name, design, commit) {
    try {
      change(design, commit);
    } catch (error) {
      broken[name] = error.message;
      showFields();
    }
  }

  // A slider gives way where another setting leaves no room.
  function fitted(name, value, cycle) {
    const used = cycle.pct_start + cycle.pct_hold;
    const most = cycle.pct_final === null ? 1 : cycle.pct_final - 0.01;
    if (name === 'pct_start') return Math.min(value, rounded(most - cycle.pct_hold));
    if (name === 'pct_hold') return Math.min(value, rounded(most - cycle.pct_start));
    if (name === 'pct_final') return value >= 1 || used >= 0.99 ? null : Math.max(value, Math.ceil((used + 0.005) * 100) / 100);
    if (name === 'max_momentum') return Math.max(value, cycle.base_momentum);
    return name === 'base_momentum' ? Math.min(value, cycle.max_momentum) : value;
  }

  function setSlider(name, range, text, commit) {
    const raw = range.log ? Number((10 ** Number(text)).toPrecision(2)) : Number(text);
    const cycles = designed.design.cycles.map((cycle) => ({ ...cycle }));
    const value = fitted(name, range.whole ? Math.round(raw) : raw, cycles[selected]);
    cycles[selected][name] = value === null ? null : Math.max(value, range.log ? 0 : range.min);
    delete broken[name];
    attempt(name, { ...designed.design, cycles }, commit);
  }

  for (const [name, [, range]] of Object.entries(settings)) {
    for (const [event, commit] of [['input', false], ['change', true]]) {
      find(name).addEventListener(event, ({ target }) => {
        if (range) return setText(name, target.value, commit);
        const cycles = designed.design.cycles.map((cycle, i) => (i === selected ? { ...cycle, [name]: target.value } : cycle));
        return commit && change({ ...designed.design, cycles });
      });
      find(`${name}-slider`)?.addEventListener(event, ({ target }) => setSlider(name, range, target.value, commit));
    }
  }

  find('cycles').addEventListener('click', ({ target }) => {
    const act = target.dataset.cycle;
    if (act === undefined) return;
    const { cycles } = designed.design;
    broken = {};
    if (act === 'add') {
      selected = cycles.length;
      change({ ...designed.design, cycles: [...cycles, { ...cycles.at(-1) }] });
    } else if (act === 'remove') {
      const kept = cycles.filter((_, i) => i !== selected);
      selected = Math.max(0, selected - 1);
      change({ ...designed.design, cycles: kept, retime: null });
    } else {
      selected = Number(act);
      showFields();
    }
    drawCycles();
    const now = find('cycles').querySelector(`[data-cycle="${cycles.length > 1 || act === 'add' ? selected : 'add'}"]`);
    (now ?? find('cycles').querySelector('button')).focus();
  });

  function setRetime() {
    try {
      if (!find('retime').checked) return change({ ...designed.design, retime: null });
      const step = checked('step', find('retime-step').value, 'step');
      const total_steps = checked('total_steps', find('retime-total').value);
      checkRetime(step, total_steps, base());
      find('retime-error').textContent = '';
      return change({ ...designed.design, retime: { step, total_steps } });
    } catch (error) {
      find('retime-error').textContent = error.message;
      find('retime').checked = designed.design.retime !== null;
      return undefined;
    }
  }
  for (const name of ['retime', 'retime-step', 'retime-total']) {
    find(name).addEventListener('change', () => (name === 'retime' || find('retime').checked) && setRetime());
  }

  function setDecay() {
    try {
      const decay = find('decay').checked ? [0, 1, 2].map((i) => checked('weight_decay', find(`decay-${i}`).value, 'decay')) : null;
      find('decay-error').textContent = '';
      change({ ...designed.design, decay });
    } catch (error) {
      find('decay-error').textContent = error.message;
    }
  }
  for (const name of ['decay', 'decay-0', 'decay-1', 'decay-2']) {
    find(name).addEventListener('change', () => (name === 'decay' || find('decay').checked) && setDecay());
  }

  find('count').addEventListener('click', () => {
    try {
      const names = [['epochs', 'epochs'], ['num_examples', 'examples'], ['batch_size', 'batch']];
      const [epochs, examples, batch] = names.map(([name, field]) => checked(name, find(field).value, 'whole'));
      const steps = countSteps(epochs, examples, batch, find('drop').checked);
      find('count-error').textContent = '';
      setText('total_steps', String(steps), true);
    } catch (error) {
      find('count-error').textContent = error.message;
    }
  });

  // ---- where a design comes from, and where it goes

  find('preset').addEventListener('change', ({ target }) => {
    if (!target.value) return;
    const { max_lr } = designed.design.cycles[0];
    try {
      replace(presets[target.value]({ max_lr, total_steps: base() }));
    } catch (error) {
      announce(error.message);
      find('values').textContent = error.message;
    }
    target.value = '';
  });

  find('paste').addEventListener('click', () => find('dialog').showModal());
  find('cancel').addEventListener('click', () => find('dialog').close());
  find('read').addEventListener('click', () => {
    try {
      const { design, library: from, notes } = parse(find('pasted').value, { total_steps: base() });
      find('pasted-error').textContent = '';
      find('dialog').close();
      replace(design);
      announce(`${from}: ${summary()}. ${notes.join(' ')}`);
      if (notes.length) find('notes').textContent = notes.join(' ');
    } catch (error) {
      find('pasted-error').textContent = error.message;
    }
  });

  find('pin').addEventListener('click', () => {
    change(designed.design, true, [...designed.pins, structuredClone(designed.design)]);
    announce(`pinned as ${String.fromCharCode(64 + designed.pins.length)}`);
  });
  find('table').addEventListener('click', ({ target }) => {
    const { pin, act } = target.dataset;
    if (!act) return;
    const pins = [...designed.pins];
    const [taken] = pins.splice(Number(pin), 1);
    if (act === 'remove') change(designed.design, true, pins);
    else replace(taken, pins.toSpliced(Number(pin), 0, designed.design));
    find('pin').focus();
  });

  async function copy(button, text, done) {
    await navigator.clipboard.writeText(text);
    button.textContent = done;
    announce(done);
  }
  find('link').addEventListener('click', ({ target }) => copy(target, `${host.page}#${writePage(designed)}`, 'Link copied'));
  find('copy').addEventListener('click', ({ target }) => copy(target, find('text').textContent, 'Code copied'));

  function download(name, type, text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  find('csv').addEventListener('click', () => download('cycle.csv', 'text/csv', csv(designed.design)));
  find('svg').addEventListener('click', () => {
    const pins = designed.pins.map((design, i) => ({ design, color: colors[1 + (i % 4)] }));
    const designs = [...pins, { design: designed.design, color: colors[0] }];
    download('cycle.svg', 'image/svg+xml', file(designs, 800, 520, find('log').checked));
  });

  const tabs = root.querySelector('[role=tablist]');
  function choose(name) {
    library = name;
    drawCode();
  }
  tabs.addEventListener('click', ({ target }) => target.dataset.library && choose(target.dataset.library));
  tabs.addEventListener('keydown', (event) => {
    const names = Object.keys(libraries);
    const at = names.indexOf(library);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(names.at(next % names.length));
    find(`tab-${library}`).focus();
  });

  // ---- reading values off the curves

  find('step').addEventListener('input', () => {
    drawFigure();
    drawValues();
  });
  find('log').addEventListener('change', drawFigure);
  function point(event) {
    const { left: edge, width } = find('figure').getBoundingClientRect();
    const share = (event.clientX - edge - left) / (width - left - right);
    find('step').value = Math.round(Math.min(Math.max(share, 0), 1) * find('step').max);
    drawFigure();
    drawValues();
  }
  find('figure').addEventListener('pointermove', point);
  find('figure').addEventListener('pointerdown', point);

  // ---- the address

  function follow() {
    const text = host.read();
    broken = {};
    try {
      designed = readPage(text.includes('=') ? text : initial);
    } catch (error) {
      designed = readPage(initial);
      drawAll();
      find('values').textContent = `This link cannot be read: ${error.message}`;
      return;
    }
    drawAll();
  }
  host.listen(follow);
  follow();
  find('step').value = Math.round(0.3 * total());
  drawFigure();
  drawValues();
  const observer = new ResizeObserver(drawFigure);
  observer.observe(root);
  return () => observer.disconnect();
}


return { initial, mount };
})();

// The designer in Jupyter, as anywidget shows it: the design is the trait `address`.
const { mount } = viewModule;

function render({ model, el }) {
  let written = null;
  return mount(el, {
    page: model.get('page'),
    read: () => model.get('address'),
    write(text) {
      written = text;
      model.set('address', text);
      model.save_changes();
    },
    listen: (changed) => model.on('change:address', () => model.get('address') !== written && changed()),
  });
}

export default { render };
