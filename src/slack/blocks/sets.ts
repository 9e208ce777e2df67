import { padded, setTable } from '../../jobs/backup/lines.js';
import type { BackupReport, BackupsReport } from '../../report.js';
import type { Message } from '../types.js';
import type { Line } from './kit.js';
import { documentMessages } from './overflow.js';

/** The files of a new set, or every set of a pair; nothing where there is none. */
export function setMessages(report: BackupReport | BackupsReport, job: string): Message[] {
  const rows = padded(setTable(report));
  if (rows.length === 0) return [];
  const title = report.kind === 'backup' ? `Files of backup set ${report.set?.id}` : `Backup sets of ${report.pair}`;
  const lines: Line[] = [[{ text: title, bold: true }], ...rows.map((text): Line => [{ text }])];
  return documentMessages([{ lines }], `${title}: ${rows.length}.`, { name: `${job}-sets.txt`, title });
}
