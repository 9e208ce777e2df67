import { Queue, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { JobId } from '../domain.js';
import { RETENTION } from './jobs.js';
import { keysOf } from './keys.js';
import { createLink } from './link.js';
import { RUNG } from './lua/leases.js';
import { connectRedis } from './redis.js';

const QUEUE = 'doorbell';

const Ring = z.strictObject({ job: JobId });

export interface Listener {
  /** Takes no more rings and waits for those in hand. */
  close(): Promise<void>;
}

/** Tells workers that a job may want them. Losing, repeating or delaying a ring is harmless: the record decides. */
export interface Doorbell {
  /** Throws SfbError UNAVAILABLE within 2 s when Redis is away; the sweeper then rings later. */
  ring(jobId: string): Promise<void>;
  /** Calls back for each ring heard, at most `concurrency` at a time. What `onRing` throws goes to `onError`. */
  listen(onRing: (jobId: string) => Promise<void>, options: { concurrency: number }): Listener;
  close(): Promise<void>;
}

export interface DoorbellOptions {
  readonly redisUrl: string;
  readonly deployment: string;
  readonly onError: (error: Error) => void;
}

export function createDoorbell({ redisUrl, deployment, onError }: DoorbellOptions): Doorbell {
  const keys = keysOf(deployment);
  const prefix = `${keys.prefix}bullmq`;
  const redis = connectRedis(redisUrl, 'producer', onError);
  const link = createLink(redis);
  const queue = openQueue(redis, prefix, onError);
  return {
    async ring(jobId) {
      const job = JobId.parse(jobId);
      await link.ask(`nobody was told of job ${job} yet`, async () => {
        // An id that BullMQ has seen is ignored for ever, so each ring has its own.
        const count = await redis.hincrby(keys.ring(job), 'n', 1);
        await queue.add('ring', { job }, { jobId: `${job}.${count}` });
      });
      await link.write(`noted of the ring for ${job}`, RUNG, [keys.ring(job)], [RETENTION]);
    },

    listen(onRing, { concurrency }) {
      const connection = connectRedis(redisUrl, 'worker', onError);
      // BullMQ tells of a failure only when it has written it down, which it cannot while Redis is away.
      const heard = async ({ data }: { data: unknown }) => {
        await onRing(Ring.parse(data).job).catch(onError);
      };
      const worker = new Worker(QUEUE, heard, workerOptions(connection, prefix, concurrency));
      worker.on('error', onError);
      worker.on('failed', (_job, error) => onError(error));
      return {
        async close() {
          await worker.close();
          connection.disconnect();
        },
      };
    },

    async close() {
      await queue.close();
      redis.disconnect();
    },
  };
}

/** Neither waits for a connection nor asks for the version first: either would wait, or fail, for ever. */
function openQueue(redis: Redis, prefix: string, onError: (error: Error) => void): Queue {
  const queue = new Queue(QUEUE, {
    connection: redis,
    prefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', onError);
  return queue;
}

/** The only place that makes these: one worker with other limits would break them for all (a killed job must not run again). */
function workerOptions(connection: Redis, prefix: string, concurrency: number): WorkerOptions {
  return {
    connection,
    prefix,
    concurrency,
    maxStalledCount: 0,
    maxStartedAttempts: 1,
  };
}
