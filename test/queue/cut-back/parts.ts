import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createPermitCheck, createPermitSigner } from '../../../src/approvals/permit.js';
import type { GateAction } from '../../../src/approvals/policy.js';
import { openAudit } from '../../../src/audit/chain.js';
import { createDecisions } from '../../../src/audit/decisions.js';
import { openWitness } from '../../../src/audit/witness.js';
import { planHash } from '../../../src/jobs/plan/hash.js';
import { type Keys, keysOf } from '../../../src/queue/keys.js';
import { CLOSED_STATES, WORKER_STATES } from '../../../src/queue/record.js';
import { checkRedis, connectRedis } from '../../../src/queue/redis.js';
import { createStore, type Store } from '../../../src/queue/store.js';
import { systemTimer } from '../../../src/queue/time.js';
import { gateId, gateValue } from '../../../src/slack/gate-actions.js';
import { createGateSubmit } from '../../../src/slack/listeners/gate-submit.js';
import { createLostNotice } from '../../../src/slack/lost-notice.js';
import { createOutbox } from '../../../src/slack/outbox.js';
import { createPermits } from '../../../src/slack/permits.js';
import { createRenderer } from '../../../src/slack/renderer.js';
import { wanted } from '../../../src/slack/thread.js';
import type { Time } from '../../../src/slack/types.js';
import { FakeChannel, fakeLog } from '../../slack/fakes.js';
import { aChange, type Change } from '../change/harness.js';
import { aJob } from '../harness.js';

export const DEPLOYMENT = 'cut';
const CHANNEL = 'C0SFB';
const TEAM = 'T0LAB';
export const keys: Keys = keysOf(DEPLOYMENT);
const key = generateKeyPairSync('ed25519');

/** Slack's paces and the bot's sweeps go by sixty times as fast. */
const FASTER = 60;
const time: Time = {
  now: () => Date.now() * FASTER,
  after(milliseconds, run) {
    const handle = setTimeout(run, milliseconds / FASTER);
    return () => clearTimeout(handle);
  },
};

