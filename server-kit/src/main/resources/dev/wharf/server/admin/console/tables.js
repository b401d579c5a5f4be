
// The tables: the server searches, sorts and pages, and the page shows one table at a time.
const SEARCH_DELAY = 250;
const views = new Map();
let tables = [];
let rowActions = [];
let current = '';
let asked = 0;
let typing = 0;

// What the operator has chosen for a table.
function viewOf(name) {
  if (!views.has(name)) {
    views.set(name, {text: '', sort: '', descending: false, offset: 0, limit: innerWidth <= 640 ? 10 : 25});
  }
  return views.get(name);
}

function tableOf(name) {
  return tables.find(table => table.name === name);
}

function describeTables(described, actions) {
  const isNew = described.map(table => table.name).join() !== tables.map(table => table.name).join();
  tables = described;
  rowActions = actions;
  if (isNew) {
    makeTabs();
    makeCounts();
    choose(tableOf(current) ? current : tables[0].name);
  }
  tables.forEach(table => {
    put(at('tab-' + table.name), titleOf(table.name) + (table.count === null ? '' : ' (' + number(table.count) + ')'));
    if (at(table.name + '-count')) {
      show(table.name + '-count', table.count === null ? '–' : number(table.count));
    }
  });
}

function makeTabs() {
  at('tabs').replaceChildren();
  tables.forEach(table => {
    const tab = child(at('tabs'), 'button', '');
    tab.type = 'button';
    tab.id = 'tab-' + table.name;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', 'panel');
    tab.addEventListener('click', () => choose(table.name));
    tab.addEventListener('keydown', event => moveTab(event, table.name));
  });
}

// The tables of the game that are in memory have their number of rows among the figures, too.
function makeCounts() {
  document.querySelectorAll('.game-count').forEach(figure => figure.remove());
  tables.filter(table => !table.of_kit && table.count !== null).forEach(table => {
    const figure = document.createElement('div');
    figure.className = 'game-count';
    child(figure, 'dt', titleOf(table.name));
    child(figure, 'dd', '').id = table.name + '-count';
    at('packets-in').parentElement.before(figure);
  });
}

function moveTab(event, name) {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (step) {
    const index = tables.findIndex(table => table.name === name);
    const next = tables[(index + step + tables.length) % tables.length].name;
    choose(next);
    at('tab-' + next).focus();
    event.preventDefault();
  }
}

function choose(name) {
  current = name;
  tables.forEach(table => {
    const isChosen = table.name === name;
    at('tab-' + table.name).setAttribute('aria-selected', String(isChosen));
    at('tab-' + table.name).tabIndex = isChosen ? 0 : -1;
  });
  at('panel').setAttribute('aria-labelledby', 'tab-' + name);
  const view = viewOf(name);
  at('search').value = view.text;
  at('limit').value = String(view.limit);
  at('rows').replaceChildren();
  makeHeads();
  loadTable();
}

function makeHeads() {
  const table = tableOf(current);
  at('heads').replaceChildren();
  table.columns.forEach(column => {
    const head = child(at('heads'), 'th', '');
    head.scope = 'col';
    head.dataset.column = column;
    head.setAttribute('role', 'columnheader');
    if (table.sortable.includes(column)) {
      const button = child(head, 'button', titleOf(column));
      button.type = 'button';
      button.addEventListener('click', () => sortBy(column));
    } else {
      put(head, titleOf(column));
    }
  });
  if (actionsOf(table).length > 0) {
    const head = child(at('heads'), 'th', 'Actions');
    head.scope = 'col';
    head.setAttribute('role', 'columnheader');
  }
  at('sort').replaceChildren();
  child(at('sort'), 'option', 'the table’s order').value = '';
  table.sortable.forEach(column => ['', ' descending'].forEach(direction => {
    child(at('sort'), 'option', titleOf(column) + direction).value = column + direction;
  }));
  showSort();
}

function showSort() {
  const view = viewOf(current);
  const direction = view.descending ? 'descending' : 'ascending';
  [...at('heads').children].forEach(head => {
    if (head.firstElementChild) {
      head.setAttribute('aria-sort', head.dataset.column === view.sort ? direction : 'none');
    }
  });
  at('sort').value = view.sort + (view.descending ? ' descending' : '');
}

// The first press sorts upwards, the second downwards, and the third is the table's own order again.
function sortBy(column) {
  const view = viewOf(current);
  if (view.sort !== column) {
    change({sort: column, descending: false});
  } else {
    change(view.descending ? {sort: '', descending: false} : {descending: true});
  }
}

function change(part) {
  Object.assign(viewOf(current), {offset: 0}, part);
  showSort();
  return loadTable();
}

