// What changed from commit to commit.

// Series whose figures are the same everywhere share a line, the first one's, and its name is theirs.
function sharingLines(data) {
  const figures = new Map();
  for (const { series, place, ...row } of data)
    figures.set(series, `${figures.get(series) ?? ''} ${place} ${row['commit text']} ${row.value}`);
  const all = [...figures.keys()];
  const alike = (series) => all.filter((other) => figures.get(other) === figures.get(series));
  return data
    .filter((row) => alike(row.series)[0] === row.series)
    .map((row) => ({ ...row, series: alike(row.series).join(', ') }));
}

// Figures from commit to commit; the first after a step with a ring.
function historyChart(rows, about, width) {
  const place = placesOf(rows);
  const series = seriesOf(rows, ['variant', 'alloc', 'host']);
  const data = sharingLines(
    rows.map((row) => ({
      ...row,
      place: place(row),
      series: series(row),
      stepped: row.step ? 'step ' + row.step : '',
    })),
  );
  const { color } = seriesEncoding(data);
  const x = { field: 'commit number', type: 'quantitative', title: 'commits, oldest first', scale: { zero: false, nice: false }, axis: { format: 'd', tickMinStep: 1, tickCount: 5 } };
  const y = { field: 'value', type: 'quantitative', title: null, scale: { zero: false }, axis: { format: '~s', tickCount: 4 } };
  const what = tooltip(['place', 'where'], ['series', 'configuration'], ['commit text', 'commit'], ['value text', about.metric], ['stepped', 'changed by']);
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      encoding: { x, y, color, tooltip: what },
      layer: [
        { mark: { type: 'line', interpolate: 'step-after', point: { size: 22 } } },
        { mark: { type: 'point', size: 120, strokeWidth: 2 }, encoding: { opacity: { condition: { test: 'datum.stepped !== ""', value: 1 }, value: 0 } } },
      ],
    }),
    resolve: { scale: { y: 'independent' } },
  };
}
