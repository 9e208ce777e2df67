import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { renderTranscript } from '../../lab/slack/transcript.js';
import type { Sent } from '../../lab/slack/types.js';
import { type RunningBot, startBot } from '../../src/bot.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import { createTime } from '../../src/slack/time.js';
import { aGateToOpen, LEASE_MS } from '../queue/gates-harness.js';
import { fakeLog } from '../slack/fakes.js';
import { aConfig, CHANNEL, secrets, startSlack } from '../slack/local.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { tempFolder } from '../support/temp.js';

type Mode = 'http' | 'socket';

/** One bot on a Slack of its own, and the queue as its worker sees it. */
interface Scene {
  readonly slack: LocalSlack;
  readonly store: Store;
  readonly bot: RunningBot;
  readonly sent: Sent[];
}

const APP_TOKEN = 'xapp-test';
const folder = tempFolder('socket-mode');
let redis: TestRedis;
const ends: (() => Promise<void> | void)[] = [];
let count = 0;

beforeAll(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true });
});

/** The bot as it is; only what its administrator sets is another for each mode. */
async function open(mode: Mode): Promise<Scene> {
  count += 1;
  const deployment = `lab-${count}`;
  const slack = await startSlack(createTime(), mode === 'socket' ? { appToken: APP_TOKEN } : {});
  ends.push(() => slack.close());
  const connection = connectRedis(redis.url, 'producer');
  ends.push(() => connection.disconnect());
  const store = createStore({ redis: connection, openSubscriber: () => connectRedis(redis.url, 'worker'), deployment });
  await store.beat('worker-1', { ttlMs: 60_000, info: {} });
  const config = aConfig({ mode });
  const token = mode === 'socket' ? { SLACK_APP_TOKEN: APP_TOKEN } : {};
  const loaded = {
    config: { ...config, deployment: { ...config.deployment, name: deployment } },
    secrets: { ...secrets, ...token, SLACK_API_URL: slack.url },
    redisUrl: redis.url,
    digest: 'a'.repeat(64),
    permitKey: undefined,
    // Two bots never share an audit.
    data: join(folder, deployment),
  };
  const bot = await startBot(loaded, fakeLog());
  ends.push(() => bot.stop());
  if (mode === 'http') slack.requestUrl = bot.where;
  return { slack, store, bot, sent: [] };
}

/** Ana asks, and the worker has made its plan. */
async function toGate({ slack, store, sent }: Scene): Promise<string> {
  sent.push(await slack.slash('U0ANA', CHANNEL, 'failover'));
  const [job = ''] = await store.openJobs();
  const lease = await store.takeLease(job, 'worker-1', LEASE_MS);
  if (lease === undefined) throw new Error(`no lease for ${job}`);
  await store.moveJob(job, { from: 'asked', to: 'preparing', lease });
  await store.openGate(job, lease, aGateToOpen());
  await expect.poll(async () => (await store.readGate(job))?.postedAt).toBeDefined();
  return job;
}

async function press(scene: Scene, who: string): Promise<Sent> {
  const gate = scene.slack
    .messages(CHANNEL)
    .flatMap(({ replies }) => replies)
    .find(({ blocks }) => JSON.stringify(blocks).includes('gate-approve'));
  const sent = await scene.slack.click(who, { actionId: 'gate-approve', channel: CHANNEL, ts: gate?.ts ?? '' });
  scene.sent.push(sent);
  return sent;
}

async function modal({ slack }: Scene, who: string): Promise<string> {
  return (await slack.waitFor(() => slack.openViews(who).at(-1), 5000, `a window for ${who}`)).id;
}

async function approve(scene: Scene, who: string): Promise<void> {
  await press(scene, who);
  const sent = await scene.slack.submitView(who, await modal(scene, who), { reason: 'the window is open' });
  scene.sent.push(sent);
  expect(sent.outcome).toBe('closed');
}

