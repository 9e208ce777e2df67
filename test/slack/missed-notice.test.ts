import { describe, expect, it } from 'vitest';
import type { Scheduled } from '../../src/queue/due.js';
import type { JobRecord } from '../../src/queue/record.js';
import { createMissedNotice } from '../../src/slack/missed-notice.js';
import { createOutbox } from '../../src/slack/outbox.js';
import { aRecord, FakeChannel, FakeTime, fakeLog, settled } from './fakes.js';

const DAY = 86_400_000;
const yesterday: Scheduled = { day: Date.parse('2026-11-23T00:00:00Z') / DAY, at: '02:00' };
const DUE = Date.parse('2026-11-24T02:00:00Z');

/** A bot that has looked once; Redis' clock is set by the test. */
function watching(now: number, last: Scheduled | undefined, open: readonly JobRecord[] = []) {
  const time = new FakeTime();
  const channel = new FakeChannel(time);
  const redis = { now, last };
  const store = {
    lastScheduled: async () => ({ now: redis.now, ...(redis.last === undefined ? {} : { last: redis.last }) }),
    openJobs: async () => open.map(({ id }) => id),
    readJob: async (id: string) => open.find((one) => one.id === id),
  };
  const start = () => {
    const parts = { store, pairs: ['london'], api: channel, outbox: createOutbox(time), channel: 'C0SFB', time };
    const notice = createMissedNotice({ ...parts, log: fakeLog() });
    notice.start();
    return notice;
  };
  const looks = async () => {
    await time.pass(300_000);
    await settled();
  };
  return { redis, channel, start, looks };
}

describe('slack/missed-notice', () => {
  it('says once that a daily backup is an hour late, over a restart, too, and the next one again', async () => {
    const { redis, channel, start, looks } = watching(DUE + 3_600_000, yesterday);
    const first = start();
    await looks();
    expect(channel.texts()).toEqual([]);

    redis.now += 60_000;
    await looks();
    await looks();
    await first.stop();
    start();
    await looks();
    expect(channel.texts()).toEqual([
      expect.stringMatching(
        /The daily backup of london, due 2026-11-24 02:00 UTC, was not asked for: no worker is there/,
      ),
    ]);
    expect(channel.texts()[0]).toContain('`npm run sfb -- backup london`');

    redis.last = { ...yesterday, day: yesterday.day + 1 };
    redis.now += DAY;
    await looks();
    expect(channel.texts()).toHaveLength(2);
  });

  it('says that one which was asked for is not taken, and why it waits', async () => {
    const asked = { source: 'schedule', kind: 'backup', askedAt: new Date(DUE).toISOString() } as const;
    const late = aRecord({ ...asked, id: 'backup-k3f9x2m1qa', state: 'asked', sentence: 'It waits: Job x is late.' });
    const others = [
      aRecord({ ...asked, id: 'backup-k3f9x2m1qb', source: 'slack', state: 'asked' }),
      aRecord({ ...asked, id: 'backup-k3f9x2m1qc', state: 'asked', askedAt: new Date(DUE + 60_000).toISOString() }),
    ];
    const today = { ...yesterday, day: yesterday.day + 1 };
    const { channel, start, looks } = watching(DUE + 3_600_001, today, [late, ...others]);
    start();
    await looks();
    await looks();

    expect(channel.texts()).toEqual([
      expect.stringMatching(
        /asked for at 2026-11-24 02:00 UTC as job `backup-k3f9x2m1qa`, is not taken yet. It waits: Job x/,
      ),
    ]);
  });

  it('says it at the next look when Slack did not take it, and nothing where nothing was ever scheduled', async () => {
    const { redis, channel, start, looks } = watching(DUE + 2 * 3_600_000, undefined);
    start();
    await looks();
    expect(channel.calls).toEqual([]);

    redis.last = yesterday;
    channel.next.push({ ended: 'done', ts: '' }, { ended: 'refused', code: 'not_in_channel' });
    await looks();
    expect(channel.texts()).toEqual([]);
    await looks();
    expect(channel.texts()).toHaveLength(1);
  });
});
