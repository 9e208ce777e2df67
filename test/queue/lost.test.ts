import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryWitness, type Witness } from '../../src/audit/witness.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore } from '../../src/queue/store.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { ana, approved, atGate, HASH, person, wanting } from './gates-harness.js';
import { aJob, type Opened, openStore } from './harness.js';

let server: TestRedis;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(async () => {
  await server.stop();
});

/** Two processes at one Redis; the second one's decisions can be taken back as a lost tail takes them. */
async function two(): Promise<{ here: Opened; bot: Opened['store']; lose: () => Promise<void> }> {
  const here = await openStore(server);
  const witness: Witness = memoryWitness();
  const openSubscriber = () => connectRedis(server.url, 'worker');
  const bot = createStore({ redis: here.redis, openSubscriber, deployment: here.deployment, witness });
  const lose = async () => {
    const { id, seen } = await witness.read();
    await here.redis.hset(here.keys.witnesses, id, seen - 1);
  };
  return { here, bot, lose };
}

describe('queue/lost', () => {
  it('is whole while every process finds its own decisions, whoever else decides', async () => {
    const { here, bot } = await two();
    for (let turn = 0; turn < 3; turn += 1) {
      await bot.freeze(ana, 'a reason');
      await here.store.thaw();
    }

    expect(await bot.lostData()).toBeUndefined();
    expect(await here.store.lostData()).toBeUndefined();
    expect(await here.store.adoptLost()).toBe(false);
    here.close();
  });

  it('is found by the process that lost a decision, though another one decided since, and then by all', async () => {
    const { here, bot, lose } = await two();
    await bot.freeze(ana, 'a reason');
    await lose();
    for (let turn = 0; turn < 5; turn += 1) await here.store.freeze(ana, 'another');
    expect(await here.store.lostData()).toBeUndefined();

    expect(await bot.lostData()).toMatchObject({ what: 'decisions', found: 0, known: 1, told: false });
    expect(await here.store.lostData()).toMatchObject({ found: 0, known: 1 });

    const found = await bot.lostData();
    if (found !== undefined) await bot.toldLost(found);
    expect(await here.store.lostData()).toMatchObject({ told: true });
    expect(await here.store.adoptLost()).toBe(true);
    expect(await bot.lostData()).toBeUndefined();
    here.close();
  });

  it('takes no approval, permit, claim, plan or hold, and every ending', async () => {
    const { here, bot, lose } = await two();
    const { store } = here;
    await store.createInstallation();
    const [open, denied, wants] = [await atGate(here), await approved(here), await wanting(here)];
    const asked = aJob();
    await bot.createJob(asked);
    await lose();
    await bot.lostData();

    const refused = { word: 'refused', reason: 'lost-data', sentence: expect.stringContaining('lost data') };
    expect(await store.approve(open.id, HASH, person(1), 'yes')).toEqual(refused);
    expect(await store.givePermit(wants.id, 'nonce', {} as never)).toEqual(refused);
    const claim = { planHash: HASH, nonce: 'nonce', installation: (await store.installation()) ?? '' };
    expect(await store.claim(wants.id, wants.lease, claim)).toEqual(refused);
    await expect(store.wantPermit(denied.id, denied.lease, 'n')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(store.holdDeployment(asked.id)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('npm run sfb -- adopt'),
    });

    expect(await store.deny(denied.id, HASH, person(3), 'no')).toEqual({ word: 'denied' });
    expect(await store.withdraw(open.id, HASH, ana, 'no')).toEqual({ word: 'withdrawn' });
    expect(await store.refusePermit(wants.id, 'nonce', 'no')).toEqual({ word: 'permitted' });
    expect(await store.moveJob(asked.id, { from: 'asked', to: 'preparing' })).toMatchObject({ state: 'preparing' });
    here.close();
  });
});
