import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabProcess } from '../../lab/stack.js';
import { CLOSED_STATES, type JobRecord, type JobState } from '../../src/queue/record.js';
import { labPair } from '../support/lab-agent.js';
import { approve, expectAudits, expectOnce, expectThread, journalOf, messageOf, setsOf } from './crash-judge.js';
import {
  CHANNEL,
  type CrashStack,
  type CrashWorker,
  callsOf,
  type Point,
  startCrashStack,
  until,
} from './crash-stack.js';

/** A busy machine is slow, not wrong. */
const SLOW = { timeout: 240_000 };

/** Another number kills one worker at another step and another point of it. */
const SEED = Number(process.env.SFB_CRASH_SEED ?? '0');
const STEP = ['stop-replica', 'start-replica', 'stop-lyncbackup'][SEED % 3] ?? '';
const POINTS: readonly Point[] = [
  having('patchJob', `"id":"${STEP}"[^}]*\\}[^{}]*"outcome"`),
  having('patchJob', `"id":"${STEP}","title":"[^"]*","state":"done"`),
  having('journal', `^start ${STEP}`),
];

let all: CrashStack;
let bot: LabProcess;
let worker: CrashWorker;
/** Who was killed where, in order. */
const killed: string[] = [];
const jobs: string[] = [];

beforeAll(async () => {
  all = await startCrashStack();
  [bot, worker] = await Promise.all([all.startBot(), all.startWorker()]);
}, SLOW.timeout);

afterAll(() => all.stop(), SLOW.timeout);

function reaching(call: string, like = ''): Point {
  return { at: 'before', call, like };
}

function having(call: string, like = ''): Point {
  return { at: 'after', call, like };
}

/** Asks as Ana; the request is durable when this resolves. */
async function ask(kind: 'backup' | 'failover'): Promise<string> {
  const { raw } = await all.slack.slash('U0ANA', CHANNEL, kind);
  const job = new RegExp(`${kind}-[a-z0-9]{10}`).exec(raw)?.[0];
  if (job === undefined) throw new Error(`Ana was answered: ${raw}`);
  jobs.push(job);
  return job;
}

async function closed(job: string): Promise<JobRecord> {
  return await reaches(job, CLOSED_STATES);
}

async function reaches(job: string, states: ReadonlySet<JobState>): Promise<JobRecord> {
  let record: JobRecord | undefined;
  const look = async () => {
    record = await all.store.readJob(job);
    return record !== undefined && states.has(record.state);
  };
  await until(look, () => `${job} is ${record?.state}: ${record?.sentence}. Killed: ${killed.join(', ')}.`);
  return record as JobRecord;
}

/** The worker, once it has said so. */
async function heard(who: CrashWorker, words: string): Promise<void> {
  await until(
    () => who.said().includes(words),
    () => `"${words}" was not said, but:\n${who.lastWords()}`,
  );
}

async function killBot(where: string): Promise<void> {
  await bot.stop('SIGKILL');
  await all.leaseOver('bot', jobs.at(-1) ?? '');
  killed.push(`bot ${where}`);
}

async function killWorker(where: string): Promise<void> {
  await worker.kill();
  await all.leaseOver('worker', jobs.at(-1) ?? '');
  killed.push(`worker ${where}`);
}

function killAgents(where: string): void {
  worker.killAgents();
  killed.push(`agent ${where}`);
}

/** A bot that fails in the middle of a thread lets it rest for five seconds; so does who follows one killed there. */
async function botAtRest(job: string): Promise<void> {
  await until(async () => !(await all.rendering(job)), 'a bot at rest');
}

/** Redis dies while the worker is held, and is back when the worker has said what it could not do. */
async function killRedis(where: string, words: string): Promise<void> {
  await botAtRest(jobs.at(-1) ?? '');
  await all.redis.kill();
  killed.push(`redis ${where}`);
  worker.go();
  await heard(worker, words);
  await all.redis.restart();
  await all.leaseOver('worker', jobs.at(-1) ?? '');
}

async function fault(name: string, cmdlet: string): Promise<() => Promise<unknown>> {
  await all.lab.invoke('Set-LabFault', { World: all.world, Name: name, Option: cmdlet });
  return () => all.lab.invoke('Clear-LabFault', { World: all.world, Name: name });
}

/** The worker is told to stop in the middle of a cmdlet that does not come back; it ends, and the job is left to the next. */
async function stopsInHangingExport(job: string): Promise<void> {
  const heal = await fault('cmdlet-hangs', 'Export-CsLisConfiguration');
  worker.holdAt(reaching('change', 'export-cs-lis'));
  worker.go();
  await worker.held();
  worker.go();
  worker.child.kill('SIGTERM');
  await until(() => worker.child.exitCode !== null, 'the end of the worker');
  killed.push('worker by SIGTERM at export hanging');
  expect([worker.child.exitCode, (await all.store.readJob(job))?.state]).toEqual([0, 'preparing']);
  await heal();
  await all.leaseOver('worker', job);
}

