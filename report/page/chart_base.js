// What the charts have in common: colours, how rows are placed, scales and sizes. A chart is a
// function of the rows shown, of what the section says about them and of the width in pixels, that
// gives a specification of Vega-Lite; nothing in these files touches the page, so that the same
// pictures can be drawn without a browser.
//
// Colours are Okabe and Ito's, which are told apart by the colour-blind; text takes the page's.

const kPalette = [
  '#0072B2',
  '#E69F00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#D55E00',
  '#999933',
  '#7F7F7F',
];

const kVerdicts = {
  improvement: ['#0072B2', 'circle'],
  regression: ['#D55E00', 'triangle-up'],
  equivalent: ['#009E73', 'square'],
  inconclusive: ['#7F7F7F', 'diamond'],
};

function configOf(width) {
  const words = { labelColor: 'currentColor', titleColor: 'currentColor' };
  return {
    font: 'system-ui, "DejaVu Sans", sans-serif',
    view: { stroke: null },
    range: { category: kPalette },
    axis: {
      ...words,
      labelLimit: width < 500 ? 130 : 280,
      titleFontWeight: 'normal',
      gridColor: '#888888',
      gridOpacity: 0.3,
      domainColor: '#888888',
      tickColor: '#888888',
    },
    legend: {
      ...words,
      orient: 'top',
      titleFontWeight: 'normal',
      labelLimit: 300,
      columns: Math.max(2, Math.floor(width / 150)),
    },
    header: { ...words, labelFontSize: 11, labelLimit: 320 },
  };
}

// "scan", or with its phase where a scenario has several; the phase alone where all are of one
// scenario.
function placesOf(rows) {
  const phases = new Map();
  for (const row of rows) {
    if (!phases.has(row.scenario)) phases.set(row.scenario, new Set());
    phases.get(row.scenario).add(row.phase);
  }
  return (row) => {
    if (phases.get(row.scenario).size < 2) return row.scenario;
    return phases.size === 1 ? row.phase : row.scenario + ' · ' + row.phase;
  };
}

// Of these columns those that tell rows apart, in one text.
function seriesOf(rows, names) {
  const telling = names.filter((name) => new Set(rows.map((row) => row[name])).size > 1);
  return (row) =>
    telling
      .map((name) => row[name] || '')
      .filter(Boolean)
      .join(' · ');
}

function numberOf(value) {
  return typeof value === 'number' ? value : null;
}

const kConfiguration = ['in', 'variant', 'alloc', 'load'];

// With what every chart needs: where the row is, and which configuration it is of.
function placed(rows) {
  const place = placesOf(rows);
  const series = seriesOf(rows, kConfiguration);
  return rows.map((row) => ({ ...row, place: place(row), series: series(row) }));
}

function tooltip(...fields) {
  return fields.map(([field, title, format]) => ({ field, title, ...(format ? { format } : {}) }));
}

// Those rows that have the figure, as the data of a layer of its own.
function withFigure(rows, field) {
  return { values: rows.filter((row) => numberOf(row[field]) !== null) };
}

// Of no rows there is no scale.
function layersWithRows(layers) {
  return layers.filter((layer) => !layer.data || layer.data.values.length > 0);
}

function distinct(rows, field) {
  return [...new Set(rows.map((row) => row[field]))];
}

function yPlace(field = 'place') {
  return { field, type: 'nominal', sort: null, title: null, axis: { domain: false, ticks: false } };
}

// One below the other where there is no room beside.
function panels(rows, field, width, spec, height = 170) {
  const count = distinct(rows, field).length;
  const columns = Math.max(1, Math.min(count, Math.floor(width / 330)));
  const size = Math.max(160, Math.floor(width / columns) - 85);
  return {
    facet: { field, type: 'nominal', sort: distinct(rows, field), title: null },
    columns,
    spec: { ...spec, width: size, height },
  };
}

// A row for each value, all in the width.
function single(width, rows, field, step) {
  const height = step * distinct(rows, field).length;
  return { width, height, autosize: { type: 'fit-x', contains: 'padding' } };
}

function seriesEncoding(rows) {
  if (distinct(rows, 'series').length < 2) return { color: { value: kPalette[0] } };
  const channel = { field: 'series', type: 'nominal', sort: null, title: null };
  return { color: channel, shape: channel };
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}

function marked(field, kinds, title) {
  const names = Object.keys(kinds);
  const channel = (i) => ({
    field,
    type: 'nominal',
    title,
    scale: { domain: names, range: names.map((name) => kinds[name][i]) },
  });
  return { color: channel(0), shape: channel(1) };
}
