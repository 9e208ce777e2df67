import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSED_STATES, type JobState, MOVES, JobState as States } from '../../src/queue/record.js';
import { aJob, useStore } from './harness.js';

const here = useStore();

/** What somebody asks for, without knowing how the job stands. */
const state = fc.constantFrom(...States.options);
const open = fc.constantFrom(...States.options.filter((option) => !CLOSED_STATES.has(option)));
const attempt = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('move' as const), from: state, to: state, stale: fc.boolean() }),
  },
  // Named from where the job is, so that long histories happen too.
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('step' as const), choice: fc.nat(9), stale: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('patch' as const), at: state, stale: fc.boolean() }) },
);
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never;

interface Model {
  state: JobState;
  revision: number;
}

/** Asks, and says whether it was to succeed by the table alone. */
async function make(id: string, model: Model, asked: Attempt): Promise<boolean> {
  const revision = asked.stale ? model.revision - 1 : model.revision;
  const next = MOVES[model.state];
  const { from, to } =
    asked.kind === 'move'
      ? asked
      : asked.kind === 'step'
        ? { from: model.state, to: next[asked.choice % Math.max(1, next.length)] ?? 'running' }
        : { from: asked.at, to: asked.at };
  const tableAllows = asked.kind === 'patch' ? !CLOSED_STATES.has(from) : MOVES[from].includes(to);
  const allowed = tableAllows && from === model.state && !asked.stale;
  const done =
    asked.kind === 'patch'
      ? here.store.patchJob(id, { state: from, revision }, { sentence: 'seen' })
      : here.store.moveJob(id, { from, to, revision });
  const succeeded = await done.then(
    () => true,
    (error) => {
      expect(error).toMatchObject({ code: 'CONFLICT' });
      return false;
    },
  );
  expect(succeeded, JSON.stringify({ model, asked })).toBe(allowed);
  if (allowed) Object.assign(model, { state: to, revision: model.revision + 1 });
  return allowed;
}

describe('queue: the state machine', () => {
  it('does what the table says and nothing else, whatever is asked in whatever order', {
    timeout: 60_000,
  }, async () => {
    const reached = new Set<JobState>();
    await fc.assert(
      fc.asyncProperty(open, fc.array(attempt, { minLength: 1, maxLength: 25 }), async (begin, attempts) => {
        const job = aJob();
        const model: Model = { state: begin, revision: 1 };
        await here.store.createJob(job);
        await here.redis.hset(here.keys.job(job.id), 'state', JSON.stringify(begin));
        reached.add(begin);

        for (const asked of attempts) {
          await make(job.id, model, asked);
          reached.add(model.state);
        }

        expect(await here.store.readJob(job.id)).toMatchObject(model);
        expect((await here.store.openJobs()).includes(job.id)).toBe(!CLOSED_STATES.has(model.state));
        if (CLOSED_STATES.has(model.state)) expect(await here.store.takeLease(job.id, 'late', 1000)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
    expect([...reached].sort()).toEqual([...States.options].sort());
  });
});
