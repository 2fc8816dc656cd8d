// The charts by the name that a section gives.

const kCharts = {
  left: leftChart,
  dots: dotsChart,
  heat: heatChart,
  intervals: intervalsChart,
  shares: sharesChart,
  effects: effectsChart,
  timeEffects: timeEffectsChart,
  interactions: interactionsChart,
  memory: memoryChart,
  latency: latencyChart,
  sizes: sizesChart,
  lifetimes: lifetimesChart,
  sites: sitesChart,
  flame: flameChart,
  claims: claimsChart,
  history: historyChart,
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
