import { randomBytes } from 'node:crypto';
import { openAudit } from '../src/audit/chain.js';
import { agentSettings } from '../src/config/agent.js';
import { loadWorkerConfig } from '../src/config/load.js';
import type { Executor } from '../src/powershell/executor.js';
import { createAgentExecutor } from '../src/powershell/open.js';
import type { Answer, SafeChangePort } from '../src/powershell/types.js';
import { createDoorbell } from '../src/queue/bullmq.js';
import type { JobRecord } from '../src/queue/record.js';
import { runJob } from '../src/queue/run-job.js';
import { systemTimer } from '../src/queue/time.js';
import { createChangeDeps } from '../src/worker/changes.js';
import { createSites } from '../src/worker/site.js';
import { atMost, type Figure, type Outcome, rounded } from './figures.js';
import { approve, askFailover, type Night, openNight, until } from './night.js';

/** A hundredth of Microsoft's 15 minutes for verifying one move of the CMS, in seconds. */
const BAR_S = 9;

const LEASE_MS = 15_000;

/** A stretch of time, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A part of the failover that came to its end. */
interface Passed {
  readonly what: string;
  readonly at: number;
}

/**
 * A planned failover from its last approval to its report, on a lab that answers at once. What is not the time of a cmdlet,
 * of the plan's own and of those that look before and after, is ours. A worker like any other, but in this process, since
 * the time of each cmdlet is nobody's business outside it.
 */
export async function benchOwnShare(): Promise<Pick<Outcome, 'figures' | 'rows'>> {
  const night = await openNight(['bot']);
  const cmdlets: Span[] = [];
  const worker = await startWorker(night, cmdlets);
  try {
    const job = await askFailover(night);
    await approve(night, 'U0BEN', job);
    const passed: Passed[] = [];
    const watching = watch(night, job, passed);
    await approve(night, 'U0CLEO', job);
    const record = await watching;
    if (record.state !== 'done') throw new Error(`The failover of the bench is ${record.state}: ${record.sentence}`);
    cmdlets.push(...record.steps.flatMap(({ outcome }) => (outcome === undefined ? [] : [spanOf(outcome)])));
    return judged(passed, cmdlets, record);
  } finally {
    await worker.stop();
    await night.stop();
  }
}

function spanOf({ at, ms }: { readonly at: string; readonly ms: number }): Span {
  const to = Date.parse(at);
  return { from: to - ms, to };
}

/** What src/worker.ts puts together, with a look at every answer. */
async function startWorker({ stack, store }: Night, cmdlets: Span[]): Promise<{ stop(): Promise<void> }> {
  const loaded = loadWorkerConfig(stack.configPath, process.env);
  const executor = noting(createAgentExecutor(agentSettings(loaded, process.env)), cmdlets);
  const log = { info: () => undefined, error: (data: object, text: string) => console.error(text, data) };
  const stopping = new AbortController();
  const audit = openAudit(loaded.data, 'worker', () => new Date());
  const sites = createSites(loaded, executor, store);
  const common = { loaded, env: process.env, executor, store, audit, sites, log };
  const changes = createChangeDeps({ ...common, stopping: stopping.signal, leaseMs: LEASE_MS });
  const newOwner = () => randomBytes(8).toString('hex');
  const deps = { store, runners: {}, changes, timer: systemTimer, newOwner, leaseMs: LEASE_MS, log };
  const doorbell = createDoorbell({ redisUrl: stack.redis.url, deployment: 'lab', onError: console.error });
  await executor.hello();
  const listener = doorbell.listen((job) => runJob(job, deps), { concurrency: 2 });
  return {
    async stop() {
      stopping.abort(new Error('the bench is over'));
      await listener.close();
      await doorbell.close();
      await executor.close();
    },
  };
}

function noting(executor: Executor, cmdlets: Span[]): Executor {
  const noted = async <T extends Answer<unknown>>(asked: Promise<T>): Promise<T> => {
    const answer = await asked;
    cmdlets.push(spanOf(answer));
    return answer;
  };
  const forPair: Executor['forPair'] = (pair) => {
    const ps = executor.forPair(pair);
    return {
      read: (...call: Parameters<SafeChangePort['read']>) => noted(ps.read(...call)),
      change: (...call: Parameters<SafeChangePort['change']>) => noted(ps.change(...call)),
    } as SafeChangePort;
  };
  return {
    forPair,
    computerOf: (pair, place) => executor.computerOf(pair, place),
    journal: (question) => executor.journal(question),
    renew: () => executor.renew(),
    moveLabClock: (ms) => executor.moveLabClock(ms),
    hello: () => executor.hello(),
    close: () => executor.close(),
  };
}

/** Notes when the plan was approved, when it began to run, when each of its steps was done, and the end. */
async function watch({ store }: Night, job: string, passed: Passed[]): Promise<JobRecord> {
  const known = new Set<string>();
  const note = (what: string) => {
    if (known.has(what)) return;
    known.add(what);
    passed.push({ what, at: Date.now() });
  };
  let looking: Promise<void> = Promise.resolve();
  const unsubscribe = await store.subscribeWakes((wake) => {
    if (wake.kind === 'job' && wake.job === job) looking = looking.then(look);
  });
  async function look(): Promise<void> {
    const record = await store.readJob(job);
    if (record?.plan === undefined || record.state === 'waiting-approval') return;
    note('approved');
    if (record.state === 'approved' || record.state === 'permit-wanted') return;
    note('gate');
    const planned = new Set(record.plan.steps.map(({ id }) => id));
    for (const { id, state } of record.steps) if (planned.has(id) && state === 'done') note(id);
    if (record.state === 'done') note('report');
  }
  try {
    return await until(store, job, ({ state }) => ['done', 'stopped', 'needs-people'].includes(state));
  } finally {
    await looking;
    await unsubscribe();
  }
}

/** How much of a stretch is covered by others, however these overlap. */
function covered({ from, to }: Span, others: readonly Span[]): number {
  const inside = others
    .map((other) => ({ from: Math.max(from, other.from), to: Math.min(to, other.to) }))
    .filter((other) => other.to > other.from)
    .sort((a, b) => a.from - b.from);
  let sum = 0;
  let end = from;
  for (const other of inside) {
    sum += Math.max(0, other.to - Math.max(end, other.from));
    end = Math.max(end, other.to);
  }
  return sum;
}

function judged(
  passed: readonly Passed[],
  cmdlets: readonly Span[],
  { steps }: JobRecord,
): { figures: Figure[]; rows: Outcome['rows'] } {
  const titles = new Map([...steps.map(({ id, title }) => [id, title] as const), ['gate', 'From approved to running']]);
  const parts = passed.slice(1).map(({ what, at }, index) => {
    const stretch = { from: passed[index]?.at ?? at, to: at };
    const wall = stretch.to - stretch.from;
    const ofCmdlets = covered(stretch, cmdlets);
    return { what: titles.get(what) ?? what, wall, ofCmdlets, own: wall - ofCmdlets };
  });
  const total = (of: 'wall' | 'ofCmdlets' | 'own') => parts.reduce((sum, part) => sum + part[of], 0) / 1000;
  return {
    figures: [
      atMost('own share of a planned failover, last approval to report', total('own'), 's', BAR_S, total('ofCmdlets')),
      ...parts.map(({ what, own, ofCmdlets }) =>
        atMost(`own share of: ${what}`, own / 1000, 's', BAR_S / 3, ofCmdlets / 1000),
      ),
    ],
    rows: [{ 'failover, wall in s': rounded(total('wall')), 'cmdlets that looked or changed': cmdlets.length }],
  };
}
