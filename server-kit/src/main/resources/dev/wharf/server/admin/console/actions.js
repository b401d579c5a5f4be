
// The actions of the operator. Each one asks in a dialog first, because some of them end the game of a player.
const DANGEROUS = ['drain'];
let canChange = false;
let opened = null;

function describeActions(actions) {
  if ([...at('actions').children].map(button => button.dataset.action).join() !== actions.map(action => action.name).join()) {
    at('actions').replaceChildren();
    actions.forEach(action => {
      const button = child(at('actions'), 'button', titleOf(action.name) + ' …');
      button.type = 'button';
      button.dataset.action = action.name;
      button.title = action.description;
      button.className = DANGEROUS.includes(action.name) ? 'danger' : '';
      button.addEventListener('click', () => openAction(action, ''));
    });
  }
}

function allow(isAllowed, isReady) {
  canChange = isAllowed;
  at('actions').querySelectorAll('button').forEach(button => {
    button.disabled = !isAllowed || (button.dataset.action === 'drain' && !isReady);
  });
  if (!isAllowed) {
    at('rows').querySelectorAll('button').forEach(button => { button.disabled = true; });
  }
}

function openAction(action, subject) {
  opened = action;
  show('dialog-title', titleOf(action.name) + (subject === '' ? '' : ' ' + subject));
  show('dialog-text', action.description + '.');
  show('dialog-error', '');
  at('fields').replaceChildren();
  action.fields.forEach(addField);
  if (subject !== '') {
    inputs()[0].value = String(subject);
    inputs()[0].readOnly = true;
  }
  put(at('do'), titleOf(action.name));
  at('do').className = DANGEROUS.includes(action.name) ? 'danger' : '';
  at('do').disabled = false;
  at('dialog').showModal();
  (inputs().find(input => !input.readOnly) || at('do')).focus();
}

function addField(field) {
  const label = child(at('fields'), 'label', titleOf(field.name) + (field.required ? '' : ' (may be empty)'));
  const input = child(label, 'input', '');
  input.name = field.name;
  input.autocomplete = 'off';
  input.required = field.required;
  if (field.kind === 'time') {
    input.type = 'datetime-local';
  } else {
    input.type = 'text';
    input.maxLength = field.max_chars;
    input.inputMode = field.kind === 'number' ? 'numeric' : 'text';
  }
}

function inputs() {
  return [...at('fields').querySelectorAll('input')];
}

function valuesOf(action) {
  const values = {};
  inputs().forEach((input, index) => {
    if (input.required && !input.value.trim()) {
      throw new Error(titleOf(input.name) + ' is required.');
    }
    const isTime = action.fields[index].kind === 'time' && input.value;
    values[input.name] = isTime ? new Date(input.value).toISOString() : input.value.trim();
  });
  return values;
}

async function run() {
  const action = opened;
  const operator = at('operator').value.trim();
  try {
    if (!operator) {
      throw new Error('Type your name at the top of the page first: the audit shows it.');
    }
    const values = valuesOf(action);
    at('do').disabled = true;
    const done = await ask('/api/actions/' + action.name, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'Operator': encodeURIComponent(operator)},
      body: JSON.stringify(values)
    });
    at('dialog').close();
    show('message', titleOf(action.name) + ': ' + done.result);
    loadTable();
  } catch (failure) {
    show('dialog-error', 'Not done: ' + failure.message);
    at('do').disabled = false;
  }
}

at('form').addEventListener('submit', event => {
  event.preventDefault();
  run();
});
at('cancel').addEventListener('click', () => at('dialog').close());
