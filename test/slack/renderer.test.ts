import { describe, expect, it } from 'vitest';
import { aRecord, settled } from './fakes.js';
import { bot, done, ID, keys, world } from './rendering.js';

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

  it('writes in the job’s own channel, and in the control channel where it has none', async () => {
    const one = world();
    await bot(one).renderer.start();

    one.store.put(aRecord({ channel: 'C0OTHER' }));
    one.store.put(aRecord({ id: 'backup-k3f9x2m1qb', source: 'schedule', channel: '' }));
    await one.time.pass(5000);

    expect(one.channel.messages.map(({ job, channel }) => [job, channel]).sort()).toEqual([
      ['backup-k3f9x2m1qb', 'C0SFB'],
      [ID, 'C0OTHER'],
    ]);
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
    expect(edits.length).toBeLessThanOrEqual(12);
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

    expect(one.channel.texts()).toEqual(['LAB, london: Status of london is under way.']);
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
