import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openAudit } from './audit/chain.js';
import { openWitness } from './audit/witness.js';
import { agentSettings } from './config/agent.js';
import { type LoadedWorker, loadWorkerConfig } from './config/load.js';
import { errorText, SfbError } from './errors.js';
import { createChanges } from './jobs/changes.js';
import { type Runner, runners } from './jobs/runners.js';
import { type Tell, telling } from './jobs/telling.js';
import type { Executor } from './powershell/executor.js';
import { createAgentExecutor } from './powershell/open.js';
import { createDoorbell } from './queue/bullmq.js';
import type { JobRecord } from './queue/record.js';
import { checkRedis, connectRedis, watchRedis } from './queue/redis.js';
import { type ReadRunners, runJob } from './queue/run-job.js';
import { createStore, type Store } from './queue/store.js';
import { createSweeper } from './queue/sweeper.js';
import { systemTimer } from './queue/time.js';
import { createChangeDeps } from './worker/changes.js';
import { startSchedule } from './worker/schedule.js';
import { createSites } from './worker/site.js';
import { endsWithin } from './worker/stop.js';

/** The process at the jump host: reads facts with PowerShell, judges, writes the report. Knows nothing of Slack. */

const PRESENCE_MS = 15_000;
const AT_ONCE = 4;

/** How long a stop may take before the process ends anyway, in milliseconds. */
const STOP_MS = 10_000;
/** How long a job that was left may take to let go, and PowerShell to end, in milliseconds. */
const LET_GO_MS = 1000;
const POWERSHELL_MS = 2500;

/** What a worker is made of, and its times in milliseconds; another composition root puts its own in their place. */
export interface WorkerParts {
  /** How long a job stays with a worker that is not heard of. */
  readonly leaseMs: number;
  readonly sweepMs: number;
  /** How long the bot may take for a run permit. */
  readonly permitMs: number;
  /** How long jobs in hand may take to end when this worker is told to stop; then they are left to the next one. */
  readonly graceMs: number;
  readonly openExecutor: typeof createAgentExecutor;
  readonly openStore: typeof createStore;
  readonly openJobs: typeof createChanges;
}

export const WORKER_PARTS: WorkerParts = {
  leaseMs: 15_000,
  sweepMs: 5000,
  permitMs: 15_000,
  graceMs: 5000,
  openExecutor: createAgentExecutor,
  openStore: createStore,
  openJobs: createChanges,
};

const log = pino({ name: 'sfb-worker', base: {} }, pino.destination(2));

/** Answers by the kind of job. What was read is kept, so that the next status knows what was before. */
function createRunners(sites: ReturnType<typeof createSites>, store: Store): ReadRunners {
  const withStore = (run: Runner) => async (record: JobRecord, tell: Tell) => {
    const input = await sites(record);
    const { report, reading } = await run({ ...input, tell, ps: telling(input.ps, tell) }, record.request);
    if (reading !== undefined) await store.putStatus(record.pair, reading);
    return report;
  };
  return Object.fromEntries(Object.entries<Runner>(runners).map(([kind, run]) => [kind, withStore(run)]));
}

/** Says again and again that this worker listens; an unequal deployment section ends it. */
function stayPresent(store: Store, id: string, digest: string, lost: (error: unknown) => void): () => void {
  let cancel = () => {};
  const once = async () => {
    await store.beat(id, { ttlMs: PRESENCE_MS, info: { pid: process.pid } });
    await store.announceDigest('worker', digest, PRESENCE_MS);
  };
  const next = () => {
    cancel = systemTimer.after(PRESENCE_MS / 3, () => {
      once().then(next, (error: unknown) => {
        if (error instanceof SfbError && error.code === 'CONFIG') lost(error);
        else next();
      });
    });
  };
  next();
  return () => cancel();
}

