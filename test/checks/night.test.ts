import { describe, expect, it } from 'vitest';
import { judgeMatrix, type MatrixContext } from '../../src/checks/matrix.js';
import type { MatrixRow } from '../../src/report.js';
import { decisiveRows, pair } from './port.js';

type Says = MatrixRow['says'];
const CANT = "can't tell";
const judge = (rows: MatrixRow[], context: Partial<MatrixContext> = {}) =>
  judgeMatrix(rows, { names: pair, settleMinutes: 20, ...context });

describe('the night of the failed failover, from the story', () => {
  const shown = (row: string, says: Says, weight: MatrixRow['weight'] = 'shown'): MatrixRow => ({
    row,
    label: row,
    weight,
    says,
    detail: 'typed from the story',
  });
  const after = decisiveRows('primary', {
    'xds-state/backup': 'backup',
    'active-master': CANT,
    'active-file-transfer-agent': CANT,
  });
  const first = [
    ...after,
    shown('management-connection', 'primary'),
    shown('central-management-service', 'backup'),
    shown('cms-topology', 'primary'),
    shown('replicas', CANT),
  ];
  const blank = after.map((row) => (row.row.startsWith('active-') ? { ...row, says: 'nobody' as Says } : row));
  const moved = blank.map((row) => (row.row.startsWith('scp/') ? { ...row, says: 'backup' as Says } : row));

  it.each([
    { stage: 'right after the cmdlet, both status cmdlets empty', rows: first },
    { stage: 'after the restarts, replicas False, master and agent blank', rows: [...blank, ...first.slice(8)] },
    { stage: 'after the SCP was moved by hand', rows: moved },
    {
      stage: 'after a fourth Component row was written by hand',
      rows: [...moved, shown('xds-component/primary', 'both', 'informational')],
    },
  ])('is a split brain $stage', ({ rows }) => {
    const verdict = judge(rows, { lastMove: { to: 'backup', endedMinutesAgo: 2 } });

    expect(verdict.kind).toBe('split-brain');
    expect(verdict.decidedBy).toEqual(['xds-state/primary', 'xds-state/backup']);
    expect(verdict.first).toMatch(/^Users work; do not restart services, do not edit SQL,/);
  });

  it('is not called healthy or single when the databases could not be read', () => {
    const unread = first.map((row) => (row.row.startsWith('xds-') ? { ...row, says: CANT as Says } : row));

    expect(judge(unread).kind).toBe('cant-tell');
  });
});
