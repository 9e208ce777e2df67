import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tempFolder } from './temp.js';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** Of the server that runs now; another one after `restart`. */
  readonly pid: number;
  /** Ends it cleanly, when it still runs. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files. */
  restart(): Promise<void>;
  /** Stops it from answering without closing connections. */
  pause(): void;
  resume(): void;
}

export interface TestRedisOptions {
  readonly aof?: 'always' | 'everysec' | 'no';
  readonly policy?: string;
}

/** A private redis-server on a loopback port, by default as the product needs it. Start one per test file, and stop it. */
export async function startRedis({ aof = 'always', policy = 'noeviction' }: TestRedisOptions = {}): Promise<TestRedis> {
  const dir = tempFolder('redis');
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: aof === 'no' ? 'no' : 'yes',
    appendfsync: aof === 'no' ? 'everysec' : aof,
    'maxmemory-policy': policy,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let child = await start(args);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    // A halted server ends only when it goes on, except by SIGKILL.
    if (signal !== 'SIGKILL') child.kill('SIGCONT');
    await ended;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    get pid() {
      return child.pid ?? -1;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      child = await start(args);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

function start(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  endWithUs(child);
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code} before it was ready:\n${output}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections')) resolve(child);
    });
  });
}

/** A test process that is killed runs no hook; a shell that waits for the end of its pipe ends the server then. */
function endWithUs(child: ChildProcess): void {
  const script = 'cat >/dev/null; kill -9 "$1"';
  const watcher = spawn('sh', ['-c', script, 'sh', String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.once('error', () => undefined);
  child.once('exit', () => {
    watcher.kill('SIGKILL');
    watcher.stdin.destroy();
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
