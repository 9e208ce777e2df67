import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Permit } from '../../src/approvals/types.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { ana, approved, atGate, HASH, person, wanting } from './gates-harness.js';
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

const state = async (id: string) => (await here.store.readJob(id))?.state;
const claimOf = (nonce = 'nonce', planHash = HASH) => ({ planHash, nonce, installation });
const past = (id: string) => here.redis.hset(here.keys.gate(id), 'expiresAt', String(Date.now() - 60_000));

describe('queue/gates: collecting approvals', () => {
  it('opens with the plan in the record and the gate beside it, and wakes whoever listens', async () => {
    const { store } = here;
    const woken: unknown[] = [];
    const end = await store.subscribeWakes((wake) => woken.push(wake));

    const { id } = await atGate(here, {}, 'unposted');

    expect(await store.readJob(id)).toMatchObject({
      state: 'waiting-approval',
      planHash: HASH,
      plan: { gate: 'gate' },
    });
    expect(await store.readGate(id)).toMatchObject({ planHash: HASH, requester: ana, votes: [] });
    await expect.poll(() => woken).toContainEqual({ kind: 'job', job: id, revision: 3 });
    await end();
  });

  it('counts two people and approves with the second, each once however often they click', async () => {
    const { store } = here;
    const { id } = await atGate(here);

    expect(await store.approve(id, HASH, person(1), 'seen')).toEqual({ word: 'counted' });
    expect(await store.approve(id, HASH, person(1), 'seen')).toEqual({ word: 'already-counted' });
    expect(await state(id)).toBe('waiting-approval');
    expect(await store.approve(id, HASH, person(2), 'seen')).toEqual({ word: 'quorum' });
    expect(await state(id)).toBe('approved');
    expect((await store.readGate(id))?.votes.map(({ by }) => by)).toEqual([person(1), person(2)]);
  });

  it('counts whoever asked only under the rule requester-and-one', async () => {
    const { store } = here;
    const strict = await atGate(here);
    const mild = await atGate(here, { policy: { rule: 'requester-and-one', quorum: 2 } });

    expect(await store.approve(strict.id, HASH, ana, 'mine')).toMatchObject({ reason: 'own-request' });
    expect(await store.approve(mild.id, HASH, ana, 'mine')).toEqual({ word: 'counted' });
    expect(await store.approve(mild.id, HASH, person(1), 'seen')).toEqual({ word: 'quorum' });
  });

  it('counts 200 clicks of 50 people at once exactly once each', async () => {
    const { store } = here;
    const { id } = await atGate(here, { policy: { rule: 'two-others', quorum: 50 } });

    const clicks = Array.from({ length: 200 }, (_, at) => store.approve(id, HASH, person(1 + (at % 50)), 'seen'));
    const words = (await Promise.all(clicks)).map(({ word }) => word);

    expect(words.filter((word) => word === 'counted')).toHaveLength(49);
    expect(words.filter((word) => word === 'quorum')).toHaveLength(1);
    expect(words.filter((word) => word === 'already-counted')).toHaveLength(150);
    expect((await store.readGate(id))?.votes).toHaveLength(50);
  });

  it.each([
    { because: 'the plan is another', reason: 'other-plan', hash: 'b'.repeat(64), minutes: 15 },
    { because: 'the card is not in the channel', reason: 'not-posted', hash: HASH, minutes: undefined },
    { because: 'the time is over', reason: 'expired', hash: HASH, minutes: 0 },
  ])('refuses an approval because $because', async ({ reason, hash, minutes }) => {
    const { id } = await atGate(here, {}, 'unposted');
    if (minutes !== undefined) await here.store.gatePosted(id, minutes);

    expect(await here.store.approve(id, hash, person(1), 'seen')).toMatchObject({ word: 'refused', reason });
    expect((await here.store.readGate(id))?.votes).toEqual([]);
  });

  it('starts the clock with the first posting only', async () => {
    const { id } = await atGate(here);
    const before = await here.store.readGate(id);

    expect(await here.store.gatePosted(id, 90)).toEqual({ word: 'posted' });

    expect(await here.store.readGate(id)).toEqual(before);
  });

  it.each(['denied', 'withdrawn'] as const)('lets nothing follow once it is %s, and closes the job', async (word) => {
    const { store } = here;
    const { id, lease } = await wanting(here);

    const end = word === 'denied' ? store.deny : store.withdraw;
    expect(await end(id, HASH, person(3), 'no')).toEqual({ word });

    expect(await state(id)).toBe(word === 'denied' ? 'refused' : 'withdrawn');
    expect(await store.approve(id, HASH, person(4), 'yes')).toMatchObject({ reason: word });
    expect(await store.claim(id, lease, claimOf())).toMatchObject({ reason: word });
    expect(await store.openJobs()).not.toContain(id);
    expect(await here.redis.pttl(here.keys.gate(id))).toBeGreaterThan(0);
  });

  it('says of a job without a gate that there is none', async () => {
    expect(await here.store.approve('failover-none000000', HASH, person(1), 'x')).toMatchObject({
      reason: 'unknown-job',
    });
  });
});

