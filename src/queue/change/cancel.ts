import { otherSide } from '../../domain.js';
import type { Step } from '../../jobs/plan/types.js';
import type { TargetState } from '../../journal/types.js';
import { listed } from '../../report.js';
import { reversible } from '../cancel.js';
import type { JobRecord } from '../record.js';
import { moveTo, patchStep, stepOf } from './ledger.js';
import { carryOut, type Ended, lookBefore } from './step.js';
import type { ChangeDeps, Held } from './types.js';

/**
 * Takes back what was begun, by the undo lines that were approved with the plan, each run and observed like any other step;
 * then the job is cancelled. What cannot be taken back is for people.
 */
export async function takeBack(held: Held, deps: ChangeDeps): Promise<void> {
  const { plan, lease, site } = held;
  const begun = reversible({ steps: held.record.steps, plan });
  const steps = begun.map(undoing);
  await showUndos(held, steps, deps);
  const installation = (await deps.store.installation()) ?? '';
  for (const step of steps) {
    if (stepOf(held.record, step.id)?.state === 'done') continue;
    const place = step.call?.place ?? 'jump';
    const fence = { job: held.record.id, epoch: lease.epoch, owner: lease.owner, installation };
    const target = await site.changes.fence(place, fence);
    // The same observers, looking the other way.
    const back: Held = { ...held, plan: { ...plan, from: otherSide(plan.from), to: otherSide(plan.to) } };
    const ended = await undo(back, step, target, deps);
    held.record = back.record;
    if (ended.end === 'done') continue;
    const sentence = `It was cancelled, and "${step.title}" did not come to its end. ${ended.sentence}`;
    return await moveTo(held, ended.end === 'people' ? 'needs-people' : 'stopped', { sentence }, deps);
  }
  await moveTo(held, 'cancelled', { sentence: cancelWords(held.record, begun) }, deps);
}

/** What never took effect, or was put back by hand, needs no undo. */
async function undo(back: Held, step: Step, target: TargetState, deps: ChangeDeps): Promise<Ended> {
  if (stepOf(back.record, step.id)?.claim === undefined) {
    const { seen, sentence } = await lookBefore(back, step, deps);
    if (seen === 'happened') {
      await patchStep(back, step.id, { state: 'done', sentence }, deps);
      return { end: 'done' };
    }
  }
  return await carryOut(back, step, target, deps);
}

function undoing({ id, title, undo, undoLine, expect, observe, expectedMs, lateMs }: Step): Step {
  return {
    ...{ id: `${id}-undo`, kind: 'cmdlet', title: `Take back: ${title}`, effect: 'reversible', observe },
    ...{ expectedMs, lateMs, pastNoReturn: false },
    ...(undo === undefined ? {} : { call: undo }),
    ...(undoLine === undefined ? {} : { line: undoLine }),
    ...(expect === undefined ? {} : { expect }),
  };
}

async function showUndos(held: Held, steps: readonly Step[], deps: ChangeDeps): Promise<void> {
  const missing = steps.filter(({ id }) => stepOf(held.record, id) === undefined);
  if (missing.length === 0) return;
  const added = missing.map(({ id, title }) => ({ id, title, state: 'pending' as const }));
  const at = { state: held.record.state, lease: held.lease };
  held.record = await deps.store.patchJob(held.record.id, at, { steps: [...held.record.steps, ...added] });
}

function cancelWords({ cancel }: JobRecord, steps: readonly Step[]): string {
  const why = `Before the point of no return: ${cancel?.reason.replace(/\.$/, '')}.`;
  if (steps.length === 0) return `${why} Nothing had been changed.`;
  return `${why} What had been done was taken back: ${listed(steps.map(({ title }) => title))}.`;
}
