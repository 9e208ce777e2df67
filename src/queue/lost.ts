import { SfbError } from '../errors.js';
import type { Keys } from './keys.js';
import type { DecidingLink } from './link.js';
import { ADOPT_LOST, LOST, TOLD_LOST } from './lua/lost.js';

/** How it was found that this Redis lost data, or is another one than before. */
export interface LostData {
  /** When it was found: ISO, UTC, by Redis' clock. */
  readonly at: string;
  /** `decisions`: a bot or worker had more of them confirmed; `lease`: a server was fenced under a later epoch. */
  readonly what: 'decisions' | 'lease';
  /** What Redis knows, and what is known outside of it. */
  readonly found: number;
  readonly known: number;
  readonly told: boolean;
}

/**
 * A Redis that lost the end of its data knows nothing of a deny, or of a start. Whoever finds that marks it, and then no
 * plan, approval, permit or claim is taken until a named person adopts it.
 */
export interface LostStore {
  /** Looks, by what this process knows. Undefined while nothing is known to be lost. */
  lostData(): Promise<LostData | undefined>;
  toldLost(lost: LostData): Promise<void>;
  /** False when nothing was lost. */
  adoptLost(): Promise<boolean>;
}

export function createLostStore(link: DecidingLink, keys: Keys): LostStore {
  return {
    async lostData() {
      const [word, at, what, found, known, told] = await link.decide('looked at', LOST, [], []);
      if (word !== 'lost') return undefined;
      return {
        at: new Date(Number(at)).toISOString(),
        what: what === 'lease' ? 'lease' : 'decisions',
        found: Number(found),
        known: Number(known),
        told: told === '1',
      };
    },

    async toldLost({ at }) {
      await link.write('noted about the loss', TOLD_LOST, [keys.lost], [Date.parse(at)]);
    },

    async adoptLost() {
      const [word] = await link.decide('adopted', ADOPT_LOST, [], []);
      return word === 'adopted';
    },
  };
}

/** What whoever wants to change something is told. */
export function lostData(): SfbError {
  const message =
    'Redis lost data, so no approval in it counts any more and nothing is changed until a named person has looked (`npm run sfb -- journal`, `npm run sfb -- audit`) and runs `npm run sfb -- adopt`; then ask again.';
  return new SfbError('NOT_ALLOWED', message, { details: { reason: 'lost-data' } });
}
