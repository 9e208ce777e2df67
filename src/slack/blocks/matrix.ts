import { type RowMark, rowMark, rowSays } from '../../jobs/text.js';
import { camps, type MatrixReport, type MatrixRow, type StatusReport } from '../../report.js';
import type { Message } from '../types.js';
import type { Line } from './kit.js';
import { documentMessages } from './overflow.js';

/** A shape that needs no colour. */
const MARKS: Readonly<Record<RowMark, string>> = { differs: '!', unread: '?', plain: '·' };

/** What every witness says: one line each, who decides first and those that differ marked. A file when it is too long. */
export function matrixMessages(report: MatrixReport & Partial<Pick<StatusReport, 'notes'>>, job: string): Message[] {
  const decisive = report.rows.filter((row) => row.weight === 'decisive');
  const { notes = [] } = report;
  const others = report.rows.filter((row) => row.weight !== 'decisive');
  const all: Line[] = [
    title('Who decides'),
    ...decisive.map((row) => rowLine(report, row)),
    ...(others.length === 0 ? [] : [title('\nShown, not counted')]),
    ...others.map((row) => rowLine(report, row)),
    ...(notes.length === 0 ? [] : [title('\nAlso read')]),
    ...notes.map(noteLine),
    [{ text: '\n! names another server   ? decides and could not be read' }],
  ];
  return documentMessages([{ lines: all }], `Witnesses of ${report.pair}: ${summaryOf(report, decisive)}.`, {
    name: `${job}-witnesses.txt`,
    title: `Witnesses of ${report.pair}`,
  });
}

function title(text: string): Line {
  return [{ text, bold: true }];
}

/** `! SCP on dc1: fe1 (primary), fe1.domain.local\rtc`; the label of a marked row is bold, too. */
function rowLine(report: MatrixReport, row: MatrixRow): Line {
  const mark = rowMark(report, row);
  const label = { text: `${MARKS[mark]} ${row.label}: `, bold: mark !== 'plain' };
  const says = rowSays(report, row);
  // A source that never names a server, such as the replicas, says only what it saw.
  if (says === '-' && row.detail !== '') return [label, { text: row.detail }];
  return [
    label,
    { text: says === '-' ? 'names nobody' : says, bold: true },
    ...(row.detail === '' ? [] : [{ text: `, ${row.detail}` }]),
  ];
}

function noteLine({ status, sentence }: StatusReport['notes'][number]): Line {
  return [{ text: `${status}: `, bold: status !== 'pass' }, { text: sentence }];
}

/** Who names whom among the deciding witnesses, and who could not be read. */
function summaryOf(report: MatrixReport, decisive: readonly MatrixRow[]): string {
  const unread = decisive.filter(({ says }) => says === "can't tell").map(({ label }) => label);
  const read = camps(report, decisive);
  if (unread.length === 0) return read;
  return `${read === '' ? '' : `${read}; `}not read: ${unread.join(', ')}`;
}
