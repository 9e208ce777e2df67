import { errorText } from '../errors.js';
import type { LostData, LostStore } from '../queue/lost.js';
import { minute } from '../report.js';
import { headline, marked, paragraphs } from './blocks/kit.js';
import type { Outbox } from './outbox.js';
import type { Log, Message, ThreadApi } from './types.js';

/** How far back decisions are named, in milliseconds before the loss was found. */
const DAY = 24 * 3_600_000;

export interface LostNoticeDeps {
  readonly store: Pick<LostStore, 'toldLost'>;
  readonly api: Pick<ThreadApi, 'post' | 'find'>;
  readonly outbox: Outbox;
  /** The control channel. */
  readonly channel: string;
  /** What people decided since a time, by this bot's audit. */
  readonly decided: (since: string) => Promise<readonly string[]>;
  readonly log: Log;
}

/** Says once in the channel that Redis lost data; what could not be said is said at the next call. */
export function createLostNotice(deps: LostNoticeDeps): (lost: LostData) => Promise<void> {
  let saying = Promise.resolve();
  let said = '';
  return (lost) => {
    saying = saying
      .then(async () => {
        if (said !== lost.at && (await say(lost, deps))) said = lost.at;
      })
      .catch((error: unknown) => deps.log.warn({ error: errorText(error) }, 'a loss of data could not be told yet'));
    return saying;
  };
}

async function say(lost: LostData, deps: LostNoticeDeps): Promise<boolean> {
  const { api, outbox, channel, store, log } = deps;
  const mark = { job: 'redis', key: `lost-${lost.at}` };
  // A bot that died after it had posted this may not have written so.
  const found = await api.find(channel, undefined, mark, lost.at);
  if (found.ended !== 'done') return false;
  if (found.ts === '') {
    const decided = await deps.decided(new Date(Date.parse(lost.at) - DAY).toISOString());
    const sent = await outbox.run('post', channel, () =>
      api.post(channel, undefined, lostMessage(lost, decided), mark),
    );
    if (sent.ended !== 'done') return false;
  }
  await store.toldLost(lost);
  log.error({ at: lost.at, found: lost.found, known: lost.known }, 'the channel was told that Redis lost data');
  return true;
}

/** How many jobs are named; all of them are in the audit. */
const NAMED = 20;

export function lostMessage({ at, what, found, known }: LostData, decided: readonly string[]): Message {
  const how =
    what === 'decisions'
      ? `it has counted ${found} of ${known} decisions that it had confirmed to one of our processes`
      : `it knows epoch ${found} of a job for which a server was fenced under epoch ${known}`;
  const first = 'Redis lost data: no approval in it counts any more, and nothing is changed.';
  const seen = `Found at ${minute(at)}: ${how}. It was emptied, cut off or restored, or it is another one. What runs on a server runs on, and the servers' journals are right.`;
  const next =
    'Look with `npm run sfb -- journal` and `npm run sfb -- audit`. When no job is open any more, a named person runs `npm run sfb -- adopt --by NAME`; then ask again.';
  const named = decided.slice(-NAMED).map((line) => `• ${line}`);
  const blocks =
    named.length === 0 ? [] : [marked(["By this bot's audit, since the day before:", ...named].join('\n'))];
  return {
    text: `${first} ${seen} ${next}`,
    blocks: [...headline(first), ...paragraphs(seen), marked(next), ...blocks],
  };
}
