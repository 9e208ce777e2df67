import type { Keys } from './keys.js';
import type { Link } from './link.js';
import { HOLD_DEPLOYMENT, NOW } from './lua/holder.js';

/** Which job may change this deployment. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface HolderStore {
  /** Undefined when this job has the deployment to itself; otherwise the open job that has it. */
  holdDeployment(job: string): Promise<string | undefined>;
  /** Milliseconds by Redis' own clock. */
  redisNow(): Promise<number>;
}

export function createHolderStore(link: Link, keys: Keys): HolderStore {
  return {
    async holdDeployment(job) {
      const names = [keys.changing, keys.open];
      const [word, holder] = await link.write(`held for job ${job}`, HOLD_DEPLOYMENT, names, [job]);
      return word === 'ours' ? undefined : holder;
    },

    async redisNow() {
      const [now] = await link.look("Redis' time", NOW, [], []);
      return Number(now);
    },
  };
}
