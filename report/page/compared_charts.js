// Configurations beside each other and against a reference.

// How much of the reference is left.
function leftChart(rows, about, width) {
  const data = placed(rows).map((row) => ({
    ...row,
    left: numberOf(row.ratio) === null ? null : 100 * row.ratio,
  }));
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
            ['left', `% of ${about.reference}`, '.3~f'],
          ),
        },
      },
      {
        mark: { type: 'rule', strokeDash: [4, 3], color: 'currentColor' },
        encoding: { x: { datum: 100 } },
      },
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
      x: {
        field: 'value',
        type: 'quantitative',
        scale: { type: 'log' },
        title: `${about.metric} (${about.unit}), logarithmic`,
      },
      ...seriesEncoding(data),
      tooltip: tooltip(
        ['place', 'where'],
        ['series', 'configuration'],
        ['value text', about.metric],
      ),
    },
  };
}

function heatChart(rows, about, width) {
  const data = placed(rows).map((row) => {
    const unsure = row['ratio rounds'] === 'too few';
    const known = numberOf(row.ratio) > 0;
    return {
      ...row,
      series: row.series || about.reference || ' ',
      unsure,
      change: !known ? null : unsure ? 0 : Math.log2(row.ratio),
    };
  });
  const columns = distinct(data, 'series').length;
  const changes = data.map((row) => Math.abs(row.change ?? 0));
  const most = Math.min(4, Math.max(0.25, ...changes));
  const dark = `abs(datum.change) > ${0.65 * most}`;
  const longest = Math.max(...distinct(data, 'series').map((name) => name.length));
  const slanted = longest * 7 > Math.max(58, (width - 200) / columns);
  const labels = Math.min(
    width < 500 ? 130 : 280,
    7 * Math.max(...data.map((row) => row.place.length)),
  );
  const least = Math.max(58, 6.5 * Math.max(...data.map((row) => row['value text'].length)));
  const whole = clamp(width, labels + 20 + least * columns, labels + 20 + 150 * columns);
  // A slanted label of the last column reaches beyond it.
  const beyond = 4.5 * data.at(-1).series.length - (whole - labels) / columns / 2;
  return {
    data: { values: data },
    ...single(whole, data, 'place', 22),
    padding: { left: 5, top: 5, bottom: 5, right: slanted ? Math.max(5, beyond) : 5 },
    encoding: {
      y: yPlace(),
      x: {
        field: 'series',
        type: 'nominal',
        sort: null,
        title: null,
        axis: {
          orient: 'top',
          labelAngle: slanted ? -40 : 0,
          domain: false,
          ticks: false,
          labelOverlap: false,
        },
      },
      tooltip: tooltip(
        ['place', 'where'],
        ['series', 'configuration'],
        ['value text', about.metric],
        ['ratio', `times ${about.reference}`, '.3~f'],
      ),
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1, invalid: 'filter' },
        encoding: {
          color: {
            condition: { test: 'datum.change === null || datum.unsure', value: '#dddddd' },
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
        encoding: {
          text: { field: 'value text' },
          color: { condition: { test: dark, value: 'white' }, value: 'black' },
        },
      },
    ],
  };
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
  const scale = wide
    ? { type: 'log', base: 2, nice: false, padding: 12 }
    : { zero: false, padding: 12 };
  const x = {
    type: 'quantitative',
    scale,
    axis: {
      labelExpr: wide ? times : percent,
      labelOverlap: 'greedy',
      labelSeparation: 6,
      tickCount: Math.max(3, Math.floor(width / 110)),
    },
    title: `${about.better || 'less  ←   change   →  more'}`,
  };
  const margin = numberOf(data[0]?.margin) ?? 0.02;
  return {
    data: { values: data },
    ...single(width, data, 'line', 16),
    layer: [
      {
        data: { values: [{ low: 1 / (1 + margin), high: 1 + margin }] },
        mark: {
          type: 'rect',
          color: '#888888',
          opacity: 0.25,
          tooltip: `within the margin of ${+(100 * margin).toFixed(1)} %`,
        },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      { mark: { type: 'rule', color: 'currentColor' }, encoding: { x: { ...x, datum: 1 } } },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          y: yPlace('line'),
          x: { ...x, field: 'low' },
          x2: { field: 'high' },
          color: marked('ratio verdict', kVerdicts, null).color,
        },
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
            ['ratio rounds', 'rounds'],
          ),
        },
      },
    ],
  };
}
