// The page: builds the sections out of the report's data, and keeps them as the view has it.

const report = JSON.parse(document.getElementById('report-data').textContent);
let view = viewOf(location.hash);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

function paragraphs(texts) {
  return texts.map((text) => element('p', { textContent: text }));
}

function captions(texts) {
  return texts.map((textContent) => element('figcaption', { textContent }));
}

function list(texts) {
  return element('ul', {}, ...texts.map((textContent) => element('li', { textContent })));
}

// --- tables ---

function headerCell(column) {
  return element('th', {
    scope: 'col',
    textContent: column.name,
    className: column.right ? 'number' : '',
  });
}

const kLong = 60; // characters: a sentence, which is not squeezed between the other columns

function cellElement(column, text) {
  const className = column.right ? 'number' : text.length > kLong ? 'long' : '';
  return element('td', { textContent: text, className });
}

function tableElement(table, caption) {
  const head = element('thead', {}, element('tr', {}, ...table.columns.map(headerCell)));
  const body = element('tbody');
  for (const cells of table.rows) {
    const row = element('tr');
    table.columns.forEach((column, i) => row.append(cellElement(column, textOf(cells[i]))));
    body.append(row);
  }
  const whole = element(
    'table',
    {},
    element('caption', { textContent: caption, className: 'note' }),
    head,
    body,
  );
  const scroll = element('div', { className: 'scroll', tabIndex: 0 }, whole);
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', caption);
  return scroll;
}

