// Memory over operations, latencies, and the sizes that are asked for.

// What the process holds, and as the ideal what the store asked for and has not freed.
function memoryChart(rows, about, width) {
  const place = placesOf(rows);
  const series = seriesOf(rows, ['in', 'variant', 'load']);
  const all = rows.flatMap((row) => {
    const at = {
      place: [place(row), series(row)].filter(Boolean).join(' · '),
      keys: row.keys,
      alloc: row.alloc,
    };
    const megabytes = (value) => (numberOf(value) === null ? null : value / 1e6);
    return [
      { ...at, what: 'held', megabytes: megabytes(row.held) },
      { ...at, what: 'live', megabytes: megabytes(row.live), alloc: 'live bytes (ideal)' },
    ].filter((point) => point.megabytes !== null);
  });
  const moments = new Map();
  for (const point of all)
    moments.set(point.place, (moments.get(point.place) ?? new Set()).add(point.keys));
  // Of one moment there is no line.
  const data = all.filter((point) => moments.get(point.place).size > 1);
  const names = [
    ...distinct(
      data.filter((point) => point.what === 'held'),
      'alloc',
    ),
    'live bytes (ideal)',
  ];
  const colours = names.map((_, i) =>
    i === names.length - 1 ? '#7F7F7F' : kPalette[i % kPalette.length],
  );
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      mark: { type: 'line', interpolate: 'monotone' },
      encoding: {
        x: {
          field: 'keys',
          type: 'quantitative',
          title: 'keys drawn',
          axis: { format: '~s', tickCount: 4 },
        },
        y: { field: 'megabytes', type: 'quantitative', title: 'MB' },
        color: {
          field: 'alloc',
          type: 'nominal',
          title: null,
          scale: { domain: names, range: colours },
        },
        strokeDash: {
          condition: { test: 'datum.what === "live"', value: [5, 4] },
          value: [1, 0],
        },
        tooltip: tooltip(
          ['place', 'where'],
          ['alloc', 'line'],
          ['keys', 'keys drawn', ',d'],
          ['megabytes', 'MB', '.3~f'],
        ),
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
          axis: {
            values: axis,
            labelExpr: '"p" + format(100 * (1 - pow(10, -datum.value)), ".4~f")',
          },
        },
        y: {
          field: 'microseconds',
          type: 'quantitative',
          scale: { type: 'log' },
          title: 'µs',
          axis: { tickCount: 4, format: '~g' },
        },
        color: { field: 'series', type: 'nominal', sort: null, title: null },
        tooltip: tooltip(
          ['place', 'where'],
          ['series', 'configuration'],
          ['percentile', 'percentile'],
          ['latency text', 'ns'],
        ),
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
      x: {
        field: 'size',
        type: 'ordinal',
        sort: { field: 'class' },
        title: 'requested size, up to',
        axis: { labelAngle: -45 },
      },
      ...(several ? { xOffset: channel, color: channel } : { color: { value: kPalette[0] } }),
      y: { field: 'per operation', type: 'quantitative', title: 'allocations per operation' },
      tooltip: tooltip(
        ['place', 'where'],
        ['series', 'configuration'],
        ['size', 'size up to'],
        ['allocations text', 'allocations'],
        ['per operation text', 'per operation'],
      ),
    },
  };
}

// What becomes of blocks, for each operation.
const kFates = {
  'freed at once': ['#56B4E9', (row) => died(row, row['temporary %'])],
  'freed within its operation': [
    '#0072B2',
    (row) => died(row, row['own operation %'] - row['temporary %']),
  ],
  'freed later': ['#E69F00', (row) => died(row, 100 - row['own operation %'])],
  // Those that died may have been there before.
  'there at the end': ['#7F7F7F', (row) => Math.max(0, row['born per operation'] - row['died/op'])],
};

function died(row, percent) {
  return row.died === 0 ? 0 : (row['died/op'] * percent) / 100;
}

// Of "1,025-2,048 B" 1025: sizes of several operations are put in order by it.
function leastOf(size) {
  return Number(size.replaceAll(',', '').match(/\d+/)[0]);
}

function lifetimesChart(rows, about, width) {
  const fates = Object.keys(kFates);
  const data = rows.flatMap((row) =>
    fates.map((fate, order) => ({
      ...row,
      fate,
      order,
      each: kFates[fate][1](row),
      where: 'made by ' + row['born in'],
    })),
  );
  const sizes = distinct(data, 'size').sort((a, b) => leastOf(a) - leastOf(b));
  return {
    data: { values: data },
    ...panels(data, 'where', width, {
      mark: 'bar',
      encoding: {
        x: {
          field: 'size',
          type: 'ordinal',
          sort: sizes,
          title: 'size of the block',
          axis: { labelAngle: -45 },
        },
        y: { field: 'each', type: 'quantitative', title: 'blocks per operation' },
        color: {
          field: 'fate',
          type: 'nominal',
          title: null,
          scale: { domain: fates, range: fates.map((fate) => kFates[fate][0]) },
        },
        order: { field: 'order', type: 'quantitative' },
        tooltip: tooltip(
          ['where', 'blocks'],
          ['size', 'size'],
          ['fate', 'which are'],
          ['each', 'per operation', '.3~f'],
          ['half within', 'half within, operations'],
        ),
      },
    }),
    resolve: { scale: { x: 'independent', y: 'independent' } },
  };
}
