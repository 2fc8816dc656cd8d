// Draws the charts of a report as SVG files, from the page that holds the libraries: nothing is
// installed.
//
//   node draw-svg.cjs PAGE FOLDER       the page of a report; FOLDER/ID.svg for each section
//
// It writes the name of each file to stdout, a line each.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const kWidth = 760;

const [pageFile, folder] = process.argv.slice(2);
const page = fs.readFileSync(pageFile, 'utf8');

function elementsOf(html) {
  const elements = [];
  const start = /<script( type="application\/json" id="report-data")?>/g;
  let found;
  while ((found = start.exec(html)) !== null) {
    const end = html.indexOf('</script>', start.lastIndex);
    elements.push({ isData: Boolean(found[1]), text: html.slice(start.lastIndex, end) });
    start.lastIndex = end;
  }
  return elements;
}

const elements = elementsOf(page);
const report = JSON.parse(elements.find((element) => element.isData).text);
const scripts = elements.filter((element) => !element.isData).map((element) => element.text);

// Vega, Vega-Lite, vega-embed and the page's own: of that all but what touches the page.
const own = scripts[3].slice(0, scripts[3].indexOf('// The page: builds the sections'));
const context = vm.createContext({
  console,
  structuredClone,
  URLSearchParams,
  setTimeout,
  clearTimeout,
});
vm.runInContext(scripts[0], context);
vm.runInContext(scripts[1], context);
const charts = vm.runInContext(own + '\nreturn { chartOf, shownTable, viewOf };})();', context);

async function draw(section) {
  const spec = charts.chartOf(
    section,
    charts.shownTable(section, charts.viewOf('')),
    kWidth,
    'white',
  );
  if (spec === null) return;
  context.spec = spec;
  const svg = await vm.runInContext(
    "new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'none' }).toSVG()",
    context,
  );
  const file = path.join(folder, section.id + '.svg');
  fs.writeFileSync(file, svg + '\n');
  process.stdout.write(file + '\n');
}

(async () => {
  for (const section of report.sections) await draw(section);
})();
