// What each optimization is worth, and what is claimed of them.

const kOutcomes = {
  exceeded: ['#56B4E9', 'triangle-up'],
  confirmed: ['#0072B2', 'circle'],
  partly: ['#E69F00', 'square'],
  'not confirmed': ['#7F7F7F', 'diamond'],
  reversed: ['#D55E00', 'cross'],
};

function sharesChart(rows, about, width) {
  const data = placed(rows);
  return {
    data: { values: data },
    ...single(width, data, 'place', 26),
    mark: { type: 'bar', stroke: '#ffffff', strokeWidth: 0.5 },
    encoding: {
      y: yPlace(),
      x: {
        field: 'Shapley percent',
        type: 'quantitative',
        scale: { nice: false },
        title: `share of all that is saved of ${about.metric}, %`,
      },
      color: { field: 'toggle', type: 'nominal', sort: null, title: null },
      order: { field: 'order', type: 'quantitative' },
      tooltip: tooltip(
        ['place', 'where'],
        ['toggle', 'toggle'],
        ['Shapley text', `saves, ${about.metric}`],
      ),
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
      kind:
        kind === 'Shapley'
          ? 'on average (Shapley)'
          : kind === 'first-in'
            ? 'alone'
            : 'all others on',
      percent: row[kind + ' percent'],
      saves: row[kind + ' text'],
      low: Math.min(row['first-in percent'], row['last-in percent']),
      high: Math.max(row['first-in percent'], row['last-in percent']),
    })),
  );
  const x = { type: 'quantitative', title: '% of the total saved' };
  return {
    data: { values: data },
    ...panels(data, 'place', width, {
      encoding: { y: yPlace('toggle') },
      layer: [
        {
          mark: { type: 'rule', color: '#888888', strokeWidth: 2 },
          encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 55, opacity: 1 },
          encoding: {
            x: { ...x, field: 'percent' },
            color: { field: 'kind', type: 'nominal', sort: null, title: null },
            shape: { field: 'kind', type: 'nominal', sort: null, title: null },
            tooltip: tooltip(
              ['place', 'where'],
              ['toggle', 'toggle'],
              ['kind', 'when'],
              ['saves', `saves, ${about.metric}`],
            ),
          },
        },
      ],
    }),
  };
}

// Less time, more, and what is not detected, as of intervals.
function timeEffectsChart(rows, about, width) {
  const kinds = {
    less: kVerdicts.improvement,
    more: kVerdicts.regression,
    'not detected': kVerdicts.inconclusive,
  };
  const data = placed(rows)
    .filter((row) => numberOf(row['change percent']) !== null)
    .map((row) => ({
      ...row,
      low: row['change low'] ?? row['change percent'],
      high: row['change high'] ?? row['change percent'],
      kind: row['change detected'] ? (row['change percent'] < 0 ? 'less' : 'more') : 'not detected',
    }));
  const x = { type: 'quantitative', title: `% of ${about.metric}` };
  return {
    data: { values: data },
    ...panels(
      data,
      'place',
      width,
      {
        encoding: { y: yPlace('effect') },
        layer: [
          {
            mark: { type: 'rule', color: 'currentColor' },
            encoding: { y: null, x: { ...x, datum: 0 } },
          },
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: {
              x: { ...x, field: 'low' },
              x2: { field: 'high' },
              color: marked('kind', kinds, null).color,
            },
          },
          {
            mark: { type: 'point', filled: true, size: 50, opacity: 1 },
            encoding: {
              x: { ...x, field: 'change percent' },
              ...marked('kind', kinds, null),
              tooltip: tooltip(
                ['place', 'where'],
                ['effect', 'optimization'],
                ['alloc', 'under'],
                ['change text', 'change'],
              ),
            },
          },
        ],
      },
      16 * distinct(data, 'effect').length,
    ),
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
      x: {
        field: 'amount',
        type: 'quantitative',
        title: `together they save more (right) or less (left), ${about.metric}`,
      },
      color: {
        condition: { test: 'datum.amount < 0', value: kVerdicts.regression[0] },
        value: kVerdicts.improvement[0],
      },
      tooltip: tooltip(['place', 'where'], ['toggles', 'toggles'], ['in words', 'in words']),
    },
  };
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
    encoding: { y: { ...yPlace('line'), sort: distinct(data, 'line') } },
    layer: layersWithRows([
      {
        data: withFigure(data, 'claimed low'),
        mark: { type: 'bar', height: 12, color: '#888888', opacity: 0.3 },
        encoding: { x: { ...x, field: 'claimed low' }, x2: { field: 'claimed high' } },
      },
      {
        mark: { type: 'rule', color: 'currentColor' },
        encoding: { y: null, x: { ...x, datum: 0 } },
      },
      {
        data: withFigure(data, 'change low'),
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          x: { ...x, field: 'change low' },
          x2: { field: 'change high' },
          color: marked('verdict', kOutcomes, null).color,
        },
      },
      {
        data: withFigure(data, 'change percent'),
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x: { ...x, field: 'change percent' },
          ...marked('verdict', kOutcomes, null),
          tooltip: tooltip(
            ['claim', 'claim'],
            ['configuration', 'configuration'],
            ['metric', 'metric'],
            ['claimed text', 'claimed'],
            ['change text', 'measured'],
            ['verdict', 'verdict'],
          ),
        },
      },
    ]),
  };
}