/** A worker and a bot in this process, with their own files, at one Redis, one pair of servers and one channel. */
export interface Parts {
  readonly change: Change;
  readonly channel: FakeChannel;
  readonly bot: Store;
  readonly worker: Store;
  start(): Promise<void>;
  /** Ana asks; the id of her job. */
  ask(): Promise<string>;
  ring(job: string): Promise<void>;
  /** A person decides in Slack's window; the refusal, empty when it was taken. */
  decide(action: GateAction, userId: string, job: string): Promise<string>;
  /** Everything that workers and people who are keen on it can bring about; what those people were refused with. */
  goOn(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come in 10 s`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export function newChannel(): FakeChannel {
  return new FakeChannel(time);
}

export async function openParts(url: string, folder: string, channel = newChannel()): Promise<Parts> {
  const connect = () => connectRedis(url, 'worker');
  const redis = { worker: connectRedis(url, 'producer'), bot: connectRedis(url, 'producer') };
  await Promise.all([checkRedis(redis.worker), checkRedis(redis.bot)]);
  const store = (who: 'worker' | 'bot') => {
    const witness = openWitness(join(folder, who), who, DEPLOYMENT);
    return createStore({ redis: redis[who], openSubscriber: connect, deployment: DEPLOYMENT, witness });
  };
  const [worker, bot] = [store('worker'), store('bot')];
  const change = aChange({ store: worker, redis: redis.worker, keys, deployment: DEPLOYMENT });
  const slack = botParts(bot, folder, channel);
  const audit = openAudit(join(folder, 'worker'), 'worker', () => new Date());
  const deps = {
    audit: async (kind: string, body: Readonly<Record<string, unknown>>) => void (await audit.append(kind, body)),
    planHash,
    permitFault: createPermitCheck(key.publicKey, 2),
    permitMs: 3000,
    pollMs: 2,
  };
  const ring = (job: string) => change.ring(job, deps);

  return {
    change,
    channel,
    bot,
    worker,
    ring,
    start: slack.start,

    async ask() {
      const job = { ...aJob(), kind: 'failover', request: {}, channel: CHANNEL };
      await bot.createJob(job);
      return job.id;
    },

    decide: slack.decide,

    async goOn() {
      for (const id of await worker.openJobs()) {
        // The worker that was there is gone, and its time is over.
        if ((await redis.worker.exists(keys.lease(id))) === 1) await redis.worker.hset(keys.lease(id), 'until', '1000');
      }
      const refusals: string[] = [];
      for (let before = ''; ; ) {
        for (const id of await worker.openJobs()) refusals.push(...(await eager(id, worker, ring, slack.decide)));
        const now = await states(worker);
        if (now === before) return refusals;
        before = now;
      }
    },

    async stop() {
      await slack.stop();
      redis.worker.disconnect();
      redis.bot.disconnect();
    },
  };
}

/** One ring where a worker has something to do, and two people who approve whatever they are asked. */
async function eager(id: string, store: Store, ring: Parts['ring'], decide: Parts['decide']): Promise<string[]> {
  const record = await store.readJob(id);
  if (record === undefined || CLOSED_STATES.has(record.state)) return [];
  if (WORKER_STATES.has(record.state)) await ring(id);
  if ((await store.readJob(id))?.state !== 'waiting-approval') return [];
  await until(async () => (await store.readGate(id))?.postedAt !== undefined, 'the plan in the channel');
  const refusals: string[] = [];
  for (const user of ['U0BEN', 'U0CLEO', 'U0EVE']) refusals.push(await decide('approve', user, id));
  return refusals;
}

async function states(store: Store): Promise<string> {
  const records = await Promise.all((await store.openJobs()).map((id) => store.readJob(id)));
  return JSON.stringify(records.map((record) => [record?.id, record?.state, record?.steps]));
}

function botParts(store: Store, folder: string, channel: FakeChannel) {
  const data = join(folder, 'bot');
  const audit = openAudit(data, 'bot', () => new Date());
  const decisions = createDecisions(audit);
  const log = fakeLog();
  const outbox = createOutbox(time);
  const people = {
    atGate: async (actor: { teamId: string; userId: string }) => ({ actor, approver: true, ruledOut: undefined }),
  };
  const common = { store: store.threads, gates: store, api: channel, outbox, log, time, channel: CHANNEL };
  const renderer = createRenderer({ ...common, wanted, tellOnce: async () => true, owner: 'bot' });
  const permits = createPermits({
    store: { ...store, subscribeWakes: (wake) => store.threads.subscribeWakes(wake) },
    gates: store,
    people,
    sign: createPermitSigner(key.privateKey),
    planHash,
    policy: { rule: 'two-others', quorum: 2 },
    audit,
    witnessed: decisions.approved,
    ended: decisions.ended,
    tellLost: createLostNotice({ ...common, store, decided: decisions.since }),
    time,
    log,
  });
  const submit = createGateSubmit({
    home: { teamId: TEAM, botUserId: 'U0BOT' },
    channel: CHANNEL,
    people,
    store: store.threads,
    gates: store,
    audit,
    openView: async () => undefined,
    ring: async () => undefined,
    time: { now: Date.now, after: systemTimer.after },
    log,
  });
  return {
    async start() {
      await renderer.start();
      await permits.start();
    },

    async stop() {
      await permits.stop();
      await renderer.stop();
    },

    async decide(action: GateAction, userId: string, job: string): Promise<string> {
      const hash = (await store.readJob(job))?.planHash ?? '';
      const view = {
        callback_id: gateId(action),
        private_metadata: gateValue({ job, planHash: hash }),
        state: { values: { reason: { reason: { value: 'because' } } } },
      };
      let refusal = '';
      const ack = async (answer?: { errors: Record<string, string> }) => {
        refusal = Object.values(answer?.errors ?? {}).join(' ');
      };
      await submit({ body: { team: { id: TEAM }, user: { id: userId }, view }, ack });
      return refusal;
    },
  };
}
