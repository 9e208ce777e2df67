import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { type LabShell, openLabShell } from '../../lab/shell.js';
import type { SeenMessage } from '../../lab/slack/types.js';
import { type LabProcess, type LabStack, startStack } from '../../lab/stack.js';
import { catalogueDigestOf, openDoctorBook } from '../../src/jobs/doctor-record.js';
import type { JobRecord } from '../../src/queue/record.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';

const root = resolve(import.meta.dirname, '../..');
const CHANNEL = 'C0SFB';
/** For what a busy machine takes, in milliseconds. */
export const PATIENCE = 170_000;
const DAY = 24 * 3_600_000;

/** One lab with its real bot and worker, on which several days go wrong. */
export interface BadDays {
  readonly stack: LabStack;
  readonly store: Store;
  readonly lab: LabShell;
  readonly world: string;
  readonly bot: LabProcess;
  worker: LabProcess;
  /** Starts a worker whose lease and patience are short. */
  startWorker(): Promise<LabProcess>;
  /** What people do in Slack counts for another minute from here on. */
  skipMinute(): void;
  stop(): Promise<void>;
}

export async function openBadDays(folder: string): Promise<BadDays> {
  const world = join(folder, 'world');
  let ahead = 0;
  const lab = await openLabShell();
  await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  const stack = await startStack({ folder, world, clock: () => Date.now() + ahead });
  const redis = connectRedis(stack.redis.url, 'producer');
  const openSubscriber = () => connectRedis(stack.redis.url, 'worker');
  const startWorker = () => stack.start('worker', join(import.meta.dirname, 'failover-worker.mjs'));
  const [bot, worker] = await Promise.all([stack.start('bot'), startWorker()]);
  return {
    stack,
    store: createStore({ redis, openSubscriber, deployment: 'lab' }),
    lab,
    world,
    bot,
    worker,
    startWorker,
    skipMinute() {
      ahead += 61_000;
    },
    async stop() {
      redis.disconnect();
      await stack.stop();
      await lab.close();
    },
  };
}

/** Doctor's record as it lies beside a worker: of this catalogue, or of another one. */
export function writeDoctor(folder: string, catalogue: 'this' | 'another', daysAgo = 0): void {
  const digest = catalogueDigestOf(join(root, 'src/powershell/agent'));
  const book = openDoctorBook(join(folder, '.sfb'));
  book.write(
    {
      schema: 2,
      at: new Date(Date.now() - daysAgo * DAY).toISOString(),
      catalogueDigest: catalogue === 'this' ? digest : 'f'.repeat(64),
      deployment: 'lab',
      pair: 'london',
      lab: true,
      results: [{ id: 'module', place: 'jump', verdict: 'pass', sentence: 'The module is there.' }],
      baselines: [],
      notTried: [],
    },
    [],
  );
}

export async function type({ stack }: BadDays, text: string): Promise<string> {
  return String((await stack.slack.slash('U0ANA', CHANNEL, text)).body?.text ?? '');
}

/** Asks for a failover and gives its job. */
export async function ask(days: BadDays, more = ''): Promise<string> {
  const answer = await type(days, `failover${more}`);
  return /failover-[a-z0-9]{10}/.exec(answer)?.[0] ?? `no job: ${answer}`;
}

/** A job of the same plan at its gate, as a worker leaves it: what it found holds as long as nobody changes the world. */
export async function again({ store }: BadDays, { plan, planHash = '', planNotes, requester }: JobRecord) {
  if (plan === undefined || planNotes === undefined) throw new Error('There is no plan to take.');
  const id = `failover-again${String(Math.random()).slice(2, 7)}`;
  const rest = { kind: 'failover', pair: 'london', request: { acknowledge: false }, source: 'slack' as const };
  await store.createJob({ ...rest, id, requester, channel: CHANNEL, lab: true });
  const lease = await store.takeLease(id, 'the test', PATIENCE);
  if (lease === undefined) throw new Error(`${id} was taken by a worker`);
  await store.moveJob(id, { from: 'asked', to: 'preparing', lease });
  const policy = { rule: 'two-others' as const, quorum: 2 };
  await store.openGate(id, lease, { id: plan.gate, plan, planHash, notes: planNotes, requester, policy });
  await store.releaseLease(lease);
  return id;
}

