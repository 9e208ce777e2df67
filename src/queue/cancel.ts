import { SfbError } from '../errors.js';
import type { Step } from '../jobs/plan/types.js';
import type { JobStore } from './jobs.js';
import type { JobRecord, JobState } from './record.js';
import { openStep, type Resolution } from './resolve.js';

const UNDER_WAY: ReadonlySet<JobState> = new Set(['running', 'late', 'needs-people']);

/** Why a job that was approved cannot be cancelled, in one sentence; undefined when it can. */
export function notCancellable(
  record: Pick<JobRecord, 'id' | 'state' | 'steps' | 'plan' | 'cancel'>,
): string | undefined {
  const { id, state, steps, plan, cancel } = record;
  if (plan === undefined || !UNDER_WAY.has(state)) return `Job ${id} is ${state} and has nothing to cancel.`;
  if (cancel !== undefined) return `Job ${id} is being cancelled already.`;
  const past = new Set(plan.steps.filter(({ pastNoReturn }) => pastNoReturn).map((step) => step.id));
  const begun = steps.find((step) => past.has(step.id) && step.claim !== undefined);
  if (begun !== undefined) {
    return `Job ${id} is past its point of no return ("${begun.title}" was begun), so it cannot be cancelled; it goes on, or its card names the ways on.`;
  }
  const open = state === 'needs-people' ? openStep(record) : undefined;
  if (open === undefined) return undefined;
  return `Nobody knows whether "${open.title}" of job ${id} still runs, so it cannot be cancelled yet; have it look again first.`;
}

/** Steps of a plan that were begun and can be taken back, the last one first. */
export function reversible({ steps, plan }: Pick<JobRecord, 'steps' | 'plan'>): Step[] {
  const begun = new Set(steps.filter(({ claim }) => claim !== undefined).map(({ id }) => id));
  return (plan?.steps ?? []).filter(({ id, undo }) => undo !== undefined && begun.has(id)).reverse();
}

/**
 * Has a change taken back before its point of no return: nothing more of it is begun, and whoever works on it undoes what
 * was. Compare-and-set against the claims of its worker, so one of both is first. Throws SfbError NOT_FOUND, CONFLICT when
 * it cannot be cancelled (any more).
 */
export async function cancelJob(
  store: Pick<JobStore, 'readJob' | 'moveJob' | 'patchJob'>,
  id: string,
  { by, at, reason }: Resolution,
): Promise<void> {
  for (let tries = 5; ; tries -= 1) {
    const record = await store.readJob(id);
    if (record === undefined) throw new SfbError('NOT_FOUND', `There is no job ${id}; nothing was changed.`);
    const fault = notCancellable(record);
    if (fault !== undefined) throw new SfbError('CONFLICT', fault);
    const { state, revision } = record;
    const cancel = { by, at, reason };
    const again = { cancel, sentence: null, endings: null, report: null };
    try {
      if (state !== 'needs-people') await store.patchJob(id, { state, revision }, { cancel });
      else await store.moveJob(id, { from: state, to: 'running', revision }, again);
      return;
    } catch (error) {
      // Its worker wrote in between, perhaps the claim that is past the point of no return: read again.
      if (!(error instanceof SfbError && error.code === 'CONFLICT') || tries <= 1) throw error;
    }
  }
}
