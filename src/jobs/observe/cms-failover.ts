import { z } from 'zod';
import { witnesses } from '../../checks/index.js';
import { gatherMatrix } from '../../checks/run.js';
import type { Pair } from '../../domain.js';
import type { ReadPort } from '../../powershell/types.js';
import { camps, type MatrixRow, serverWord } from '../../report.js';
import { defineObserver } from '../change.js';
import { BOTH_ACTIVE } from './matrix-settled.js';

const Rows = z.record(z.string(), z.string());

/**
 * The planned move of the CMS: both databases, the SCP on every DC and the active service say so; who replicates and the
 * local stores follow later and have a step of their own. What the cmdlet said, in whatever language, decides nothing.
 */
export const cmsFailover = defineObserver({
  name: 'cms-failover',
  before: z.object({ rows: Rows }),

  async readBefore(ps, { pair }) {
    const rows = await read(ps, pair);
    return { rows: Object.fromEntries(rows.map(({ row, says }) => [row, says])) };
  },

  async observe(ps, { pair, from, to }, before) {
    const rows = await read(ps, pair);
    const says = (row: string) => rows.find((one) => one.row === row)?.says;
    if (says('xds-state/primary') === 'primary' && says('xds-state/backup') === 'backup') {
      return { seen: 'cant-tell', stop: true, sentence: BOTH_ACTIVE };
    }
    const moved = rows.filter(({ row }) => MOVED.test(row));
    if (moved.length > 3 && moved.every((row) => row.says === to)) {
      const sentence = `The CMS moved to ${serverWord(pair, to)}: both databases, the SCP on every DC and the active service say so.`;
      return { seen: 'happened', sentence };
    }
    const decisive = rows.filter(({ weight }) => weight === 'decisive');
    const asBefore = decisive.every((row) => row.says === from && before.rows[row.row] === from);
    if (asBefore)
      return { seen: 'not-happened', sentence: `Nothing moved: every witness names ${serverWord(pair, from)}.` };
    return { seen: 'cant-tell', sentence: `The move is not proven: ${camps(pair, moved) || 'nothing could be read'}.` };
  },
});

const MOVED = /^(?:xds-state\/|scp\/|central-management-service$)/;

async function read(ps: ReadPort, pair: Pair): Promise<MatrixRow[]> {
  return (await gatherMatrix(witnesses, { ps, pair })).rows;
}
