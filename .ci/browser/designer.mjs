// The browser test of the schedule designer. `cases` is what cycles.py prints; `open` gives a page of a context; `accessible` runs axe on one.
import assert from 'node:assert/strict';
import fs from 'node:fs';

const sizes = [
  [1280, 900],
  [390, 844],
  [844, 390],
];
const start = 'OneCycle(max_lr=0.1, total_steps=1000)';

// What the page shows: the curves, the cycle in the code, the values under the pointer, the address.
const shown = (page) =>
  page.evaluate(() => ({
    curves: [...document.querySelectorAll('.onecycle .curve')].map((curve) => curve.getAttribute('d')),
    cycle: document.querySelector('#onecycle-text').textContent.match(/cycle = ([^]*?)\noptimizer/)?.[1],
    values: document.querySelector('#onecycle-values').textContent,
    hash: location.hash,
  }));

async function changes(page, act) {
  const before = await shown(page);
  await act();
  const after = await shown(page);
  return { curves: after.curves.map((curve, i) => curve !== before.curves[i]), values: after.values !== before.values };
}

const field = (page, name) => page.locator(`#onecycle-${name}`);

async function fill(page, name, text) {
  await field(page, name).fill(text);
  await page.keyboard.press('Enter');
}

async function settings(page) {
  const cycle = async (expected) => assert.equal((await shown(page)).cycle, expected);
  const press = (name, key) => async () => {
    await field(page, name).focus();
    await page.keyboard.press(key);
  };
  await cycle(start);
  const all = [true, true, true];
  const rates = [true, false, true];
  const momenta = [false, true, true];
  const acts = [
    [press('pct_hold-slider', 'ArrowRight'), all, 'OneCycle(max_lr=0.1, total_steps=1000, pct_hold=0.01)'],
    [press('pct_hold-slider', 'Home'), all, start],
    [() => fill(page, 'pct_start', '0.5'), all, 'OneCycle(max_lr=0.1, total_steps=1000, pct_start=0.5)'],
    [() => fill(page, 'pct_start', '.3'), all, start],
    [() => fill(page, 'div_factor', '10'), rates, 'OneCycle(max_lr=0.1, total_steps=1000, div_factor=10)'],
    [() => fill(page, 'final_div_factor', 'inf'), rates, "OneCycle(\n    max_lr=0.1,\n    total_steps=1000,\n    div_factor=10,\n    final_div_factor=float('inf'),\n)"],
    [() => field(page, 'final_div_factor-slider').fill('4'), rates, 'OneCycle(max_lr=0.1, total_steps=1000, div_factor=10)'],
    [() => fill(page, 'div_factor', '25'), rates, start],
    [press('base_momentum-slider', 'ArrowLeft'), momenta, 'OneCycle(max_lr=0.1, total_steps=1000, base_momentum=0.84)'],
    [() => page.goBack(), momenta, start],
    [() => page.goForward(), momenta, 'OneCycle(max_lr=0.1, total_steps=1000, base_momentum=0.84)'],
    [() => page.reload({ waitUntil: 'networkidle' }), null, 'OneCycle(max_lr=0.1, total_steps=1000, base_momentum=0.84)'],
    [() => fill(page, 'base_momentum', '0.85'), momenta, start],
    [() => field(page, 'warmup').selectOption('cos'), all, "OneCycle(max_lr=0.1, total_steps=1000, warmup='cos')"],
    [() => field(page, 'warmup').selectOption('linear'), all, start],
    [() => fill(page, 'pct_final', '0.8'), all, 'OneCycle(max_lr=0.1, total_steps=1000, pct_final=0.8)'],
    [() => fill(page, 'pct_final', ''), all, start],
    [() => field(page, 'max_lr-slider').fill('0'), null, 'OneCycle(max_lr=1, total_steps=1000)'],
    [() => fill(page, 'max_lr', '0.003'), null, 'OneCycle(max_lr=0.003, total_steps=1000)'],
    [() => fill(page, 'total_steps', '20'), null, 'OneCycle(max_lr=0.003, total_steps=20)'],
  ];
  for (const [act, curves, line] of acts) {
    const seen = await changes(page, act);
    if (curves) assert.deepEqual(seen.curves, curves, line);
    await cycle(line);
    assert(!(await page.locator('.onecycle svg').innerHTML()).includes('NaN'), line);
  }
}

