import { APPROVAL_MINUTES } from '../approvals/policy.js';
import type { Gate, GateStore } from '../approvals/types.js';
import type { JobRecord } from '../queue/record.js';
import { CLOSED_STATES } from '../queue/record.js';
import type { Posted, ThreadStore } from '../queue/threads.js';
import { shorten } from './blocks/kit.js';
import { digest } from './digest.js';
import type { Outbox } from './outbox.js';
import type { WantedMessage } from './thread.js';
import type { Log, Sent, ThreadApi } from './types.js';

/**
 * How long a bot may render a job before it must say again that it does, in milliseconds: longer than any single call to
 * Slack, and as short as possible, since a killed bot's threads stand still for so long.
 */
const LEASE = 12_000;

/** How long a job's thread rests after a refusal that people must mend, and after anything else. */
const REST = { people: 30_000, soon: 5000 } as const;

/** Refusals of the content itself: the same words without blocks are better than silence. */
const CONTENT = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'block_mismatch',
]);

/** Refusals of an edit that no repeat can mend: the message is gone or closed. */
const EDIT_LOST = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Refusals only people can mend, by inviting the bot or naming another channel. */
const CHANNEL = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action', 'no_permission']);

/** How a pass over a job's thread ended; `rest` says for how many milliseconds to leave it alone. */
export type Pass =
  | { readonly ended: 'current' | 'complete' | 'not-ours' }
  | { readonly ended: 'rest'; readonly milliseconds: number };

export interface RenderDeps {
  readonly store: ThreadStore;
  readonly api: ThreadApi;
  readonly outbox: Outbox;
  readonly gates: Pick<GateStore, 'readGate' | 'gatePosted'>;
  readonly wanted: (record: JobRecord, gate?: Gate) => readonly WantedMessage[];
  readonly log: Log;
  /** Tells the person who asked, privately and at most once. */
  readonly tellOnce: (job: string, text: string) => Promise<boolean>;
  /** Names this bot process in the lease. */
  readonly owner: string;
  /** The control channel: threads of jobs that nobody asked for in Slack. */
  readonly channel: string;
}

/** One thing to send, as it is wanted now. */
interface Todo {
  readonly record: JobRecord;
  readonly message: WantedMessage;
  readonly before: Posted | undefined;
  /** The card's ts, for a reply. */
  readonly thread: string | undefined;
}

/** What this process knows beside the store; all of it may be lost. */
interface Memory {
  /** Posts that Slack clearly refused: no need to look for them. */
  readonly unsent: Set<string>;
  /** Messages whose blocks Slack refused. */
  readonly plain: Set<string>;
}

export type RenderJob = (id: string, stopped: () => boolean) => Promise<Pass>;

/** Makes a job's thread equal to what its record wants: whatever is missing is posted, whatever differs is edited. */
export function createRenderJob(deps: RenderDeps): RenderJob {
  const memory: Memory = { unsent: new Set(), plain: new Set() };
  return async (id, stopped) => {
    const { store, outbox } = deps;
    if (!(await store.takeRenderer(id, deps.owner, LEASE))) return { ended: 'not-ours' };
    try {
      while (!stopped()) {
        const todo = await nextTodo(id, deps, memory);
        if (todo === 'complete') await store.threadComplete(id);
        if (todo === 'complete' || todo === 'current') return { ended: todo };
        const kind = todo.before?.ts === undefined ? 'post' : 'edit';
        const pass = { rest: 0, lost: false };
        await outbox.run(kind, todo.record.channel, async () => {
          pass.lost = !(await store.takeRenderer(id, deps.owner, LEASE));
          const now = pass.lost ? todo : await nextTodo(id, deps, memory);
          if (pass.lost || typeof now === 'string' || (now.before?.ts === undefined) !== (kind === 'post'))
            return NOTHING;
          const attempt = await send(now, deps, memory);
          pass.rest = await settle(now, attempt, deps, memory);
          return attempt.sent;
        });
        if (pass.lost) return { ended: 'not-ours' };
        if (pass.rest > 0) return { ended: 'rest', milliseconds: pass.rest };
      }
      return { ended: 'rest', milliseconds: 0 };
    } finally {
      await store.releaseRenderer(id, deps.owner);
    }
  };
}

const NOTHING: Sent = { ended: 'done', ts: '' };

