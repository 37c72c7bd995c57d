// A page of the designer as the part of an address after '#', and back:
//   max_lr=0.1&total_steps=1000;max_lr=0.05&total_steps=500;retime=600,2000;weight_decay=0.1,0.01,0.1/...
// Cycles follow each other after ';', pinned designs after '/'. A setting left out has its default.
import { choices, checkDesign, checked, chosen, kinds, literal, numberIn } from './checks.js';
import { defaults } from './formula.js';

const short = (x) => (typeof x === 'string' ? x : literal(x).replace("float('inf')", 'inf').replace('e+', 'e'));

export function written(design) {
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

export function readDesign(text) {
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

export function writePage({ design, pins }) {
  return [design, ...pins].map(written).join('/');
}

export function readPage(text) {
  const [design, ...pins] = text.split('/').map((part) => readDesign(decodeURIComponent(part)));
  return { design, pins };
}