/** Starts the worker and says so on stdout; gives what ends it. Throws SfbError. */
export async function startWorker(loaded: LoadedWorker, parts = WORKER_PARTS): Promise<() => Promise<void>> {
  const { config, redisUrl, digest } = loaded;
  const redis = connectRedis(redisUrl, 'producer', (error) => log.warn({ reason: errorText(error) }, 'redis'));
  const executor = parts.openExecutor(agentSettings(loaded, process.env));
  try {
    await checkRedis(redis);
    const store = parts.openStore({
      redis,
      openSubscriber: () => connectRedis(redisUrl, 'worker'),
      deployment: config.deployment.name,
      witness: openWitness(loaded.data, 'worker', config.deployment.name),
    });
    await store.announceDigest('worker', digest, PRESENCE_MS);
    // What is missing on this machine is said by name before anybody waits for it.
    const hello = await executor.hello();
    const stop = await listen(loaded, store, executor, parts);
    const kind = config.lab ? 'lab' : 'real site';
    process.stdout.write(`worker ready: ${config.deployment.name} (${kind}), PowerShell ${hello.version}\n`);
    const unwatch = watchRedis(redis, {
      timer: systemTimer,
      report: (fault) => log.error({ reason: fault?.message ?? 'well again' }, 'redis settings'),
    });
    return async () => {
      unwatch();
      await stop();
      // A safe change that hangs is not ended by us, nor waited for.
      await endsWithin(systemTimer, Math.min(POWERSHELL_MS, parts.graceMs), executor.close());
      redis.disconnect();
    };
  } catch (error) {
    await executor.close();
    redis.disconnect();
    throw error;
  }
}

async function listen(
  loaded: LoadedWorker,
  store: Store,
  executor: Executor,
  { leaseMs, sweepMs, permitMs, graceMs, openJobs }: WorkerParts,
): Promise<() => Promise<void>> {
  const { config, redisUrl, digest } = loaded;
  const id = `worker-${randomBytes(6).toString('hex')}`;
  const onError = (error: unknown) => log.warn({ reason: errorText(error) }, 'doorbell');
  const doorbell = createDoorbell({ redisUrl, deployment: config.deployment.name, onError });
  const audit = openAudit(loaded.data, 'worker', () => new Date());
  const sites = createSites(loaded, executor, store, audit);
  const stopping = new AbortController();
  const leaving = new AbortController();
  const common = { loaded, env: process.env, executor, store, audit, sites };
  const deps = {
    store,
    runners: createRunners(sites, store),
    changes: createChangeDeps({ ...common, stopping: stopping.signal, leaseMs, permitMs, openJobs, log }),
    timer: systemTimer,
    newOwner: () => randomBytes(8).toString('hex'),
    leaseMs,
    leaving: leaving.signal,
    log,
  };
  const listener = doorbell.listen((job) => runJob(job, deps), { concurrency: AT_ONCE });
  const sweeper = createSweeper({
    survey: async () => {
      // What this worker alone can find, and the bot then tells.
      await store.lostData();
      return await store.survey();
    },
    ring: (job) => doorbell.ring(job),
    timer: systemTimer,
    everyMs: sweepMs,
    onUnattended: ({ id: job, waitingMs }) => log.warn({ job, waitingMs }, 'nobody works on this job'),
    onError,
  });
  sweeper.start();
  const unschedule = startSchedule(loaded, { store, doorbell, audit, onError });
  await store.beat(id, { ttlMs: PRESENCE_MS, info: { pid: process.pid } });
  const absent = stayPresent(store, id, digest, (error) => fail(error));
  return async () => {
    absent();
    // A change that runs on its target runs on; whoever comes next goes on from there.
    stopping.abort(new Error('this worker stops'));
    await sweeper.stop();
    await unschedule();
    // Nobody new is sent here while the jobs in hand end.
    await store.leave(id).catch(onError);
    const closed = listener.close();
    if (!(await endsWithin(systemTimer, graceMs, closed))) {
      leaving.abort();
      log.warn({}, 'jobs in hand did not end in time and are left to the next worker');
      await endsWithin(systemTimer, LET_GO_MS, closed);
    }
    await store.withdrawDigest('worker', digest).catch(onError);
    await doorbell.close();
  };
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof SfbError ? error.message : (error as Error).stack}\n`);
  process.exit(error instanceof SfbError ? 2 : 1);
}

/** Runs a worker until it is told to stop, and ends the process. */
export async function runWorker(parts = WORKER_PARTS): Promise<void> {
  process.on('unhandledRejection', fail);
  const { values } = parseArgs({ options: { config: { type: 'string', default: 'sfb.config.yaml' } } });
  const stop = await startWorker(loadWorkerConfig(values.config, process.env), parts);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      setTimeout(() => process.exit(1), STOP_MS).unref();
      stop().then(() => process.exit(0), fail);
    });
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) runWorker().catch(fail);
