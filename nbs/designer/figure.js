// The drawing: a panel for each quantity, a line for each design.
import { bendsOf, curveOf, quantitiesOf } from './formula.js';

export const colors = ['#1f77b4', '#d9730d', '#2f9550', '#9b59b6', '#c0504d'];
const panels = [
  ['lr', 'learning rate', 3],
  ['momentum', 'momentum', 1.6],
  ['effective', 'effective rate, lr / (1 − momentum)', 2],
  ['decay', 'weight decay', 1.6],
];
export const left = 52;
export const right = 12;
const gap = 30;

// A number for people: four digits, and powers of ten where they are shorter.
export function label(x) {
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
export function figure({ designs, width, height, step, log }) {
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
export function file(designs, width = 800, height = 520, log = false) {
  const { inside } = figure({ designs, width, height, step: null, log });
  const start = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `${start} font-family="sans-serif" font-size="12" fill="#222" color="#222"><rect width="100%" height="100%" fill="#fff"/>${inside}</svg>\n`;
}