describe('queue/gates: expiring', () => {
  it('ends what has run out, approved or not, and a gate that never reached the channel', async () => {
    const { store } = here;
    const [waiting, done, unposted, fresh] = [
      await atGate(here),
      await approved(here),
      await atGate(here, {}, 'unposted'),
      await atGate(here),
    ];
    await past(waiting.id);
    await past(done.id);
    await here.redis.hset(here.keys.gate(unposted.id), 'openedAt', String(Date.now() - 31 * 60_000));

    const expired = await store.expireGates();

    expect(expired).toEqual(expect.arrayContaining([waiting.id, done.id, unposted.id]));
    expect(expired).not.toContain(fresh.id);
    expect(await state(done.id)).toBe('expired');
    expect(await state(fresh.id)).toBe('waiting-approval');
  });

  it('leaves a gate to the worker that holds it, and ends it when no worker does', async () => {
    const { id, lease } = await wanting(here);
    await past(id);

    expect(await here.store.expireGates()).not.toContain(id);
    await here.store.releaseLease(lease);
    expect(await here.store.expireGates()).toContain(id);
  });
});

describe('queue/gates: the permit and the claim', () => {
  it('runs once, and takes no decision after that', async () => {
    const { store } = here;
    const { id, lease } = await wanting(here);

    expect(await store.claim(id, lease, claimOf())).toEqual({ word: 'claimed' });

    expect(await state(id)).toBe('running');
    expect(await store.claim(id, lease, claimOf())).toMatchObject({ reason: 'consumed' });
    expect(await store.deny(id, HASH, person(3), 'no')).toMatchObject({ reason: 'consumed' });
    expect(await store.withdraw(id, HASH, ana, 'no')).toMatchObject({ reason: 'consumed' });
  });

  it('lets one of 50 claims at once win', async () => {
    const { id, lease } = await wanting(here);

    const claims = await Promise.all(Array.from({ length: 50 }, () => here.store.claim(id, lease, claimOf())));

    expect(claims.filter(({ word }) => word === 'claimed')).toHaveLength(1);
  });

  it.each([
    { because: 'of another nonce', reason: 'no-permit', claim: { nonce: 'other' } },
    { because: 'of another plan', reason: 'other-plan', claim: { planHash: 'b'.repeat(64) } },
    { because: 'of another installation', reason: 'other-installation', claim: { installation: 'other' } },
  ])('refuses a claim $because', async ({ reason, claim }) => {
    const { id, lease } = await wanting(here);

    expect(await here.store.claim(id, lease, { ...claimOf(), ...claim })).toMatchObject({ word: 'refused', reason });
    expect(await state(id)).toBe('permit-wanted');
  });

  it('refuses a claim after its time, and one whose votes are gone', async () => {
    const [late, short] = [await wanting(here), await wanting(here)];
    await past(late.id);
    await here.redis.hdel(here.keys.gate(short.id), `vote:${person(2).userId}`);

    expect(await here.store.claim(late.id, late.lease, claimOf())).toMatchObject({ reason: 'expired' });
    expect(await here.store.claim(short.id, short.lease, claimOf())).toMatchObject({ reason: 'no-quorum' });
  });

  it('refuses whoever does not hold the lease', async () => {
    const { id, lease } = await wanting(here);
    const other = { ...lease, epoch: lease.epoch + 1 };

    await expect(here.store.claim(id, other, claimOf())).rejects.toMatchObject({ details: { lease: 'lost' } });
    await expect(here.store.wantPermit(id, other, 'x')).rejects.toMatchObject({ details: { lease: 'lost' } });
    await here.store.releaseLease(lease);
    await expect(here.store.claim(id, lease, claimOf())).rejects.toMatchObject({ details: { lease: 'lost' } });
  });

  it('answers a wish of exactly its nonce, once, and forgets the answer with a new wish', async () => {
    const { store } = here;
    const { id, lease } = await wanting(here);
    const body = { deployment: 'lab', pair: 'london', job: id, gate: 'gate', planHash: HASH, epoch: lease.epoch };
    const permit: Permit = {
      body: { ...body, nonce: 'nonce', approvers: [person(1), person(2)], expires: 1, auditHead: 'h' },
      signature: 's',
    };

    expect(await store.givePermit(id, 'other', permit)).toMatchObject({ reason: 'not-waiting' });
    expect(await store.givePermit(id, 'nonce', permit)).toEqual({ word: 'permitted' });
    expect(await store.refusePermit(id, 'nonce', 'late')).toMatchObject({ reason: 'not-waiting' });
    expect((await store.readGate(id))?.permit).toEqual(permit);
    await store.wantPermit(id, lease, 'second');
    expect(await store.readGate(id)).toMatchObject({ wanted: { nonce: 'second', epoch: lease.epoch } });
    expect((await store.readGate(id))?.permit).toBeUndefined();
  });

  it('keeps the first installation id', async () => {
    expect(await here.store.createInstallation()).toBe(installation);
    expect(await here.store.installation()).toBe(installation);
  });
});
