
// Sends requests to the server.
const PATIENCE = 8000;
const REFUSALS = {401: 'the token is needed', 429: 'too many wrong tokens: wait a minute'};
let token = '';

async function ask(path, options) {
  const response = await fetch(path, {
    cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(PATIENCE), ...options,
    headers: {...(token && {'Authorization': 'Bearer ' + token}), ...(options && options.headers)}
  });
  if (!response.ok) {
    const failure = new Error((await response.text()).trim() || 'HTTP ' + response.status);
    failure.status = response.status;
    throw failure;
  }
  return response.json();
}

function problemOf(failure) {
  return REFUSALS[failure.status] || (failure.status ? failure.message : 'no answer from the server');
}

// Repeats a task while the page can be seen. The next run starts a period after the end of the last one.
async function repeat(period, task) {
  if (!document.hidden) {
    await task();
  }
  setTimeout(repeat, period, period, task);
}
