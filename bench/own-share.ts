import { fork } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { end } from '../lab/redis.js';
import { packageRoot } from '../lab/where.js';
import type { JobRecord } from '../src/queue/record.js';
import { atMost, type Figure, type Outcome, rounded } from './figures.js';
import { approve, askFailover, type Night, openNight, until } from './night.js';

/** A hundredth of Microsoft's 15 minutes for verifying one move of the CMS, in seconds. */
const BAR_S = 9;

/** A stretch of time, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the worker tells: that it is ready, or how long a cmdlet took on its server and when it had ended (ISO). */
export type Noted = 'ready' | { readonly at: string; readonly ms: number };

/** A part of the failover that came to its end. */
interface Passed {
  readonly what: string;
  readonly at: number;
}

/**
 * A planned failover from its last approval to its report, on a lab that answers at once. What is not the time of a cmdlet,
 * of the plan's own and of those that look before and after, is ours.
 */
export async function benchOwnShare(): Promise<Pick<Outcome, 'figures' | 'rows'>> {
  const night = await openNight(['bot']);
  const cmdlets: Span[] = [];
  const stopWorker = await startNotedWorker(night, cmdlets);
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
    await stopWorker();
    await night.stop();
  }
}

function spanOf({ at, ms }: { readonly at: string; readonly ms: number }): Span {
  const to = Date.parse(at);
  return { from: to - ms, to };
}

/** Starts the worker as a process that tells of its cmdlets; gives what ends it. */
async function startNotedWorker({ stack }: Night, cmdlets: Span[]): Promise<() => Promise<void>> {
  const program = join(packageRoot(), 'dist', 'bench', 'noted-worker.js');
  const child = fork(program, ['--config', stack.configPath], {
    cwd: packageRoot(),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The worker of the bench ended with ${code} before it was ready.`)));
    child.on('message', (noted: Noted) => {
      if (noted === 'ready') resolve();
      else cmdlets.push(spanOf(noted));
    });
  });
  return () => end(child);
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
    rows: [
      {
        'failover, wall in s': rounded(total('wall')),
        'cmdlets that looked or changed': cmdlets.length,
        'load at the end': rounded(loadavg()[0] ?? Number.NaN),
      },
    ],
  };
}
