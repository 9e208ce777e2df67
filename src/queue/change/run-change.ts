import { type ErrorCode, errorText, SfbError } from '../../errors.js';
import type { ChangeJob } from '../../jobs/change.js';
import type { Plan } from '../../jobs/plan/types.js';
import type { Lease } from '../leases.js';
import type { JobRecord } from '../record.js';
import { openStep } from '../resolve.js';
import { takeBack } from './cancel.js';
import { keepLease } from './lease.js';
import { isCancelled, moveTo } from './ledger.js';
import { passGate } from './pass-gate.js';
import { prepareChange } from './prepare.js';
import { carryOut, type Ended } from './step.js';
import { fenceAll, leaseAbove, type Targets, unjudged } from './targets.js';
import type { ChangeDeps, Held, Site } from './types.js';

/**
 * Takes a change job one stretch further: to its gate, or from its gate to its end. Harmless when rung twice, late or for
 * nothing: whoever holds the lease works, and only the fenced targets say what was ever begun.
 */
export async function runChange(record: JobRecord, job: ChangeJob, deps: ChangeDeps): Promise<void> {
  if (record.state === 'asked' || record.state === 'preparing') return await prepare(record, job, deps);
  const { plan } = record;
  if (plan === undefined)
    throw new SfbError('BAD_OUTPUT', `Job ${record.id} is ${record.state} and has no plan; nothing was done.`);
  const site = await deps.site(record);
  if (record.state === 'approved' || record.state === 'permit-wanted') {
    const passed = await passGate(record, plan, site, deps);
    if (passed === undefined) return;
    await asHolder(passed.lease, deps, (signal) => run({ ...passed, plan, site, signal }, passed.targets, job, deps));
  } else if (record.state === 'running' || record.state === 'late') {
    await takeOver(record, plan, site, job, deps);
  }
}

async function prepare(record: JobRecord, job: ChangeJob, deps: ChangeDeps): Promise<void> {
  const lease = await deps.store.takeLease(record.id, deps.newOwner(), deps.leaseMs);
  if (lease !== undefined) await asHolder(lease, deps, () => prepareChange(record, lease, job, deps));
}

/** A worker before this one is gone. Fence, then look; what can't be judged is for people. */
async function takeOver(record: JobRecord, plan: Plan, site: Site, job: ChangeJob, deps: ChangeDeps): Promise<void> {
  const lease = await leaseAbove(record, plan, site, deps).catch(async (error: unknown) => {
    const own = await deps.store.takeLease(record.id, deps.newOwner(), deps.leaseMs);
    if (own !== undefined) await handOver({ record, lease: own }, unjudged(error), deps);
    return undefined;
  });
  if (lease === undefined) return;
  deps.log.info({ job: record.id, epoch: lease.epoch }, 'goes on from where another worker stopped');
  await asHolder(lease, deps, async (signal) => {
    const held: Held = { record, plan, lease, site, signal };
    let targets: Targets;
    try {
      targets = await fenceAll(record, plan, lease, site, deps);
    } catch (error) {
      await handOver(held, unjudged(error), deps);
      return;
    }
    await run(held, targets, job, deps);
  });
}

/** Errors after which a worker, this one or another, fences and looks again; anything else is for people. */
const LOOK_AGAIN: ReadonlySet<ErrorCode> = new Set([
  'UNAVAILABLE',
  'NO_ANSWER',
  'CONFLICT',
  'NOT_ALLOWED',
  'CMDLET_TIMEOUT',
]);

async function run(held: Held, targets: Targets, job: ChangeJob, deps: ChangeDeps): Promise<void> {
  // This process may have sessions from before a move that another one made.
  held.site.input.renew();
  try {
    await runSteps(held, targets, job, deps);
  } catch (error) {
    if (held.signal.aborted || (error instanceof SfbError && LOOK_AGAIN.has(error.code))) throw error;
    deps.log.error({ job: held.record.id, reason: errorText(error) }, 'a change cannot go on');
    await handOver(held, `It cannot go on by itself: ${errorText(error)}`, deps);
  }
}

async function runSteps(held: Held, targets: Targets, job: ChangeJob, deps: ChangeDeps): Promise<void> {
  if (held.record.state === 'running') await showSteps(held, deps);
  for (const step of held.plan.steps) {
    if (held.record.steps.find(({ id }) => id === step.id)?.state === 'done') continue;
    const begun = held.record.steps.find(({ id }) => id === step.id)?.claim !== undefined;
    if (isCancelled(held) && !begun) return await takeBack(held, deps);
    const ended = await carryOut(held, step, step.call && targets.get(step.call.place), deps);
    if (ended.end === 'done') continue;
    if (isCancelled(held) && openStep(held.record) === undefined) return await takeBack(held, deps);
    return await stop(held, step.id, ended, job, deps);
  }
  const report = await job.report(held.site.input, held.plan, {});
  await moveTo(held, 'done', { report, sentence: null }, deps);
}

/** The plan's steps take the place of the preparation's in the record, once. */
async function showSteps(held: Held, deps: ChangeDeps): Promise<void> {
  const known = new Map(held.record.steps.map((step) => [step.id, step]));
  if (held.plan.steps.every(({ id }) => known.has(id))) return;
  const steps = held.plan.steps.map(({ id, title }) => known.get(id) ?? { id, title, state: 'pending' as const });
  held.record = await deps.store.patchJob(held.record.id, { state: 'running', lease: held.lease }, { steps });
}

async function stop(
  held: Held,
  stoppedAt: string,
  ended: Exclude<Ended, { end: 'done' }>,
  job: ChangeJob,
  deps: ChangeDeps,
): Promise<void> {
  const { sentence } = ended;
  deps.log.error({ job: held.record.id, step: stoppedAt, reason: sentence }, 'a change stopped');
  const report = await job.report(held.site.input, held.plan, { stoppedAt, sentence }).catch((error: unknown) => {
    deps.log.error({ reason: errorText(error) }, 'no report could be made');
    return undefined;
  });
  const to = ended.end === 'people' ? 'needs-people' : 'stopped';
  await moveTo(held, to, { sentence, ...(report === undefined ? {} : { report }) }, deps);
}

async function handOver(
  { record, lease }: { record: JobRecord; lease: Lease },
  sentence: string,
  { store }: ChangeDeps,
): Promise<void> {
  await store.moveJob(record.id, { from: record.state, to: 'needs-people', lease }, { sentence });
}

/** Whatever happens, the lease is given back; a target's cmdlet runs on without us. */
async function asHolder(lease: Lease, deps: ChangeDeps, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const kept = keepLease(lease, deps);
  try {
    await work(AbortSignal.any([kept.lost, deps.stopping]));
  } catch (error) {
    // Left as it is: the sweeper rings, and whoever takes over fences and looks.
    deps.log.error({ job: lease.job, reason: errorText(error) }, 'a change was left where it is');
  } finally {
    kept.stop();
    await deps.store.releaseLease(lease).catch(() => undefined);
  }
}
