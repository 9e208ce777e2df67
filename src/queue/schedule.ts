import { dueRun, type Scheduled } from './due.js';
import type { JobStore } from './jobs.js';
import type { Keys } from './keys.js';
import type { Link } from './link.js';
import { FORGET_SCHEDULED, GET_SCHEDULED, PUT_SCHEDULED } from './lua/schedule.js';
import { createRounds } from './rounds.js';
import type { Timer } from './time.js';

const EVERY = 30_000;

/** How long a day's run is known to be made, in milliseconds: longer than a clock is ever set back without a word. */
const REMEMBER = 8 * 86_400_000;

/** Which runs were made, by Redis' own clock. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface ScheduleStore {
  /** Redis' time in milliseconds and the last run of a pair. */
  lastScheduled(pair: string): Promise<{ readonly now: number; readonly last?: Scheduled }>;
  putScheduled(pair: string, last: Scheduled): Promise<void>;
  /** From now on none is due: this deployment has no daily backups any more. */
  forgetScheduled(pair: string): Promise<void>;
}

export function createScheduleStore(link: Link, keys: Keys): ScheduleStore {
  return {
    async lastScheduled(pair) {
      const names = [keys.scheduled(pair)];
      const [now, day, at] = await link.look(`the last daily backup of ${pair}`, GET_SCHEDULED, names, []);
      if (day === undefined || at === undefined) return { now: Number(now) };
      return { now: Number(now), last: { day: Number(day), at } };
    },

    async forgetScheduled(pair) {
      await link.write(`forgotten of the daily backup of ${pair}`, FORGET_SCHEDULED, [keys.scheduled(pair)], []);
    },

    async putScheduled(pair, { day, at }) {
      await link.write(`noted of the daily backup of ${pair}`, PUT_SCHEDULED, [keys.scheduled(pair)], [day, at]);
    },
  };
}

export interface ScheduleDeps {
  readonly store: Pick<JobStore, 'createJob'> & ScheduleStore;
  readonly pairs: readonly string[];
  /** Time of day, UTC, `02:00`. */
  readonly at: string;
  readonly lab: boolean;
  readonly newId: () => string;
  readonly ring: (job: string) => Promise<void>;
  /** Written before the backup is asked for; what cannot be written is not asked for, and is tried again. */
  readonly audit: (kind: string, body: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

export interface Schedule {
  /** Looks now and every 30 s. */
  start(): void;
  /** Resolves when no look is under way. */
  stop(): Promise<void>;
}

/**
 * Asks for the backup of each pair once a day, however many workers do the same. A run that nobody was there to ask for is
 * made up for, and its record says so.
 */
export function createSchedule(deps: ScheduleDeps): Schedule {
  const round = async (stopped: () => boolean) => {
    for (const pair of deps.pairs) if (!stopped()) await lookAt(pair, deps).catch(deps.onError);
  };
  return createRounds({ timer: deps.timer, everyMs: EVERY, first: 'now', round });
}

async function lookAt(pair: string, { store, at, lab, newId, ring, audit }: ScheduleDeps): Promise<void> {
  const { now, last } = await store.lastScheduled(pair);
  const due = dueRun({ now, at, last });
  if (due.what === 'nothing') return;
  if (due.what === 'run') {
    const job = {
      id: newId(),
      kind: 'backup',
      pair,
      request: {},
      source: 'schedule' as const,
      requester: { teamId: 'sfb', userId: 'the schedule' },
      channel: '',
      lab,
      ...(due.missed === undefined ? {} : { sentence: due.missed }),
    };
    await audit('request', { kind: job.kind, pair, request: job.request, by: job.requester.userId, day: due.day });
    // The day is the trigger: of several workers one makes the record, in one script with the mark of the day.
    const made = await store.createJob(job, { triggerId: `daily backup ${pair} ${due.day}`, rememberMs: REMEMBER });
    if (!made.replayed) await ring(made.id).catch(() => undefined);
  }
  await store.putScheduled(pair, { day: due.day, at });
}
