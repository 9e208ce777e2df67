import { describe, expect, it } from 'vitest';
import { createOutbox } from '../../src/slack/outbox.js';
import { createRenderer } from '../../src/slack/renderer.js';
import { wanted } from '../../src/slack/thread.js';
import { aRecord, FakeChannel, FakeThreads, FakeTime, fakeLog, settled } from './fakes.js';
import { aReport, rows } from './reports.js';

const ID = 'status-k3f9x2m1qa';
const done = aRecord({ state: 'done', revision: 3, report: aReport(rows('primary')) });

interface World {
  time: FakeTime;
  store: FakeThreads;
  channel: FakeChannel;
}

function world(): World {
  const time = new FakeTime();
  return { time, store: new FakeThreads(), channel: new FakeChannel(time) };
}

function bot({ time, store, channel }: World, owner = 'bot-1') {
  const log = fakeLog();
  const told: string[] = [];
  const tellOnce = async (_job: string, text: string) => {
    told.push(text);
    return true;
  };
  const outbox = createOutbox(time);
  const renderer = createRenderer({ store, api: channel, outbox, wanted, log, tellOnce, owner, time });
  return { renderer, log, told };
}

/** Keys of the messages in the channel, in order. */
const keys = ({ channel }: World) => channel.messages.map((message) => message.key);
const hashes = ({ store }: World) => Object.values(store.map.get(ID) ?? {}).map((posted) => posted.ts !== undefined);

