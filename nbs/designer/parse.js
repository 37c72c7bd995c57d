// A pasted call of torch, fastai, optax, braintools or this package, read as text: nothing of it is ever run.
import { checkRetime, checkDesign } from './checks.js';
import { designOf, signatures } from './conventions.js';

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
export function parse(text, page) {
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
