import type { Seen } from '../../jobs/change.js';
import type { Step } from '../../jobs/plan/types.js';
import type { Intent, Outcome, TargetState } from '../../journal/types.js';
import type { Place } from '../../powershell/types.js';
import { moveTo, patchStep, stepOf } from './ledger.js';
import type { ChangeDeps, Held } from './types.js';

/** How a change that runs on its target came to an end, as far as that is known. */
export type Watched =
  | { readonly end: 'outcome'; readonly outcome: Outcome }
  /** Nothing runs there and nothing was written down: nobody knows. */
  | { readonly end: 'lost' };

/** Between two looks at what a late change has come to, in milliseconds by Redis' clock. */
const LOOK_ALONGSIDE_MS = 30_000;

/**
 * Waits beside a running change, telling what it says. Never ends it: past its time it is called late, waited for on, and
 * `alongside` says every half minute what it has come to (design 8). Throws the signal's reason when this worker may not go
 * on, SfbError CONFLICT when people ended the job.
 */
export async function watch(
  held: Held,
  step: Step,
  intent: Intent,
  alongside: () => Promise<Seen>,
  deps: ChangeDeps,
): Promise<Watched> {
  const place = step.call?.place ?? 'jump';
  const order = { job: intent.job, step: step.id, attempt: intent.attempt };
  // Not from when this worker came: a change whose workers die must be called late, too.
  const began = Date.parse(stepOf(held.record, step.id)?.claim?.at ?? '') || (await deps.store.redisNow());
  let from = 0;
  let nextLook = 0;
  for (;;) {
    held.signal.throwIfAborted();
    const state = await look(held, place);
    const trace = state?.steps[`${step.id}.${intent.attempt}`];
    if (trace?.outcome !== undefined) return { end: 'outcome', outcome: trace.outcome };
    // Looked at once more: the lock is given back just after the outcome is written.
    if (state !== undefined && !state.running && (await ended(held, place, step, intent))) return { end: 'lost' };
    from = await tell(held, step, order, from, deps);
    const now = await deps.store.redisNow();
    if (held.record.state === 'running' && now - began >= step.lateMs) {
      await moveTo(held, 'late', { sentence: lateWords(step) }, deps);
    }
    if (held.record.state === 'late' && now >= nextLook) {
      await tellLate(held, step, await alongside(), deps);
      nextLook = now + LOOK_ALONGSIDE_MS;
    }
    await rest(deps, held.signal);
  }
}

async function look({ site, record }: Held, place: Place): Promise<TargetState | undefined> {
  // A server that does not answer for a moment proves nothing; the change goes on there.
  return await site.changes.look(place, record.id).catch(() => undefined);
}

async function ended(held: Held, place: Place, step: Step, intent: Intent): Promise<boolean> {
  const again = await look(held, place);
  const trace = again?.steps[`${step.id}.${intent.attempt}`];
  return again !== undefined && !again.running && trace?.outcome === undefined;
}

/** The newest line the cmdlet wrote becomes part of the record, when it differs. */
async function tell(
  held: Held,
  step: Step,
  order: { job: string; step: string; attempt: number },
  from: number,
  deps: ChangeDeps,
): Promise<number> {
  const part = await held.site.changes.tail(step.call?.place ?? 'jump', order, from).catch(() => undefined);
  const last = part?.lines.filter(({ stream }) => stream !== 'runner').at(-1);
  if (last !== undefined && last.text !== '' && last.text !== stepOf(held.record, step.id)?.said) {
    await patchStep(held, step.id, { said: last.text.slice(0, 300) }, deps);
  }
  return part?.next ?? from;
}

function lateWords({ title, lateMs }: Step): string {
  const minutes = Math.round(lateMs / 60_000);
  return `${title} has not ended in ${minutes} min. It is left running, and nothing else is started; do not end it and do not run it again.`;
}

/** Written down even when nothing is new: so a job that people ended meanwhile is found. Two active servers are said first. */
async function tellLate(held: Held, step: Step, { sentence, stop }: Seen, deps: ChangeDeps): Promise<void> {
  const said = stop === true ? `${sentence} ${lateWords(step)}` : `${lateWords(step)} ${sentence}`;
  const at = { state: 'late', lease: held.lease } as const;
  held.record = await deps.store.patchJob(held.record.id, at, { sentence: said });
}

async function rest({ timer, pollMs }: Pick<ChangeDeps, 'timer' | 'pollMs'>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      cancel();
      // A change may be looked at for an hour: no look may leave a listener behind.
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timer.after(pollMs, end);
    signal.addEventListener('abort', end);
  });
  signal.throwIfAborted();
}
