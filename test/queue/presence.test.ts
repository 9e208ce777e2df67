import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '../support/redis.js';
import { type Opened, openStore } from './harness.js';

let server: TestRedis;
let here: Opened;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  here = await openStore(server);
});

afterEach(() => here.close());

afterAll(() => server.stop());

const LONG = 60_000;
const MINE = `aaaa1111${'0'.repeat(56)}`;
const THEIRS = `bbbb2222${'0'.repeat(56)}`;

describe('queue/presence: workers', () => {
  it('lists those that said so lately, with what they said last', async () => {
    await here.store.beat('worker-1', { ttlMs: LONG, info: { jump: 'jump.domain.local', busy: 0 } });
    await here.store.beat('worker-2', { ttlMs: LONG, info: {} });
    await here.store.beat('worker-1', { ttlMs: LONG, info: { jump: 'jump.domain.local', busy: 1 } });

    expect(await here.store.listWorkers()).toEqual([
      { id: 'worker-1', info: { jump: 'jump.domain.local', busy: 1 } },
      { id: 'worker-2', info: {} },
    ]);
  });

  it('lists nobody when nobody said anything', async () => {
    expect(await here.store.listWorkers()).toEqual([]);
  });

  it('forgets one that went silent', async () => {
    await here.store.beat('worker-1', { ttlMs: 30, info: { note: 'short' } });

    await expect.poll(() => here.store.listWorkers()).toEqual([]);

    await here.store.beat('worker-2', { ttlMs: LONG, info: {} });
    expect(await here.redis.hkeys(here.keys.workerInfo)).toEqual(['worker-2']);
  });

  it('forgets one that left', async () => {
    await here.store.beat('worker-1', { ttlMs: LONG, info: {} });

    await here.store.leave('worker-1');

    expect(await here.store.listWorkers()).toEqual([]);
  });
});

describe('queue/presence: digests', () => {
  it('lets bot and worker with one digest start, and start again', async () => {
    await here.store.announceDigest('bot', MINE, LONG);
    await here.store.announceDigest('worker', MINE, LONG);
    await here.store.announceDigest('bot', MINE, LONG);

    expect(await here.store.otherDigests(MINE)).toEqual([]);
    expect(await here.store.otherDigests(THEIRS)).toEqual([
      { role: 'bot', digest: MINE },
      { role: 'worker', digest: MINE },
    ]);
  });

  it.each([
    { first: 'bot', second: 'worker' },
    { first: 'worker', second: 'bot' },
    { first: 'worker', second: 'worker' },
  ] as const)('refuses a $second whose deployment differs from that of the $first', async ({ first, second }) => {
    await here.store.announceDigest(first, MINE, LONG);

    const refused = here.store.announceDigest(second, THEIRS, 1000);

    await expect(refused).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(refused).rejects.toThrow(
      `The deployment section of this ${second} (bbbb2222) differs from that of the running ${first} (aaaa1111)`,
    );
    await expect(refused).rejects.toThrow(/if it did not end by itself, wait (59|60) s\.$/);
    expect(await here.store.otherDigests(MINE)).toEqual([]);
  });

  it('lets only one of two start that differ and start together', async () => {
    const ended = await Promise.allSettled([
      here.store.announceDigest('bot', MINE, LONG),
      here.store.announceDigest('worker', THEIRS, LONG),
    ]);

    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('lets a new config start when the old process said that it ends', async () => {
    await here.store.announceDigest('bot', MINE, LONG);

    await here.store.withdrawDigest('bot', MINE);

    await expect(here.store.announceDigest('bot', THEIRS, LONG)).resolves.toBeUndefined();
  });

  it('lets a new config start some time after the old process was killed', async () => {
    await here.store.announceDigest('bot', MINE, 40);

    await expect
      .poll(() =>
        here.store.announceDigest('bot', THEIRS, LONG).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });
});

describe('queue/presence: freeze', () => {
  it('says who froze, why and when, until it is thawed', async () => {
    const by = { teamId: 'T0LAB', userId: 'U0BEN' };
    expect(await here.store.frozen()).toBeUndefined();

    await here.store.freeze(by, 'storm over the primary site');

    const frozen = await here.store.frozen();
    expect(frozen).toMatchObject({ by, reason: 'storm over the primary site' });
    const [seconds] = await here.redis.time();
    expect(Math.abs(Date.parse(frozen?.at ?? '') / 1000 - Number(seconds))).toBeLessThan(5);
    expect(await here.store.thaw()).toBe(true);
    expect(await here.store.frozen()).toBeUndefined();
    expect(await here.store.thaw()).toBe(false);
  });
});
