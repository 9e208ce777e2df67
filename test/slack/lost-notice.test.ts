import { describe, expect, it } from 'vitest';
import type { LostData } from '../../src/queue/lost.js';
import { createLostNotice, lostMessage } from '../../src/slack/lost-notice.js';
import { createOutbox } from '../../src/slack/outbox.js';
import { FakeChannel, FakeTime, fakeLog, settled } from './fakes.js';

const lost: LostData = { at: '2026-11-23T03:00:00.000Z', what: 'decisions', found: 12, known: 14, told: false };

function aNotice(channel: FakeChannel, time: FakeTime) {
  const told: string[] = [];
  const tell = createLostNotice({
    store: { toldLost: async ({ at }) => void told.push(at) },
    api: channel,
    outbox: createOutbox(time),
    channel: 'C0SFB',
    decided: async (since) => [`failover-k3f9x2m1qa: denied by <@U0DAN> after ${since}`],
    log: fakeLog(),
  });
  return { told, tell };
}

describe('slack/lost-notice', () => {
  it('says once what was found, what it means, what to do and what people had decided', async () => {
    const time = new FakeTime();
    const channel = new FakeChannel(time);
    const { told, tell } = aNotice(channel, time);

    await Promise.all([tell(lost), tell(lost)]);

    expect(told).toEqual([lost.at]);
    expect(channel.messages).toHaveLength(1);
    const [said] = channel.messages;
    expect(said?.message.text).toMatch(/^Redis lost data: no approval in it counts any more, and nothing is changed\./);
    expect(said?.message.text).toContain('it has counted 12 of 14 decisions');
    expect(said?.message.text).toContain('`npm run sfb -- adopt --by NAME`');
    expect(JSON.stringify(said?.message.blocks)).toContain('denied by <@U0DAN> after 2026-11-22T03:00:00.000Z');
    expect(said?.thread).toBeUndefined();
  });

  it.each([
    { what: 'was refused', ended: { ended: 'refused', code: 'not_in_channel' } as const },
    { what: 'was taken, and its answer lost', ended: 'taken-unanswered' as const },
  ])('says it at the next call when the post $what, and not twice', async ({ ended }) => {
    const time = new FakeTime();
    const channel = new FakeChannel(time);
    const { told, tell } = aNotice(channel, time);
    channel.next.push({ ended: 'done', ts: '' }, ended);

    await tell(lost);
    expect(told).toEqual([]);
    const again = tell(lost);
    await settled();
    await time.pass(2000);
    await again;

    expect(told).toEqual([lost.at]);
    expect(channel.messages).toHaveLength(1);
  });

  it('says another loss again, and names the epochs of a server that knew better', async () => {
    const time = new FakeTime();
    const channel = new FakeChannel(time);
    const { tell } = aNotice(channel, time);
    await tell(lost);
    const again = tell({ ...lost, at: '2026-11-23T04:00:00.000Z', what: 'lease', found: 1, known: 2 });
    await settled();
    await time.pass(2000);
    await again;

    expect(channel.messages).toHaveLength(2);
    expect(channel.texts()[1]).toContain('it knows epoch 1 of a job for which a server was fenced under epoch 2');
  });

  it('names the last twenty jobs, so that Slack takes the message', () => {
    const jobs = Array.from({ length: 60 }, (_, number) => `failover-${number}: approved by <@U0BEN>`);
    const text = JSON.stringify(lostMessage(lost, jobs).blocks);

    expect(text).toContain('failover-59:');
    expect(text).not.toContain('failover-39:');
  });
});
