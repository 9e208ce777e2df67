import type { JobPatch } from '../fields.js';
import type { JobRecord, JobState, StepRecord } from '../record.js';
import type { ChangeDeps, Held } from './types.js';

/** Every write of a running job: compare-and-set with the lease, so that a worker that lost it writes nothing. */

export function stepOf(record: JobRecord, id: string): StepRecord | undefined {
  return record.steps.find((step) => step.id === id);
}

/** Asked for by people before the point of no return (design 8); known as of the last write or look of this worker. */
export function isCancelled({ record }: Pick<Held, 'record'>): boolean {
  return record.cancel !== undefined;
}

export async function patchStep(
  held: Held,
  id: string,
  change: Partial<Omit<StepRecord, 'id'>>,
  deps: ChangeDeps,
): Promise<void> {
  const step = stepOf(held.record, id);
  if (step !== undefined) await replaceStep(held, { ...step, ...change }, deps);
}

export async function replaceStep(held: Held, step: StepRecord, deps: ChangeDeps): Promise<void> {
  const steps = held.record.steps.map((one) => (one.id === step.id ? step : one));
  const at = { state: held.record.state, lease: held.lease };
  held.record = await deps.store.patchJob(held.record.id, at, { steps });
}

export async function moveTo(held: Held, to: JobState, patch: JobPatch, deps: ChangeDeps): Promise<void> {
  held.record = await deps.store.moveJob(held.record.id, { from: held.record.state, to, lease: held.lease }, patch);
}
