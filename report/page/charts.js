// The charts, as specifications of Vega-Lite. A chart is a function of the rows shown, of what the
// section says about them and of the width in pixels; nothing here touches the page, so that the
// same pictures can be drawn without a browser.
//
// Colours are Okabe and Ito's, which are told apart by the colour-blind; text takes the page's colour.

const kPalette = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00', '#999933', '#7F7F7F'];

const kVerdicts = {
  improvement: ['#0072B2', 'circle'],
  regression: ['#D55E00', 'triangle-up'],
  equivalent: ['#009E73', 'square'],
  inconclusive: ['#7F7F7F', 'diamond'],
};

const kOutcomes = {
  exceeded: ['#56B4E9', 'triangle-up'],
  confirmed: ['#0072B2', 'circle'],
  partly: ['#E69F00', 'square'],
  'not confirmed': ['#7F7F7F', 'diamond'],
  reversed: ['#D55E00', 'cross'],
};

const kText = { color: 'currentColor', fontSize: 11 };

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
    legend: { ...words, orient: 'top', titleFontWeight: 'normal', labelLimit: 300, columns: Math.max(2, Math.floor(width / 150)) },
    header: { ...words, labelFontSize: 11, labelLimit: 320 },
  };
}

// "scan", or with its phase where a scenario has several; the phase alone where all are of one scenario.
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

function distinct(rows, field) {
  return [...new Set(rows.map((row) => row[field]))];
}

function yPlace(field = 'place') {
  return { field, type: 'nominal', sort: null, title: null, axis: { domain: false, ticks: false } };
}

// One below the other where there is no room beside.
function panels(rows, field, width, spec) {
  const count = distinct(rows, field).length;
  const columns = Math.max(1, Math.min(count, Math.floor(width / 330)));
  const size = Math.max(160, Math.floor(width / columns) - 85);
  return {
    facet: { field, type: 'nominal', sort: distinct(rows, field), title: null },
    columns,
    spec: { ...spec, width: size, height: 170 },
  };
}

// A row for each value, all in the width.
function single(width, rows, field, step) {
  const height = step * distinct(rows, field).length;
  return { width, height, autosize: { type: 'fit-x', contains: 'padding' } };
}

// How much of the reference is left.
function leftChart(rows, about, width) {
  const data = placed(rows).map((row) => ({ ...row, left: numberOf(row.ratio) === null ? null : 100 * row.ratio }));
  const several = distinct(data, 'series').length > 1;
  return {
    data: { values: data },
    ...single(width, data, 'place', several ? 8 * distinct(data, 'series').length : 18),
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 2 },
        encoding: {
          y: yPlace(),
          ...(several ? { yOffset: { field: 'series', sort: null } } : {}),
          x: {
            field: 'left',
            type: 'quantitative',
            scale: { domain: [0, Math.max(102, ...data.map((row) => row.left ?? 0))], nice: false },
            title: `${about.metric}: what is left, in % of ${about.reference}`,
          },
          color: several
            ? { field: 'series', type: 'nominal', sort: null, title: null }
            : { value: kPalette[0] },
          tooltip: tooltip(
            ['place', 'where'],
            ['series', 'configuration'],
            ['value text', about.metric],
            ['left', `% of ${about.reference}`, '.3~f']
          ),
        },
      },
      { mark: { type: 'rule', strokeDash: [4, 3], color: 'currentColor' }, encoding: { x: { datum: 100 } } },
    ],
  };
}

function dotsChart(rows, about, width) {
  const data = placed(rows).filter((row) => numberOf(row.value) > 0);
  return {
    data: { values: data },
    ...single(width, data, 'place', 18),
    mark: { type: 'point', filled: true, size: 70, opacity: 0.9 },
    encoding: {
      y: yPlace(),
      x: { field: 'value', type: 'quantitative', scale: { type: 'log' }, title: `${about.metric} (${about.unit}), logarithmic` },
      ...seriesEncoding(data),
      tooltip: tooltip(['place', 'where'], ['series', 'configuration'], ['value text', about.metric]),
    },
  };
}

