import { ageWord } from '../../backup-set.js';
import type { BackupReport, BackupsReport } from '../../report.js';

/** The files of a set, or the list of sets, as a table; the same lines for a terminal and for Slack. */
export function setTable(report: BackupReport | BackupsReport): string[][] {
  if (report.kind === 'backups') {
    return report.sets.map(({ id, on, state, sentence, hours }) => [
      id,
      state,
      hours === undefined ? '-' : ageWord(hours),
      on,
      sentence,
    ]);
  }
  if (report.set === undefined) return [];
  return [
    ...report.set.files.map(({ name, bytes, sha256 }) => [name, `${bytes} bytes`, `sha256 ${sha256}`]),
    ...report.set.absent.map(({ what, why }) => [what, 'absent', why]),
  ];
}

/** Cells of each column as wide as the widest; the last one is left as it is. */
export function padded(rows: readonly string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] ?? '').length));
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(width(index) + 2))).join(''),
  );
}
