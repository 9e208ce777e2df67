import { describe, expect, it } from 'vitest';
import { SfbError } from '../../../src/errors.js';
import { useStore } from '../harness.js';
import { ALL, aChange, runs } from './harness.js';

const here = useStore();

const record = async (id: string) => await here.store.readJob(id);

describe('queue/change, how a step ends', () => {
  it('hands a change that vanished without its effect to people, and never starts it again', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.behaviours.set('cms', { run: 'vanish' });

    await runs(change, id);
    await change.ring(id);

    expect(await record(id)).toMatchObject({
      state: 'needs-people',
      sentence: expect.stringContaining('nothing runs there'),
    });
    expect(change.targets.started).toEqual(ALL);
  });

  it('drops sessions where they may see a CMS that is no longer active, and only there', async () => {
    const change = aChange(here);
    const id = await change.approved();
    let looks = 0;
    const settles = () => ({ seen: ++looks < 2 ? ('not-happened' as const) : ('happened' as const), sentence: 'So.' });
    change.seen.set('settled', settles);
    change.looks.length = 0;

    await runs(change, id);

    expect((await record(id))?.state).toBe('done');
    // Sessions of before this ring; none for a change of the edge; each further look of a wait.
    expect(change.looks.join(' ')).toBe('renewed edge renewed cms settled renewed settled');
  });

  it.each([
    { found: 'changed', ends: 'stopped', looks: 1 },
    { found: 'unreadable', ends: 'needs-people', looks: 10 },
  ] as const)(
    'does not start a step whose CMS is elsewhere or cannot be told: $found, $ends',
    async ({ found, ends, looks }) => {
      const change = aChange(here, { expects: { cms: 'primary' } });
      const id = await change.approved();
      const asked: string[] = [];
      const holds: typeof change.deps.holds = async (_site, side) => {
        asked.push(side);
        return { found, sentence: 'fe2 holds it.' };
      };

      await Promise.all([change.ring(id, { holds }), change.permit(id)]);

      expect(await record(id)).toMatchObject({
        state: ends,
        sentence: 'fe2 holds it. So "Do cms" was not started.',
      });
      expect(asked).toEqual(Array.from({ length: looks }, () => 'primary'));
      expect(change.targets.started).toEqual(['jump edge.1']);
      expect((await record(id))?.steps.find((step) => step.id === 'cms')?.claim).toBeUndefined();
    },
  );

  it('starts a step once what it rests on can be read again', async () => {
    const change = aChange(here, { expects: { cms: 'primary' } });
    const id = await change.approved();
    let asked = 0;
    const holds: typeof change.deps.holds = async () =>
      ++asked < 3 ? { found: 'unreadable', sentence: 'fe1 is silent.' } : { found: 'same' };

    await Promise.all([change.ring(id, { holds }), change.permit(id)]);

    expect(await record(id)).toMatchObject({ state: 'done' });
    expect(asked).toBe(3);
  });

  it('asks that again when another worker takes over, hours later', async () => {
    const change = aChange(here, { expects: { cms: 'primary' } });
    const id = await change.approved();
    const stopping = new AbortController();
    change.targets.behaviours.set('edge', { run: 'hold', effect: () => void change.effects.add('edge') });
    const first = Promise.all([change.ring(id, { stopping: stopping.signal }), change.permit(id)]);
    await expect.poll(() => change.targets.started).toEqual(['jump edge.1']);
    stopping.abort();
    await first;
    change.targets.finish('jump');

    await change.ring(id, { holds: async () => ({ found: 'changed', sentence: 'It was moved by hand.' }) });

    expect(await record(id)).toMatchObject({ state: 'stopped', sentence: expect.stringContaining('by hand') });
    expect(change.targets.started).toEqual(['jump edge.1']);
  });

  it('does not start a step when what is read before it is not what it was planned on', async () => {
    const change = aChange(here);
    const id = await change.approved();
    const cms = change.deps.observers.cms;
    const unexpected = () => 'The pool is FailingOver.';
    const observers = { ...change.deps.observers, ...(cms === undefined ? {} : { cms: { ...cms, unexpected } }) };

    await Promise.all([change.ring(id, { observers }), change.permit(id)]);

    expect(await record(id)).toMatchObject({ state: 'stopped', sentence: expect.stringContaining('FailingOver') });
    expect(change.targets.started).toEqual(['jump edge.1']);
  });

  it('goes on from a change that vanished after its effect', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.behaviours.set('cms', { run: 'vanish', effect: () => void change.effects.add('cms') });

    await runs(change, id);

    expect(await record(id)).toMatchObject({ state: 'done' });
  });

  it.each([
    {
      what: 'an error and no effect',
      outcome: { ok: false, errors: [{ message: 'no', id: '', category: '', exception: '' }] },
      effect: false,
      ends: 'stopped',
    },
    {
      what: 'an error and its effect',
      outcome: { ok: false, errors: [{ message: 'no', id: '', category: '', exception: '' }] },
      effect: true,
      ends: 'done',
    },
    { what: 'success and no effect', outcome: {}, effect: false, ends: 'needs-people' },
  ])('with $what it is $ends', async ({ outcome, effect, ends }) => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.behaviours.set('cms', { outcome, effect: () => void (effect && change.effects.add('cms')) });

    await runs(change, id);

    expect((await record(id))?.state).toBe(ends);
    expect(change.targets.started).toEqual(ALL);
  });

  it('keeps its approvals when a server gives no answer while it is fenced, and runs when it does', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.hook = (call, place) => {
      if (call === 'fence' && place === 'backup') throw new SfbError('NO_ANSWER', 'fe2 gave no answer.');
    };
    await change.ring(id);
    expect(await record(id)).toMatchObject({
      state: 'approved',
      sentence: expect.stringMatching(/fe2 gave no answer.*tried again until the approvals run out/),
    });

    change.targets.hook = () => {};
    await runs(change, id);

    expect((await record(id))?.state).toBe('done');
    expect(change.targets.started).toEqual(ALL);
  });

  it('stops at once at a split brain, and reports', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.seen.set('settled', () => ({ seen: 'not-happened', stop: true, sentence: 'Two servers hold the CMS.' }));

    await runs(change, id);

    expect(await record(id)).toMatchObject({
      state: 'stopped',
      sentence: 'Two servers hold the CMS.',
      report: { verdict: { first: 'Two servers hold the CMS.' } },
    });
  });

  it('starts nothing when a target belongs to another installation, or Redis lost the record of a start', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.at('backup').installation = 'of another Redis';
    await change.ring(id);
    expect(await record(id)).toMatchObject({ state: 'stopped' });
    expect(change.targets.started).toEqual([]);

    const other = aChange(here);
    const lost = await other.approved();
    const intent = { job: lost, step: 'cms', attempt: 1 } as never;
    other.targets.at('backup').steps.set('cms.1', { intent, outcome: undefined });
    await other.ring(lost);
    expect(await record(lost)).toMatchObject({
      state: 'stopped',
      sentence: expect.stringContaining('Redis lost data'),
    });
    expect(other.targets.started).toEqual([]);
  });

  it('hands over to people when a server can no longer be asked', async () => {
    const change = aChange(here);
    const id = await change.approved();
    change.targets.behaviours.set('cms', { run: 'hold' });
    const stopping = new AbortController();
    const first = Promise.all([change.ring(id, { stopping: stopping.signal }), change.permit(id)]);
    await expect.poll(() => change.targets.started.length).toBe(2);
    stopping.abort();
    await first;
    change.targets.hook = () => {
      throw new SfbError('UNAVAILABLE', 'fe2 does not answer.');
    };

    await change.ring(id);

    expect(await record(id)).toMatchObject({
      state: 'needs-people',
      sentence: expect.stringContaining('fe2 does not answer'),
    });
    expect(change.targets.started).toEqual(ALL);
  });

  it('does nothing that the audit cannot write down', async () => {
    const change = aChange(here);
    const id = await change.approved();
    const audit = async (kind: string) => {
      if (kind === 'cmdlet') throw new SfbError('CHECK_FAILED', 'The disk is full.');
    };

    await Promise.all([change.ring(id, { audit }), change.permit(id)]);

    expect(await record(id)).toMatchObject({
      state: 'needs-people',
      sentence: expect.stringContaining('disk is full'),
    });
    expect(change.targets.started).toEqual([]);
  });
});
