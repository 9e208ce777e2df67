import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { type RunningBot, startBot } from '../../src/bot.js';
import type { LoadedBot } from '../../src/config/load.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import { createTime } from '../../src/slack/time.js';
import { fakeLog } from '../slack/fakes.js';
import { aConfig, CHANNEL, secrets, startSlack } from '../slack/local.js';
import { aReport, rows } from '../slack/reports.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { tempFolder } from '../support/temp.js';

let redis: TestRedis;
let slack: LocalSlack;
let store: Store;
let closeStore = () => {};
const bots: RunningBot[] = [];
let count = 0;
let deployment = '';

const data = tempFolder('bot');

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(async () => {
  await redis.stop();
  rmSync(data, { recursive: true });
});

afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.stop();
  closeStore();
  await slack.close();
});

/** A Slack, and the queue as a worker sees it, in a deployment of this test's own. */
async function setUp(): Promise<void> {
  count += 1;
  deployment = `lab-${count}`;
  slack = await startSlack(createTime());
  const connection = connectRedis(redis.url, 'producer');
  store = createStore({ redis: connection, openSubscriber: () => connectRedis(redis.url, 'worker'), deployment });
  closeStore = () => connection.disconnect();
}

function loaded(change: Partial<LoadedBot> = {}): LoadedBot {
  const config = aConfig();
  return {
    config: { ...config, deployment: { ...config.deployment, name: deployment } },
    secrets: { ...secrets, SLACK_API_URL: slack.url },
    redisUrl: redis.url,
    digest: 'a'.repeat(64),
    permitKey: undefined,
    data,
    ...change,
  };
}

async function start(change: Partial<LoadedBot> = {}): Promise<RunningBot> {
  const bot = await startBot(loaded(change), fakeLog());
  bots.push(bot);
  slack.requestUrl = bot.where;
  return bot;
}

describe('bot', () => {
  it('writes a job down, says that nobody listens, and shows what a worker makes of it', async () => {
    await setUp();
    await start();

    const sent = await slack.slash('U0ANA', CHANNEL, 'status');
    const [id = ''] = await store.openJobs();
    await slack.waitFor(() => slack.messages(CHANNEL).length === 1, 5000);
    await store.moveJob(id, { from: 'asked', to: 'preparing' });
    await store.moveJob(id, { from: 'preparing', to: 'done' }, { report: aReport(rows('primary')) });
    const card = await slack.waitFor(() => {
      const [message] = slack.messages(CHANNEL);
      return message?.replies.length === 2 && message;
    }, 8000);

    expect(sent.body?.text).toContain(`as job \`${id}\`. No worker is listening: the job stays asked`);
    expect(card.text).toContain('LAB, london: The CMS is active on fe1.domain.local (primary) alone');
    await expect.poll(() => store.threads.unfinishedThreads()).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });

  it('answers at once from memory, in a thread of its own, and calls no worker', async () => {
    await setUp();
    await store.putStatus('london', aReport(rows('backup')));
    await start();

    const sent = await slack.slash('U0ANA', CHANNEL, 'status london');
    const card = await slack.waitFor(() => slack.messages(CHANNEL)[0], 5000);

    expect(sent.body?.text).toMatch(/^Status of london from memory, \d+ s old, is job `status-/);
    expect(card.text).toContain('The CMS is active on fe2.domain.local (backup) alone');
    expect(card.text).toContain('From memory: read');
    expect(await store.openJobs()).toEqual([]);
  });

  it('goes on with the threads of the bot before it, and doubles nothing', async () => {
    await setUp();
    const first = await start();
    await slack.slash('U0ANA', CHANNEL, 'status');
    await slack.waitFor(() => slack.messages(CHANNEL).length === 1, 5000);
    await first.stop();
    const [id = ''] = await store.openJobs();
    await store.moveJob(id, { from: 'asked', to: 'preparing' });
    await store.moveJob(id, { from: 'preparing', to: 'stopped' }, { sentence: 'The jump host did not answer.' });

    await start();
    await slack.waitFor(() => slack.messages(CHANNEL)[0]?.text.includes('The jump host did not answer.'), 8000);

    expect(slack.messages(CHANNEL).length).toBe(1);
    expect(slack.messages(CHANNEL)[0]?.edits).toBe(1);
  });

  it('answers within 3 s while Redis is away, queues nothing, and works again when it is back', async () => {
    await setUp();
    await start();

    await redis.stop();
    const away = await slack.slash('U0ANA', CHANNEL, 'status --fresh');
    await redis.restart();
    await expect.poll(() => store.openJobs().catch(() => 'away'), { timeout: 5000 }).toEqual([]);
    const back = await expect.poll(async () => (await slack.slash('U0ANA', CHANNEL, 'status')).body?.text, {
      timeout: 10_000,
    });
    await back.toContain('is asked for');

    expect(away.body?.text).toMatch(/^Redis is not reachable \(.*\); nothing was queued\./);
    expect((await store.openJobs()).length).toBe(1);
    expect(slack.violations()).toEqual([]);
  });

  it('answers within 3 s while Redis is there but silent', async () => {
    await setUp();
    await start();

    redis.pause();
    const sent = await slack.slash('U0ANA', CHANNEL, 'status --fresh');
    redis.resume();

    expect(sent.body?.text).toMatch(/^Redis is not reachable/);
    expect(sent.ms).toBeLessThan(3000);
    await expect.poll(() => store.openJobs()).toEqual([]);
  });

  it('does not start on a Redis that may forget', async () => {
    await setUp();
    const careless = await startRedis({ aof: 'no' });

    const starting = startBot(loaded({ redisUrl: careless.url }), fakeLog());

    await expect(starting).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('has appendonly "no" and must have "yes"'),
    });
    await careless.stop();
  });

  it('does not start beside a process with another deployment section', async () => {
    await setUp();
    await store.announceDigest('worker', 'b'.repeat(64), 60_000);

    await expect(startBot(loaded(), fakeLog())).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('differs from that of the running worker'),
    });
  });

  it('lets go of everything when it cannot start', async () => {
    await setUp();
    const wrong = { ...secrets, SLACK_API_URL: slack.url, SLACK_BOT_TOKEN: 'xoxb-wrong' };

    await expect(startBot(loaded({ secrets: wrong }), fakeLog())).rejects.toMatchObject({ code: 'CONFIG' });

    expect(await store.otherDigests('none')).toEqual([]);
  });
});
