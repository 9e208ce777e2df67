import { describe, expect, it } from 'vitest';
import { SfbError } from '../../../src/errors.js';
import { resolveJob } from '../../../src/queue/resolve.js';
import { useStore } from '../harness.js';
import { ALL, aChange, BEN, CLEO, HASH, runs } from './harness.js';

const here = useStore();

const record = async (id: string) => await here.store.readJob(id);

describe('queue/change', () => {
  it('prepares, waits for two people, gets its permit and runs each step once', async () => {
    const change = aChange(here);
    const id = await change.approved();
    expect(await record(id)).toMatchObject({ state: 'approved', planHash: HASH });
    expect(change.targets.started).toEqual([]);

    await runs(change, id);

    expect(await record(id)).toMatchObject({
      state: 'done',
      steps: [
        { id: 'edge', state: 'done', claim: { attempt: 1 }, outcome: { ok: true } },
        { id: 'cms', state: 'done', claim: { attempt: 1 }, outcome: { ok: true } },
        { id: 'settled', state: 'done' },
      ],
    });
    expect(change.targets.started).toEqual(ALL);
    expect(change.audit).toEqual([
      'plan',
      'run U0BEN, U0CLEO h',
      'cmdlet edge',
      'outcome edge',
      'cmdlet cms',
      'outcome cms',
    ]);
  });

  it('does nothing when rung again before two people approved, and after its end', async () => {
    const change = aChange(here);
    await here.redis.del(here.keys.changing);
    const id = await change.ask();
    await change.ring(id);
    await here.store.gatePosted(id, 15);
    await here.store.approve(id, HASH, BEN, 'yes');

    await change.ring(id);
    await change.ring(id);

    expect(await record(id)).toMatchObject({ state: 'waiting-approval' });
    expect(change.targets.started).toEqual([]);
    await here.store.deny(id, HASH, BEN, 'no');
  });

  it('lets one change job at a time prepare, and none while changes are frozen', async () => {
    const change = aChange(here);
    await here.redis.del(here.keys.changing);
    const first = await change.ask();
    await change.ring(first);
    const second = await change.ask();
    await change.ring(second);

    expect(await record(second)).toMatchObject({ state: 'refused', sentence: expect.stringContaining(first) });

    await here.store.deny(first, HASH, BEN, 'no');
    await here.store.freeze(BEN, 'the night is over');
    const third = await change.ask();
    await change.ring(third);
    await here.store.thaw();

    expect(await record(third)).toMatchObject({
      state: 'refused',
      sentence: expect.stringContaining('the night is over'),
    });
  });

  it('says why preparation refused or failed', async () => {
    const end = 'refused' as const;
    const refused = aChange(here, { prepare: async () => ({ end, sentence: 'The pair has moved already.' }) });
    await here.redis.del(here.keys.changing);
    const one = await refused.ask();
    await refused.ring(one);
    const failed = aChange(here, {
      prepare: async () => {
        throw new SfbError('CHECK_FAILED', 'The share is full.');
      },
    });
    const two = await failed.ask();
    await failed.ring(two);

    expect(await record(one)).toMatchObject({ state: 'refused', sentence: 'The pair has moved already.' });
    expect(await record(two)).toMatchObject({ state: 'stopped', sentence: 'The share is full.' });
  });

  it('stops before the first change when no permit comes', async () => {
    const change = aChange(here);
    const id = await change.approved();

    await change.ring(id, { permitMs: 150 });

    expect(await record(id)).toMatchObject({ state: 'stopped', sentence: expect.stringContaining('no run permit') });
    expect(change.targets.started).toEqual([]);
  });

  it('stops when the permit does not hold, or the bot refused it', async () => {
    const change = aChange(here);
    const id = await change.approved();
    await Promise.all([change.ring(id, { permitFault: () => 'It is signed by somebody else.' }), change.permit(id)]);
    expect(await record(id)).toMatchObject({ state: 'stopped', sentence: expect.stringContaining('somebody else') });

    const other = await change.approved();
    const refusing = async () => {
      await expect.poll(async () => (await here.store.readGate(other))?.wanted).toBeDefined();
      const wanted = (await here.store.readGate(other))?.wanted;
      await here.store.refusePermit(other, wanted?.nonce ?? '', 'Ben left the group.');
    };
    await Promise.all([change.ring(other), refusing()]);
    expect(await record(other)).toMatchObject({ state: 'stopped', sentence: 'Ben left the group.' });
    expect(change.targets.started).toEqual([]);
  });

  it('is void when a fact changed, and keeps the approvals when facts cannot be read', async () => {
    const changed = aChange(here, { recheck: async () => ({ found: 'changed', sentence: 'verdict: a → b' }) });
    const id = await changed.approved();
    await changed.ring(id);
    expect(await record(id)).toMatchObject({ state: 'stopped', sentence: 'verdict: a → b' });

    const unread = aChange(here, { recheck: async () => ({ found: 'unreadable', sentence: 'fe1 is silent' }) });
    const other = await unread.approved();
    await unread.ring(other);
    expect(await record(other)).toMatchObject({ state: 'approved', sentence: 'fe1 is silent' });
    // No permit is asked for each time it is tried: Slack would be asked for the group each time.
    expect((await here.store.readGate(other))?.wanted).toBeUndefined();
    expect((await here.store.readGate(other))?.votes).toHaveLength(2);
    expect([...changed.targets.started, ...unread.targets.started]).toEqual([]);
    await here.store.deny(other, HASH, BEN, 'no');
  });

  it('reads the facts before it asks for the permit, which says who may approve now', async () => {
    let wanted: unknown = 'never read';
    const change = aChange(here, {
      recheck: async () => {
        wanted = (await here.store.readGate(id))?.wanted;
        return { found: 'same' };
      },
    });
    const id = await change.approved();

    await runs(change, id);

    expect(wanted).toBeUndefined();
    expect((await record(id))?.state).toBe('done');
    expect(change.audit.find((line) => line.startsWith('run'))).toBe('run U0BEN, U0CLEO h');
  });

  it('starts nothing that was approved while changes are frozen, and starts it when they are thawed', async () => {
    const change = aChange(here);
    const id = await change.approved();
    await here.store.freeze(BEN, 'the night is over');
    await change.ring(id);
    expect(await record(id)).toMatchObject({
      state: 'approved',
      sentence: expect.stringMatching(/the night is over.*until they are thawed/),
    });

    // Frozen at the last moment: the claim itself looks.
    await here.store.thaw();
    const freezing = async () => {
      await change.permit(id);
      await here.store.freeze(BEN, 'at the last moment');
    };
    const audit: typeof change.deps.audit = async (kind) => {
      if (kind === 'run') await expect.poll(() => here.store.frozen()).toBeDefined();
    };
    await Promise.all([change.ring(id, { audit }), freezing()]);
    expect(await record(id)).toMatchObject({ state: 'approved', sentence: expect.stringContaining('frozen') });
    expect(change.targets.started).toEqual([]);

    await here.store.thaw();
    await runs(change, id);
    expect((await record(id))?.state).toBe('done');
  });

  it('is not run after a deny that comes while the permit is waited for', async () => {
    const change = aChange(here);
    const id = await change.approved();
    const denying = async () => {
      await expect.poll(async () => (await here.store.readGate(id))?.wanted).toBeDefined();
      await here.store.deny(id, HASH, BEN, 'wait');
    };

    await Promise.all([change.ring(id, { permitMs: 500 }), denying()]);

    expect(await record(id)).toMatchObject({ state: 'refused', sentence: expect.stringContaining('wait') });
    expect(change.targets.started).toEqual([]);
  });

  it('waits beside a change that runs on, in whichever worker', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.behaviours.set('cms', { run: 'hold', effect: () => void change.effects.add('cms') });
    const stopping = new AbortController();
    const first = Promise.all([change.ring(id, { stopping: stopping.signal }), change.permit(id)]);
    await expect.poll(async () => (await record(id))?.steps.find((one) => one.id === 'cms')?.said).toBe('cms is at it');
    stopping.abort();
    await first;
    expect(await record(id)).toMatchObject({ state: 'running' });

    const second = change.ring(id);
    await expect.poll(() => change.targets.at('backup').fence?.epoch).toBeGreaterThan(1);
    change.targets.finish('backup');
    await second;

    expect(await record(id)).toMatchObject({ state: 'done' });
    expect(change.targets.started).toEqual(ALL);
  });

  it('calls a change late, leaves it running and goes on when it ends', async () => {
    const { held, id, run } = await lateChange();
    await expect.poll(async () => (await record(id))?.state).toBe('late');
    await expect.poll(async () => (await record(id))?.sentence).toMatch(/left running.*edge is not so/);
    held.targets.finish('jump');
    await run;

    expect(await record(id)).toMatchObject({ state: 'done' });
  });

  it('says at once when two servers are active while a change is late, and ends nothing', async () => {
    const { held, id, run } = await lateChange();
    held.seen.set('edge', () => ({ seen: 'cant-tell', stop: true, sentence: 'Two servers hold the CMS.' }));

    await expect.poll(async () => (await record(id))?.sentence).toMatch(/^Two servers hold the CMS\..*left running/);
    expect((await record(id))?.state).toBe('late');
    held.seen.delete('edge');
    held.targets.finish('jump');
    await run;

    expect(await record(id)).toMatchObject({ state: 'done' });
  });

  it('counts the time of a change from its start, not from when its last worker came', async () => {
    const { held, id, run, stop } = await lateChange(600);
    await expect.poll(() => held.targets.started).toEqual(['jump edge.1']);
    stop();
    await run;
    expect((await record(id))?.state).toBe('running');
    const claimedAt = Date.parse((await record(id))?.steps.find(({ id: step }) => step === 'edge')?.claim?.at ?? '');
    await expect.poll(async () => (await here.store.redisNow()) - claimedAt).toBeGreaterThan(600);

    const second = held.ring(id);
    await expect.poll(async () => (await record(id))?.state, { timeout: 500 }).toBe('late');
    held.targets.finish('jump');
    await second;

    expect((await record(id))?.state).toBe('done');
  });

  it('leaves a late change that people ended, and starts nothing more of it', async () => {
    const { held, id, run } = await lateChange();
    await expect.poll(async () => (await record(id))?.state).toBe('late');

    for (const { userId } of [BEN, CLEO]) {
      const why = { by: { teamId: 'T0LAB', userId }, at: '', reason: 'fe1 was restarted', saw: 'restarted' as const };
      await expect.poll(() => resolveJob(here.store, id, 'end', why).catch(() => 'again')).toMatch(/one-more|ended/);
    }
    held.targets.finish('jump');
    await run.catch(() => undefined);

    expect(await record(id)).toMatchObject({ state: 'stopped', sentence: expect.stringContaining('restarted') });
    expect(held.targets.started).toEqual(['jump edge.1']);
  });

  /** A job whose first change has run past its time, and runs on. */
  async function lateChange(lateMs = 30) {
    const { plan } = aChange(here);
    const late = { ...plan, steps: plan.steps.map((step) => ({ ...step, lateMs })) };
    const notes = { notices: [], mind: [], readAt: '', byHand: [] };
    const held = aChange(here, { prepare: async () => ({ end: 'planned', plan: late, notes }) });
    const id = await held.approved();
    held.targets.behaviours.set('edge', { run: 'hold', effect: () => void held.effects.add('edge') });
    const stopping = new AbortController();
    const run = Promise.all([held.ring(id, { stopping: stopping.signal }), held.permit(id)]);
    return { held, id, run, stop: () => stopping.abort() };
  }
});
