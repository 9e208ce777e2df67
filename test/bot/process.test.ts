import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { LocalSlack } from '../../lab/slack/server.js';
import { keysOf } from '../../src/queue/keys.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createTime } from '../../src/slack/time.js';
import { aConfig, CHANNEL, secrets, startSlack } from '../slack/local.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { tempFolder } from '../support/temp.js';

const program = resolve(import.meta.dirname, '..', '..', 'dist', 'src', 'bot.js');

let redis: TestRedis;
let slack: LocalSlack;
let configPath = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  redis = await startRedis();
  slack = await startSlack(createTime());
  const config = aConfig();
  configPath = join(tempFolder('bot'), 'sfb.config.yaml');
  const settings = { ...config, bot: { ...config.bot, redis: redis.url } };
  writeFileSync(configPath, stringify(settings));
  writeFileSync(`${configPath}.real`, stringify({ ...settings, lab: false }));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await slack.close();
  await redis.stop();
});

/** Starts the built bot; `ended` gives its exit code and everything it wrote. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const slackEnv = { ...secrets, SLACK_API_URL: slack.url } as Record<string, string>;
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, ...args], { env: { PATH, ...slackEnv, ...env } });
  children.push(child);
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    seen.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    seen.err += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...seen }));
  const ready = async () => {
    await expect.poll(() => seen.out, { timeout: 15_000 }).toMatch(/^bot ready: .*\n$/);
    slack.requestUrl = /http:\S+/.exec(seen.out)?.[0] ?? '';
  };
  return { child, seen, ended, ready };
}

describe('the bot as a process', () => {
  it('says in one line that it is ready, answers, and stops cleanly on SIGTERM', async () => {
    const bot = run(['--config', configPath]);
    await bot.ready();

    const sent = await slack.slash('U0ANA', CHANNEL, 'status');
    bot.child.kill('SIGTERM');
    const { code, out, err } = await bot.ended;

    expect(out).toMatch(/^bot ready: LAB, deployment lab, 1 pair, http:\/\/127\.0\.0\.1:\d+\/slack\/events\n$/);
    expect(sent.body?.text).toContain('Status of london is asked for');
    expect(code).toBe(0);
    expect(err).toContain('"signal":"SIGTERM"');
    expect(err).not.toContain(secrets.SLACK_BOT_TOKEN);
    expect(err).not.toContain('status');
  });

  it('leaves a request it has taken to the next process when it is killed', async () => {
    const first = run(['--config', configPath]);
    await first.ready();
    const { body } = await slack.slash('U0ANA', CHANNEL, 'status --fresh');
    first.child.kill('SIGKILL');
    await first.ended;
    const id = /job `([^`]+)`/.exec(body?.text ?? '')?.[1] ?? 'none';
    // The killed bot's right to render would run out by itself after 12 s.
    const connection = connectRedis(redis.url, 'worker');
    await connection.del(keysOf('lab').renderer(id));
    connection.disconnect();

    await run(['--config', configPath]).ready();
    const cards = () => slack.messages(CHANNEL).filter(({ metadata }) => JSON.stringify(metadata).includes(id));
    await slack.waitFor(() => cards().length > 0, 15_000, 'a card after the kill');

    expect(cards().length).toBe(1);
  });

  it.each([
    {
      what: 'no config file',
      args: ['--config', '/nowhere/sfb.yaml'],
      env: {},
      says: /^The config file .* does not exist/,
    },
    {
      what: 'an API elsewhere on a real site',
      args: ['--config', 'real'],
      env: { SLACK_API_URL: 'https://evil.example/' },
      says: /only a loopback address/,
    },
    {
      what: 'a wrong token',
      args: [],
      env: { SLACK_BOT_TOKEN: 'xoxb-wrong' },
      says: /Slack did not accept the bot token/,
    },
  ])('ends with exit code 2 and one sentence for $what', async ({ args, env, says }) => {
    const words = args.map((word) => (word === 'real' ? `${configPath}.real` : word));
    const { code, out, err } = await run(words.length === 0 ? ['--config', configPath] : words, env).ended;

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
    expect(err).not.toMatch(/ {4}at |xoxb-wrong/);
  });

  it('ends with exit code 1 when Redis is not there', async () => {
    const { code, err } = await run(['--config', configPath], { REDIS_URL: 'redis://127.0.0.1:1' }).ended;

    expect(code).toBe(1);
    expect(err).toContain('Redis is not reachable');
  });
});
