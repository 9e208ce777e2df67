import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabShell, openLabShell } from '../../lab/shell.js';
import type { SeenMessage } from '../../lab/slack/types.js';
import { type LabProcess, type LabStack, startStack } from '../../lab/stack.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import { tempFolder } from '../support/temp.js';

const root = resolve(import.meta.dirname, '../..');
const CHANNEL = 'C0SFB';
const PATIENCE = 45_000;
const folder = tempFolder('failover');
const world = join(folder, 'world');

let lab: LabShell;
let stack: LabStack;
let bot: LabProcess;
let untouched: string[];
let redis: ReturnType<typeof connectRedis>;
let store: Store;

beforeAll(async () => {
  lab = await openLabShell();
  await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  untouched = await holders();
  stack = await startStack({ folder, world });
  redis = connectRedis(stack.redis.url, 'producer');
  store = createStore({ redis, openSubscriber: () => connectRedis(stack.redis.url, 'worker'), deployment: 'lab' });
  bot = await stack.start('bot');
  await stack.start('worker');
});

afterAll(async () => {
  redis.disconnect();
  await stack.stop();
  await lab.close();
});

/** Which lines of the world say who holds the CMS. */
async function holders(): Promise<string[]> {
  return (await lab.invoke('Show-LabWorld', { World: world })).filter((line) => /\b(active|scp|pool)\b/i.test(line));
}

async function type(text: string): Promise<string> {
  return String((await stack.slack.slash('U0ANA', CHANNEL, text)).body?.text ?? '');
}

/** Asks for a failover and gives its job. */
async function ask(): Promise<string> {
  const answer = await type('failover');
  return /failover-[a-z0-9]{10}/.exec(answer)?.[0] ?? `no job: ${answer}`;
}

/** The job's card, once it says this. */
function card(job: string, words: RegExp): Promise<SeenMessage> {
  const of = (message: SeenMessage) => JSON.stringify(message.blocks).includes(job);
  const found = () => stack.slack.messages(CHANNEL).find((message) => of(message) && words.test(allText(message)));
  return stack.slack.waitFor(found, PATIENCE, `${job} with ${words}`);
}

function allText({ text, blocks }: SeenMessage): string {
  return `${text} ${JSON.stringify(blocks)}`;
}

/** The message of the job's thread on which its plan is approved. */
async function gateOf(job: string): Promise<string> {
  const waits = await card(job, /gate-approve/);
  const gate = () =>
    stack.slack
      .messages(CHANNEL)
      .find(({ ts }) => ts === waits.ts)
      ?.replies.find(({ blocks }) => JSON.stringify(blocks).includes('gate-approve'));
  return (await stack.slack.waitFor(gate, PATIENCE, 'the plan')).ts;
}

async function approve(user: string, ts: string): Promise<void> {
  await stack.slack.click(user, { actionId: 'gate-approve', channel: CHANNEL, ts });
  const view = await stack.slack.waitFor(() => stack.slack.openViews(user).at(-1), PATIENCE, 'the window');
  expect(await stack.slack.submitView(user, view.id, { reason: 'the window is open' })).toMatchObject({
    outcome: 'closed',
  });
}

/** Ben's approval, something that happens between, and Cleo's. */
async function approvedWith(between: () => Promise<unknown> | unknown): Promise<string> {
  const job = await ask();
  const ts = await gateOf(job);
  await approve('U0BEN', ts);
  await between();
  await approve('U0CLEO', ts);
  return job;
}

describe('a failover on a bad day', () => {
  it('is refused before doctor has looked, and then while changes are frozen', async () => {
    expect(allText(await card(await ask(), /refused|stopped/))).toMatch(/doctor/);

    const cli = join(root, 'dist/src/cli.js');
    const doctor = spawnSync(process.execPath, [cli, 'doctor', '--config', stack.configPath], { encoding: 'utf8' });
    expect(doctor.status, doctor.stderr).toBe(0);

    await type('freeze the storage is being moved');
    expect(await type('failover')).toMatch(/Changes are frozen since .*the storage is being moved.*nothing was asked/);
    await type('thaw');
  });

  it('stops, with its backup set gone since the card; a second one meanwhile is told which job it waits for', async () => {
    let second = '';
    const job = await approvedWith(async () => {
      second = await ask();
      const refused = await card(second, /is changing this deployment/);
      expect(allText(refused)).toContain('only one may');
      removeSets();
    });

    expect(allText(await card(job, /stopped/))).toMatch(
      /The approval is void, because the backup set .*Nothing was begun/,
    );
    expect(await holders()).toEqual(untouched);
  });

  it('stops when a fault appears between approval and run', async () => {
    const job = await approvedWith(() => lab.invoke('Set-LabFault', { World: world, Name: 'backup-service-error' }));

    expect(allText(await card(job, /stopped/))).toMatch(
      /The approval is void, because a check that blocks fails now: Backup Service: .*CMSMaster.*Nothing was begun/,
    );
    await lab.invoke('Clear-LabFault', { World: world, Name: 'backup-service-error' });
    expect(await holders()).toEqual(untouched);
  });

  it('stops when the bot is away at the gate', async () => {
    const job = await ask();
    const ts = await gateOf(job);
    await approve('U0BEN', ts);
    await approve('U0CLEO', ts);
    bot.child.kill('SIGSTOP');
    try {
      await expect.poll(async () => (await store.readJob(job))?.state, { timeout: 30_000 }).toBe('stopped');
    } finally {
      bot.child.kill('SIGCONT');
    }

    expect(allText(await card(job, /stopped/))).toContain('The bot gave no run permit in 15 s, so nothing was changed');
    expect(await holders()).toEqual(untouched);
  });
});

function removeSets(): void {
  for (const entry of readdirSync(world, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory() && entry.name === 'london') rmSync(join(entry.parentPath, entry.name), { recursive: true });
  }
}
