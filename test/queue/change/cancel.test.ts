import { describe, expect, it } from 'vitest';
import { cancelJob } from '../../../src/queue/cancel.js';
import { useStore } from '../harness.js';
import { aChange, BEN, runs } from './harness.js';

const here = useStore();

const record = async (id: string) => await here.store.readJob(id);
const cancel = async (id: string) =>
  await cancelJob(here.store, id, { by: BEN, at: '2026-11-28T03:00:00.000Z', reason: 'the WAN is down' });
const UNDONE = ['jump edge.1', 'jump edge-undo.1'];

describe('a change that is cancelled before its point of no return', () => {
  it('ends what runs, takes it back by the line that was approved, and begins nothing more', async () => {
    const change = aChange(here, { undoes: true });
    const id = await change.approved();
    change.targets.behaviours.set('edge', { run: 'hold', effect: () => void change.effects.add('edge') });
    const run = runs(change, id);
    await expect.poll(() => change.targets.started).toEqual(['jump edge.1']);

    await cancel(id);
    change.targets.finish('jump');
    await run;

    expect(await record(id)).toMatchObject({
      state: 'cancelled',
      sentence: expect.stringMatching(
        /^Before the point.*the WAN is down\. What had been done was taken back: Do edge\.$/,
      ),
    });
    expect(change.targets.started).toEqual(UNDONE);
    expect([...change.effects]).toEqual([]);
    expect(change.audit.filter((line) => line.startsWith('cmdlet'))).toEqual(['cmdlet edge', 'cmdlet edge-undo']);
  });

  it('is stopped in the middle of a long wait', async () => {
    const change = aChange(here, { undoes: true, waits: true });
    const id = await change.approved();
    const asked: Promise<void>[] = [];
    change.seen.set('settled', () => {
      if (asked.length === 0) asked.push(cancel(id));
      return { seen: 'cant-tell', sentence: 'Not yet.' };
    });
    const site = async (job: Parameters<typeof change.deps.site>[0]) => {
      const found = await change.deps.site(job);
      const sleep = async () => void (await Promise.all(asked));
      return { ...found, input: { ...found.input, sleep } };
    };

    await Promise.all([change.ring(id, { site }), change.permit(id)]);

    expect((await record(id))?.state).toBe('cancelled');
    expect(change.targets.started).toEqual(UNDONE);
  });

  it('is not begun past it when both come at the same moment', async () => {
    const change = aChange(here, { undoes: true });
    const id = await change.approved();
    const audit: typeof change.deps.audit = async (kind, body) => {
      if (kind === 'cmdlet' && body.step === 'cms') await cancel(id);
    };

    await Promise.all([change.ring(id, { audit }), change.permit(id)]);

    expect((await record(id))?.state).toBe('cancelled');
    expect(change.targets.started).toEqual(UNDONE);
    expect((await record(id))?.steps.find((step) => step.id === 'cms')?.claim).toBeUndefined();
  });

  it('is refused once its point of no return was begun, and goes on', async () => {
    const change = aChange(here, { undoes: true });
    const id = await change.approved();
    change.targets.behaviours.set('cms', { run: 'hold', effect: () => void change.effects.add('cms') });
    const run = runs(change, id);
    await expect.poll(() => change.targets.started).toContain('backup cms.1');

    await expect(cancel(id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('past its point of no return ("Do cms" was begun)'),
    });
    change.targets.finish('backup');
    await run;

    expect((await record(id))?.state).toBe('done');
  });

  it('is taken back once when its worker dies in the middle of that', async () => {
    const change = aChange(here, { undoes: true });
    const id = await change.approved();
    change.targets.behaviours.set('edge-undo', { run: 'hold', effect: () => void change.effects.delete('edge') });
    const stopping = new AbortController();
    const audit: typeof change.deps.audit = async (kind, body) => {
      if (kind === 'cmdlet' && body.step === 'cms') await cancel(id);
    };
    const first = Promise.all([change.ring(id, { audit, stopping: stopping.signal }), change.permit(id)]);
    await expect.poll(() => change.targets.started).toEqual(UNDONE);
    stopping.abort();
    await first;
    change.targets.finish('jump');

    await change.ring(id);

    expect((await record(id))?.state).toBe('cancelled');
    expect(change.targets.started).toEqual(UNDONE);
  });

  it('that waits for people needs no undo of what never took effect', async () => {
    const change = aChange(here, { undoes: true });
    const id = await change.approved();
    change.targets.behaviours.set('edge', {});
    await runs(change, id);
    expect((await record(id))?.state).toBe('needs-people');

    await cancel(id);
    await change.ring(id);

    expect((await record(id))?.state).toBe('cancelled');
    expect(change.targets.started).toEqual(['jump edge.1']);
  });

  it('asks people when it cannot be taken back', async () => {
    const change = aChange(here, { undoes: true });
    const id = await change.approved();
    change.targets.behaviours.set('edge-undo', {});
    const audit: typeof change.deps.audit = async (kind, body) => {
      if (kind === 'cmdlet' && body.step === 'cms') await cancel(id);
    };

    await Promise.all([change.ring(id, { audit }), change.permit(id)]);

    expect(await record(id)).toMatchObject({
      state: 'needs-people',
      sentence: expect.stringMatching(/^It was cancelled, and "Take back: Do edge" did not come to its end/),
    });
    expect(change.targets.started).toEqual(UNDONE);
  });
});
