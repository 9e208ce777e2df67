import type { PermitWish } from '../../approvals/permit.js';
import type { Permit, RefusalReason } from '../../approvals/types.js';
import { type ErrorCode, errorText, SfbError, userMessage } from '../../errors.js';
import type { Plan } from '../../jobs/plan/types.js';
import type { Lease } from '../leases.js';
import type { JobRecord, JobState } from '../record.js';
import { keepLease } from './lease.js';
import { frozenSince } from './prepare.js';
import { fenceAll, leaseAbove, type Targets, unjudged } from './targets.js';
import type { ChangeDeps, Site } from './types.js';

/** The gate is passed: this worker alone may run the plan, and nothing has been begun. */
export interface Passed {
  readonly record: JobRecord;
  readonly lease: Lease;
  readonly targets: Targets;
}

/**
 * From approved to running: lease, fence, look, drift, permit, claim. Undefined when the job goes no further now; then its
 * record says why, and nothing was begun.
 */
export async function passGate(
  approved: JobRecord,
  plan: Plan,
  site: Site,
  deps: ChangeDeps,
): Promise<Passed | undefined> {
  const frozen = await deps.store.frozen();
  if (frozen !== undefined) {
    const until = 'nothing is started until they are thawed, or the approvals run out.';
    return await rests(approved, `${frozenSince(frozen)}; ${until}`, deps);
  }
  const lease = await leaseAbove(approved, plan, site, deps).catch((error: unknown) => waits(approved, error, deps));
  if (lease === undefined) return undefined;
  // Waiting for the permit and reading the facts again may take longer than a lease lasts.
  const kept = keepLease(lease, deps);
  try {
    const passed = await attempt(approved, plan, lease, site, deps);
    if (passed === undefined) await deps.store.releaseLease(lease).catch(() => undefined);
    return passed;
  } catch (error) {
    await giveBack(approved.id, lease, error, deps);
    return undefined;
  } finally {
    kept.stop();
  }
}

async function attempt(
  approved: JobRecord,
  plan: Plan,
  lease: Lease,
  site: Site,
  deps: ChangeDeps,
): Promise<Passed | undefined> {
  const { store } = deps;
  const { id } = approved;
  if (deps.planHash(plan) !== approved.planHash) {
    throw new SfbError(
      'STALE_PLAN',
      'The plan in the record is not the one that was approved; somebody wrote to Redis by hand. Nothing was changed.',
    );
  }
  const targets = await fenceAll(approved, plan, lease, site, deps);
  const started = [...targets.values()].find(({ steps }) => Object.keys(steps).length > 0);
  if (started !== undefined) {
    const sentence = `${started.computer} says that steps of this job were started, and the record knows nothing of it: Redis lost data. Nothing is started again; look at \`npm run sfb -- journal\`.`;
    throw new SfbError('CONFLICT', sentence);
  }
  // Before the permit: it says who may approve now, and reading the facts may take longer than a permit holds.
  const recheck = await deps.recheck(site, plan);
  if (recheck.found === 'changed') return await stop(approved, lease, 'stopped', recheck.sentence, deps);
  if (recheck.found === 'unreadable') return await stop(approved, lease, 'approved', recheck.sentence, deps);
  const nonce = deps.newNonce();
  await store.wantPermit(id, lease, nonce);
  const wanting = { id, state: 'permit-wanted' } as const;
  const wish: PermitWish = {
    deployment: plan.deployment,
    pair: plan.pair,
    job: id,
    gate: plan.gate,
    planHash: approved.planHash,
    epoch: lease.epoch,
    nonce,
  };
  const permit = await awaitPermit(wish, deps);
  if (typeof permit === 'string') return await stop(wanting, lease, 'stopped', permit, deps);
  const { approvers, auditHead } = permit.body;
  await deps.audit('run', {
    job: id,
    pair: plan.pair,
    planHash: wish.planHash,
    epoch: lease.epoch,
    approvers: approvers.map(({ userId }) => userId),
    auditHead,
  });
  const installation = [...targets.values()][0]?.installation ?? '';
  const claimed = await store.claim(id, lease, { planHash: wish.planHash, nonce, installation });
  if (claimed.word === 'refused') return await stop(wanting, lease, endOf(claimed.reason), claimed.sentence, deps);
  const record = await store.readJob(id);
  return record?.state === 'running' ? { record, lease, targets } : undefined;
}