function seriesEncoding(rows) {
  if (distinct(rows, 'series').length < 2) return { color: { value: kPalette[0] } };
  const channel = { field: 'series', type: 'nominal', sort: null, title: null };
  return { color: channel, shape: channel };
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}

function heatChart(rows, about, width) {
  const data = placed(rows).map((row) => ({
    ...row,
    series: row.series || about.reference || ' ',
    change: numberOf(row.ratio) > 0 ? Math.log2(row.ratio) : null,
  }));
  const columns = distinct(data, 'series').length;
  const changes = data.map((row) => Math.abs(row.change ?? 0));
  const most = Math.min(4, Math.max(0.25, ...changes));
  const dark = `abs(datum.change) > ${0.65 * most}`;
  const longest = Math.max(...distinct(data, 'series').map((name) => name.length));
  const slanted = longest * 7 > Math.max(58, (width - 200) / columns);
  const labels = Math.min(width < 500 ? 130 : 280, 7 * Math.max(...data.map((row) => row.place.length)));
  return {
    data: { values: data },
    ...single(clamp(width, labels + 20 + 58 * columns, labels + 20 + 150 * columns), data, 'place', 22),
    encoding: {
      y: yPlace(),
      x: {
        field: 'series',
        type: 'nominal',
        sort: null,
        title: null,
        axis: { orient: 'top', labelAngle: slanted ? -40 : 0, domain: false, ticks: false, labelOverlap: false },
      },
      tooltip: tooltip(
        ['place', 'where'],
        ['series', 'configuration'],
        ['value text', about.metric],
        ['ratio', `times ${about.reference}`, '.3~f']
      ),
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1, invalid: 'filter' },
        encoding: {
          color: {
            condition: { test: 'datum.change === null', value: '#dddddd' },
            field: 'change',
            type: 'quantitative',
            scale: { scheme: 'blueorange', domain: [-most, most], clamp: true },
            legend:
              about.reference && changes.some((change) => change > 0)
                ? {
                    title: `times ${about.reference}`,
                    values: [-most, -most / 2, 0, most / 2, most],
                    labelExpr: 'format(pow(2, datum.value), ".2~f")',
                    gradientLength: Math.min(240, width - 140),
                  }
                : null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: { text: { field: 'value text' }, color: { condition: { test: dark, value: 'white' }, value: 'black' } },
      },
    ],
  };
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

// Ratios and their intervals, beside the margin within which a difference does not matter.
function intervalsChart(rows, about, width) {
  const data = placed(rows).filter((row) => numberOf(row['ratio ratio']) !== null);
  for (const row of data) {
    row.line = [row.series, row.place].filter(Boolean).join(' · ');
    row.low = row['ratio low'] ?? row['ratio ratio'];
    row.high = row['ratio high'] ?? row['ratio ratio'];
  }
  const ends = data.flatMap((row) => [row.low, row.high]);
  const wide = Math.max(...ends) / Math.min(...ends) > 3;
  const percent = 'datum.value === 1 ? "same" : format((datum.value - 1) * 100, "+.3~g") + " %"';
  const times = 'datum.value === 1 ? "same" : "× " + format(datum.value, ".3~g")';
  const scale = wide ? { type: 'log', base: 2, nice: false, padding: 12 } : { zero: false, padding: 12 };
  const x = {
    type: 'quantitative',
    scale,
    axis: { labelExpr: wide ? times : percent, labelOverlap: 'greedy', labelSeparation: 6, tickCount: Math.max(3, Math.floor(width / 110)) },
    title: `${about.better || 'less  ←   change   →  more'}`,
  };
  const margin = numberOf(data[0]?.margin) ?? 0.02;
  return {
    data: { values: data },
    ...single(width, data, 'line', 16),
    layer: [
      {
        data: { values: [{ low: 1 / (1 + margin), high: 1 + margin }] },
        mark: { type: 'rect', color: '#888888', opacity: 0.25, tooltip: `within the margin of ${+(100 * margin).toFixed(1)} %` },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      { mark: { type: 'rule', color: 'currentColor' }, encoding: { x: { ...x, datum: 1 } } },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y: yPlace('line'), x: { ...x, field: 'low' }, x2: { field: 'high' }, color: marked('ratio verdict', kVerdicts, null).color },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          y: yPlace('line'),
          x: { ...x, field: 'ratio ratio' },
          ...marked('ratio verdict', kVerdicts, null),
          tooltip: tooltip(
            ['line', 'where'],
            ['compared', 'compared'],
            ['metric', 'metric'],
            ['before text', 'before'],
            ['after text', 'after'],
            ['ratio text', 'ratio [interval]'],
            ['ratio rounds', 'rounds']
          ),
        },
      },
    ],
  };
}

