// A change that harms nobody: three services of the standby are restarted, each stop and each start a change of its own
// behind one gate. It stands in the place of a failover, so that it is asked for, approved and run in the same way.
import { defineChangeJob } from '../../dist/src/jobs/change.js';
import { FailoverRequest } from '../../dist/src/jobs/failover/request.js';
import { shownLine } from '../../dist/src/jobs/plan/shown-line.js';
import { getCsWindowsService } from '../../dist/src/powershell/cmdlets/get-cs-windows-service.js';
import { cmdletUses } from '../../dist/src/powershell/cmdlets/index.js';

const SERVICES = ['FTA', 'REPLICA', 'LYNCBACKUP'];

function step(verb, status, name) {
  const call = { use: `${verb}-cs-windows-service`, params: { Name: name }, place: 'backup' };
  const { effect, expectedMs, lateMs } = cmdletUses[call.use];
  return {
    id: `${verb}-${name.toLowerCase()}`,
    kind: 'cmdlet',
    title: `Restart: ${verb} ${name}`,
    effect,
    call,
    line: shownLine(call, cmdletUses[call.use]),
    observe: { name: 'service-state', args: { name, status } },
    ...{ expectedMs, lateMs, pastNoReturn: false },
  };
}

const steps = SERVICES.flatMap((name) => [step('stop', 'Stopped', name), step('start', 'Running', name)]);
const facts = { verdict: 'single(primary)', active: 'primary', rows: {}, pairing: {} };
const nothing = { edgeNextHops: {}, rtclocal: {}, poolState: {}, versions: {} };

async function prepare({ pair, deployment, build, policy, requireDoctor, progress, clock }) {
  requireDoctor();
  await progress('read', 'Read nothing', 'done', 'Nothing decides.');
  const names = {
    deployment,
    pair: pair.name,
    kind: 'failover',
    mode: 'harmless',
    strategy: 'already',
    gate: 'failover',
  };
  const rest = { facts: { ...facts, ...nothing }, waived: [], build, policy };
  const plan = { format: 1, ...names, from: 'primary', to: 'backup', steps, ...rest };
  return { end: 'planned', plan, notes: { notices: [], mind: [], readAt: clock().toISOString(), byHand: [] } };
}

/** One real read, so that a PowerShell is needed at the gate. */
async function readFacts({ ps }, plan) {
  await ps.read(getCsWindowsService, {}, 'backup');
  return plan.facts;
}

async function report({ pair, lab, clock }, _plan, { sentence }) {
  const { name, primary, backup } = pair;
  const first = sentence ?? 'Three services were restarted.';
  const verdict = { kind: 'single', side: 'primary', name: 'single(primary)', first, decidedBy: [] };
  const read = { rows: [], notes: [], next: [], readAt: clock().toISOString(), readMs: 1 };
  return { kind: 'status', pair: name, primary, backup, lab, verdict, ...read };
}

export function openJobs() {
  return { failover: defineChangeJob({ kind: 'failover', request: FailoverRequest, prepare, readFacts, report }) };
}
