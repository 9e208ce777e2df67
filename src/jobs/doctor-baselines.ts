import { isDeepStrictEqual } from 'node:util';
import { witnesses } from '../checks/index.js';
import { attempt } from '../checks/run.js';
import type { Pair } from '../domain.js';
import { SfbError } from '../errors.js';
import type { ReadPort } from '../powershell/types.js';
import type { DoctorReading } from './doctor-reads.js';
import type { Baseline } from './doctor-report.js';

/**
 * Which reads the witnesses of the matrix make, from where, and whether each of them answered here. Nothing is read anew:
 * every witness is asked over what doctor has read. A probe that never answered is later no evidence of a dead server.
 */
export async function baselinesOf(readings: readonly DoctorReading[], pair: Pair): Promise<Baseline[]> {
  const found: Baseline[] = [];
  for (const { id, gather } of witnesses) {
    const ps: ReadPort = {
      async read(use, params, place) {
        const reading = readings.find(
          (one) => one.use.name === use.name && one.place === place && isDeepStrictEqual(one.params, params),
        );
        const outcome = reading?.outcome.ok === true ? reading.outcome : undefined;
        const about = reading?.subject ?? '';
        const line = { witness: id, use: use.name, from: place, ...(about === '' ? {} : { about }) };
        found.push({ ...line, answered: outcome !== undefined && outcome.rows.length > 0 });
        if (outcome === undefined) throw new SfbError('NO_ANSWER', 'It gave no answer.');
        const rows = outcome.rows.map((row) => use.row.parse(row));
        return { ...outcome, rows, verbose: [], place, cmdlet: use.cmdlet };
      },
    };
    await attempt(async () => gather({ ps, pair }));
  }
  return found.filter((line, index) => found.findIndex((one) => isDeepStrictEqual(one, line)) === index);
}