function sharesChart(rows, about, width) {
  const data = placed(rows);
  return {
    data: { values: data },
    ...single(width, data, 'place', 26),
    mark: { type: 'bar', stroke: '#ffffff', strokeWidth: 0.5 },
    encoding: {
      y: yPlace(),
      x: { field: 'Shapley percent', type: 'quantitative', scale: { nice: false }, title: `share of all that is saved of ${about.metric}, %` },
      color: { field: 'toggle', type: 'nominal', sort: null, title: null },
      order: { field: 'order', type: 'quantitative' },
      tooltip: tooltip(['place', 'where'], ['toggle', 'toggle'], ['Shapley text', `saves, ${about.metric}`]),
    },
  };
}

// What a toggle saves alone, where all others are on, and on average.
function effectsChart(rows, about, width) {
  const kinds = ['first-in', 'Shapley', 'last-in'];
  const data = placed(rows).flatMap((row) =>
    kinds.map((kind) => ({
      place: row.place,
      toggle: row.toggle,
      kind: kind === 'Shapley' ? 'on average (Shapley)' : kind === 'first-in' ? 'alone' : 'all others on',
      percent: row[kind + ' percent'],
      saves: row[kind + ' text'],
      low: Math.min(row['first-in percent'], row['last-in percent']),
      high: Math.max(row['first-in percent'], row['last-in percent']),
    }))
  );
  const x = { type: 'quantitative', title: '% of the total saved' };
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      encoding: { y: yPlace('toggle') },
      layer: [
        { mark: { type: 'rule', color: '#888888', strokeWidth: 2 }, encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } } },
        {
          mark: { type: 'point', filled: true, size: 55, opacity: 1 },
          encoding: {
            x: { ...x, field: 'percent' },
            color: { field: 'kind', type: 'nominal', sort: null, title: null },
            shape: { field: 'kind', type: 'nominal', sort: null, title: null },
            tooltip: tooltip(['place', 'where'], ['toggle', 'toggle'], ['kind', 'when'], ['saves', `saves, ${about.metric}`]),
          },
        },
      ],
    }),
  };
}

function interactionsChart(rows, about, width) {
  const data = placed(rows).map((row) => ({ ...row, amount: row.dividend ?? row.change }));
  return {
    data: { values: data },
    ...single(width, data, 'toggles', 22),
    mark: 'bar',
    encoding: {
      y: yPlace('toggles'),
      x: { field: 'amount', type: 'quantitative', title: `together they save more (right) or less (left), ${about.metric}` },
      color: {
        condition: { test: 'datum.amount < 0', value: kVerdicts.regression[0] },
        value: kVerdicts.improvement[0],
      },
      tooltip: tooltip(['place', 'where'], ['toggles', 'toggles'], ['in words', 'in words']),
    },
  };
}

