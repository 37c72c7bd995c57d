// What a number may be, in the words of the package's errors.
import { longest } from './formula.js';

const rules = {
  rate: ['a finite number, not negative, or a list of them, one a parameter group', (x) => x >= 0 && x < Infinity],
  whole: [`a whole number from 1 to ${longest}`, (x) => Number.isInteger(x) && x >= 1 && x <= longest],
  step: [`a whole number from 0 to ${longest}`, (x) => Number.isInteger(x) && x >= 0 && x <= longest],
  fraction: ['a fraction, not a percentage, from 0 to 1', (x) => x >= 0 && x <= 1],
  factor: ['a positive number (inf is allowed)', (x) => x > 0],
  momentum: ['a number from 0 to below 1', (x) => x >= 0 && x < 1],
  decay: ['a finite number, not negative', (x) => x >= 0 && x < Infinity],
};

export const kinds = {
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

export const choices = { warmup: ['linear', 'cos'], anneal_strategy: ['cos', 'linear', '1-sqrt'] };

// A float as Python writes it.
export function float(x) {
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
export function literal(x) {
  if (x === null) return 'None';
  if (typeof x === 'string') return `'${x}'`;
  if (x === Infinity) return "float('inf')";
  return Number.isInteger(x) && Math.abs(x) < 1e16 ? String(x) : float(x);
}

const numeral = /^[+-]?(\d[\d_]*(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

// The number that a text stands for, as in Python; undefined if it is none.
export function numberIn(text) {
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
export function checked(name, text, kind = kinds[name]) {
  if (name === 'pct_final' && /^(None)?$/.test(text.trim())) return null;
  const [allowed, fits] = rules[kind];
  const x = numberIn(text);
  if (x === undefined || !fits(x)) throw new RangeError(`${name} must be ${allowed}, got ${got(text)}`);
  return x;
}

export function chosen(name, text) {
  const names = choices[name];
  if (names.includes(text)) return text;
  throw new RangeError(`${name} must be one of ${names.map((x) => `'${x}'`).join(', ')}, got '${text}'`);
}

// What is wrong with numbers that are fine alone: [the setting to mark, the sentence], or null.
export function contradiction(s) {
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

export function checkRetime(step, total, old) {
  if (step >= old) throw new RangeError(`step must be below the total_steps of the cycle, ${old}, got ${step}`);
  if (total <= step) throw new RangeError(`total_steps must be above step, ${step}, got ${total}`);
}

// A whole design; throws at the first thing that is not allowed.
export function checkDesign(design) {
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
export function countSteps(epochs, examples, batch, dropLast = false, accumulate = 1) {
  const batches = dropLast ? Math.floor(examples / batch) : Math.ceil(examples / batch);
  const updates = Math.floor((epochs * batches) / accumulate);
  if (updates < 1) {
    const run = `${epochs} epochs of ${batches} batches, accumulated by ${accumulate}`;
    throw new RangeError(`the run must have at least one update, got ${run}`);
  }
  return updates;
}
