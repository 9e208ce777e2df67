import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabShell, openLabShell } from '../lab/shell.js';
import { type LabStack, type StackOptions, startStack } from '../lab/stack.js';
import { CLOSED_STATES, type JobRecord } from '../src/queue/record.js';
import { connectRedis } from '../src/queue/redis.js';
import { createStore, type Store } from '../src/queue/store.js';

export const CHANNEL = 'C0SFB';
export const TEAM = 'T0LAB';
/** For what a busy machine takes, in milliseconds; nothing here is measured by it. */
export const PATIENCE = 180_000;

/** The whole of it on the lab: real bot, worker, Redis and PowerShell, a local Slack over signed HTTP. */
export interface Night {
  readonly stack: LabStack;
  readonly store: Store;
  readonly lab: LabShell;
  readonly world: string;
  stop(): Promise<void>;
}

/** Doctor has looked, and the programs named are ready. */
export async function openNight(
  programs: readonly ('bot' | 'worker')[],
  options: Partial<StackOptions> = {},
): Promise<Night> {
  const folder = mkdtempSync(join(tmpdir(), 'sfb-night-'));
  const world = join(folder, 'world');
  const ends: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const lab = await openLabShell();
    ends.push(() => lab.close());
    await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
    const stack = await startStack({ ...options, folder, world });
    ends.push(() => stack.stop());
    stack.doctor();
    await Promise.all(programs.map((program) => stack.start(program)));
    const redis = connectRedis(stack.redis.url, 'producer');
    ends.push(() => redis.disconnect());
    const openSubscriber = () => connectRedis(stack.redis.url, 'worker');
    const store = createStore({ redis, openSubscriber, deployment: 'lab' });
    return { stack, store, lab, world, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ana asks for a failover; gives its job once its plan is in the channel. */
export async function askFailover({ stack, store }: Night): Promise<string> {
  const asked = await stack.slack.slash('U0ANA', CHANNEL, 'failover');
  const job = /failover-[a-z0-9]{10}/.exec(asked.raw)?.[0];
  if (job === undefined) throw new Error(`Ana asked for a failover and was answered: ${asked.raw}`);
  await until(store, job, async (record) => {
    if (CLOSED_STATES.has(record.state)) throw new Error(`${job} is ${record.state}: ${record.sentence}`);
    return (await store.readGate(job))?.postedAt !== undefined;
  });
  return job;
}

/** A person presses Approve and sends the window; throws unless it is taken. */
export async function approve({ stack: { slack } }: Night, user: string, job: string): Promise<void> {
  await slack.click(user, { actionId: 'gate-approve', channel: CHANNEL, ts: gateMessage(slack, job) });
  const view = await slack.waitFor(() => slack.openViews(user).at(-1), PATIENCE, `a window for ${user}`);
  const { outcome, errors } = await slack.submitView(user, view.id, { reason: 'the window is open' });
  if (outcome !== 'closed') throw new Error(`The approval of ${user} was refused: ${JSON.stringify(errors)}`);
}

/** The message of a job's thread that holds its plan. */
export function gateMessage(slack: LabStack['slack'], job: string): string {
  const parent = slack.messages(CHANNEL).find(({ metadata }) => markOf(metadata).job === job);
  const gate = parent?.replies.find(({ metadata }) => markOf(metadata).key === 'gate');
  if (gate === undefined) throw new Error(`The plan of ${job} is not in the channel.`);
  return gate.ts;
}

/** What the bot writes into each of its messages, to know it again. */
export function markOf(metadata: unknown): { readonly job?: string; readonly key?: string } {
  const { event_payload: mark = {} } = (metadata ?? {}) as { readonly event_payload?: object };
  return mark;
}

/** Waits until a job's record is as wanted, looking after every change of it. Throws after 3 min. */
export async function until(
  store: Store,
  job: string,
  wanted: (record: JobRecord) => boolean | Promise<boolean>,
): Promise<JobRecord> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const record = await store.readJob(job);
    if (record !== undefined && (await wanted(record))) return record;
    if (Date.now() > end) throw new Error(`${job} is still ${record?.state}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