/** A server that does not answer yet: nothing is decided, the approvals stay, and the sweeper rings until they run out. */
async function waits(approved: JobRecord, error: unknown, deps: ChangeDeps): Promise<undefined> {
  deps.log.error({ job: approved.id, reason: errorText(error) }, 'a gate was not passed yet');
  return await rests(approved, again(error), deps);
}

async function rests({ id, state, sentence }: JobRecord, why: string, { store }: ChangeDeps): Promise<undefined> {
  if (why !== sentence) await store.patchJob(id, { state }, { sentence: why }).catch(() => undefined);
  return undefined;
}

/** The permit that came and holds; otherwise why there is none. */
async function awaitPermit(wish: PermitWish, deps: ChangeDeps): Promise<Permit | string> {
  const { store, timer, permitMs } = deps;
  const began = await store.redisNow();
  for (;;) {
    const gate = await store.readGate(wish.job);
    if (gate?.permitRefused !== undefined) return gate.permitRefused;
    const now = await store.redisNow();
    if (gate?.permit?.body.nonce === wish.nonce) {
      const fault = deps.permitFault(gate.permit, wish, now);
      return fault === undefined ? gate.permit : `The run permit does not hold: ${fault} Nothing was changed.`;
    }
    if (now - began >= permitMs) {
      const seconds = Math.round(permitMs / 1000);
      return `The bot gave no run permit in ${seconds} s, so nothing was changed; see that the bot runs, then ask again.`;
    }
    await new Promise<void>((resolve) => timer.after(100, resolve));
  }
}

function endOf(reason: RefusalReason): JobState {
  if (reason === 'expired') return 'expired';
  return reason === 'frozen' ? 'approved' : 'stopped';
}

async function stop(
  { id, state }: Pick<JobRecord, 'id' | 'state'>,
  lease: Lease,
  to: JobState,
  sentence: string,
  { store }: ChangeDeps,
): Promise<undefined> {
  if (state === to) await store.patchJob(id, { state, lease }, { sentence });
  else await store.moveJob(id, { from: state, to, lease }, { sentence });
  return undefined;
}

/** Errors that another attempt may not meet: a server or its PowerShell was away for a moment. */
const AWAY: ReadonlySet<ErrorCode> = new Set(['UNAVAILABLE', 'NO_ANSWER']);

/**
 * Whatever goes wrong here, nothing was begun. What was only away leaves the approvals as they are, and the sweeper rings
 * until they run out; without Redis it finds the job later, as it is.
 */
async function giveBack(id: string, lease: Lease, error: unknown, deps: ChangeDeps): Promise<void> {
  const { store, log } = deps;
  log.error({ job: id, reason: errorText(error) }, 'a gate was not passed');
  try {
    const record = await store.readJob(id);
    const from = record?.state;
    if (from !== 'approved' && from !== 'permit-wanted') return;
    // Deny and withdraw may come at the same moment; they win.
    if (!(error instanceof SfbError && AWAY.has(error.code)))
      await store.moveJob(id, { from, to: 'stopped', lease }, { sentence: words(error) });
    else if (from === 'permit-wanted')
      await store.moveJob(id, { from, to: 'approved', lease }, { sentence: again(error) });
    else await store.patchJob(id, { state: from, lease }, { sentence: again(error) });
  } catch (late) {
    log.error({ job: id, reason: errorText(late) }, 'and it could not be written down');
  } finally {
    await store.releaseLease(lease).catch(() => undefined);
  }
}

function again(error: unknown): string {
  return `${unjudged(error)} It is tried again until the approvals run out.`;
}

function words(error: unknown): string {
  if (error instanceof SfbError && ['NOT_ALLOWED', 'CONFLICT', 'STALE_PLAN', 'CHECK_FAILED'].includes(error.code))
    return error.message;
  return error instanceof SfbError ? `${unjudged(error)} Nothing was changed.` : userMessage(error);
}