async function loadTable() {
  if (!tableOf(current)) {
    return;
  }
  const request = ++asked;
  const view = viewOf(current);
  const query = new URLSearchParams({name: current, offset: view.offset, limit: view.limit});
  if (view.text) {
    query.set('text', view.text);
  }
  if (view.sort) {
    query.set('sort', view.sort);
    query.set('descending', view.descending);
  }
  try {
    const page = await ask('/api/table?' + query);
    if (request === asked) {
      showPage(page, view);
    }
  } catch (failure) {
    if (request === asked) {
      at('rows').replaceChildren();
      show('range', '');
      showTableError('The table ' + titleOf(current) + ' cannot be shown: ' + problemOf(failure));
    }
  }
}

function showTableError(text) {
  show('table-error', text);
  at('table-error').hidden = !text;
}

function showPage(page, view) {
  if (page.rows.length === 0 && page.total > 0 && view.offset > 0) {
    view.offset = Math.floor((page.total - 1) / view.limit) * view.limit;
    loadTable();
    return;
  }
  showTableError('');
  showRows(page);
  const last = page.offset + page.rows.length;
  const rows = page.rows.length === 0 ? 'no rows'
    : number(page.offset + 1) + '–' + number(last) + ' of ' + number(page.total);
  show('range', rows + (page.searched === null ? '' : '; only the first ' + number(page.searched) + ' rows are searched'));
  at('previous').disabled = page.offset === 0;
  at('next').disabled = last >= page.total;
}

function actionsOf(table) {
  return rowActions.filter(action => action.table === table.name && table.columns.includes(action.column));
}

// Rows stay the same elements from poll to poll, so that the focus stays, and what is pressed is what was aimed at.
function showRows(page) {
  const actions = actionsOf(tableOf(page.name));
  const keyAt = actions.length > 0 ? page.columns.indexOf(actions[0].column) : -1;
  const old = new Map([...at('rows').rows].map(row => [row.dataset.key, row]));
  page.rows.forEach((values, index) => {
    let key = keyAt < 0 ? String(index) : '=' + values[keyAt];
    if (keyAt >= 0 && page.rows.findIndex(other => other[keyAt] === values[keyAt]) < index) {
      key = String(index); // the value of an earlier row
    }
    const row = old.get(key) || makeRow(key, page, values, actions);
    old.delete(key);
    if (at('rows').rows[index] !== row) {
      at('rows').insertBefore(row, at('rows').rows[index] || null);
    }
    values.forEach((value, column) => put(row.cells[column], textOf(value, column, page.columns[column])));
    row.querySelectorAll('button').forEach(button => { button.disabled = !canChange; });
  });
  old.forEach(row => row.remove());
  [...at('heads').children].forEach((head, column) => {
    head.classList.toggle('number', page.rows.length > 0 && typeof page.rows[0][column] === 'number');
  });
}

function textOf(value, column, name) {
  if (typeof value !== 'number') {
    return value === '' ? '–' : String(value);
  }
  return name.endsWith('bytes') ? size(value) : column > 0 ? number(value) : String(value);
}

function makeRow(key, page, values, actions) {
  const row = document.createElement('tr');
  row.dataset.key = key;
  row.setAttribute('role', 'row');
  values.forEach((value, column) => {
    const cell = row.insertCell();
    cell.setAttribute('role', 'cell');
    cell.dataset.name = titleOf(page.columns[column]);
    cell.className = typeof value === 'number' ? 'number' : '';
  });
  if (actions.length > 0) {
    const cell = row.insertCell();
    cell.setAttribute('role', 'cell');
    cell.className = 'buttons-cell';
    actions.forEach(action => {
      const subject = values[page.columns.indexOf(action.column)];
      const button = child(cell, 'button', titleOf(action.name));
      button.type = 'button';
      button.dataset.action = action.name;
      button.setAttribute('aria-label', titleOf(action.name) + ' ' + action.fields[0].name + ' ' + subject);
      button.addEventListener('click', () => openAction(action, subject));
    });
  }
  return row;
}

at('search').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => change({text: at('search').value.trim()}), SEARCH_DELAY);
});
at('limit').addEventListener('change', () => change({limit: Number(at('limit').value)}));
at('sort').addEventListener('change', () => {
  const [sort, direction] = at('sort').value.split(' ');
  change({sort, descending: direction === 'descending'});
});
at('previous').addEventListener('click', () => {
  const view = viewOf(current);
  change({offset: Math.max(0, view.offset - view.limit)});
});
at('next').addEventListener('click', () => {
  const view = viewOf(current);
  change({offset: view.offset + view.limit});
});