async function wrongInput(page, wrong) {
  for (const [name, text, message] of wrong) {
    const before = await shown(page);
    await fill(page, name, text);
    assert.equal(await field(page, `${name}-error`).textContent(), message);
    assert.equal(await field(page, name).getAttribute('aria-invalid'), 'true');
    assert.deepEqual((await shown(page)).curves, before.curves);
    await page.reload({ waitUntil: 'networkidle' });
  }
}

async function runLength(page) {
  await page.getByText('total_steps from epochs').click();
  for (const [name, text] of [['epochs', '3'], ['examples', '1050'], ['batch', '100']]) await field(page, name).fill(text);
  await field(page, 'count').click();
  assert.equal((await shown(page)).cycle, 'OneCycle(max_lr=0.1, total_steps=33)');
  await field(page, 'drop').check();
  await field(page, 'count').click();
  assert.equal((await shown(page)).cycle, 'OneCycle(max_lr=0.1, total_steps=30)');
  await field(page, 'examples').fill('50');
  await field(page, 'count').click();
  assert.match(await field(page, 'count-error').textContent(), /^the run must have at least one update, got 3 epochs of 0 batches/);
}

async function chains(page) {
  await page.getByRole('button', { name: 'then another cycle' }).click();
  await fill(page, 'max_lr', '0.05');
  const both = '(\n    OneCycle(max_lr=0.1, total_steps=1000)\n    .then(OneCycle(max_lr=0.05, total_steps=1000))\n)';
  assert.equal((await shown(page)).cycle, both);
  await page.getByText('Retime: another').click();
  await field(page, 'retime-step').fill('500');
  await field(page, 'retime-total').fill('3500');
  await field(page, 'retime').check();
  assert.equal((await shown(page)).cycle, both.replace('\n)', '\n    .retime(500, 3500)\n)'));
  await fill(page, 'retime-total', '400');
  assert.equal(await field(page, 'retime-error').textContent(), 'total_steps must be above step, 500, got 400');
  await field(page, 'retime').uncheck();
  await page.getByText('Weight decay along').click();
  await field(page, 'decay').check();
  await fill(page, 'decay-1', '0.002');
  assert.equal((await shown(page)).curves.length, 4);
  assert.match(await field(page, 'text').textContent(), /weight_decay=cycle\.follow\(0\.01, 0\.002, 0\.01\)/);
  await page.getByRole('button', { name: 'remove cycle 2' }).click();
  assert.equal((await shown(page)).cycle, start);
}

const pasted = [
  ['torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=101)', /max_lr=0\.1.*total_steps=100.*pct_start=0\.293.*final_div_factor=250000.*warmup='cos'/s],
  ['max_lr = 3e-3\nscheduler = OneCycleLR(opt, max_lr, epochs=2, steps_per_epoch=100)', /max_lr=0\.003.*total_steps=199/s],
  ['learn.fit_one_cycle(5, lr_max=slice(1e-3))', null, /lr_max must be a number, got slice\(0\.001\)/],
  ['learn.fit_one_cycle(5, 1e-3)', /max_lr=0\.001.*total_steps=1000.*pct_start=0\.25.*final_div_factor=100000/s],
  ['optax.linear_onecycle_schedule(1000, 0.1)', /pct_final=0\.85.*anneal_strategy='linear'/s],
  ['(OneCycle(.1, 1000).then(OneCycle(max_lr=.05, total_steps=500)).retime(600, 3000))', /\.then\(OneCycle\(max_lr=0\.05, total_steps=500\)\)\n    \.retime\(600, 3000\)/],
  ['OneCycleLR(opt, max_lr=.1, epochs=3, steps_per_epoch=len(loader))', null, /steps_per_epoch must be a number, got len\(loader\)/],
  ['OneCycleLR(opt, max_lr=.1, total_steps=10, pct_start=.1)', null, /torch divides by zero/],
  ['alert(1); OneCycle(__import__("os"), 10)', null, /max_lr must be a number, got __import__\(os\)/],
  ['hello', null, /no call of OneCycleLR/],
];

async function pastes(page) {
  for (const [text, expected, error] of pasted) {
    await page.goto(page.url().split('#')[0] + '#max_lr=0.1&total_steps=1000');
    await field(page, 'paste').click();
    await field(page, 'pasted').fill(text);
    await field(page, 'read').click();
    if (expected) {
      assert.match((await shown(page)).cycle, expected, text);
    } else {
      assert.match(await field(page, 'pasted-error').textContent(), error, text);
      await field(page, 'cancel').click();
    }
  }
}