// What the process holds, and as the ideal what the store asked for and has not freed.
function memoryChart(rows, about, width) {
  const place = placesOf(rows);
  const series = seriesOf(rows, ['in', 'variant', 'load']);
  const all = rows.flatMap((row) => {
    const at = { place: [place(row), series(row)].filter(Boolean).join(' · '), keys: row.keys, alloc: row.alloc };
    const megabytes = (value) => (numberOf(value) === null ? null : value / 1e6);
    return [
      { ...at, what: 'held', megabytes: megabytes(row.held) },
      { ...at, what: 'live', megabytes: megabytes(row.live), alloc: 'live bytes (ideal)' },
    ].filter((point) => point.megabytes !== null);
  });
  const moments = new Map();
  for (const point of all) moments.set(point.place, (moments.get(point.place) ?? new Set()).add(point.keys));
  const data = all.filter((point) => moments.get(point.place).size > 1);  // of one moment there is no line
  const names = [...distinct(data.filter((point) => point.what === 'held'), 'alloc'), 'live bytes (ideal)'];
  const colours = names.map((_, i) => (i === names.length - 1 ? '#7F7F7F' : kPalette[i % kPalette.length]));
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      mark: { type: 'line', interpolate: 'monotone' },
      encoding: {
        x: { field: 'keys', type: 'quantitative', title: 'keys drawn', axis: { format: '~s', tickCount: 4 } },
        y: { field: 'megabytes', type: 'quantitative', title: 'MB' },
        color: { field: 'alloc', type: 'nominal', title: null, scale: { domain: names, range: colours } },
        strokeDash: {
          condition: { test: 'datum.what === "live"', value: [5, 4] },
          value: [1, 0],
        },
        tooltip: tooltip(['place', 'where'], ['alloc', 'line'], ['keys', 'keys drawn', ',d'], ['megabytes', 'MB', '.3~f']),
      },
    }),
    resolve: { scale: { x: 'independent', y: 'independent' } },
  };
}

function latencyChart(rows, about, width) {
  const place = placesOf(rows);
  const operation = seriesOf(rows, ['operation']);
  const series = seriesOf(rows, ['in', 'variant', 'alloc', 'load']);
  const data = rows.map((row) => ({
    ...row,
    place: [place(row), operation(row)].filter(Boolean).join(' · '),
    series: series(row),
    nines: -Math.log10(1 - row.percentile / 100),
    microseconds: row.latency / 1000,
  }));
  const axis = [50, 90, 99, 99.9, 99.99].map((percentile) => -Math.log10(1 - percentile / 100));
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      mark: { type: 'line', point: { size: 22 } },
      encoding: {
        x: {
          field: 'nines',
          type: 'quantitative',
          title: 'percentile',
          axis: { values: axis, labelExpr: '"p" + format(100 * (1 - pow(10, -datum.value)), ".4~f")' },
        },
        y: { field: 'microseconds', type: 'quantitative', scale: { type: 'log' }, title: 'µs', axis: { tickCount: 4, format: '~g' } },
        color: { field: 'series', type: 'nominal', sort: null, title: null },
        tooltip: tooltip(['place', 'where'], ['series', 'configuration'], ['percentile', 'percentile'], ['latency text', 'ns']),
      },
    }),
    resolve: { scale: { y: 'independent' } },
  };
}

function sizesChart(rows, about, width) {
  const data = placed(rows);
  const several = distinct(data, 'series').length > 1;
  const channel = { field: 'series', type: 'nominal', sort: null, title: null };
  return {
    data: { values: data },
    width,
    height: 220,
    autosize: { type: 'fit-x', contains: 'padding' },
    mark: 'bar',
    encoding: {
      x: { field: 'size', type: 'ordinal', sort: { field: 'class' }, title: 'requested size, up to', axis: { labelAngle: -45 } },
      ...(several ? { xOffset: channel, color: channel } : { color: { value: kPalette[0] } }),
      y: { field: 'per operation', type: 'quantitative', title: 'allocations per operation' },
      tooltip: tooltip(['place', 'where'], ['series', 'configuration'], ['size', 'size up to'], ['allocations text', 'allocations'], ['per operation text', 'per operation']),
    },
  };
}

const kMostSites = 15;

function sitesChart(rows, about, width) {
  const data = rows.slice(0, kMostSites);
  return {
    data: { values: data },
    ...single(width, data, 'function', 20),
    mark: 'bar',
    encoding: {
      y: yPlace('function'),
      x: { field: 'per operation', type: 'quantitative', title: 'allocations per operation' },
      color: { field: 'operation', type: 'nominal', sort: null, title: null },
      tooltip: tooltip(['function', 'function'], ['operation', 'in'], ['allocations text', 'allocations'], ['per operation text', 'per operation'], ['bytes text', 'bytes']),
    },
  };
}

