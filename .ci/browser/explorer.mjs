// The browser test of the explorer. `page` is playwright-core's, `cases` what cycles.py prints.
import assert from 'node:assert/strict';

// What the page shows: the curves, the line of Python, and the values under the pointer.
const shown = page => page.evaluate(() => ({
  curves: [...document.querySelectorAll('#onecycle-explorer .curve')].map(curve => curve.getAttribute('d')),
  python: document.querySelector('#onecycle-python').textContent,
  values: document.querySelector('#onecycle-values').textContent,
}));

// The parts of what is shown that change when `act` is done.
async function changes(page, act) {
  const before = await shown(page);
  await act();
  const after = await shown(page);
  const curves = after.curves.map((curve, i) => curve !== before.curves[i]);
  return {curves, values: after.values !== before.values};
}

export async function checkExplorer(page, url, cases) {
  const errors = [];
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(url);
  await page.waitForSelector('#onecycle-explorer .curve');
  const field = name => page.locator(`#onecycle-${name}`);
  const press = (name, key) => async () => { await field(name).focus(); await page.keyboard.press(key); };
  const python = async expected => assert.equal((await shown(page)).python, expected);
  await python('OneCycle(max_lr=0.1, total_steps=1000)');

  const all = [true, true, true], rates = [true, false, true], momentum = [false, true, true];
  const acts = [  // what is done, the curves that change, the line of Python afterwards
    [press('pctHold', 'ArrowRight'), all, 'OneCycle(max_lr=0.1, total_steps=1000, pct_hold=0.01)'],
    [press('pctHold', 'Home'), all, 'OneCycle(max_lr=0.1, total_steps=1000)'],
    [() => field('pctStart').fill('0.5'), all, 'OneCycle(max_lr=0.1, total_steps=1000, pct_start=0.5)'],
    [() => field('pctStart').fill('0.3'), all, 'OneCycle(max_lr=0.1, total_steps=1000)'],
    [() => field('divFactor').fill('1'), rates, 'OneCycle(max_lr=0.1, total_steps=1000, div_factor=10)'],
    [() => field('finalDivFactor').fill('1'), rates, 'OneCycle(max_lr=0.1, total_steps=1000, div_factor=10, final_div_factor=10)'],
    [press('baseMomentum', 'ArrowLeft'), momentum, 'OneCycle(max_lr=0.1, total_steps=1000, div_factor=10, final_div_factor=10, base_momentum=0.84)'],
    [() => page.reload(), null, 'OneCycle(max_lr=0.1, total_steps=1000)'],
    [() => field('warmup').selectOption('cos'), all, "OneCycle(max_lr=0.1, total_steps=1000, warmup='cos')"],
    [() => field('annealStrategy').selectOption('1-sqrt'), all, "OneCycle(max_lr=0.1, total_steps=1000, warmup='cos', anneal_strategy='1-sqrt')"],
    [() => field('pctFinal').fill('0.8'), all, "OneCycle(max_lr=0.1, total_steps=1000, pct_final=0.8, warmup='cos', anneal_strategy='1-sqrt')"],
    [() => page.reload(), null, 'OneCycle(max_lr=0.1, total_steps=1000)'],
    [() => field('maxMomentum').fill('0.8'), momentum, 'OneCycle(max_lr=0.1, total_steps=1000, max_momentum=0.8, base_momentum=0.8)'],
    [() => field('maxLr').fill('0'), null, 'OneCycle(max_lr=1, total_steps=1000, max_momentum=0.8, base_momentum=0.8)'],
    [() => field('totalSteps').fill('20'), null, 'OneCycle(max_lr=1, total_steps=20, max_momentum=0.8, base_momentum=0.8)'],
    [() => field('totalSteps').fill(''), null, 'OneCycle(max_lr=1, total_steps=1, max_momentum=0.8, base_momentum=0.8)'],
  ];
  for (const [act, curves, line] of acts) {
    const seen = await changes(page, act);
    if (curves) assert.deepEqual(seen.curves, curves, line);
    await python(line);
    assert(!(await page.locator('#onecycle-explorer svg').innerHTML()).includes('NaN'), line);
  }

  await page.reload();
  const svg = page.locator('#onecycle-explorer svg'), {width} = await svg.boundingBox();
  assert((await changes(page, press('step', 'ArrowLeft'))).values);
  await svg.hover({position: {x: width / 2, y: 60}});
  assert.match((await shown(page)).values, /^Step 4\d\d: learning rate 0\.0\d+, momentum 0\.8\d+, effective rate 0\.\d+$/);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  assert(wide, 'the page scrolls sideways');

  const computed = await page.evaluate(list => list.map(({settings, steps}) => {
    const {lr, momentum} = globalThis.onecycleExplorer.oneCycle(settings);
    return {lr: steps.map(lr), momentum: steps.map(momentum)};
  }), cases);
  let worst = 0;
  for (const [i, expected] of cases.entries()) for (const name of ['lr', 'momentum']) for (const [j, y] of expected[name].entries()) {
    const error = Math.abs(computed[i][name][j] - y) / Math.abs(y);
    assert(error <= 1e-6, `${name} ${computed[i][name][j]} at step ${expected.steps[j]}, not ${y}: ${JSON.stringify(expected.settings)}`);
    worst = Math.max(worst, error);
  }
  assert.deepEqual(errors, []);
  return {cycles: cases.length, worst};
}
