import { z } from 'zod';
import type { JobStore } from './jobs.js';
import { RETENTION } from './jobs.js';
import type { Keys } from './keys.js';
import type { Link } from './link.js';
import { RELEASE_RENDERER, SAVE_POSTED, TAKE_RENDERER, THREAD_COMPLETE } from './lua/threads.js';
import type { JobRecord } from './record.js';
import type { SubscribeWakes } from './wakes.js';

const Posted = z.strictObject({ ts: z.string().optional(), hash: z.string() });

/** What was sent for one message of a thread; without `ts` a post was begun and its answer never came. */
export interface Posted {
  readonly ts?: string;
  readonly hash: string;
}

/** What the renderer of threads keeps. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface ThreadStore {
  readJob(id: string): Promise<JobRecord | undefined>;
  /** Ids of jobs that are open, or closed with a thread that is not complete; the oldest first. */
  unfinishedThreads(): Promise<string[]>;
  posted(id: string): Promise<Record<string, Posted>>;
  savePosted(id: string, key: string, posted: Posted): Promise<void>;
  /** The job is closed and everything wanted is in the channel. */
  threadComplete(id: string): Promise<void>;
  /** Takes or renews the right to render; false while another owner has it. */
  takeRenderer(id: string, owner: string, milliseconds: number): Promise<boolean>;
  releaseRenderer(id: string, owner: string): Promise<void>;
  /** Calls back with the id of each job that changed, and after a broken connection with each unfinished one. */
  subscribeWakes(wake: (id: string) => void): Promise<() => Promise<void>>;
}

export function createThreadStore(link: Link, keys: Keys, jobs: JobStore, subscribe: SubscribeWakes): ThreadStore {
  const unfinishedThreads = () => link.read('the list of threads', (redis) => redis.zrange(keys.threads, '0', '-1'));
  return {
    readJob: (id) => jobs.readJob(id),
    unfinishedThreads,

    async posted(id) {
      const fields = await link.read(`what was posted for ${id}`, (redis) => redis.hgetall(keys.posted(id)));
      const entries = Object.entries(fields).map(([key, text]): [string, Posted] => {
        const { ts, hash } = Posted.parse(JSON.parse(text));
        return [key, ts === undefined ? { hash } : { ts, hash }];
      });
      return Object.fromEntries(entries);
    },

    async savePosted(id, key, posted) {
      const text = JSON.stringify(Posted.parse(posted));
      await link.write(`noted as posted for ${id}`, SAVE_POSTED, [keys.posted(id)], [key, text]);
    },

    async threadComplete(id) {
      const names = [keys.threads, keys.posted(id)];
      await link.write(`noted about the thread of ${id}`, THREAD_COMPLETE, names, [id, RETENTION]);
    },

    async takeRenderer(id, owner, milliseconds) {
      const args = [owner, milliseconds];
      const [word] = await link.write(`rendered of ${id}`, TAKE_RENDERER, [keys.renderer(id)], args);
      return word === 'taken';
    },

    async releaseRenderer(id, owner) {
      await link.write(`released of ${id}`, RELEASE_RENDERER, [keys.renderer(id)], [owner]);
    },

    async subscribeWakes(wake) {
      return await subscribe((event) => {
        if (event.kind === 'job') wake(event.job);
        // A list that cannot be read now is read by the renderer's own next scan.
        else
          unfinishedThreads().then(
            (ids) => ids.forEach(wake),
            () => undefined,
          );
      });
    },
  };
}
