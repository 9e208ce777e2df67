import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse, stringify } from 'yaml';
import type { LabShell } from '../../lab/shell.js';
import { type LabProcess, type LabStack, startStack } from '../../lab/stack.js';
import { packageRoot } from '../../lab/where.js';
import { catalogueDigestOf, openDoctorBook } from '../../src/jobs/doctor-record.js';
import { keysOf } from '../../src/queue/keys.js';
import { connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import { agentPids } from '../support/agent-pids.js';
import { labPair } from '../support/lab-agent.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

export const CHANNEL = 'C0SFB';
/** For what a busy machine takes, in milliseconds; nothing is measured by it. */
export const PATIENCE = 50_000;

/** A call of the worker, before it is made or after it was answered; `like` is a pattern for what it is called with. */
export interface Point {
  readonly at: 'before' | 'after';
  readonly call: string;
  readonly like: string;
}

/** The real worker of test/process/crash-worker.mjs. */
export interface CrashWorker {
  readonly child: ChildProcess;
  said(): string;
  /** The end of it, without the noise of connections. */
  lastWords(): string;
  /** The next time it comes to this point it waits there. */
  holdAt(point: Point): void;
  /** Resolves when it waits. */
  held(): Promise<void>;
  go(): void;
  /** SIGKILL, and gone. */
  kill(): Promise<void>;
  /** SIGKILL for every PowerShell it has. */
  killAgents(): void;
}

/** The whole of it, in which anything may be killed. */
export interface CrashStack {
  readonly slack: LabStack['slack'];
  readonly store: Store;
  readonly lab: LabShell;
  readonly world: string;
  readonly redis: TestRedis;
  startBot(): Promise<LabProcess>;
  /** A bot works on the thread of this job. */
  rendering(job: string): Promise<boolean>;
  /** What a killed worker, or a killed bot, had of this job has run out, in 3 s and 12 s; nobody need wait for that. */
  leaseOver(who: 'worker' | 'bot', job: string): Promise<void>;
  /** @param data another folder for its audit, as a worker on another machine has */
  startWorker(hold?: Point, data?: string): Promise<CrashWorker>;
  /** A spare one for that other machine. */
  prepare(data: string): void;
  stop(): Promise<void>;
}

/** Workers that are started with their PowerShell while the one before them works, for whoever follows a killed one. */
const SPARES = 6;

export async function startCrashStack(): Promise<CrashStack> {
  const folder = tempFolder('crash');
  const world = join(folder, 'world');
  const lab = await warmLabShell();
  await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  const server = await startRedis();
  const stack = await startStack({ folder, world, redis: server });
  changeConfig(stack.configPath, stack.configPath, ({ deployment: { pairs }, worker }) => {
    pairs[0].shares.splice(1);
    // Each of them loads the module, in every PowerShell that comes after a dead one.
    worker.powershell.jumpRunspaces = 2;
  });
  allowChanges(join(folder, '.sfb'));
  const redis = connectRedis(server.url, 'producer');
  const store = createStore({ redis, openSubscriber: () => connectRedis(server.url, 'worker'), deployment: 'lab' });
  const workers: CrashWorker[] = [];
  let left = SPARES;
  const spares = new Map<string | undefined, Spawned>();
  const prepare = (data?: string) =>
    spares.set(data, spawnHoldable(configFor(stack.configPath, folder, data), { SFB_SPARE: '1' }));
  return {
    slack: stack.slack,
    store,
    lab,
    world,
    redis: server,
    startBot: () => stack.start('bot'),
    rendering: async (job) => (await redis.exists(keysOf('lab').renderer(job))) === 1,
    leaseOver: (who, job) =>
      until(async () => {
        const key = keysOf('lab').lease(job);
        if (who === 'bot') await redis.del(keysOf('lab').renderer(job));
        else if ((await redis.hexists(key, 'until')) === 1) await redis.hset(key, 'until', Date.now());
        return true;
      }, 'Redis after its end'),
    async startWorker(hold, data) {
      const spare = spares.get(data);
      spares.delete(data);
      const worker = await startHoldable(configFor(stack.configPath, folder, data), hold, spare);
      workers.push(worker);
      if (data === undefined && left > 0) {
        left -= 1;
        prepare();
      }
      return worker;
    },
    prepare,
    async stop() {
      for (const { child } of spares.values()) child.kill('SIGKILL');
      await Promise.all(workers.map((worker) => worker.kill()));
      redis.disconnect();
      await stack.stop();
      await lab.close();
      // The runners of the servers end with their world.
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** What doctor writes when all is well; it has tests of its own. */
function allowChanges(data: string): void {
  const catalogueDigest = catalogueDigestOf(join(packageRoot(), 'src', 'powershell', 'agent'));
  const pair = { deployment: 'lab', pair: labPair.name, lab: true };
  const record = {
    schema: 2 as const,
    at: new Date().toISOString(),
    catalogueDigest,
    ...pair,
    results: [{ id: 'module', place: 'jump' as const, verdict: 'pass' as const, sentence: 'It is there.' }],
    baselines: [],
    notTried: [],
  };
  openDoctorBook(data).write(record, []);
}

function configFor(path: string, folder: string, data: string | undefined): string {
  if (data === undefined) return path;
  const other = join(folder, `${data}.yaml`);
  changeConfig(path, other, ({ worker }) => {
    worker.data = join(folder, data);
  });
  return other;
}

function changeConfig(from: string, to: string, change: (config: ReturnType<typeof parse>) => void): void {
  const config = parse(readFileSync(from, 'utf8'));
  change(config);
  writeFileSync(to, stringify(config));
}

interface Spawned {
  readonly child: ChildProcess;
  /** Said that it is a worker. */
  readonly ready: Promise<void>;
  said(): string;
}

function spawnHoldable(configPath: string, more: Readonly<Record<string, string>>): Spawned {
  const { NODE_OPTIONS: _dropped, ...env } = process.env;
  const script = join(import.meta.dirname, 'crash-worker.mjs');
  const child = spawn(process.execPath, [script, '--config', configPath], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      output += `${line}\n`;
      if (line.startsWith('worker ready')) resolve();
    });
  });
  return { child, ready, said: () => output };
}

async function startHoldable(configPath: string, hold: Point | undefined, spare?: Spawned): Promise<CrashWorker> {
  const { child, ready, said } = spare ?? spawnHoldable(configPath, {});
  if (hold !== undefined) child.send({ hold });
  if (spare !== undefined) child.send({ begin: true });
  const lastWords = () =>
    said()
      .split('\n')
      .filter((line) => !line.includes('ECONNREFUSED'))
      .slice(-12)
      .join('\n');
  let holding = false;
  child.on('message', () => {
    holding = true;
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([ready, gone.then(() => Promise.reject(new Error(`The worker did not start:\n${said()}`)))]);
  return {
    child,
    said,
    lastWords,
    holdAt: (point) => void child.send({ hold: point }),
    held: () =>
      until(
        () => holding,
        () => `The worker did not come to its point. It said:\n${lastWords()}`,
      ),
    go() {
      holding = false;
      child.send({ go: true });
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    killAgents() {
      for (const pid of agentPids(child.pid)) process.kill(pid, 'SIGKILL');
    },
  };
}

/** Looks until it is so; what cannot be looked at now is looked at again. Throws with `what` at the end of patience. */
export async function until(look: () => unknown, what: string | (() => string)): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    if (
      await Promise.resolve()
        .then(look)
        .catch(() => false)
    )
      return;
    if (Date.now() > end) throw new Error(typeof what === 'string' ? `${what} did not come.` : what());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What ran on the servers, as they themselves wrote it down: a line before each effect and one after. */
export function callsOf(world: string): { server: string; cmdlet: string; mark: string; given: string }[] {
  const path = join(world, 'calls.log');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([, server = '', cmdlet = '', mark = '', given = '']) => ({ server, cmdlet, mark, given }));
}
