// Reports as a reader meets them: in a real browser, under their own security policy, on a desk and
// on a phone, light and dark. Any message in the browser's console is a failure.
//
//   node browser_test.mjs HEAPDYNO RESULTS PACKAGES SCRATCH
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [heapdyno, results, packages, scratch] = process.argv.slice(2);
const puppeteer = createRequire(join(packages, 'package.json'))('puppeteer-core');

const kArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);
const kDesk = { width: 1280, height: 900 };
const kPhone = { width: 390, height: 844, isMobile: true, hasTouch: true };

function report(name, records) {
  const page = join(scratch, name + '.html');
  execFileSync(heapdyno, ['report', records, '-o', page], { stdio: 'pipe' });
  return page;
}

function written(name, lines) {
  const file = join(scratch, name + '.jsonl');
  writeFileSync(file, lines.map((line) => line + '\n').join(''));
  return file;
}

function lines(file) {
  return readFileSync(join(results, file), 'utf8').trimEnd().split('\n');
}

// The first trial, and it as one that crashed.
function withFailedTrial() {
  const [first, second] = lines('first-light.jsonl');
  const failed = JSON.parse(second);
  failed.state = 'crashed';
  failed.end = { reason: 'signal 11 (Segmentation fault)', errors: [] };
  failed.phases = [];
  return [first, JSON.stringify(failed)];
}

// The records of a dozen commits, of which the seventh allocates once more for each operation and
// the ninth takes a tenth longer.
function ofCommits() {
  const counted = lines('first-light.jsonl').slice(0, 4).map(JSON.parse);
  const timed = lines('claims.jsonl')
    .map(JSON.parse)
    .filter(
      ({ mode, scenario, variant, allocator, plan }) =>
        mode === 'time' &&
        scenario.name === 'commit-10' &&
        variant === 'baseline' &&
        allocator.name === 'glibc' &&
        !plan.control &&
        plan.block === 0,
    );
  return Array.from({ length: 12 }, (_, i) =>
    structuredClone([...counted, ...timed]).map((record) => {
      record.build.commit = 'c0ffee'.padEnd(12, i.toString(16));
      record.build.dirty = false;
      record.time = `2026-11-${10 + i}T09:30:00Z`;
      for (const phase of record.phases) {
        if (phase.wall_ns) phase.wall_ns = Math.round(phase.wall_ns * timeOf(i));
        for (const scope of Object.values(phase.scopes ?? {}))
          if (i >= 6 && scope.counts && scope.operations) scope.counts.new += scope.operations;
      }
      return JSON.stringify(record);
    }),
  ).flat();
}

// Four rounds of two variants.
function ofFewRounds() {
  return lines('claims.jsonl').filter((line) => {
    const { mode, scenario, plan } = JSON.parse(line);
    return mode === 'time' && scenario.name === 'commit-10' && plan.block < 4;
  });
}

// With some noise.
function timeOf(commit) {
  return (commit < 8 ? 1 : 1.1) * (1 + 0.004 * Math.sin(5 * commit));
}

function history(name, records) {
  const page = join(scratch, name + '.html');
  execFileSync(heapdyno, ['history', records, '--page', page], { stdio: 'pipe' });
  return page;
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: kArguments,
});

// Opens a page, hands it over, and asks for silence on the console.
async function opened(file, { hash = '', viewport = kDesk, scheme = 'light' } = {}, look) {
  const page = await browser.newPage();
  const messages = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) messages.push('a request to ' + request.url());
  });
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto('file://' + file + hash);
  await drawn(page);
  await look(page);
  await page.close();
  assert.deepEqual(messages, [], file + hash);
}

async function drawn(page) {
  await page.waitForFunction(() => document.documentElement.dataset.drawn, { timeout: 60000 });
}

async function choose(page, key, value) {
  await page.select(`select[data-key="${key}"]`, value);
  await drawn(page);
}

const visibleRows = (page) =>
  page.$$eval('details.table > summary', (all) =>
    all.map((one) => Number(one.textContent.match(/(\d+) row/)[1])),
  );

let failures = 0;
async function test(name, run) {
  try {
    await run();
    console.log('ok: ' + name);
  } catch (error) {
    failures += 1;
    console.log('FAILED: ' + name + '\n' + error.stack);
  }
}

const firstLight = report('first-light', join(results, 'first-light.jsonl'));
const claims = report('claims', join(results, 'claims.jsonl'));
const pages = {
  'first-light': firstLight,
  claims,
  attribute: report('attribute', join(results, 'attribute.jsonl')),
  peers: report('peers', join(results, 'peers.jsonl')),
  sites: report('sites', join(results, 'sites.jsonl')),
  'one record': report('one', written('one', lines('first-light.jsonl').slice(0, 1))),
  'a failed trial': report('failed', written('failed', withFailedTrial())),
  history: history('history', written('commits', ofCommits())),
};

for (const [name, file] of Object.entries(pages)) {
  for (const scheme of ['light', 'dark']) {
    for (const viewport of [kDesk, kPhone]) {
      await test(`${name}, ${scheme}, ${viewport.width} pixels wide`, () =>
        opened(file, { viewport, scheme }, async (page) => {
          const charts = await page.$$eval('.chart', (all) =>
            all.map((one) => one.querySelectorAll('svg').length),
          );
          assert.ok(charts.length > 0 && charts.every((count) => count <= 1), 'charts: ' + charts);
          assert.ok(charts[0] === 1, 'the answer has a picture');
          assert.equal(await page.$$eval('details.table', (all) => all.length), charts.length);
          const [wide, room] = await page.evaluate(() => [
            document.documentElement.scrollWidth,
            window.innerWidth,
          ]);
          assert.ok(wide <= room, `the page is ${wide} pixels wide`);
        }));
    }
  }
}

