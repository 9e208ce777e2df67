import { StatusReport } from '../report.js';
import type { Keys } from './keys.js';
import type { Link } from './link.js';
import { GET_STATUS, PUT_STATUS } from './lua/threads.js';

/** A status as it was read, and how many milliseconds ago by Redis' clock. */
export interface AgedStatus {
  readonly report: StatusReport;
  readonly ageMs: number;
}

/** The last two readings of each pair. Everything throws SfbError UNAVAILABLE when Redis is away. */
export interface StatusStore {
  putStatus(pair: string, report: StatusReport): Promise<void>;
  getStatus(pair: string): Promise<AgedStatus | undefined>;
  /** At most two, the newest first. */
  lastStatuses(pair: string): Promise<AgedStatus[]>;
}

export function createStatusStore(link: Link, keys: Keys): StatusStore {
  async function lastStatuses(pair: string): Promise<AgedStatus[]> {
    const [now, ...readings] = await link.look(`the last status of ${pair}`, GET_STATUS, [keys.status(pair)], []);
    return readings.flatMap((reading) => aged(reading, Number(now)));
  }

  return {
    async putStatus(pair, report) {
      const text = JSON.stringify(StatusReport.parse(report));
      await link.write(`kept of the status of ${pair}`, PUT_STATUS, [keys.status(pair)], [text]);
    },

    getStatus: async (pair) => (await lastStatuses(pair))[0],

    lastStatuses,
  };
}

/** A reading of another build is no reading: nothing is claimed from it, and the pair is read again. */
function aged(reading: string, now: number): AgedStatus[] {
  const space = reading.indexOf(' ');
  const parsed = StatusReport.safeParse(json(reading.slice(space + 1)));
  return parsed.success ? [{ report: parsed.data, ageMs: now - Number(reading.slice(0, space)) }] : [];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
