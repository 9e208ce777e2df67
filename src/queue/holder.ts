import { z } from 'zod';
import { Side } from '../domain.js';
import type { Keys } from './keys.js';
import type { DecidingLink } from './link.js';
import { lostData } from './lost.js';
import { HOLD_DEPLOYMENT, NOW, PUT_MOVE } from './lua/holder.js';

const Moved = z.object({ to: Side, job: z.string(), at: z.string() });

/** The last move of a pair's CMS by a job of ours; `endedAt` is ISO, by Redis' clock. */
export interface LastMove {
  readonly to: Side;
  readonly job: string;
  readonly endedAt: string;
}

/** Which job may change this deployment. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface HolderStore {
  /**
   * Undefined when this job has the deployment to itself; otherwise the open job that has it. Throws SfbError NOT_ALLOWED
   * when this Redis lost data.
   */
  holdDeployment(job: string): Promise<string | undefined>;
  /** Milliseconds by Redis' own clock. */
  redisNow(): Promise<number>;
  /** Notes that a job of ours moved the CMS just now; witnesses lag for minutes after a good move. */
  putMove(pair: string, to: Side, job: string): Promise<void>;
  lastMove(pair: string): Promise<LastMove | undefined>;
}

export function createHolderStore(link: DecidingLink, keys: Keys): HolderStore {
  return {
    async holdDeployment(job) {
      const names = [keys.changing, keys.open];
      const [word, holder] = await link.decide(`held for job ${job}`, HOLD_DEPLOYMENT, names, [job]);
      if (word === 'lost') throw lostData();
      return word === 'ours' ? undefined : holder;
    },

    async redisNow() {
      const [now] = await link.look("Redis' time", NOW, [], []);
      return Number(now);
    },

    async putMove(pair, to, job) {
      await link.write(`noted about the move of ${pair}`, PUT_MOVE, [keys.moved(pair)], [to, job]);
    },

    async lastMove(pair) {
      const fields = await link.read(`the last move of ${pair}`, (redis) => redis.hgetall(keys.moved(pair)));
      if (Object.keys(fields).length === 0) return undefined;
      const { to, job, at } = Moved.parse(fields);
      return { to, job, endedAt: new Date(Number(at)).toISOString() };
    },
  };
}
