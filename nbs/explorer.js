// The explorer of the 1cycle policy: `oneCycle`, its curves as functions of the step, and a panel of sliders around them.
(() => {
'use strict';

// ---- the curves, by the formulas of api/00_schedule.ipynb

const rises = {linear: s => s, cos: s => Math.sin(Math.PI / 2 * s) ** 2};
const falls = {cos: rises.cos, linear: rises.linear, '1-sqrt': s => s / (1 + Math.sqrt(1 - s))};

const defaults = {maxLr: .01, totalSteps: null, pctStart: .3, divFactor: 25, finalDivFactor: 1e4, pctHold: 0, pctFinal: null,
                  maxMomentum: .95, baseMomentum: .85, warmup: 'linear', annealStrategy: 'cos'};

function oneCycle(settings) {
  const s = {...defaults, ...settings}, end = s.totalSteps, rise = rises[s.warmup], fall = falls[s.annealStrategy];
  const at = share => {  // a share of the run in steps, a whole number where it is meant to be one
    const t = share * end;
    return Math.abs(t - Math.round(t)) <= 1e-15 * t ? Math.round(t) : t;
  };
  const peak = at(s.pctStart), release = peak + at(s.pctHold), tail = s.pctFinal === null ? end : at(s.pctFinal);
  const curve = (start, top, last) => step => {
    const t = Math.max(step, 0), bottom = s.pctFinal === null ? last : start;
    if (t > end) return last;
    if (t < peak) return start + (top - start) * rise(t / peak);
    if (t <= release) return top;
    if (t <= tail) return bottom + (top - bottom) * fall((tail - t) / (tail - release));
    return last + (start - last) * fall((end - t) / (end - tail));
  };
  return {
    lr: curve(s.maxLr / s.divFactor, s.maxLr, s.maxLr / s.finalDivFactor),
    momentum: curve(s.maxMomentum, s.baseMomentum, s.maxMomentum),
    bends: [0, peak, release, tail, end],
  };
}

globalThis.onecycleExplorer = {oneCycle};
if (typeof document === 'undefined') return;

// ---- the settings: what each is, and how far its slider goes; those of `log` move in powers of ten

const first = {...defaults, maxLr: .1, totalSteps: 1000, pctFinal: 1};
const share = {min: 0, max: 1, step: .01}, momentum = {min: 0, max: .99, step: .01};
const controls = {
  maxLr: ['the peak', {log: true, min: -5, max: 1, step: .1}],
  totalSteps: ['updates', {min: 1, max: 2 ** 31 - 1}],
  pctStart: ['share of warm-up', share],
  pctHold: ['share at the peak', share],
  pctFinal: ['start of a third phase', share],
  divFactor: ['peak / start', {log: true, min: 0, max: 8, step: .1}],
  finalDivFactor: ['peak / end', {log: true, min: 0, max: 8, step: .1}],
  maxMomentum: ['at both ends', momentum],
  baseMomentum: ['at the peak', momentum],
  warmup: ['curve up', Object.keys(rises)],
  annealStrategy: ['curve down', Object.keys(falls)],
};
const python = name => name.replace(/[A-Z]/g, letter => '_' + letter.toLowerCase());
const literal = value => value === null ? 'None' : typeof value === 'string' ? `'${value}'` : String(value);
const round = x => Math.round(x * 100) / 100;

// The line of Python for these settings: the first two arguments, and what is no default.
function call(s) {
  const given = Object.keys(defaults).filter(name => name === 'maxLr' || s[name] !== defaults[name]);
  return `OneCycle(${given.map(name => `${python(name)}=${literal(s[name])}`).join(', ')})`;
}

// ---- the figure

const quantities = [
  ['learning rate', '#2a7fc0', 130, c => c.lr],
  ['momentum', '#d9730d', 80, c => c.momentum],
  ['effective rate, lr / (1 − momentum)', '#2f9550', 100, c => t => c.lr(t) / (1 - c.momentum(t))],
];
const left = 50, right = 14;

function label(x) {
  const y = +x.toPrecision(4);
  return y !== 0 && (y < 1e-3 || y >= 1e6) ? y.toExponential().replace('+', '') : String(y);
}

function ticks(low, high, most) {  // round numbers from `low` to `high`
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(m => m * power >= rough * .999), begin = Math.ceil(low / step - 1e-6);
  return Array.from({length: Math.floor(high / step + 1e-6) - begin + 1}, (_, i) => (begin + i) * step);
}

function figure(cycle, total, step, width) {
  const x = t => left + t / total * (width - left - right);
  const times = [...Array.from({length: 401}, (_, i) => i / 400 * total), ...cycle.bends].sort((a, b) => a - b);
  let top = 0, svg = '';
  for (const [name, color, tall, quantity] of quantities) {
    const height = width < 500 ? tall * .7 : tall, value = quantity(cycle), values = times.map(value);
    const [low, high] = name === 'momentum' ? [Math.min(.8, ...values.map(v => Math.floor(v * 10) / 10)), 1] : [0, Math.max(...values)];
    const y = v => top + 24 + (high - v) / (high - low) * height;
    for (const v of ticks(low, high, height / 25)) {
      svg += `<path class="grid" d="M${left},${y(v)}H${width - right}"/><text x="${left - 6}" y="${y(v) + 4}" text-anchor="end">${label(v)}</text>`;
    }
    svg += `<text x="${left}" y="${top + 14}" class="name">${name}</text>`;
    svg += `<path class="curve" stroke="${color}" d="M${times.map((t, i) => `${x(t).toFixed(1)},${y(values[i]).toFixed(1)}`).join('L')}"/>`;
    svg += `<circle cx="${x(step)}" cy="${y(value(step))}" r="4" fill="${color}"/>`;
    top += height + 34;
  }
  for (const t of ticks(0, total, (width - left) / 90)) {
    svg += `<text x="${x(t)}" y="${top + 8}" text-anchor="${t === 0 ? 'start' : x(t) > width - 40 ? 'end' : 'middle'}">${label(t)}${t === 0 ? ' steps' : ''}</text>`;
  }
  return {height: top + 14, svg: `<path class="cursor" d="M${x(step)},20V${top - 10}"/>${svg}`};
}

// ---- the page

const style = `<style>
#onecycle-explorer { margin: 1rem 0 2rem }
.quarto-dark #onecycle-explorer, [data-bs-theme=dark] #onecycle-explorer { color-scheme: dark }
#onecycle-explorer svg { display: block; width: 100%; touch-action: pan-y; cursor: crosshair; font-size: 12px }
#onecycle-explorer text { fill: currentColor } #onecycle-explorer .name { font-weight: bold }
#onecycle-explorer .curve { fill: none; stroke-width: 2; stroke-linejoin: round }
#onecycle-explorer .grid { stroke: currentColor; opacity: .15 } #onecycle-explorer .cursor { stroke: currentColor; stroke-dasharray: 3 3 }
#onecycle-explorer input.step { width: calc(100% - ${left + right}px + 16px); margin: 0 0 0 ${left - 8}px }
#onecycle-explorer .line { display: flex; gap: .75rem; align-items: center; margin: 1rem 0 }
#onecycle-explorer pre { flex: 1; white-space: pre-wrap; margin: 0 }
#onecycle-explorer .controls { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .6rem 1.5rem }
#onecycle-explorer .control { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5rem; line-height: 1.3 }
#onecycle-explorer label { font-weight: bold } #onecycle-explorer .control span { margin-left: auto }
#onecycle-explorer input, #onecycle-explorer select { width: 100%; margin: .2rem 0; accent-color: #2a7fc0 }
#onecycle-explorer :is(input[type=number], select, button) {
  font: inherit; color: CanvasText; background: Canvas; border: 1px solid #868e96; border-radius: 4px; padding: .1rem .4rem }
@media (max-width: 40rem) and (min-height: 40rem) {
  #onecycle-explorer .curves { position: sticky; top: var(--below-header); z-index: 1; background: var(--bs-body-bg, Canvas) }
  #onecycle-explorer .controls * { scroll-margin-top: 32rem } }
</style>`;

function control(name, [about, range]) {
  const id = `onecycle-${name}`, of = `id="${id}" aria-describedby="${id}-about"`, start = first[name];
  const bounds = Object.entries(range).filter(([key]) => key !== 'log').map(([key, value]) => `${key}="${value}"`).join(' ');
  const field = Array.isArray(range) ? `<select ${of}>${range.map(kind => `<option>${kind}</option>`).join('')}</select>`
    : `<input ${of} type="${range.step ? 'range' : 'number'}" ${bounds} value="${range.log ? Math.log10(start) : start}">`;
  return `<div class="control"><label for="${id}">${python(name)}</label><small id="${id}-about">${about}</small>
    <span id="${id}-value"></span>${field}</div>`;
}

function build(root) {
  root.innerHTML = `${style}<div class="curves"><svg role="img"></svg>
    <input class="step" id="onecycle-step" type="range" min="0" max="1000" value="300" aria-label="step to read">
    <div id="onecycle-values"></div></div>
    <div class="line"><pre><code id="onecycle-python"></code></pre><button type="button" aria-live="polite">Copy</button></div>
    <div class="controls">${Object.entries(controls).map(entry => control(...entry)).join('')}</div>`;
  const find = name => root.querySelector(`#onecycle-${name}`), svg = root.querySelector('svg'), copy = root.querySelector('button');

  function read() {  // the settings; where two contradict each other, the later one in the list gives way
    const s = {};
    for (const [name, [, range]] of Object.entries(controls)) {
      const value = find(name).value;
      s[name] = Array.isArray(range) ? value : range.log ? +(10 ** value).toPrecision(2) : +value;
    }
    s.totalSteps = Math.min(Math.max(Math.round(s.totalSteps) || 1, 1), 2 ** 31 - 1);
    s.pctHold = Math.min(s.pctHold, round(1 - s.pctStart));
    s.pctFinal = Math.min(Math.max(s.pctFinal, round(s.pctStart + s.pctHold + .01)), 1);
    s.baseMomentum = Math.min(s.baseMomentum, s.maxMomentum);
    for (const name of ['pctHold', 'pctFinal', 'baseMomentum']) find(name).value = s[name];
    return {...s, pctFinal: s.pctFinal < 1 ? s.pctFinal : null};
  }

  function draw() {
    const s = read(), cycle = oneCycle(s), slider = find('step');
    slider.max = s.totalSteps;
    root.style.setProperty('--below-header', `${document.querySelector('#quarto-header')?.offsetHeight || 0}px`);
    const step = +slider.value, {height, svg: content} = figure(cycle, s.totalSteps, step, root.clientWidth);
    svg.setAttribute('height', height);
    svg.setAttribute('aria-label', `learning rate, momentum and effective rate over ${s.totalSteps} steps of ${call(s)}`);
    svg.innerHTML = content;
    const [lr, momentum, effective] = quantities.map(([, , , quantity]) => label(quantity(cycle)(step)));
    find('values').textContent = `Step ${step}: learning rate ${lr}, momentum ${momentum}, effective rate ${effective}`;
    slider.setAttribute('aria-valuetext', find('values').textContent);
    for (const [name, [, range]] of Object.entries(controls)) {
      if (!range.step) continue;
      find(`${name}-value`).textContent = literal(s[name]);
      find(name).setAttribute('aria-valuetext', literal(s[name]));
    }
    find('python').textContent = call(s);
  }

  svg.onpointermove = svg.onpointerdown = event => {
    const {left: edge, width} = svg.getBoundingClientRect(), total = +find('step').max;
    find('step').value = Math.round((event.clientX - edge - left) / (width - left - right) * total);
    draw();
  };
  copy.onclick = async () => {
    await navigator.clipboard.writeText(find('python').textContent);
    copy.textContent = 'Copied';
  };
  root.oninput = () => {
    copy.textContent = 'Copy';
    draw();
  };
  new ResizeObserver(draw).observe(root);
}

const root = document.querySelector('#onecycle-explorer');
if (root) build(root);
})();
