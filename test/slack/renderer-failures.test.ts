import { describe, expect, it } from 'vitest';
import { aRecord } from './fakes.js';
import { bot, done, ID, keys, world } from './rendering.js';

describe('slack/renderer, when something fails', () => {
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
      expect(Object.values(one.store.map.get(ID) ?? {}).every(({ ts }) => ts !== undefined)).toBe(true);
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
});