await test('a page opens in time', () =>
  opened(claims, {}, async (page) => {
    const milliseconds = Number(await page.evaluate(() => document.documentElement.dataset.first));
    assert.ok(milliseconds < 2000, milliseconds + ' ms');
    assert.ok(statSync(claims).size < 5e6);
  }));

await test('the policy allows no eval, no other script and no network', () =>
  opened(firstLight, {}, async (page) => {
    const policy = await page.$eval('meta[http-equiv]', (meta) => meta.content);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
  }));

await test('a filter leaves its rows and stands in the address', () =>
  opened(firstLight, {}, async (page) => {
    const before = await visibleRows(page);
    await choose(page, 'scenario', 'get-hit');
    const after = await visibleRows(page);
    assert.ok(after.every((rows, i) => rows <= before[i]) && after[0] === 1, after.join());
    assert.match(await page.evaluate(() => location.hash), /scenario=get-hit/);
    await page.click('#whole');
    await drawn(page);
    assert.deepEqual(await visibleRows(page), before);
  }));

await test('a permalink shows the same view again', () =>
  opened(claims, {}, async (page) => {
    await choose(page, 'metric', 'held');
    await choose(page, 'alloc', 'jemalloc');
    const rows = await visibleRows(page);
    const hash = await page.evaluate(() => location.hash);
    await opened(claims, { hash }, async (again) => {
      assert.deepEqual(await visibleRows(again), rows);
      assert.equal(
        await again.$eval('select[data-key="metric"]', (select) => select.value),
        'held',
      );
    });
  }));

await test('a permalink to a section scrolls there', () =>
  opened(claims, { hash: '#section=latency' }, async (page) => {
    const top = await page.$eval(
      '#section-latency',
      (section) => section.getBoundingClientRect().top,
    );
    assert.ok(Math.abs(top) < 300, top + ' pixels from the top');
  }));

// The bar of a value that is next to nothing beside the others cannot be pointed at.
async function firstWithAnArea(page, selector) {
  for (const element of await page.$$(selector)) {
    const box = await element.boundingBox();
    if (box !== null && box.width >= 1 && box.height >= 1) return element;
  }
  return assert.fail('none of ' + selector + ' can be seen');
}

await test('the pointer over a mark shows its values', () =>
  opened(firstLight, {}, async (page) => {
    await (await firstWithAnArea(page, '#picture .mark-rect path')).hover();
    await page.waitForFunction(() => document.querySelector('#vg-tooltip-element.visible'));
    assert.match(await page.$eval('#vg-tooltip-element', (one) => one.textContent), /allocs\/op/);
  }));

await test('everything can be done by the keyboard', () =>
  opened(firstLight, {}, async (page) => {
    await page.focus('select[data-key="variant"]');
    await page.keyboard.press('ArrowDown');
    await drawn(page);
    assert.match(await page.evaluate(() => location.hash), /variant=/);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'variant');
    await page.focus('#picture summary');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#picture table');
    assert.ok((await page.$$eval('#picture tbody tr', (rows) => rows.length)) > 0);
  }));

await test('what must be known before it is believed is said', () =>
  opened(pages['a failed trial'], {}, async (page) => {
    assert.match(
      await page.$eval('#warnings', (one) => one.textContent),
      /1 of 2 trials did not succeed.*signal 11/s,
    );
  }));

await test('a history says which commits changed what, in words, marks and a table', () =>
  opened(pages.history, {}, async (page) => {
    const answer = await page.$eval('#answer', (one) => one.textContent);
    assert.match(answer, /c0ffee666666: allocs\/op/);
    assert.match(answer, /c0ffee888888: ns\/op/);
    const marks = await page.$$('#picture [class*="layer_1_marks"] path');
    await marks[6].hover();
    await page.waitForFunction(() => document.querySelector('#vg-tooltip-element.visible'));
    assert.match(await page.$eval('#vg-tooltip-element', (one) => one.textContent), /c0ffee666666/);
    const steps = await page.$eval('#section-steps tbody', (one) => one.textContent);
    assert.match(steps, /c0ffee888888.*ns\/op/);
  }));

await test('lifetimes, advice and instructions stand there where they were measured', () =>
  opened(claims, {}, async (page) => {
    assert.ok(await page.$('#section-lifetimes .chart svg'));
    assert.ok(await page.$('#section-instructions .chart svg'));
    assert.match(await page.$eval('#section-advice tbody', (one) => one.textContent), /an arena/);
    await opened(firstLight, {}, async (other) => {
      assert.equal(await other.$('#section-lifetimes, #section-advice, #section-instructions'), null);
    });
  }));

await test('ratios of too few rounds are grey in the map of times', () =>
  opened(report('few-rounds', written('few-rounds', ofFewRounds())), {}, async (page) => {
    const fills = await page.$$eval('#section-time .mark-rect path', (all) =>
      all.map((one) => one.getAttribute('fill')),
    );
    assert.ok(fills.length > 1);
    assert.deepEqual([...new Set(fills)], ['#dddddd']);
  }));

await test('the committed picture is what the committed records give', () => {
  const records = join(results, 'attribute.jsonl');
  execFileSync(
    heapdyno,
    ['report', records, '--format', 'csv', '-o', join(scratch, 'a.csv'), '--svg', scratch],
    { stdio: 'pipe' },
  );
  const text = (file) => readFileSync(file, 'utf8');
  assert.equal(text(join(scratch, 'shares.svg')), text(join(results, 'attribute.svg')));
});

await browser.close();
process.exit(failures === 0 ? 0 : 1);
