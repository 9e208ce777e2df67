import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { LabShell } from '../../lab/shell.js';
import type { SeenMessage } from '../../lab/slack/types.js';
import { type LabProcess, type LabStack, startStack } from '../../lab/stack.js';
import { keysOf } from '../../src/queue/keys.js';
import { connectRedis } from '../../src/queue/redis.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

const root = resolve(import.meta.dirname, '../..');
const CHANNEL = 'C0SFB';
const folder = tempFolder('process');
const world = join(folder, 'world');

let lab: LabShell;
let stack: LabStack;
let bot: LabProcess;
let workers: LabProcess[] = [];

beforeAll(async () => {
  lab = await warmLabShell();
  await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  stack = await startStack({ folder, world });
  bot = await stack.start('bot');
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
  workers = [];
});

afterAll(async () => {
  await stack.stop();
  await lab.close();
});

async function startWorker(): Promise<LabProcess> {
  const worker = await stack.start('worker');
  workers.push(worker);
  return worker;
}

/** Types a command as Ana; gives the private answer and, once its thread is whole, the job's card. */
async function ask(text: string) {
  const before = stack.slack.messages(CHANNEL).length;
  const sent = await stack.slack.slash('U0ANA', CHANNEL, text);
  const answer = String(sent.body?.text ?? '');
  const card = (): Promise<SeenMessage> =>
    stack.slack.waitFor(
      () =>
        stack.slack
          .messages(CHANNEL)
          .slice(before)
          .find((message) => message.replies.length === 2),
      45_000,
      'a whole thread',
    );
  return { answer, ms: sent.ms, card };
}

/** The lease of a dead worker lasts 15 s; crash.test.ts waits for one to its end. */
async function leaseOver(): Promise<void> {
  const redis = connectRedis(stack.redis.url, 'producer');
  const { job = '' } = (stack.slack.messages(CHANNEL).at(-1)?.metadata?.event_payload ?? {}) as { job?: string };
  const over = () => redis.hset(keysOf('lab').lease(job), 'until', Date.now()).catch(() => 'not connected yet');
  await expect.poll(over).toBe(0);
  redis.disconnect();
}

describe('bot and worker as two ordinary processes', () => {
  it('says at once that no worker is listening, and reads when one is there', async () => {
    const { answer, card } = await ask('status');
    expect(answer).toContain('No worker is listening');

    await startWorker();

    expect((await card()).text).toContain('The CMS is active on fe1.domain.local (primary) alone');
    expect(stack.slack.violations()).toEqual([]);
  });

  it('answers the next status from memory, with its age, although no worker is there', async () => {
    const { answer, card } = await ask('status');

    expect(answer).toMatch(/\d+ s/);
    expect((await card()).text).toContain('The CMS is active on');
  });

  it('reads again when the worker is killed in the middle of a reading', async () => {
    const first = await startWorker();
    await lab.invoke('Set-LabFault', { World: world, Name: 'cmdlet-hangs' });
    const { card } = await ask('status --fresh');
    await stack.slack.waitFor(
      () => /is under way/.test(JSON.stringify(stack.slack.messages(CHANNEL).at(-1))),
      20_000,
      'a reading',
    );

    await first.stop('SIGKILL');
    await leaseOver();
    await lab.invoke('Clear-LabFault', { World: world, Name: 'cmdlet-hangs' });
    await startWorker();

    expect((await card()).text).toContain('The CMS is active on');
  });

  it('recognises the night of the seed', async () => {
    await startWorker();
    await lab.invoke('Set-LabFault', { World: world, Name: 'split-brain-forced', Now: true });

    const { card } = await ask('status --fresh');

    expect((await card()).text).toContain(
      'Users work; do not restart services, do not edit SQL, do not run the failover again.',
    );
    await lab.invoke('Clear-LabFault', { World: world, Name: 'split-brain-forced' });
  });
});

describe('starting on a bad day', () => {
  /** Runs a built program to its end with a changed copy of the config. */
  function run(program: 'bot' | 'worker', change: (config: ReturnType<typeof parse>) => void, env = {}) {
    const config = parse(readFileSync(stack.configPath, 'utf8'));
    change(config);
    const path = join(tempFolder('bad'), 'sfb.config.yaml');
    writeFileSync(path, stringify(config));
    const slackEnv = {
      SLACK_BOT_TOKEN: 'xoxb-lab',
      SLACK_SIGNING_SECRET: 'lab-signing-secret',
      SLACK_API_URL: stack.slack.url,
    };
    const ended = spawnSync(process.execPath, [join(root, 'dist/src', `${program}.js`), '--config', path], {
      cwd: root,
      env: { ...process.env, ...slackEnv, ...env },
      encoding: 'utf8',
      timeout: 25_000,
    });
    return { code: ended.status, text: ended.stderr };
  }

  it.each([
    {
      fault: 'the module is missing on the jump host',
      change: (config: ReturnType<typeof parse>) => {
        config.worker.powershell.module = '/nowhere/SkypeForBusiness.psd1';
      },
      says: '/nowhere/SkypeForBusiness.psd1 could not be loaded',
    },
    {
      fault: 'PowerShell is missing on the jump host',
      change: (config: ReturnType<typeof parse>) => {
        config.worker.powershell.executable = '/nowhere/pwsh';
      },
      env: { SFB_POWERSHELL: undefined },
      says: 'PowerShell was not found at /nowhere/pwsh',
    },
    {
      fault: 'the deployment differs from the running bot’s',
      change: (config: ReturnType<typeof parse>) => {
        config.deployment.pairs[0].sqlInstance = 'other';
      },
      says: 'differs from that of the running',
    },
    {
      fault: 'Redis is not there',
      change: (config: ReturnType<typeof parse>) => {
        config.worker.redis = 'redis://127.0.0.1:1';
      },
      says: 'Redis is not reachable',
    },
  ])('refuses to start a worker when $fault, and says so in one sentence', ({ change, env, says }) => {
    const { code, text } = run('worker', change, env);

    expect(text).toContain(says);
    expect(code).not.toBe(0);
    expect(text).not.toMatch(/\bat .*\.js:\d+/);
  });
});

describe('Redis away while the bot runs', () => {
  it('says so within 3 s and queues nothing', async () => {
    process.kill(stack.redis.pid, 'SIGSTOP');

    const { body, ms } = await stack.slack.slash('U0ANA', CHANNEL, 'status --fresh');
    process.kill(stack.redis.pid, 'SIGCONT');

    expect(String(body?.text)).toMatch(/Redis/);
    expect(ms).toBeLessThan(3000);
    expect(bot.child.exitCode).toBeNull();
    expect(stack.slack.violations()).toEqual([]);
  });
});
