// Tables of the report as rows of named values, for charts and filters.

// A cell is its text, or the text and the values behind it: a row has these by name, and the text
// beside them.
function rowOf(columns, cells) {
  const row = {};
  columns.forEach((column, i) => {
    const cell = cells[i];
    if (!Array.isArray(cell)) {
      row[column.name] = cell;
      return;
    }
    row[column.name + ' text'] = cell[0];
    column.fields.forEach((field, j) => {
      if (cell[j + 1] !== null) row[field ? column.name + ' ' + field : column.name] = cell[j + 1];
    });
  });
  return row;
}

function rowsOf(table) {
  return table.rows.map((cells) => rowOf(table.columns, cells));
}

function textOf(cell) {
  return Array.isArray(cell) ? cell[0] : cell;
}

function columnIndex(table, name) {
  return table.columns.findIndex((column) => column.name === name);
}

// The values of a column, in order of appearance.
function valuesOf(table, name) {
  const index = columnIndex(table, name);
  return index < 0 ? [] : [...new Set(table.rows.map((cells) => textOf(cells[index])))];
}

// The table with those rows alone that have these values; a column that it does not have picks
// nothing.
function filtered(table, wanted) {
  const tests = Object.entries(wanted)
    .map(([name, value]) => [columnIndex(table, name), value])
    .filter(([index, value]) => index >= 0 && value);
  const rows = table.rows.filter((cells) =>
    tests.every(([index, value]) => textOf(cells[index]) === value),
  );
  return { ...table, rows };
}

function csvCell(value) {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

// As `heapdyno --format csv`: a column for each value behind a cell.
function csvOf(table) {
  const plain = (column) => column.fields.length === 0;
  const header = table.columns.flatMap((column) =>
    plain(column)
      ? [column.name]
      : column.fields.map((field) => (field ? column.name + '.' + field : column.name)),
  );
  const lines = table.rows.map((cells) =>
    table.columns.flatMap((column, i) => {
      if (plain(column)) return [textOf(cells[i])];
      const values = Array.isArray(cells[i]) ? cells[i].slice(1) : [];
      return column.fields.map((_, j) => values[j]);
    }),
  );
  return [header, ...lines].map((line) => line.map(csvCell).join(',')).join('\n') + '\n';
}
