// Call sites and call stacks.

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
      tooltip: tooltip(
        ['function', 'function'],
        ['operation', 'in'],
        ['allocations text', 'allocations'],
        ['per operation text', 'per operation'],
        ['bytes text', 'bytes'],
      ),
    },
  };
}

function flameChart(rows, about, width) {
  const all = Math.max(...rows.map((row) => row.to));
  const deepest = Math.max(...rows.map((row) => row.depth));
  const data = rows
    .map((row) => ({
      ...row,
      pixels: ((row.to - row.from) / all) * width,
      percent: (100 * (row.to - row.from)) / all,
    }))
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
          color: {
            field: 'depth',
            type: 'quantitative',
            legend: null,
            scale: { range: ['#E69F00', '#F6D58E'], domain: [0, deepest + 1] },
          },
          tooltip: tooltip(
            ['frame', 'function'],
            ['allocations text', 'allocations'],
            ['percent', '% of all', '.2~f'],
          ),
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