async function presetsAndTabs(page) {
  const names = await page.locator('#onecycle-preset option').allTextContents();
  assert(names.length > 12);
  for (const name of names.slice(1)) {
    await page.goto(page.url().split('#')[0] + '#max_lr=0.2&total_steps=900');
    await field(page, 'preset').selectOption(name);
    const { curves } = await shown(page);
    assert(curves.length === 3 && !curves.join().includes('NaN'), name);
  }
  await page.getByRole('tab', { name: 'onecycle' }).focus();
  for (const [title, line] of [['brainstate', 'import brainstate'], ['optax alone', 'optax.join_schedules'], ['torch', 'import torch'], ['fastai', 'fastai']]) {
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), title);
    assert((await field(page, 'text').textContent()).includes(line), title);
  }
  await page.keyboard.press('Home');
}

async function downloads(page) {
  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), field(page, name).click()]);
    return fs.readFileSync(await download.path(), 'utf8');
  };
  await page.goto(page.url().split('#')[0] + '#max_lr=0.1&total_steps=1000');
  const rows = (await saved('csv')).trim().split('\n');
  assert.equal(rows[0], 'step,learning_rate,momentum,effective_rate');
  assert.equal(rows.length, 1002);
  assert.deepEqual(rows[301].split(',').map(Number), [300, 0.1, 0.85, 0.1 / (1 - 0.85)]);
  const svg = await saved('svg');
  const count = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return parsed.querySelector('parsererror') ? 0 : parsed.querySelectorAll('.curve').length;
  }, svg);
  assert.equal(count, 3);
}

// Pins, and the link in a browser that has seen nothing.
async function links(page, fresh) {
  await page.goto(page.url().split('#')[0] + '#max_lr=0.1&total_steps=1000');
  await field(page, 'pin').click();
  await fill(page, 'pct_hold', '0.2');
  await field(page, 'pin').click();
  await fill(page, 'max_lr', '0.07');
  await field(page, 'anneal_strategy').selectOption('1-sqrt');
  const seen = await shown(page);
  assert.equal(seen.curves.length, 9);
  assert.equal(await page.locator('#onecycle-table tr').count(), 3);
  assert.match(await field(page, 'table').textContent(), /current.*OneCycle\(max_lr=0\.07.*A.*B/s);
  await field(page, 'link').click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await fresh(link);
  assert.deepEqual((await shown(other)).curves, seen.curves);
  assert.equal((await shown(other)).cycle, seen.cycle);
  await other.close();
  await page.getByRole('button', { name: 'take up A' }).click();
  assert.equal((await shown(page)).cycle, start);
  await page.getByRole('button', { name: 'remove B' }).click();
  assert.equal((await shown(page)).curves.length, 6);
  await page.goto(page.url().split('#')[0] + '#max_lr=-1&total_steps=1000');
  assert.match((await shown(page)).values, /This link cannot be read: max_lr must be/);
}

async function reading(page) {
  await page.goto(page.url().split('#')[0] + '#max_lr=0.1&total_steps=1000');
  const svg = page.locator('.onecycle svg');
  const { width } = await svg.boundingBox();
  await svg.hover({ position: { x: width / 2, y: 60 } });
  assert.match((await shown(page)).values, /^Step 4\d\d, annealing: learning rate 0\.0\d+, momentum 0\.8\d+, effective rate 0\.\d+$/);
  await field(page, 'step').focus();
  assert((await changes(page, () => page.keyboard.press('ArrowLeft'))).values);
  assert.equal(await field(page, 'step').getAttribute('aria-valuetext'), (await shown(page)).values);
  assert.match(await svg.getAttribute('aria-label'), /learning rate 0\.004 at step 0, at most 0\.1, 1e-5 at step 1000/);
}

// What fits on a screen, and what the keyboard reaches there.
async function layout(page, width, height) {
  await page.setViewportSize({ width, height });
  await page.goto(page.url().split('#')[0] + '#max_lr=0.1&total_steps=1000');
  await page.evaluate(() => scrollTo(0, 0));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert(wide <= 0, `${wide} pixels too wide at ${width} x ${height}`);
  if (width === 1280) {
    for (const name of ['figure', 'values', 'max_lr', 'anneal_strategy', 'decay-more']) {
      const box = await field(page, name).boundingBox();
      assert(box.y >= 0 && box.y + box.height <= height, `${name} is not on the screen of ${width} x ${height}`);
    }
  }
  for (const name of ['max_lr', 'div_factor', 'base_momentum', 'anneal_strategy']) {
    await field(page, name).evaluate((element) => {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    });
    const covered = await field(page, name).evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) !== element;
    });
    assert(!covered, `${name} is hidden at ${width} x ${height}`);
    const curve = await page.locator('.onecycle .curve').first().boundingBox();
    assert(curve.y < height && curve.y + curve.height > 0, `no curve beside ${name} at ${width} x ${height}`);
  }
}

