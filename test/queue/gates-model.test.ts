import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Click, decide } from '../../src/approvals/policy.js';
import type { Decided } from '../../src/approvals/types.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { atGate, HASH, person } from './gates-harness.js';
import { type Opened, openStore } from './harness.js';

let server: TestRedis;
let here: Opened;
let installation: string;

beforeAll(async () => {
  server = await startRedis();
  here = await openStore(server);
  installation = await here.store.createInstallation();
});

afterAll(async () => {
  here.close();
  await server.stop();
});

const event = fc.record({
  kind: fc.constantFrom(
    'approve',
    'approve',
    'approve',
    'approve',
    'deny',
    'withdraw',
    'want',
    'claim',
    'over',
    'sweep',
  ),
  who: fc.nat(3),
  hash: fc.constantFrom(HASH, HASH, HASH, HASH, 'b'.repeat(64)),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;
type Job = Awaited<ReturnType<typeof atGate>>;

/** The store's answer beside the policy's, which is given the gate as it was just before. */
async function click({ id }: Job, { who, hash }: Event, action: Click['action']): Promise<void> {
  const { store } = here;
  const [record, gate, now] = [await store.readJob(id), await store.readGate(id), await store.redisNow()];
  if (record === undefined || gate === undefined) throw new Error('the gate is gone');
  const clicker = { actor: person(who), approver: true, ruledOut: undefined };
  const expected = decide({ job: id, gate, state: record.state, now }, clicker, {
    action,
    planHash: hash,
    reason: 'x',
  });

  expect(short(await store[action](id, hash, person(who), 'x'))).toEqual(short(expected));
}

const short = (decided: Decided) => (decided.word === 'refused' ? decided.reason : decided.word);

/** What the store was told, so that a claim can be judged without it. */
interface Told {
  readonly voters: Set<number>;
  ended: boolean;
}

async function make(job: Job, one: Event, rule: string, told: Told): Promise<void> {
  const { store } = here;
  const { id, lease } = job;
  if (one.kind === 'want') await store.wantPermit(id, lease, 'nonce').catch(() => undefined);
  else if (one.kind === 'sweep') await store.expireGates();
  else if (one.kind === 'over') {
    await here.redis.hset(here.keys.gate(id), 'expiresAt', '1');
    told.ended = true;
  } else if (one.kind === 'claim') {
    const { word } = await store.claim(id, lease, { planHash: one.hash, nonce: 'nonce', installation });
    const counted = [...told.voters].filter((who) => rule === 'requester-and-one' || who !== 0);
    if (word === 'claimed')
      expect({ enough: counted.length >= 2, ended: told.ended, hash: one.hash }).toEqual({
        enough: true,
        ended: false,
        hash: HASH,
      });
  } else {
    await click(job, one, one.kind as Click['action']);
    if (one.hash !== HASH) return;
    if (one.kind === 'approve') told.voters.add(one.who);
    else if ((await store.readJob(id))?.state !== 'running') told.ended = true;
  }
}

describe('queue/gates: against the policy', () => {
  it.each(['two-others', 'requester-and-one'] as const)(
    'decides as the pure policy does, and runs only with the quorum of %s, on that plan, at that time',
    async (rule) => {
      const sequence = fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 9 }), async (events) => {
        const job = await atGate(here, { policy: { rule, quorum: 2 } });
        const told: Told = { voters: new Set(), ended: false };
        for (const one of events) await make(job, one, rule, told);
        await here.redis.zrem(here.keys.open, job.id);
      });
      await fc.assert(sequence, { numRuns: 250 });
    },
    60_000,
  );
});