/** What everybody saw in the end, without what differs from run to run. */
async function story(mode: Mode): Promise<string> {
  const scene = await open(mode);
  const { slack } = scene;
  scene.sent.push(await slack.slash('U0SAM', CHANNEL, 'status'));
  await toGate(scene);
  await press(scene, 'U0SAM');
  await slack.waitFor(() => slack.ephemerals('U0SAM').length === 2, 5000);
  await approve(scene, 'U0BEN');
  await approve(scene, 'U0CAT');
  await slack.waitFor(() => /2 of 2/.test(renderTranscript(slack)), 10_000, 'both approvals');
  expect(slack.violations()).toEqual([]);
  expect(scene.sent.map(({ status }) => status)).toEqual(scene.sent.map(() => 200));
  expect(Math.max(...scene.sent.map(({ ms }) => ms))).toBeLessThan(3000);
  return renderTranscript(slack)
    .replace(/failover-[a-z0-9]{10}/g, 'failover-<id>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)/g, '<time>')
    .replace(/\d+ (?:s|min|h|days)(?: \d+ s)? (before this card|old)/g, '<span> $1');
}

async function again({ slack }: Scene, ended: () => void): Promise<void> {
  const { opened } = slack.sockets;
  ended();
  await slack.waitFor(() => slack.sockets.opened > opened && slack.sockets.open === 1, 10_000, 'a new connection');
}

describe('the bot over Socket Mode', () => {
  it('is the same to people as over HTTP: a command, a refused click, two approvals in their windows', async () => {
    const [http, socket] = await Promise.all([story('http'), story('socket')]);

    expect(socket).toBe(http);
    expect(socket).toContain('2 of 2');
  });

  it('opens a connection with its own token and needs no address to be reached at', async () => {
    const { slack, bot } = await open('socket');

    expect(bot.where).toBe('Socket Mode');
    expect(slack.sockets).toMatchObject({ open: 1, opened: 1 });
    expect(slack.calls('apps.connections.open').map(({ tokenOk }) => tokenOk)).toEqual([true]);
  });

  it('goes on after Slack renews the connection, and after the network ends it', async () => {
    const scene = await open('socket');

    await again(scene, () => scene.slack.sockets.renew());
    const renewed = await scene.slack.slash('U0ANA', CHANNEL, 'status $(calc)');
    await again(scene, () => scene.slack.sockets.cut());
    const mended = await scene.slack.slash('U0ANA', CHANNEL, 'help');

    expect(renewed.body?.text).toContain('`$(calc)`');
    expect(mended.body?.text).toContain('/sfb failover');
    expect(scene.slack.sockets.opened).toBe(3);
  });

  it('counts once what is sent once more on a new connection, because its answer was lost with the old one', async () => {
    const scene = await open('socket');
    const { slack, store } = scene;
    const job = await toGate(scene);
    const pressed = await press(scene, 'U0BEN');
    const view = await modal(scene, 'U0BEN');

    const asking = slack.calls('users.info').length;
    slack.failNext('users.info', { status: 503 });
    const submitting = slack.submitView('U0BEN', view, { reason: 'the window is open' });
    await slack.waitFor(() => slack.calls('users.info').length > asking, 2000, 'the bot at work');
    slack.sockets.cut();
    const lost = await submitting;
    await slack.waitFor(() => slack.sockets.opened === 2, 10_000, 'a new connection');
    await expect.poll(async () => (await store.readGate(job))?.votes.length).toBe(1);
    const [asked] = scene.sent;
    const command = asked && (await slack.replay(asked.request));
    await slack.replay(pressed.request);
    const submitted = await slack.replay(lost.request);

    expect(lost.outcome).toBe('failed');
    expect(command?.body?.text).toContain('was not asked twice');
    expect(submitted.raw).toContain('an approval counts once');
    await slack.waitFor(() => slack.ephemerals('U0BEN').some(({ text }) => text.includes('press again')), 5000);
    expect((await store.readGate(job))?.votes.length).toBe(1);
    expect(await store.openJobs()).toEqual([job]);
  });
});