/** The first message that is missing or differs; `complete` when nothing will ever change again. */
async function nextTodo(id: string, deps: RenderDeps, memory: Memory): Promise<Todo | 'current' | 'complete'> {
  const { store, gates, wanted } = deps;
  const stored = await store.readJob(id);
  if (stored === undefined) return 'complete';
  const record = stored.channel === '' ? { ...stored, channel: deps.channel } : stored;
  const posted = await store.posted(id);
  const gate = record.plan === undefined ? undefined : await gates.readGate(id);
  const [next, ...later] = wanted(record, gate)
    .map((message) => (memory.plain.has(`${id}/${message.key}`) ? withoutBlocks(message) : message))
    .filter(({ key, ...content }) => posted[key]?.ts === undefined || posted[key].hash !== digest(content));
  const unseen = [next, ...later].some((message) => message?.key.startsWith('gate') === true);
  if (gate !== undefined && !unseen && (await startClock(record, gate, deps))) return nextTodo(id, deps, memory);
  if (next === undefined) return CLOSED_STATES.has(record.state) ? 'complete' : 'current';
  return { record, message: next, before: posted[next.key], thread: next.parent && posted[next.parent]?.ts };
}

/** The plan is in the channel, whole; also when that was sent by a bot that died before it could say so. */
async function startClock({ id, state }: JobRecord, gate: Gate, { gates, log }: RenderDeps): Promise<boolean> {
  if (state !== 'waiting-approval' || gate.postedAt !== undefined) return false;
  const decided = await gates.gatePosted(id, APPROVAL_MINUTES);
  if (decided.word === 'posted') return true;
  log.warn({ job: id, word: decided.word }, 'the clock of a gate was not started');
  return false;
}

function withoutBlocks(message: WantedMessage): WantedMessage {
  return { ...message, blocks: [], text: shorten(message.text, 3900) };
}

/** What was tried: looking for a lost post, or sending. */
interface Tried {
  readonly by: 'look' | 'post' | 'edit';
  readonly sent: Sent;
}

/** Stands in the place of a digest until a post is answered. */
function begunBy({ owner }: RenderDeps): string {
  return `begun by ${owner}`;
}

/** Posts or edits; a post whose answer was lost is looked for first. */
async function send({ record, message, before, thread }: Todo, deps: RenderDeps, memory: Memory): Promise<Tried> {
  const { api, store } = deps;
  const mark = { job: record.id, key: message.key };
  if (before?.ts !== undefined) return { by: 'edit', sent: await api.edit(record.channel, before.ts, message, mark) };
  const name = `${record.id}/${message.key}`;
  // Only what this bot itself began and saw refused is surely not there; another bot may have gone further since.
  if (before !== undefined && !(memory.unsent.has(name) && before.hash === begunBy(deps))) {
    // Looking may take longer than the lease lasts, so nothing is posted in the same turn.
    return { by: 'look', sent: await api.find(record.channel, thread, mark, record.askedAt) };
  }
  await store.savePosted(record.id, message.key, { hash: begunBy(deps) });
  memory.unsent.delete(name);
  return { by: 'post', sent: await api.post(record.channel, thread, message, mark) };
}

/** Writes down what was sent; the answer is for how long to leave the job alone. */
async function settle(
  { record, message, before }: Todo,
  tried: Tried,
  deps: RenderDeps,
  memory: Memory,
): Promise<number> {
  const { store, log } = deps;
  const name = `${record.id}/${message.key}`;
  const about = { job: record.id, key: message.key };
  const { by, sent } = tried;
  if (by === 'look' && sent.ended === 'done' && sent.ts === '') {
    await store.savePosted(record.id, message.key, { hash: begunBy(deps) });
    memory.unsent.add(name);
    return 0;
  }
  if (sent.ended === 'done') {
    // Found, but with which content is not known: an empty digest has it edited next.
    await store.savePosted(record.id, message.key, { ts: sent.ts, hash: by === 'look' ? '' : digest(message) });
    return 0;
  }
  if (sent.ended === 'unanswered') {
    log.warn({ ...about, why: sent.why }, 'Slack did not answer; the message is looked for before it is sent again');
    return REST.soon;
  }
  if (by === 'post') memory.unsent.add(name);
  if (sent.ended === 'limited') {
    log.info({ ...about, seconds: sent.seconds }, 'Slack asks to wait');
    return 0;
  }
  log.error({ ...about, code: sent.code }, 'Slack refused a message');
  if (CONTENT.has(sent.code) && !memory.plain.has(name)) {
    memory.plain.add(name);
    return 0;
  }
  if (by === 'edit' && before?.ts !== undefined && EDIT_LOST.has(sent.code)) {
    await store.savePosted(record.id, message.key, { ts: before.ts, hash: digest(message) });
    return 0;
  }
  return tellAbout(record, sent.code, deps);
}

async function tellAbout(record: JobRecord, code: string, { tellOnce, log }: RenderDeps): Promise<number> {
  if (!CHANNEL.has(code)) return REST.soon;
  const text = `The bot cannot write in <#${record.channel}> (${code}), so job \`${record.id}\` has no thread there; invite the bot with /invite, and the thread appears by itself.`;
  await tellOnce(record.id, text).catch(() => log.warn({ job: record.id }, 'the person who asked could not be told'));
  return REST.people;
}
