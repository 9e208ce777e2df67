import type { Forgery, Sent } from '../../lab/slack/types.js';
import { type Keys, keysOf } from '../../src/queue/keys.js';
import { CLOSED_STATES, type JobRecord } from '../../src/queue/record.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import { refusalIn, type Submission, submissionBody } from './requests.js';
import { CHANNEL, DEPLOYMENT, type Stack, startAttackStack, TEAM } from './stack.js';
import { type StandIn, startStandIn } from './worker.js';

const FORM = 'application/x-www-form-urlencoded';

/** A plan that waits for its second approval. */
export interface OpenGate {
  readonly job: string;
  readonly planHash: string;
  /** Ben's honest approval, byte for byte. */
  readonly honest: Sent;
}

/** Everything that is attacked, and what honest people do in it. */
export interface Arena {
  readonly stack: Stack;
  readonly store: Store;
  readonly redis: ReturnType<typeof connectRedis>;
  readonly keys: Keys;
  readonly worker: StandIn;
  /** The open gate with one approval, made when there is none. */
  gate(): Promise<OpenGate>;
  /** A new one; the old one, if open, is withdrawn. */
  freshGate(): Promise<OpenGate>;
  /** A decision signed as Slack signs. Gives the refusal, empty when it was taken. */
  submit(submission: Submission, forgery?: Forgery): Promise<string>;
  /** Waits until nothing can happen to a job by itself any more, and gives its record. */
  settled(job: string): Promise<JobRecord>;
  /** Waits for a condition. Throws with `what` after 30 s. */
  until<T>(look: () => Promise<T | undefined>, what: string): Promise<T>;
  close(): Promise<void>;
}

export async function openArena(folder: string): Promise<Arena> {
  const stack = await startAttackStack(folder);
  const redis = connectRedis(stack.redisUrl, 'producer');
  const openSubscriber = () => connectRedis(stack.redisUrl, 'worker');
  const store = createStore({ redis, openSubscriber, deployment: DEPLOYMENT });
  const keys = keysOf(DEPLOYMENT);
  await until(async () => (redis.status === 'ready' ? true : undefined), 'Redis');
  const worker = await startStandIn(store, stack.permitKey);
  let current: OpenGate | undefined;

  const submit: Arena['submit'] = async (submission, forgery) =>
    refusalIn(await stack.slack.send(submissionBody(submission), FORM, forgery));

  const freshGate = async (): Promise<OpenGate> => {
    if (current !== undefined) {
      await store.withdraw(current.job, current.planHash, { teamId: TEAM, userId: 'U0ANA' }, 'the next attack');
      await closed(store, current.job);
    }
    current = await askedByAna(stack, store);
    return current;
  };

  return {
    stack,
    store,
    redis,
    keys,
    worker,
    submit,
    freshGate,
    async gate() {
      const state = current === undefined ? undefined : (await store.readJob(current.job))?.state;
      return current !== undefined && state === 'waiting-approval' ? current : await freshGate();
    },
    settled: (job) => settled(store, job),
    until,
    async close() {
      await worker.stop();
      redis.disconnect();
      await stack.stop();
    },
  };
}

/** Ana asks, the plan comes to its gate and into the channel, and Ben approves it. */
async function askedByAna({ slack }: Stack, store: Store): Promise<OpenGate> {
  const asked = await slack.slash('U0ANA', CHANNEL, 'failover');
  const job = /failover-[a-z0-9]{10}/.exec(asked.raw)?.[0];
  if (job === undefined) throw new Error(`Ana asked for a failover and was answered: ${asked.raw}`);
  const gate = await until(async () => {
    const found = await store.readGate(job);
    return found?.postedAt === undefined ? undefined : found;
  }, `the card of ${job}`);
  const { planHash } = gate;
  const honest = await slack.send(submissionBody({ action: 'approve', user: 'U0BEN', job, planHash }), FORM);
  const refused = refusalIn(honest);
  if (refused !== '') throw new Error(`Ben's honest approval was refused: ${refused}`);
  return { job, planHash, honest };
}

/** States in which only people can move a job on. */
const AT_REST: ReadonlySet<string> = new Set([...CLOSED_STATES, 'waiting-approval', 'needs-people']);

/** A gate whose time is over is closed by the bot's next sweep. */
async function closed(store: Store, job: string): Promise<void> {
  await until(async () => {
    const record = await store.readJob(job);
    return record === undefined || CLOSED_STATES.has(record.state) ? true : undefined;
  }, `the closing of ${job}`);
}

async function settled(store: Store, job: string): Promise<JobRecord> {
  return await until(async () => {
    const record = await store.readJob(job);
    return record !== undefined && AT_REST.has(record.state) ? record : undefined;
  }, `the end of ${job}`);
}

async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not come in 30 s.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
