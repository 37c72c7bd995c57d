// The panel: builds the page once, then keeps drawing and fields in step with a design.
import { readPage, writePage } from './address.js';
import { checked, checkDesign, checkRetime, choices, contradiction, countSteps, literal } from './checks.js';
import { csv, libraries, oneLine } from './code.js';
import { presets } from './conventions.js';
import { colors, figure, file, label, left, right } from './figure.js';
import { curveOf, phaseAt, quantitiesOf, sumOver } from './formula.js';
import { parse } from './parse.js';
import { style } from './style.js';

export const initial = 'max_lr=0.1&total_steps=1000';

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
export function mount(root, host) {
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

