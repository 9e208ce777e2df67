import { randomUUID } from 'node:crypto';
import type { Keys } from './keys.js';
import type { Link } from './link.js';
import { CREATE_INSTALLATION } from './lua/gates.js';

/**
 * The id that Redis and the targets both carry, so that an emptied, restored or wrong Redis is noticed
 * (engineering-notes 2.2.3). Throws SfbError UNAVAILABLE when Redis is away.
 */
export interface InstallationStore {
  /** Undefined when this Redis has none (any more). */
  installation(): Promise<string | undefined>;
  /** Makes one only where there is none; gives the one that holds. */
  createInstallation(): Promise<string>;
}

export function createInstallationStore(link: Link, keys: Keys): InstallationStore {
  return {
    async installation() {
      return (await link.read('the installation id', (redis) => redis.get(keys.installation))) ?? undefined;
    },

    async createInstallation() {
      const [id = ''] = await link.write('created', CREATE_INSTALLATION, [keys.installation], [randomUUID()]);
      return id;
    },
  };
}