describe('slack/renderer', () => {
  it('posts the card, then edits it and adds the replies in its thread as the record grows', async () => {
    const one = world();
    await bot(one).renderer.start();

    one.store.put(aRecord());
    await one.time.pass(3000);
    expect(one.channel.texts()).toEqual(['LAB, london: Status of london is asked for; no worker has taken it yet.']);
    one.store.put(done);
    await one.time.pass(5000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
    expect(one.channel.texts()[0]).toContain('The CMS is active on fe1.domain.local (primary) alone');
    expect(one.channel.messages.map(({ thread }) => thread)).toEqual([
      undefined,
      '1763866800.000001',
      '1763866800.000001',
    ]);
    expect([...one.store.complete]).toEqual([ID]);
  });

  it('finds a job by its scan when the wake was lost', async () => {
    const one = world();
    await bot(one).renderer.start();

    one.store.records.set(ID, done);
    await one.time.pass(15_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('shows only the latest of many states, and always the last', async () => {
    const one = world();
    await bot(one).renderer.start();
    one.store.put(aRecord());
    await one.time.pass(2000);

    for (let step = 1; step <= 50; step += 1) {
      one.store.put(aRecord({ state: 'preparing', steps: [{ id: 's', title: `Step ${step}`, state: 'running' }] }));
      await one.time.pass(100);
    }
    await one.time.pass(5000);

    const edits = one.channel.calls.filter(({ call }) => call === 'edit');
    expect(edits.length).toBeLessThanOrEqual(6);
    expect(JSON.stringify(one.channel.messages[0]?.message.blocks)).toContain('Step 50');
  });

  it('keeps one second between posts in the channel, over several jobs', async () => {
    const one = world();
    await bot(one).renderer.start();

    for (const name of ['a', 'b', 'c']) one.store.put({ ...done, id: `status-k3f9x2m1q${name}` });
    await one.time.pass(20_000);

    const times = one.channel.messages.map(({ at }) => at).sort((a, b) => a - b);
    expect(times.length).toBe(9);
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeGreaterThanOrEqual(1000);
  });

  it.each(['card', 'matrix', 'next'])(
    'finds the %s that was posted before a crash could write it down, and does not double it',
    async (lost) => {
      const one = world();
      const first = bot(one);
      const savePosted = one.store.savePosted.bind(one.store);
      one.store.savePosted = async (id, key, posted) => {
        if (key === lost && posted.ts !== undefined) throw new Error('killed');
        return savePosted(id, key, posted);
      };
      one.store.put(done);
      await first.renderer.start();
      await one.time.pass(4000);
      expect(keys(one)).toContain(lost);
      await Promise.all([first.renderer.stop(), one.time.pass(10_000)]);
      one.store.savePosted = savePosted;
      one.store.lease = undefined;

      await bot(one, 'bot-2').renderer.start();
      await one.time.pass(20_000);

      expect(keys(one)).toEqual(['card', 'matrix', 'next']);
      expect(one.channel.calls.filter(({ call }) => call === 'find').map(({ key }) => key)).toContain(lost);
      expect(hashes(one)).toEqual([true, true, true]);
    },
  );

  it('looks for a post that Slack took but never answered, before posting again', async () => {
    const one = world();
    one.channel.next.push('taken-unanswered');
    await bot(one).renderer.start();

    one.store.put(done);
    await one.time.pass(20_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
    expect(one.channel.calls.slice(0, 2).map(({ call }) => call)).toEqual(['post', 'find']);
  });

  it('posts again what is not found after an unanswered post', async () => {
    const one = world();
    one.channel.next.push({ ended: 'unanswered', why: 'timed out' });
    await bot(one).renderer.start();

    one.store.put(done);
    await one.time.pass(20_000);

    expect(one.channel.calls.slice(0, 3).map(({ call }) => call)).toEqual(['post', 'find', 'post']);
    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('posts nothing while it cannot look for an unanswered post', async () => {
    const one = world();
    one.channel.next.push(
      'taken-unanswered',
      ...Array.from({ length: 3 }, () => ({ ended: 'limited' as const, seconds: 5 })),
    );
    await bot(one).renderer.start();

    one.store.put(done);
    await one.time.pass(60_000);

    expect(one.channel.calls.slice(0, 5).map(({ call }) => call)).toEqual(['post', 'find', 'find', 'find', 'find']);
    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('waits as long as Slack asks and loses nothing', async () => {
    const one = world();
    one.channel.next.push({ ended: 'limited', seconds: 30 });
    await bot(one).renderer.start();
    const began = one.time.now();

    one.store.put(done);
    await one.time.pass(40_000);

    expect(one.channel.calls.map(({ call }) => call)).toEqual(['post', 'post', 'post', 'post']);
    expect((one.channel.messages[0]?.at ?? 0) - began).toBeGreaterThanOrEqual(30_000);
    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('tells the person who asked, once a try, when the bot is not in the channel, and posts when it is', async () => {
    const one = world();
    one.channel.next.push({ ended: 'refused', code: 'not_in_channel' });
    const { renderer, told, log } = bot(one);
    await renderer.start();

    one.store.put(done);
    await one.time.pass(45_000);

    expect(told).toEqual([
      `The bot cannot write in <#C0SFB> (not_in_channel), so job \`${ID}\` has no thread there; invite the bot with /invite, and the thread appears by itself.`,
    ]);
    expect(log.lines.join('\n')).toContain('Slack refused a message');
    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
    expect(one.channel.calls.some(({ call }) => call === 'find')).toBe(false);
  });

  it('sends the words without blocks when Slack refuses the blocks', async () => {
    const one = world();
    one.channel.next.push({ ended: 'refused', code: 'invalid_blocks' });
    await bot(one).renderer.start();

    one.store.put(aRecord());
    await one.time.pass(5000);

    expect(one.channel.messages.map(({ message }) => [message.text.length > 0, message.blocks])).toEqual([[true, []]]);
  });

  it('does not go on editing a message that a person deleted', async () => {
    const one = world();
    await bot(one).renderer.start();
    one.store.put(aRecord());
    await one.time.pass(3000);

    one.channel.next.push({ ended: 'refused', code: 'message_not_found' });
    one.store.put(done);
    await one.time.pass(30_000);

    expect(one.channel.calls.filter(({ call }) => call === 'edit').length).toBe(1);
    expect([...one.store.complete]).toEqual([ID]);
  });

  it('sends after a wait what is wanted then, not what was wanted before', async () => {
    const one = world();
    one.channel.next.push({ ended: 'limited', seconds: 30 });
    await bot(one).renderer.start();
    one.store.put(aRecord());
    await one.time.pass(10_000);

    one.store.put(done);
    await one.time.pass(40_000);

    expect(one.channel.calls.map(({ call }) => call)).toEqual(['post', 'post', 'post', 'post']);
    expect(one.channel.texts()[0]).toContain('The CMS is active on fe1.domain.local (primary) alone');
  });

  it('looks once more when the record changes during a pass', async () => {
    const one = world();
    await bot(one).renderer.start();
    const threadRead = one.store.posted.bind(one.store);
    let reads = 0;
    one.store.posted = async (id) => {
      reads += 1;
      const answer = await threadRead(id);
      // The record changes right after the pass has decided that all is current.
      if (reads === 3) one.store.put(aRecord({ state: 'preparing', revision: 2 }));
      return answer;
    };

    one.store.put(aRecord());
    await one.time.pass(4000);

    expect(one.channel.texts()).toEqual(['LAB, london: Status of london is being read.']);
  });

  it('sends nothing when another bot took the job while it waited', async () => {
    const one = world();
    one.channel.next.push({ ended: 'limited', seconds: 30 });
    await bot(one).renderer.start();
    one.store.put(done);
    await one.time.pass(10_000);

    one.store.lease = 'bot-2';
    await one.time.pass(40_000);

    expect(one.channel.calls.map(({ call }) => call)).toEqual(['post']);
  });

  it('does not trust what it knew once another bot has begun a post', async () => {
    const one = world();
    one.channel.next.push({ ended: 'limited', seconds: 60 });
    await bot(one).renderer.start();
    one.store.put(done);
    await one.time.pass(10_000);

    // Another bot takes over, its post is taken, and it dies before it can write that down.
    await one.channel.post('C0SFB', undefined, { text: 'card of bot-2', blocks: [] }, { job: ID, key: 'card' });
    await one.store.savePosted(ID, 'card', { hash: 'begun by bot-2' });
    await one.time.pass(90_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
    expect(one.channel.texts()[0]).toContain('The CMS is active on fe1.domain.local');
  });

  it('leaves a job to the bot that has its lease, and takes it over afterwards', async () => {
    const one = world();
    one.store.lease = 'bot-1';
    await bot(one, 'bot-2').renderer.start();

    one.store.put(done);
    await one.time.pass(12_000);
    expect(one.channel.calls).toEqual([]);
    one.store.lease = undefined;
    await one.time.pass(20_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('does not double anything when two bots render at once', async () => {
    const one = world();
    await Promise.all([bot(one, 'bot-1').renderer.start(), bot(one, 'bot-2').renderer.start()]);

    one.store.put(aRecord());
    await one.time.pass(1500);
    one.store.put(done);
    await one.time.pass(30_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('goes on when Redis is back', async () => {
    const one = world();
    const { renderer, log } = bot(one);
    one.store.down = true;
    await renderer.start();
    one.store.put(done);
    await one.time.pass(12_000);
    expect(one.channel.calls).toEqual([]);

    one.store.down = false;
    await one.time.pass(20_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
    expect(log.lines.some((line) => line.includes('no connection'))).toBe(true);
  });

  it('sends what is still wanted before it stops, and nothing afterwards', async () => {
    const one = world();
    const { renderer } = bot(one);
    await renderer.start();
    one.store.put(done);
    await settled();

    await Promise.all([renderer.stop(), one.time.pass(5000)]);
    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
    one.store.put(aRecord({ id: 'status-k3f9x2m1qb' }));
    await one.time.pass(20_000);

    expect(keys(one)).toEqual(['card', 'matrix', 'next']);
  });

  it('gives up flushing after 5 s', async () => {
    const one = world();
    one.channel.next.push({ ended: 'limited', seconds: 3600 });
    const { renderer } = bot(one);
    await renderer.start();
    one.store.put(done);
    await settled();

    let stopped = false;
    void renderer.stop().then(() => {
      stopped = true;
    });
    await one.time.pass(4999);
    expect(stopped).toBe(false);
    await one.time.pass(1);

    expect(stopped).toBe(true);
  });
});
