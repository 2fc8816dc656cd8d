// What changed from commit to commit.

// Figures from commit to commit; the first after a step with a ring.
function historyChart(rows, about, width) {
  const place = placesOf(rows);
  const series = seriesOf(rows, ['variant', 'alloc', 'host']);
  const data = rows.map((row) => ({
    ...row,
    place: place(row),
    series: series(row) || about.metric,
    stepped: row.step ? 'step ' + row.step : '',
  }));
  const color = { field: 'series', type: 'nominal', sort: null, title: null };
  const x = { field: 'commit number', type: 'quantitative', title: 'commits, oldest first', scale: { zero: false, nice: false }, axis: { format: 'd', tickMinStep: 1, tickCount: 5 } };
  const y = { field: 'value', type: 'quantitative', title: null, scale: { zero: false }, axis: { format: '~s', tickCount: 4 } };
  const what = tooltip(['place', 'where'], ['series', 'configuration'], ['commit text', 'commit'], ['value text', about.metric], ['stepped', 'changed by']);
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      encoding: { x, y, color, tooltip: what },
      layer: [
        { mark: { type: 'line', interpolate: 'step-after', point: { size: 22 } } },
        { transform: [{ filter: 'datum.stepped !== ""' }], mark: { type: 'point', size: 120, strokeWidth: 2 } },
      ],
    }),
    resolve: { scale: { y: 'independent' } },
  };
}
