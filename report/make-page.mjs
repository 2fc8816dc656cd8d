// Makes the one file from which `heapdyno report` makes its pages: the page's own sources, the
// libraries that draw the charts and their licences. What a report fills in, {{title}} and
// {{data}}, stands before the text of any library.
//
//   node make-page.mjs NODE_MODULES OUTPUT
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [modules, output] = process.argv.slice(2);
const sources = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, 'page');

const kLibraries = [
  'vega/build/vega.min.js',
  'vega-lite/build/vega-lite.min.js',
  'vega-embed/build/vega-embed.min.js',
];
const kModules = [
  'rows.js',
  'view.js',
  'chart_base.js',
  'compared_charts.js',
  'toggles_charts.js',
  'memory_charts.js',
  'sites_charts.js',
  'history_charts.js',
  'charts.js',
  'page.js',
];
const kNotInBrowsers = new Set(['yargs', '@types/estree', '@types/geojson']);

const read = (...path) => readFileSync(join(...path), 'utf8');

// As the content of a script element: with nothing in it that would end it, or point elsewhere.
function scriptText(text) {
  if (text.includes('<!--'))
    throw new Error('a library has <!-- in it, which HTML reads within scripts');
  return text
    .replaceAll(/<\/script/gi, '<\\/script')
    .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '');
}

// Those of the libraries and of all that they are bundled with, each text once.
function licences() {
  const names = new Map();
  const seen = new Set();
  const queue = ['vega', 'vega-lite', 'vega-embed'];
  while (queue.length > 0) {
    const name = queue.pop();
    if (seen.has(name) || kNotInBrowsers.has(name)) continue;
    seen.add(name);
    const folder = join(modules, name);
    const about = JSON.parse(read(folder, 'package.json'));
    const file = readdirSync(folder).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
    const text = file ? read(folder, file).trim() : `Licence: ${about.license}`;
    names.set(text, [...(names.get(text) ?? []), `${name} ${about.version}`]);
    queue.push(...Object.keys(about.dependencies ?? {}));
  }
  const texts = [...names].map(([text, of]) => of.sort().join(', ') + '\n\n' + text);
  return texts.sort().join('\n\n' + '-'.repeat(72) + '\n\n');
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const own =
  '(() => {\n"use strict";\n' + kModules.map((name) => read(sources, name)).join('\n') + '})();\n';
const scripts = [...kLibraries.map((path) => read(modules, path)), own].map(
  (text) => '\n' + scriptText(text) + '\n',
);
const hashes = scripts.map(
  (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
);

const parts = {
  policy:
    `default-src 'none'; script-src ${hashes.join(' ')}; style-src 'unsafe-inline'; ` +
    "img-src data:; base-uri 'none'; form-action 'none'",
  style: read(sources, 'page.css'),
  licences: escaped(licences()),
  scripts: scripts.map((text) => `<script>${text}</script>`).join('\n'),
};
// A function as the replacement: in a text '$&' would be what was found.
const page = Object.entries(parts).reduce(
  (text, [name, part]) => text.replace(`{{${name}}}`, () => part),
  read(sources, 'page.html'),
);
writeFileSync(output, page);