function download(name, text) {
  const link = element('a', {
    download: name,
    href: URL.createObjectURL(new Blob([text], { type: 'text/csv' })),
  });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The table is made when it is opened: a report may have some with thousands of rows. One that no
// picture stands before is open.
function tableDetails(section, current) {
  const details = element('details', { className: 'table', open: !section.chart });
  const summary = element('summary');
  const rows = element('div');
  const fill = () => {
    const table = current();
    const count = table.rows.length;
    const behind = section.chart ? 'The table behind it: ' : '';
    summary.textContent = `${behind}${count} ${count === 1 ? 'row' : 'rows'}`;
    rows.replaceChildren();
    if (details.open) rows.append(tableElement(table, section.heading), ...notes(table));
  };
  details.append(summary, rows);
  details.addEventListener('toggle', fill);
  return { details, fill };
}

function notes(table) {
  return table.notes.map((text) => element('p', { className: 'note', textContent: text }));
}

// --- choices ---

// `any`: what stands for all values; empty: one is always chosen. `key`: by which it is found again
// when it was made anew.
function choice(key, label, values, chosen, any, change) {
  const select = element('select');
  select.dataset.key = key;
  if (any) select.append(element('option', { value: '', textContent: any }));
  for (const value of values)
    select.append(element('option', { value, textContent: value || '(none)' }));
  select.value = chosen;
  select.addEventListener('change', () => change(select.value));
  return element('label', {}, label, select);
}

// Values that stand in any of the sections.
function filterValues(name) {
  const values = new Set();
  for (const section of report.sections)
    for (const value of valuesOf(section.table, name)) if (value) values.add(value);
  return [...values];
}

const kFilterNames = {
  scenario: 'Scenario',
  alloc: 'Allocator',
  variant: 'Variant or store',
  metric: 'Metric',
};

function drawFilters() {
  const form = byId('filters');
  form.replaceChildren();
  for (const name of kFilters) {
    const values = filterValues(name);
    if (values.length < 2) continue;
    form.append(
      choice(name, kFilterNames[name], values, view.filters[name] || '', 'any', (value) => {
        view.filters[name] = value;
        go();
      }),
    );
  }
  form.hidden = form.children.length === 0;
  form.onsubmit = (event) => event.preventDefault();
}

// --- sections ---

class Section {
  constructor(data, place, isPicture) {
    this.data = data;
    this.chart = element('div', { className: 'chart' });
    this.chart.setAttribute('role', 'img');
    this.chart.setAttribute('aria-label', `${data.heading}: the figures stand in the table below`);
    this.picks = element('div', { className: 'picks' });
    this.empty = element('p', {
      className: 'note',
      textContent: 'Nothing here matches the filters above.',
      hidden: true,
    });
    this.table = tableDetails(data, () => this.shown);
    const save = element('button', { type: 'button', textContent: 'Download as CSV' });
    save.addEventListener('click', () => download(data.id + '.csv', csvOf(this.shown)));
    const downloads = element('p', { className: 'downloads' }, save);
    const heading = element('a', { href: '#section=' + data.id, textContent: data.heading });
    heading.addEventListener('click', (event) => {
      event.preventDefault();
      view.section = data.id;
      go();
    });
    place.append(
      ...(isPicture ? [] : [element('h2', {}, heading), ...paragraphs(data.text)]),
      this.picks,
      element('figure', {}, this.chart, ...(isPicture ? captions(data.text) : [])),
      this.empty,
      this.table.details,
      downloads,
    );
  }

  show() {
    this.shown = shownTable(this.data, view);
    this.showPicks();
    this.table.fill();
    this.empty.hidden = this.shown.rows.length > 0;
  }

  showPicks() {
    const picked = pickedOf(this.data, view);
    let table = filtered(this.data.table, view.filters);
    this.picks.replaceChildren();
    for (const field of this.data.pick) {
      const values = valuesOf(table, field);
      if (values.length > 1)
        this.picks.append(
          choice(pickKey(this.data, field), field, values, picked[field], '', (value) => {
            view.picks[pickKey(this.data, field)] = value;
            go();
          }),
        );
      table = filtered(table, { [field]: picked[field] });
    }
  }

  async draw() {
    const spec = chartOf(this.data, this.shown, this.chart.clientWidth);
    if (this.view) this.view.finalize();
    this.view = null;
    this.chart.replaceChildren();
    this.chart.hidden = spec === null;
    if (spec === null) return;
    const drawn = await vegaEmbed(this.chart, spec, { ast: true, renderer: 'svg', actions: false });
    this.view = drawn.view;
  }
}

const sections = [];

function build() {
  document.title = report.question;
  byId('question').textContent = report.question;
  byId('made').textContent = report.made;
  report.answer.forEach(({ text, items }, i) => {
    const place = byId(i === 0 ? 'statement' : 'statements');
    place.append(...paragraphs([text]));
    if (items.length > 0) place.append(list(items));
  });
  if (report.warnings.length > 0) {
    byId('warnings').append(
      element('h2', { textContent: 'Before you trust this' }),
      list(report.warnings),
    );
    byId('warnings').hidden = false;
  }
  const links = element('ul');
  report.sections.forEach((data, i) => {
    const place = i === 0 ? byId('picture') : element('section', { id: 'section-' + data.id });
    sections.push(new Section(data, place, i === 0));
    if (i === 0) return;
    byId('sections').append(place);
    const link = element('a', { href: '#section=' + data.id, textContent: data.heading });
    link.addEventListener('click', (event) => {
      event.preventDefault();
      view.section = data.id;
      go();
    });
    links.append(element('li', {}, link));
  });
  if (report.sections.length > 1) byId('contents').append(links);
  for (const { heading, how } of report.missing) {
    byId('missing')
      .querySelector('dl')
      .append(element('dt', { textContent: heading }), element('dd', { textContent: how }));
    byId('missing').hidden = false;
  }
  byId('origin').append(
    originTable(report.provenance),
    element('p', { textContent: 'To measure it again:' }),
    element('pre', { className: 'command', textContent: report.command }),
  );
}

function originTable(table) {
  const body = element('tbody');
  for (const [what, value] of table.rows)
    body.append(
      element(
        'tr',
        {},
        element('th', { scope: 'row', textContent: what }),
        element('td', { textContent: value }),
      ),
    );
  return element('table', {}, body);
}

// --- keeping up with the view ---

let round = 0;

// The first section at once, the others one after the other, so that the page answers meanwhile.
async function draw() {
  const current = ++round;
  for (const section of sections) section.show();
  for (const section of sections) {
    await section.draw();
    if (current !== round) return;
    if (section === sections[0])
      document.documentElement.dataset.first = Math.round(performance.now());
    await new Promise((next) => setTimeout(next, 0));
    if (current !== round) return;
  }
  document.documentElement.dataset.drawn = Math.round(performance.now());
}

function scrollToSection() {
  const target = byId('section-' + view.section);
  if (target) target.scrollIntoView();
}

async function refresh() {
  const key = document.activeElement?.dataset.key;
  delete document.documentElement.dataset.drawn;
  byId('whole').hidden = hashOf(view) === '#';
  drawFilters();
  const drawn = draw();
  if (key) document.querySelector(`select[data-key="${CSS.escape(key)}"]`)?.focus();
  await drawn;
  scrollToSection();
}

function go() {
  const hash = hashOf(view);
  if (hash === (location.hash || '#')) refresh();
  else location.hash = hash;
}

window.addEventListener('hashchange', () => {
  view = viewOf(location.hash);
  refresh();
});
byId('whole').addEventListener('click', (event) => {
  event.preventDefault();
  view = viewOf('');
  go();
});

let width = document.documentElement.clientWidth;
window.addEventListener('resize', () => {
  if (document.documentElement.clientWidth === width) return;
  width = document.documentElement.clientWidth;
  clearTimeout(window.resizing);
  window.resizing = setTimeout(draw, 150);
});

build();
refresh();
