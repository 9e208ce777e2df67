import { errorText } from '../errors.js';
import { nextRun } from '../queue/due.js';
import type { JobStore } from '../queue/jobs.js';
import { createRounds } from '../queue/rounds.js';
import type { ScheduleStore } from '../queue/schedule.js';
import { minute } from '../report.js';
import { marked } from './blocks/kit.js';
import type { Outbox } from './outbox.js';
import type { Log, Mark, ThreadApi, Time } from './types.js';

/** How late a daily backup may be before the channel is told, in milliseconds. */
const LATE = 3_600_000;
/** Between two looks; the first comes after one of them, since worker and bot may have been started together. */
const EVERY = 300_000;

export interface MissedDeps {
  readonly store: Pick<ScheduleStore, 'lastScheduled'> &
    Pick<JobStore, 'readJob'> & { openJobs(): Promise<readonly string[]> };
  readonly pairs: readonly string[];
  readonly api: Pick<ThreadApi, 'post' | 'find'>;
  readonly outbox: Outbox;
  /** The control channel. */
  readonly channel: string;
  readonly time: Time;
  readonly log: Log;
}

/** Looks again and again until it is ended. */
export interface MissedNotice {
  start(): void;
  stop(): Promise<void>;
}

/** One thing to say, and since when it has been so (ISO, UTC). */
interface Missed {
  readonly mark: Mark;
  readonly since: string;
  readonly text: string;
}

/**
 * The worker asks for the daily backups, so when no worker is there only the bot can say that one is missing. Says it once
 * in the channel for each that is late, also over several starts of the bot.
 */
export function createMissedNotice(deps: MissedDeps): MissedNotice {
  const said = new Set<string>();
  async function look(): Promise<void> {
    for (const missed of await allMissed(deps)) {
      const { key } = missed.mark;
      if (!said.has(key) && (await say(missed, deps))) said.add(key);
    }
  }

  const unread = (error: unknown) => deps.log.warn({ error: errorText(error) }, 'daily backups were not looked at');
  return createRounds({ timer: deps.time, everyMs: EVERY, first: 'later', round: () => look().catch(unread) });
}

async function allMissed({ store, pairs }: MissedDeps): Promise<Missed[]> {
  const missed: Missed[] = [];
  let clock = 0;
  for (const pair of pairs) {
    const { now, last } = await store.lastScheduled(pair);
    clock = now;
    if (last === undefined || now - nextRun(last) <= LATE) continue;
    const since = new Date(nextRun(last)).toISOString();
    const text = `:warning: The daily backup of ${pair}, due ${minute(since)}, was not asked for: no worker is there, or Redis or its audit was away. Start the worker, which makes up for it; without one, take a set on the jump host: \`npm run sfb -- backup ${pair}\`.`;
    missed.push({ mark: { job: 'schedule', key: `missed-${pair}-${last.day + 1}` }, since, text });
  }
  for (const id of await store.openJobs()) {
    const record = await store.readJob(id);
    if (record?.source !== 'schedule' || !['asked', 'preparing'].includes(record.state)) continue;
    const since = record.askedAt;
    if (clock - Date.parse(since) <= LATE) continue;
    const why = record.sentence ?? 'See that the worker runs.';
    const text = `:warning: The daily backup of ${record.pair}, asked for at ${minute(since)} as job \`${id}\`, is not taken yet. ${why}`;
    missed.push({ mark: { job: 'schedule', key: `untaken-${id}` }, since, text });
  }
  return missed;
}

/** Whether it stands in the channel now. What an earlier start of this bot posted is found there. */
async function say({ mark, since, text }: Missed, { api, outbox, channel, log }: MissedDeps): Promise<boolean> {
  const found = await api.find(channel, undefined, mark, since);
  if (found.ended !== 'done') return false;
  if (found.ts !== '') return true;

  const message = { text, blocks: [marked(text)] };
  const sent = await outbox.run('post', channel, () => api.post(channel, undefined, message, mark));
  if (sent.ended === 'done') log.warn({ key: mark.key }, 'the channel was told of a daily backup that is missing');
  return sent.ended === 'done';
}
