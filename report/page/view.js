// What the reader looks at: filters of the whole page and one value of each field that a section
// shows one at a time. It stands in the address behind '#', so that the address of a view can be
// passed on.

const kFilters = ['scenario', 'alloc', 'variant', 'metric'];

// {filters: {scenario: 'scan'}, picks: {'intervals metric': 'ns/op'}, section: 'time'}
function viewOf(hash) {
  const view = { filters: {}, picks: {}, section: '' };
  const text = hash.replace(/^#/, '');
  if (!text.includes('=')) return { ...view, section: text };
  for (const [key, value] of new URLSearchParams(text)) {
    if (key === 'section') view.section = value;
    else if (kFilters.includes(key)) view.filters[key] = value;
    else view.picks[key] = value;
  }
  return view;
}

function hashOf(view) {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...view.filters, ...view.picks }))
    if (value) parameters.set(key, value);
  if (view.section) parameters.set('section', view.section);
  return '#' + parameters.toString();
}

function pickKey(section, field) {
  return section.id + ' ' + field;
}

// Of each field of which the section shows one value: the filter's, else the reader's, else the
// first that the filters leave.
function pickedOf(section, view) {
  let table = filtered(section.table, view.filters);
  const picked = {};
  for (const field of section.pick) {
    const values = valuesOf(table, field);
    const asked = view.picks[pickKey(section, field)];
    picked[field] = values.includes(asked) ? asked : values[0];
    table = filtered(table, { [field]: picked[field] });
  }
  return picked;
}

function shownTable(section, view) {
  return filtered(section.table, { ...view.filters, ...pickedOf(section, view) });
}
