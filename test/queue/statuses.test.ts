import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRedis, type TestRedis } from '../support/redis.js';
import { type Opened, openStore } from './harness.js';
import { aStatus } from './reports.js';

let server: TestRedis;
let here: Opened;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  here = await openStore(server);
});

afterEach(() => {
  vi.useRealTimers();
  here.close();
});

afterAll(() => server.stop());

describe('queue/statuses', () => {
  it('knows nothing of a pair that was never read', async () => {
    expect(await here.store.getStatus('london')).toBeUndefined();
  });

  it('keeps the last two readings of each pair, the newest first', async () => {
    for (const first of ['one', 'two', 'three']) await here.store.putStatus('london', aStatus(first));
    await here.store.putStatus('paris', aStatus('other'));

    const kept = await here.store.lastStatuses('london');

    expect(kept.map(({ report }) => report.verdict.first)).toEqual(['three', 'two']);
    expect((await here.store.getStatus('london'))?.report).toEqual(aStatus('three'));
    expect(await here.redis.llen(here.keys.status('london'))).toBe(2);
  });

  it('tells the age by the clock of Redis, whatever the clock of this process says', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await here.store.putStatus('london', aStatus('one'));

    const age = async () => (await here.store.getStatus('london'))?.ageMs ?? 0;

    expect(await age()).toBeLessThan(5000);
    await expect.poll(age).toBeGreaterThan(10);
  });

  it.each([
    { kept: 'of another build', reading: '{"kind":"status","pair":"london"}' },
    { kept: 'that is no JSON', reading: '{' },
  ])('takes a reading $kept for none', async ({ reading }) => {
    await here.store.putStatus('london', aStatus('one'));
    await here.redis.lpush(here.keys.status('london'), `1700000000000 ${reading}`);

    expect((await here.store.lastStatuses('london')).map(({ report }) => report.verdict.first)).toEqual(['one']);
  });
});