async function sameNumbers(page, designs) {
  const computed = await page.evaluate(async (list) => {
    const { readDesign } = await import(new URL('designer/address.js', location.href));
    const { quantitiesOf } = await import(new URL('designer/formula.js', location.href));
    return list.map(({ address, steps }) => {
      const { lr, momentum } = quantitiesOf(readDesign(address));
      return { lr: steps.map(lr), momentum: steps.map(momentum) };
    });
  }, designs);
  let worst = 0;
  designs.forEach((design, i) => {
    for (const name of ['lr', 'momentum']) {
      design[name].forEach((y, j) => {
        const error = Math.abs(computed[i][name][j] - y) / Math.abs(y);
        assert(error <= 1e-12, `${name} ${computed[i][name][j]} at step ${design.steps[j]}, not ${y}: ${design.address}`);
        worst = Math.max(worst, error);
      });
    }
  });
  return worst;
}

// The widget's one file, with a model in place of Jupyter's.
async function widget(page, bundle) {
  await page.goto('about:blank');
  await page.evaluate(async (text) => {
    const { default: widget } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    const traits = { address: 'max_lr=0.3&total_steps=500', page: 'https://example.org/designer.html' };
    const model = {
      get: (name) => traits[name],
      set: (name, value) => Object.assign(traits, { [name]: value }),
      save_changes() {},
      on: (event, callback) => Object.assign(window, { told: callback }),
    };
    Object.assign(window, { traits });
    const el = document.body.appendChild(document.createElement('div'));
    widget.render({ model, el });
  }, fs.readFileSync(bundle, 'utf8'));
  assert.equal((await shown(page)).cycle, 'OneCycle(max_lr=0.3, total_steps=500)');
  await fill(page, 'pct_hold', '0.2');
  assert.equal(await page.evaluate(() => traits.address), 'max_lr=0.3&total_steps=500&pct_hold=0.2');
  await page.evaluate(() => {
    traits.address = 'max_lr=0.3&total_steps=700';
    told();
  });
  assert.equal((await shown(page)).cycle, 'OneCycle(max_lr=0.3, total_steps=700)');
}

export async function checkDesigner({ browser, open, accessible, url, cases, bundle, screenshots }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await open(context, 'designer.html');
  const fresh = async (link) => {
    const other = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const opened = await open(other, link.slice(url.length));
    return opened;
  };
  await settings(page);
  await page.goto(`${url}designer.html#max_lr=0.1&total_steps=1000`);
  await wrongInput(page, cases.wrong);
  await runLength(page);
  await page.goto(`${url}designer.html#max_lr=0.1&total_steps=1000`);
  await chains(page);
  await pastes(page);
  await presetsAndTabs(page);
  await downloads(page);
  await links(page, fresh);
  await reading(page);
  for (const size of sizes) await layout(page, ...size);
  const worst = await sameNumbers(page, cases.designs);

  const busy = '#max_lr=0.1&total_steps=1000&pct_hold=0.2;max_lr=0.05&total_steps=500;weight_decay=0.1,0.01,0.1/max_lr=0.08&total_steps=1200';
  for (const scheme of ['light', 'dark']) {
    for (const [width, height] of sizes) {
      const other = await browser.newContext({ colorScheme: scheme, viewport: { width, height } });
      const seen = await open(other, `designer.html${busy}`);
      await fill(seen, 'pct_start', '30');
      await accessible(seen, `designer.html ${width} x ${height}`, scheme);
      if (screenshots) await seen.screenshot({ path: `${screenshots}/designer-${width}x${height}-${scheme}.png` });
      await field(seen, 'paste').click();
      await accessible(seen, 'the dialog of designer.html', scheme);
      await other.close();
    }
  }
  await widget(page, bundle);
  await context.close();
  return { designs: cases.designs.length, worst };
}