describe('a backup while everything is killed', () => {
  it('says that there is no new set when PowerShell dies in the export', SLOW, async () => {
    // By SIGKILL, from inside: between the two lines that the export writes into the call log.
    const heal = await fault('cmdlet-dies', 'Export-CsConfiguration');
    const record = await closed(await ask('backup'));
    await heal();
    killed.push('agent at export begun');

    expect(record.report).toMatchObject({ kind: 'backup', ok: false });
    const exports = callsOf(all.world).filter(({ cmdlet }) => cmdlet === 'Export-CsConfiguration');
    expect([...new Set(exports.map(({ mark }) => mark))]).toEqual(['begin']);
    expect(await setsOf(all.world)).toEqual([]);
  });

  it('is taken in the end, and every set that has its name is whole', SLOW, async () => {
    worker.holdAt(having('moveJob', '"to":"preparing"'));
    const job = await ask('backup');
    await worker.held();
    await killBot('at backup preparing');
    const nextBot = all.startBot();
    await stopsInHangingExport(job);
    bot = await nextBot;
    worker = await all.startWorker(reaching('moveJob', '"to":"done"'));
    await worker.held();
    worker.holdAt(reaching('read', 'get-cs-server-patch-version'));
    await killRedis('at set renamed', 'nothing was changed in job');
    await worker.held();
    await killWorker('at export verified');
    worker = await all.startWorker();
    await messageOf(all, job, 'matrix');
    await killBot('at report posted');
    bot = await all.startBot();

    const { report } = await closed(job);
    expect(report).toMatchObject({ kind: 'backup', ok: true });
    // The first one, of which Redis was never told, stays beside it.
    const sets = await setsOf(all.world);
    expect(sets.length).toBeGreaterThan(1);
    expect(sets).toContain(report?.kind === 'backup' ? report.set?.id : undefined);
  });
});

describe('a change while everything is killed', () => {
  let job: string;

  it('comes to its gate and through it, with both approvals', SLOW, async () => {
    worker.holdAt(having('patchJob', '"id":"read"'));
    job = await ask('failover');
    await worker.held();
    await killWorker('at change preparing');
    worker = await all.startWorker(reaching('openGate'));
    await worker.held();
    await messageOf(all, job, 'card');
    await botAtRest(job);
    await killBot('at plan made');
    worker.go();
    bot = await all.startBot();
    const { ts } = await messageOf(all, job, 'gate');
    await until(async () => (await all.store.readGate(job))?.postedAt, 'the clock of the gate');
    worker.holdAt(having('takeLease'));
    for (const user of ['U0BEN', 'U0CLEO']) await approve(all, user, ts);
    await worker.held();
    worker.holdAt(having('journal', '^fence'));
    await killRedis('at approved', 'a gate was not passed');
    await worker.held();
    killAgents('at fenced');
    worker.holdAt(having('wantPermit'));
    worker.go();
    await worker.held();
    await killWorker('at permit wanted');
    all.prepare('other-machine');
    worker = await all.startWorker(having('wantPermit'));
    await worker.held();
    await killBot('at permit wanted');
    worker.holdAt(reaching('claim'));
    worker.go();
    bot = await all.startBot();
    await worker.held();
    worker.holdAt(reaching('journal', '^start stop-fta'));
    await killRedis('at claim', 'and it could not be written down');
    await worker.held();

    expect((await all.store.readJob(job))?.state).toBe('running');
    expect((await all.store.readGate(job))?.votes.map(({ by }) => by.userId)).toEqual(['U0BEN', 'U0CLEO']);
  });

  it('is begun by one worker only when a stopped one wakes after another took over', SLOW, async () => {
    const stopped = worker;
    stopped.child.kill('SIGSTOP');
    worker = await all.startWorker(reaching('journal', '^start start-fta'), 'other-machine');
    await worker.held();
    stopped.go();
    stopped.child.kill('SIGCONT');
    await heard(stopped, 'a change was left where it is');

    expect(stopped.said()).toMatch(/fe2\.domain\.local did not do it: It is fenced at epoch \d+; \d+ is lower/);
    expect(callsOf(all.world).filter(({ cmdlet }) => cmdlet === 'Stop-CsWindowsService')).toHaveLength(2);
    stopped.child.kill('SIGTERM');
    await until(() => stopped.child.exitCode !== null, 'the end of the stopped worker');
    expect(stopped.child.exitCode).toBe(0);
  });

  it('goes on to its end, and each step ran once', SLOW, async () => {
    const heal = await fault('cmdlet-hangs', 'Start-CsWindowsService');
    worker.go();
    const begun = () => journalOf(all.world, labPair.backup, job).includes('start-fta.1.intent.xml');
    await until(begun, 'the intent');
    killAgents('at cmdlet running');
    await killWorker('at cmdlet running');
    worker = await all.startWorker(POINTS[SEED % POINTS.length]);
    await heard(worker, 'goes on from where another worker stopped');
    await heal();
    await worker.held();
    await killWorker('at outcome written');
    worker = await all.startWorker(reaching('moveJob', '"to":"done"'));
    await worker.held();
    await killRedis('at report made', 'a change was left where it is');

    const record = await closed(job);
    expect(record.state, record.sentence).toBe('done');
    expectOnce(all.world, record);
  });
});

describe('what is left of it', () => {
  it('is every wanted message once, in order, with its last words', SLOW, async () => {
    for (const job of jobs) await expectThread(all, await closed(job));

    expect(all.slack.messages(CHANNEL)).toHaveLength(jobs.length);
    expect(all.slack.violations()).toEqual([]);
  });

  it('is in two audits that hold: each request, and each export that was begun', () => expectAudits(all, jobs.length));

  it('is no loss of data that anybody found, and each victim was killed in both jobs', async () => {
    expect(await all.store.lostData()).toBeUndefined();
    expect(killed).toEqual([
      'agent at export begun',
      'bot at backup preparing',
      'worker by SIGTERM at export hanging',
      'redis at set renamed',
      'worker at export verified',
      'bot at report posted',
      'worker at change preparing',
      'bot at plan made',
      'redis at approved',
      'agent at fenced',
      'worker at permit wanted',
      'bot at permit wanted',
      'redis at claim',
      'agent at cmdlet running',
      'worker at cmdlet running',
      'worker at outcome written',
      'redis at report made',
    ]);
  });
});
