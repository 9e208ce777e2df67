import { errorText, SfbError, userMessage } from '../errors.js';
import { changesSafely } from '../jobs/effects.js';
import type { Report } from '../report.js';
import { busySentence, wordsOf } from './busy.js';
import { keepLease } from './change/lease.js';
import { runChange } from './change/run-change.js';
import type { ChangeDeps } from './change/types.js';
import type { Lease } from './leases.js';
import { createParts, type Parts } from './parts.js';
import type { JobRecord } from './record.js';
import { CLOSED_STATES } from './record.js';
import type { Store } from './store.js';
import type { Timer } from './time.js';

/**
 * What each kind of job does that needs no approval. None moves anything: they read, `preflight --sync` makes two safe
 * changes only while one server alone is active, and a backup adds a set beside the others. So a job that a dead worker left
 * is simply run again.
 */
export type ReadRunners = Readonly<Record<string, (record: JobRecord, tell: Parts['tell']) => Promise<Report>>>;

export interface RunJobDeps {
  readonly store: Pick<
    Store,
    'readJob' | 'takeLease' | 'renewLease' | 'releaseLease' | 'moveJob' | 'patchJob' | 'busyChange'
  >;
  readonly runners: ReadRunners;
  readonly timer: Timer;
  /** A random name, new for each lease. */
  readonly newOwner: () => string;
  readonly leaseMs: number;
  /** Aborted when this process ends in a moment: the job in hand is left as a killed worker leaves it. */
  readonly leaving?: AbortSignal;
  readonly log: { error(data: object, text: string): void };
  /** Jobs that change something, and what they need; without it this worker takes none. */
  readonly changes?: ChangeDeps;
}

/** Does one rung job if it is open and nobody else has it. Harmless when rung twice, late, or for nothing. */
export async function runJob(id: string, deps: RunJobDeps): Promise<void> {
  const record = await deps.store.readJob(id);
  if (record === undefined || CLOSED_STATES.has(record.state)) return;
  const change = deps.changes?.jobs[record.kind];
  if (deps.changes !== undefined && change !== undefined) return await runChange(record, change, deps.changes);
  const lease = await deps.store.takeLease(id, deps.newOwner(), deps.leaseMs);
  if (lease === undefined) return;
  // A lost lease needs no signal here: the record's script refuses its former holder.
  const kept = keepLease(lease, deps);
  try {
    await carryOut(record, lease, deps);
  } finally {
    kept.stop();
    // A lease that cannot be given back runs out by itself; so does that of a job whose cmdlets may run a moment longer.
    if (deps.leaving?.aborted !== true) await deps.store.releaseLease(lease).catch(() => undefined);
  }
}

async function carryOut(asked: JobRecord, lease: Lease, { store, runners, leaving, log }: RunJobDeps): Promise<void> {
  const { id } = asked;
  if (await keptBack(asked, lease, store)) return;
  const sentence = withoutWait(asked.sentence) ?? null;
  const record =
    asked.state === 'asked'
      ? await store.moveJob(id, { from: 'asked', to: 'preparing', lease }, { sentence })
      : await store.readJob(id);
  if (record?.state !== 'preparing') return;
  const run = runners[record.kind];
  const parts = createParts(id, lease, store);
  const work = outcome(run, record, parts).catch(async (error: unknown) => {
    log.error({ job: id, reason: errorText(error) }, 'a job stopped');
    return { to: 'stopped' as const, patch: { sentence: userMessage(error), steps: await parts.over('failed') } };
  });
  const ended = await unlessLeft(work, leaving);
  if (ended !== undefined) await store.moveJob(id, { from: 'preparing', to: ended.to, lease }, ended.patch);
}

/** Undefined once the job is left; whatever it comes to then is written by nobody. */
async function unlessLeft<T>(work: Promise<T>, leaving: AbortSignal | undefined): Promise<T | undefined> {
  if (leaving === undefined) return await work;
  let left = () => {};
  const over = new Promise<undefined>((resolve) => {
    left = () => resolve(undefined);
    leaving.addEventListener('abort', left);
  });
  const ended = await Promise.race([work, over]).finally(() => leaving.removeEventListener('abort', left));
  return leaving.aborted ? undefined : ended;
}

const WAITS = 'It waits: ';

/**
 * Nothing that changes anything starts beside a change (design 8). Looked at with the lease in hand: a change looks for us
 * before it begins, so one of the two always sees the other. What a person asked for is refused; the daily backup waits.
 */
async function keptBack(asked: JobRecord, lease: Lease, store: RunJobDeps['store']): Promise<boolean> {
  const { id, state } = asked;
  if (!changesSafely(asked.kind, asked.request)) return false;
  const busy = await store.busyChange();
  if (busy === undefined) return false;
  const sentence = busySentence(busy, wordsOf(asked));
  if (asked.source !== 'schedule') {
    await store.moveJob(id, { from: state, to: 'refused', lease }, { sentence: `${sentence} Then ask again.` });
    return true;
  }
  const waits = [withoutWait(asked.sentence), `${WAITS}${sentence}`].filter((part) => part !== undefined).join(' ');
  if (waits !== asked.sentence) await store.patchJob(id, { state, lease }, { sentence: waits });
  return true;
}

/** What a record said before it had to wait. */
function withoutWait(sentence: string | undefined): string | undefined {
  const [before = ''] = sentence?.split(WAITS) ?? [];
  return before.trim() === '' ? undefined : before.trim();
}

async function outcome(run: ReadRunners[string] | undefined, record: JobRecord, { tell, over }: Parts) {
  if (run === undefined) {
    throw new SfbError(
      'NOT_FOUND',
      `This worker does not know jobs of the kind ${record.kind}; run the same version of bot and worker.`,
    );
  }
  const report = await run(record, tell);
  return { to: 'done' as const, patch: { report, steps: await over('done') } };
}
