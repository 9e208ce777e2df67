import { describe, expect, it } from 'vitest';
import { createOutbox, type Kind } from '../../src/slack/outbox.js';
import type { Sent } from '../../src/slack/types.js';
import { FakeTime } from './fakes.js';

const done: Sent = { ended: 'done', ts: '1.1' };

function start() {
  const time = new FakeTime();
  const outbox = createOutbox(time);
  const began = time.now();
  const sent: string[] = [];
  const run = (kind: Kind, channel: string, ended: Sent = done) =>
    outbox.run(kind, channel, async () => {
      sent.push(`${kind} ${channel} +${time.now() - began}`);
      return ended;
    });
  return { time, outbox, sent, run };
}

describe('slack/outbox', () => {
  it('posts at most once a second in a channel, and in each channel by itself', async () => {
    const { time, sent, run } = start();

    void run('post', 'C1');
    void run('post', 'C1');
    void run('post', 'C2');
    void run('post', 'C1');
    await time.pass(5000);

    expect(sent).toEqual(['post C1 +0', 'post C2 +0', 'post C1 +1000', 'post C1 +2000']);
  });

  it('edits at most 40 times in any minute for the whole app, the first twenty quickly', async () => {
    const { time, sent, run } = start();

    for (let count = 0; count < 120; count += 1) void run('edit', `C${count % 3}`);
    await time.pass(180_000);

    const times = sent.map((line) => Number(line.split('+')[1]));
    const inMinuteFrom = (from: number) => times.filter((at) => at >= from && at < from + 60_000).length;
    expect(times.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, count) => count * 500));
    expect(Math.max(...times.map(inMinuteFrom))).toBeLessThanOrEqual(40);
    expect(times.length).toBeGreaterThan(75);
  });

  it('does not let edits wait for posts', async () => {
    const { time, sent, run } = start();

    void run('post', 'C1');
    void run('post', 'C1');
    void run('edit', 'C1');
    await time.pass(0);

    expect(sent).toEqual(['post C1 +0', 'edit C1 +0']);
  });

  it('waits as long as Slack asks, and goes on after a failure', async () => {
    const { time, sent, outbox, run } = start();

    void run('post', 'C1', { ended: 'limited', seconds: 30 });
    void outbox.run('post', 'C1', () => Promise.reject(new Error('broken'))).catch(() => sent.push('broken'));
    void run('post', 'C1');
    await time.pass(60_000);

    expect(sent).toEqual(['post C1 +0', 'broken', 'post C1 +31000']);
  });
});
