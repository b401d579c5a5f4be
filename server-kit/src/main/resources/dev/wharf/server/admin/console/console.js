
// The figures of this moment, and the start of the page.
const STATE_PERIOD = 1000;
const TABLE_PERIOD = 2000;
const CHART_PERIOD = 5000;

function mark(text, kind) {
  show('state', text);
  at('state').className = kind;
}

function showState(state) {
  mark(state.ready ? 'ready' : 'not ready', state.ready ? 'good' : 'bad');
  show('address', state.address + ', ' + state.workers + ' workers');
  show('uptime', 'up ' + time(state.uptime_seconds));
  show('session-count', number(state.sessions));
  show('player-count', number(state.players));
  const rates = state.per_second;
  show('packets-in', number(rates.packets_received));
  show('packets-out', number(rates.packets_sent));
  show('bytes-in', size(rates.bytes_received));
  show('bytes-out', size(rates.bytes_sent));
  show('accepts', number(rates.accepts));
  show('closes', number(rates.closes));
  show('queued', size(state.send_queues.bytes));
  show('slow', number(state.send_queues.slow));
  show('ledger-sessions', number(state.ledger.sessions));
  show('ledger-operations', number(state.ledger.operations));
  show('ledger-buffers', number(state.ledger.buffers));
  at('why-disabled').hidden = state.can_change;
  describeActions(state.actions);
  allow(state.can_change, state.ready);
  describeTables(state.tables, state.actions);
}

async function loadState() {
  try {
    showState(await ask('/api/state'));
  } catch (failure) {
    mark(REFUSALS[failure.status] || 'no answer', 'bad');
    allow(false, false);
  }
}

// The token is used when it is typed to the end: a part of it would be a wrong one, and of these there may be few.
at('token').addEventListener('change', () => { token = at('token').value.trim(); });
repeat(STATE_PERIOD, loadState);
repeat(TABLE_PERIOD, loadTable);
repeat(CHART_PERIOD, loadCharts);
