import { judgeMatrix, type MatrixContext } from '../../src/checks/matrix.js';
import { nextSteps } from '../../src/jobs/status.js';
import type { MatrixRow, StatusReport } from '../../src/report.js';
import { london } from '../commands/pairs.js';

const DECISIVE: readonly [string, string][] = [
  ['xds-state/primary', 'CurrentState on fe1'],
  ['xds-state/backup', 'CurrentState on fe2'],
  ['scp/dc1.domain.local', 'SCP on dc1'],
  ['scp/dc2.domain.local', 'SCP on dc2'],
  ['active-master', 'Active master'],
  ['active-file-transfer-agent', 'Active FTA'],
  ['rtclocal/primary', 'RTCLOCAL on fe1'],
  ['rtclocal/backup', 'RTCLOCAL on fe2'],
];

/** A matrix in which every witness names `says`, except those said otherwise. */
export function rows(says: MatrixRow['says'], except: Readonly<Record<string, MatrixRow['says']>> = {}): MatrixRow[] {
  const decisive = DECISIVE.map(
    ([row, label]): MatrixRow => ({
      row,
      label,
      weight: 'decisive',
      says: except[row] ?? says,
      detail: except[row] === "can't tell" ? 'Access is denied.' : 'fe1.domain.local\\rtc',
    }),
  );
  return [
    ...decisive,
    { row: 'management-connection', label: 'Get-CsManagementConnection', weight: 'shown', says, detail: 'fe1' },
    { row: 'xds-component/primary', label: 'Component on fe1', weight: 'informational', says: 'nobody', detail: '' },
  ];
}

/** A report as the status job makes it, for these rows. */
export function aReport(matrix: MatrixRow[], context: Partial<MatrixContext> = {}): StatusReport {
  const verdict = judgeMatrix(matrix, { names: london, settleMinutes: 20, ...context });
  return {
    kind: 'status',
    pair: london.name,
    primary: london.primary,
    backup: london.backup,
    lab: true,
    verdict,
    rows: matrix,
    notes: [{ status: 'warn', sentence: 'Replica edge1.domain.local is not up to date.' }],
    next: nextSteps(verdict, matrix, london),
    readAt: '2026-11-23T03:00:01.000Z',
    readMs: 412,
  };
}