/** The job's card, once it says this. */
export async function card(days: BadDays, job: string, words: RegExp): Promise<string> {
  const found = () => cardsOf(days, job).find((message) => words.test(allText(message)));
  return allText(await days.stack.slack.waitFor(found, PATIENCE, `${job} with ${words}`));
}

function cardsOf({ stack }: BadDays, job: string): SeenMessage[] {
  return stack.slack.messages(CHANNEL).filter(({ blocks }) => JSON.stringify(blocks).includes(job));
}

function allText({ text, blocks }: SeenMessage): string {
  return `${text} ${JSON.stringify(blocks)}`;
}

/** Ben's and Cleo's approvals in their windows, and what happens between them. */
export async function approved(days: BadDays, job: string, between: () => unknown = () => undefined): Promise<void> {
  await approve(days, 'U0BEN', job);
  await between();
  await approve(days, 'U0CLEO', job);
}

async function approve(days: BadDays, user: string, job: string): Promise<void> {
  const { slack } = days.stack;
  await expect.poll(async () => (await days.store.readGate(job))?.postedAt, { timeout: PATIENCE }).toBeDefined();
  const replies = cardsOf(days, job).flatMap((message) => message.replies);
  const ts = replies.find(({ blocks }) => JSON.stringify(blocks).includes('gate-approve'))?.ts ?? '';
  await slack.click(user, { actionId: 'gate-approve', channel: CHANNEL, ts });
  const view = await slack.waitFor(() => slack.openViews(user).at(-1), PATIENCE, 'the window');
  const sent = await slack.submitView(user, view.id, { reason: 'the window is open' });
  expect(sent).toMatchObject({ outcome: 'closed' });
}

export async function ended({ store }: BadDays, job: string): Promise<JobRecord> {
  const state = async () => (await store.readJob(job))?.state;
  await expect.poll(state, { timeout: PATIENCE }).toMatch(/^(?:done|stopped|refused|needs-people)$/);
  const record = await store.readJob(job);
  if (record === undefined) throw new Error(`${job} is gone`);
  return record;
}

/** How often each cmdlet with an effect was begun, by the world's own log. */
export function begun(world: string, name: RegExp): Record<string, number> {
  const lines = readFileSync(join(world, 'calls.log'), 'utf8').split('\n');
  const counts: Record<string, number> = {};
  for (const [, , cmdlet = '', mark] of lines.map((line) => line.split('\t'))) {
    if (mark === 'begin' && name.test(cmdlet)) counts[cmdlet] = (counts[cmdlet] ?? 0) + 1;
  }
  return counts;
}

/** Whether the runner on a server has written down that it begins a step. */
export function hasIntent(world: string, step: string): boolean {
  const journal = join(world, 'journal');
  if (!existsSync(journal)) return false;
  const files = readdirSync(journal, { recursive: true, withFileTypes: true });
  return files.some(({ name, parentPath }) => name.endsWith('intent.xml') && join(parentPath, name).includes(step));
}

const SHARES = ['share', 'share2'] as const;

/** The sets of the pair are as they were when this was called, once the answer is called. */
export function keepSets(world: string, folder: string): () => void {
  for (const share of SHARES) cpSync(join(world, share, 'london'), join(folder, 'kept', share), { recursive: true });
  return () => {
    for (const share of SHARES) cpSync(join(folder, 'kept', share), join(world, share, 'london'), { recursive: true });
  };
}

export function removeSets(world: string): void {
  for (const share of SHARES) rmSync(join(world, share, 'london'), { recursive: true });
}

/** Another good set in the place of this one: a file differs, and its manifest says so. */
export function replaceSet(world: string, id: string): void {
  for (const share of SHARES) {
    const path = join(world, share, 'london', id);
    const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
    const [file] = manifest.files;
    appendFileSync(join(path, file.name), 'x');
    const bytes = readFileSync(join(path, file.name));
    Object.assign(file, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
  }
}