function flameChart(rows, about, width) {
  const all = Math.max(...rows.map((row) => row.to));
  const deepest = Math.max(...rows.map((row) => row.depth));
  const data = rows
    .map((row) => ({ ...row, pixels: ((row.to - row.from) / all) * width, percent: (100 * (row.to - row.from)) / all }))
    .filter((row) => row.pixels >= 0.5)
    .map((row) => ({ ...row, label: clipped(row.frame, row.pixels) }));
  const x = { type: 'quantitative', axis: null, scale: { domain: [0, all], nice: false } };
  const y = { field: 'depth', type: 'ordinal', axis: null };
  return {
    data: { values: data },
    width: width - 10,
    height: 19 * (deepest + 1),
    encoding: { y },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 0.5 },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          color: { field: 'depth', type: 'quantitative', legend: null, scale: { range: ['#E69F00', '#F6D58E'], domain: [0, deepest + 1] } },
          tooltip: tooltip(['frame', 'function'], ['allocations text', 'allocations'], ['percent', '% of all', '.2~f']),
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 3, fontSize: 11, color: '#000000' },
        encoding: { x: { ...x, field: 'from' }, text: { field: 'label' } },
      },
    ],
  };
}

// What fits into a frame; nothing where no word would.
function clipped(name, pixels) {
  const most = Math.floor((pixels - 6) / 6.2);
  if (name.length <= most) return name;
  return most < 4 ? '' : name.slice(0, most - 1) + '…';
}

function claimsChart(rows, about, width) {
  const data = rows.map((row) => ({ ...row, line: row.claim + ' · ' + row.configuration }));
  const x = {
    type: 'quantitative',
    scale: { padding: 8, nice: false },
    title: 'change, %: what is claimed (bar) and what was measured (mark)',
  };
  return {
    data: { values: data },
    ...single(width, data, 'line', 18),
    encoding: { y: yPlace('line') },
    layer: [
      {
        transform: [{ filter: 'isValid(datum["claimed low"])' }],
        mark: { type: 'bar', height: 12, color: '#888888', opacity: 0.3 },
        encoding: { x: { ...x, field: 'claimed low' }, x2: { field: 'claimed high' } },
      },
      { mark: { type: 'rule', color: 'currentColor' }, encoding: { y: null, x: { ...x, datum: 0 } } },
      {
        transform: [{ filter: 'isValid(datum["change low"])' }],
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: { ...x, field: 'change low' }, x2: { field: 'change high' }, color: marked('verdict', kOutcomes, null).color },
      },
      {
        transform: [{ filter: 'isValid(datum["change percent"])' }],
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x: { ...x, field: 'change percent' },
          ...marked('verdict', kOutcomes, null),
          tooltip: tooltip(['claim', 'claim'], ['configuration', 'configuration'], ['metric', 'metric'], ['claimed text', 'claimed'], ['change text', 'measured'], ['verdict', 'verdict']),
        },
      },
    ],
  };
}

const kCharts = {
  left: leftChart,
  dots: dotsChart,
  heat: heatChart,
  intervals: intervalsChart,
  shares: sharesChart,
  effects: effectsChart,
  interactions: interactionsChart,
  memory: memoryChart,
  latency: latencyChart,
  sizes: sizesChart,
  sites: sitesChart,
  flame: flameChart,
  claims: claimsChart,
};

// Null: there is nothing to draw. `background`: null is the page's own.
function chartOf(section, table, width, background = null) {
  const draw = kCharts[section.chart];
  const rows = rowsOf(table);
  if (!draw || rows.length === 0) return null;
  const spec = draw(rows, section.about, width);
  const values = spec.data.values;
  if (values.length === 0) return null;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: section.heading,
    ...spec,
    config: { ...configOf(width), background },
  };
}
