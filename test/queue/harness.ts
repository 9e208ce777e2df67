import type { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { type Keys, keysOf } from '../../src/queue/keys.js';
import { checkRedis, connectRedis } from '../../src/queue/redis.js';
import { createStore, type Store } from '../../src/queue/store.js';
import type { Timer } from '../../src/queue/time.js';
import { startRedis, type TestRedis } from '../support/redis.js';

export interface Here {
  readonly store: Store;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly deployment: string;
}

export interface Opened extends Here {
  close(): void;
}

let deployments = 0;

/** A store that is ready; without a deployment in one that no other test has. */
export async function openStore(
  server: TestRedis,
  deployment: string = `test-${process.pid}-${++deployments}`,
): Promise<Opened> {
  const redis = connectRedis(server.url, 'producer');
  const store = createStore({ redis, openSubscriber: () => connectRedis(server.url, 'worker'), deployment });
  await checkRedis(redis);
  return { store, redis, keys: keysOf(deployment), deployment, close: () => redis.disconnect() };
}

/** A Redis and a store for the tests of one file; ready when the first of them begins. */
export function useStore(): Here {
  let opened: Opened | undefined;
  let server: TestRedis | undefined;
  beforeAll(async () => {
    server = await startRedis();
    opened = await openStore(server);
  });
  afterAll(async () => {
    opened?.close();
    await server?.stop();
  });
  const here = (): Opened => {
    if (opened === undefined) throw new Error('The store is not open before the first test begins.');
    return opened;
  };
  return {
    get store() {
      return here().store;
    },
    get redis() {
      return here().redis;
    },
    get keys() {
      return here().keys;
    },
    get deployment() {
      return here().deployment;
    },
  };
}

let jobs = 0;

/** A job to write down; each call has another id. */
export function aJob() {
  const id = `status-j${String(++jobs).padStart(9, '0')}`;
  return {
    id,
    kind: 'status',
    pair: 'london',
    request: { fresh: true },
    source: 'slack' as const,
    requester: { teamId: 'T0LAB', userId: 'U0ANA' },
    channel: 'C0SFB',
    lab: true,
  };
}

/** Time that passes only when a test says so. */
export function handTimer(): Timer & { readonly waiting: () => number[]; fire(): void } {
  const waiting = new Map<() => void, number>();
  return {
    after(milliseconds, run) {
      waiting.set(run, milliseconds);
      return () => void waiting.delete(run);
    },
    waiting: () => [...waiting.values()],
    fire() {
      const due = [...waiting.keys()];
      waiting.clear();
      for (const run of due) run();
    },
  };
}
