// The real worker, held at a call of its store, its journals or its cmdlets while somebody is killed. Where, it is told
// over IPC ({ hold: { at, call, like } }); it says { held } and goes on when told { go }. A spare one
// starts its PowerShell and is no worker until it is told { begin }.
import { agentSettings } from '../../dist/src/config/agent.js';
import { loadWorkerConfig } from '../../dist/src/config/load.js';
import { createChangePort } from '../../dist/src/journal/change-port.js';
import { getCsWindowsService } from '../../dist/src/powershell/cmdlets/get-cs-windows-service.js';
import { createAgentExecutor } from '../../dist/src/powershell/open.js';
import { createStore } from '../../dist/src/queue/store.js';
import { runWorker, WORKER_PARTS } from '../../dist/src/worker.js';
import { openJobs } from './crash-change.mjs';

const CALLS = ['takeLease', 'moveJob', 'patchJob', 'openGate', 'wantPermit', 'claim'];

let point = null;
let release = () => {};
let begin = () => {};
const begun = new Promise((resolve) => {
  begin = resolve;
});
process.on('message', (told) => {
  if (told.hold !== undefined) point = told.hold;
  if (told.begin) begin();
  if (told.go) release();
});
// Nobody is left to let it go.
process.on('disconnect', () => process.exit(1));

/** The same function; whoever calls it waits while it is held before, or after it was done. */
function holdable(call, run, words = (args) => JSON.stringify(args)) {
  const pass = async (at, args) => {
    if (point === null || point.at !== at || point.call !== call) return;
    if (!new RegExp(point.like).test(words(args))) return;
    point = null;
    await new Promise((resolve) => {
      release = resolve;
      process.send({ held: true });
    });
  };
  return async (...args) => {
    await pass('before', args);
    const answer = await run(...args);
    await pass('after', args);
    return answer;
  };
}

function openStore(options) {
  const store = createStore(options);
  return { ...store, ...Object.fromEntries(CALLS.map((name) => [name, holdable(name, store[name])])) };
}

/** One PowerShell for reads: it is started again after each death. */
function onePowerShell(settings) {
  return createAgentExecutor({ ...settings, sessions: 1 });
}

function openExecutor(settings) {
  const executor = spare ?? onePowerShell(settings);
  const asked = ([{ what, order }]) => `${what} ${order.step}`;
  const journal = holdable('journal', (question) => executor.journal(question), asked);
  const called = ([use, , place]) => `${use.name} ${place}`;
  const forPair = (pair) => {
    const port = executor.forPair(pair);
    return { read: holdable('read', port.read, called), change: holdable('change', port.change, called) };
  };
  const own = { journal, forPair };
  return new Proxy(executor, { get: (target, name) => own[name] ?? target[name].bind(target) });
}

let spare;
if (process.env.SFB_SPARE === '1') {
  const loaded = loadWorkerConfig(process.argv.at(-1), process.env);
  const [pair] = loaded.config.deployment.pairs;
  spare = onePowerShell(agentSettings(loaded, process.env));
  const journals = createChangePort(spare, pair);
  for (const place of ['backup', 'primary']) {
    await spare.forPair(pair).read(getCsWindowsService, {}, place);
    if (place === 'backup') await journals.look(place, '');
  }
  await begun;
}
const times = { leaseMs: 3000, sweepMs: 500, permitMs: 60_000, graceMs: 300 };
await runWorker({ ...WORKER_PARTS, ...times, openStore, openExecutor, openJobs });
