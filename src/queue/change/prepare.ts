import { errorText, SfbError, userMessage } from '../../errors.js';
import type { ChangeJob, Prepared } from '../../jobs/change.js';
import { minute } from '../../report.js';
import type { Lease } from '../leases.js';
import type { Freeze } from '../presence.js';
import type { JobRecord, StepRecord } from '../record.js';
import type { ChangeDeps, Site } from './types.js';

/**
 * Phase 1: reads and safe changes, no approval. Ends with a frozen plan and an open gate, or with a refusal. Safe to do
 * again from its beginning, so a worker that dies here costs time only.
 */
export async function prepareChange(asked: JobRecord, lease: Lease, job: ChangeJob, deps: ChangeDeps): Promise<void> {
  const { store } = deps;
  const { id } = asked;
  let record = asked.state === 'asked' ? await store.moveJob(id, { from: 'asked', to: 'preparing', lease }) : asked;
  const update = async (steps: StepRecord[]) => {
    record = await store.patchJob(id, { state: 'preparing', lease }, { steps });
  };
  try {
    await refuseWhileHeld(record, deps);
    const site = await deps.site(record);
    const prepared = await preparedBy(record, site, job, () => record.steps, update);
    if (prepared.reading !== undefined) await store.putStatus(record.pair, prepared.reading);
    if (prepared.end === 'planned') await openGate(record, lease, prepared, deps);
    else await refuse(record, lease, prepared, deps);
  } catch (error) {
    if (error instanceof SfbError && error.code === 'UNAVAILABLE' && (await redisIsAway(id, deps))) throw error;
    deps.log.error({ job: id, reason: errorText(error) }, 'a change was not prepared');
    const to = error instanceof SfbError && error.code === 'NOT_ALLOWED' ? 'refused' : 'stopped';
    await store.moveJob(id, { from: 'preparing', to, lease }, { sentence: userMessage(error) });
  }
}

/** Without its end: what that means for a job is said by who asks. */
export function frozenSince({ at, reason }: Freeze): string {
  return `Changes have been frozen since ${minute(at)} (${reason})`;
}

async function refuseWhileHeld({ id }: JobRecord, { store }: ChangeDeps): Promise<void> {
  const frozen = await store.frozen();
  if (frozen !== undefined) {
    throw new SfbError('NOT_ALLOWED', `${frozenSince(frozen)}; nothing was changed. \`thaw\` allows them again.`);
  }
  const holder = await store.holdDeployment(id);
  if (holder === undefined) return;
  const message = `Job ${holder} is changing this deployment, and only one may, since the CMS is one; wait for its end and ask again.`;
  throw new SfbError('NOT_ALLOWED', message);
}

/** Each part of the preparation is shown as a step of the job while it runs. */
async function preparedBy(
  record: JobRecord,
  site: Site,
  job: ChangeJob,
  steps: () => readonly StepRecord[],
  update: (steps: StepRecord[]) => Promise<void>,
): Promise<Prepared> {
  const progress: Parameters<ChangeJob['prepare']>[0]['progress'] = async (id, title, state, sentence) => {
    const step: StepRecord = { id, title, state, ...(sentence === undefined ? {} : { sentence }) };
    const others = steps().filter((one) => one.id !== id);
    const at = steps().findIndex((one) => one.id === id);
    await update(at === -1 ? [...others, step] : steps().map((one) => (one.id === id ? step : one)));
  };
  const request = job.request.parse(record.request);
  return await job.prepare({ ...site.input, ...site.prepare, progress }, request);
}

async function openGate(
  record: JobRecord,
  lease: Lease,
  { plan, notes }: Extract<Prepared, { end: 'planned' }>,
  deps: ChangeDeps,
): Promise<void> {
  const planHash = deps.planHash(plan);
  await deps.audit('plan', {
    job: record.id,
    pair: plan.pair,
    planHash,
    steps: plan.steps.map(({ line, id }) => line ?? id),
  });
  const { requester } = record;
  await deps.store.openGate(record.id, lease, { id: plan.gate, plan, planHash, notes, requester, policy: deps.policy });
}

async function refuse(
  { id }: JobRecord,
  lease: Lease,
  { sentence, report }: Extract<Prepared, { end: 'refused' }>,
  { store }: ChangeDeps,
): Promise<void> {
  const patch = { sentence, ...(report === undefined ? {} : { report }) };
  await store.moveJob(id, { from: 'preparing', to: 'refused', lease }, patch);
}

/** A server that is away ends the job; a Redis that is away ends nothing: the sweeper rings again. */
async function redisIsAway(id: string, { store }: ChangeDeps): Promise<boolean> {
  return await store.readJob(id).then(
    () => false,
    () => true,
  );
}
