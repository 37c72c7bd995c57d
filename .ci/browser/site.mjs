// Open every page of the rendered site in Chromium, light, dark and on a phone, and say what is wrong with it.
// `check` calls it, with the folder of the site, a file of cycles for the designer, and the file of its widget.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { checkDesigner } from './designer.mjs';

const [site, cycles, bundle] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const katex = path.dirname(require.resolve('katex/package.json'));
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const faults = [];
const fault = (page, what) => faults.push(`${page}: ${what}`);

function serve(request, response) {
  const file = path.join(site, decodeURIComponent(new URL(request.url, 'http://site').pathname));
  const found = fs.existsSync(file) && fs.statSync(file).isFile();
  response.writeHead(found ? 200 : 404, { 'content-type': types[path.extname(file)] ?? 'text/plain' });
  response.end(found ? fs.readFileSync(file) : '');
}

const server = http.createServer(serve);
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const root = `http://127.0.0.1:${server.address().port}/`;
const pages = fs
  .readdirSync(site, { recursive: true })
  .filter((name) => name.endsWith('.html'))
  .sort();
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// Maths comes from the katex package instead of its CDN, and the theme does without its fonts; nothing else may come from outside.
async function open(context, name) {
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && fault(name, `console: ${message.text()}`));
  page.on('pageerror', (error) => fault(name, `error: ${error.message}`));
  page.on('response', (response) => response.status() >= 400 && fault(name, `${response.status()} for ${response.url()}`));
  await page.route(
    (url) => !url.href.startsWith(root),
    (route) => {
      const url = route.request().url(),
        asset = url.match(/katex@[^/]*\/dist\/(.*)$/);
      if (asset) return route.fulfill({ path: path.join(katex, 'dist', asset[1]) });
      if (url.startsWith('https://fonts.googleapis.com/')) return route.fulfill({ contentType: 'text/css', body: '' });
      fault(name, `asks for ${url}`);
      return route.abort();
    },
  );
  await page.goto(root + name, { waitUntil: 'networkidle' });
  return page;
}

// What the page itself can tell: its images, the links and ids, TeX and Markdown that no one typeset.
function look() {
  const prose = document.body.cloneNode(true);
  for (const part of prose.querySelectorAll('pre, code, script, style, annotation, .katex')) part.remove();
  const images = [...document.images];
  return {
    broken: images.filter((image) => image.complete && !image.naturalWidth).map((image) => image.src.slice(0, 80)),
    silent: images.filter((image) => !image.alt && image.getAttribute('role') !== 'presentation').length,
    links: [...document.querySelectorAll('a[href]')].map((link) => link.href),
    ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
    raw: (prose.textContent.match(/\$[^$\n]+\$|\\[a-zA-Z]+\{|\\[([]|\]\([^)\s]+\)/) ?? [])[0],
    unset: document.querySelectorAll('.katex-error').length,
    wide: document.scrollingElement.scrollWidth - window.innerWidth,
  };
}

async function accessible(page, name, mode) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  for (const { id, impact, nodes } of violations)
    if (['serious', 'critical'].includes(impact))
      fault(
        name,
        `axe (${mode}): ${id}, ${nodes.length} times, first ${nodes
          .slice(0, 3)
          .map((node) => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`)
          .join('; ')}`,
      );
}

const known = new Map(),
  links = [];
for (const scheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1280, height: 900 } });
  for (const name of pages) {
    const page = await open(context, name);
    const seen = await page.evaluate(look);
    await accessible(page, name, scheme);
    if (scheme === 'light') {
      known.set(name, seen.ids);
      links.push(...seen.links.filter((link) => link.startsWith(root)).map((link) => [name, link.slice(root.length)]));
      for (const image of seen.broken) fault(name, `missing image ${image}`);
      if (seen.silent) fault(name, `${seen.silent} images without alternative text`);
      if (seen.raw) fault(name, `raw TeX or Markdown: ${seen.raw.slice(0, 60)}`);
      if (seen.unset) fault(name, `${seen.unset} formulas that KaTeX cannot set`);
      await page.setViewportSize({ width: 390, height: 844 });
      const { wide } = await page.evaluate(look);
      if (wide > 0) fault(name, `${wide} pixels too wide for a phone`);
    }
    await page.close();
  }
  await context.close();
}

for (const [from, link] of links) {
  const [file, id] = link.split('#');
  const target = decodeURIComponent(file.split('?')[0] || 'index.html');
  if (!fs.existsSync(path.join(site, target))) fault(from, `broken link to ${link}`);
  else if (id && known.has(target) && !known.get(target).includes(decodeURIComponent(id))) fault(from, `no such place: ${link}`);
}

for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
  const front = await open(context, 'index.html');
  await front.fill('input[type=search]', 'OneCycleLR');
  const hits = front.locator('.smalldocs-search-results a', { hasText: 'OneCycleLR' });
  await hits
    .first()
    .waitFor({ timeout: 5000 })
    .catch(() => fault('search', 'does not find OneCycleLR'));
  await accessible(front, 'search', colorScheme);
  await context.close();
}

const cases = JSON.parse(fs.readFileSync(cycles));
const { SCREENSHOTS: screenshots } = process.env;
const designer = await checkDesigner({ browser, open, accessible, url: root, cases, bundle, screenshots }).catch((error) =>
  fault('designer', error.stack),
);

await browser.close();
server.close();
console.log(faults.join('\n'));
console.log(
  `${pages.length} pages in a browser, ${links.length} links, ${designer?.designs ?? 0} designs within ${designer?.worst?.toExponential(0)}, ${faults.length} faults`,
);
process.exit(faults.length ? 1 : 0);
