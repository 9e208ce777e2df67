import { otherSide } from '../domain.js';
import {
  type ChangeReport,
  type CheckLine,
  firstSentence,
  type MatrixReport,
  type MatrixRow,
  type PreflightLine,
  type PreflightReport,
  type Report,
  type StatusReport,
  saysWord,
  second,
} from '../report.js';
import { padded, setTable } from './backup/lines.js';

/** differs: names another server than the others · unread: decisive and not read · plain: nothing to point out. */
export type RowMark = 'differs' | 'unread' | 'plain';

/** How a row stands to the verdict. Informational rows are never marked. */
export function rowMark({ verdict, rows }: MatrixReport, { row, weight, says }: MatrixRow): RowMark {
  if (says === "can't tell") return weight === 'decisive' ? 'unread' : 'plain';
  if (weight === 'informational') return 'plain';
  if (says !== 'primary' && says !== 'backup') return 'differs';
  if (verdict.side !== undefined) {
    return says === (verdict.kind === 'returning' ? otherSide(verdict.side) : verdict.side) ? 'plain' : 'differs';
  }

  // Nobody is right beforehand: the smaller group of the deciding rows stands out, or both when they are equal.
  const decides = verdict.decidedBy.includes(row);
  const group = rows.filter((one) => (decides ? verdict.decidedBy.includes(one.row) : one.weight === 'decisive'));
  const size = (side: string) => group.filter((one) => one.says === side).length;
  const [mine, others] = [size(says), size(otherSide(says))];
  if (decides) return others > 0 && mine <= others ? 'differs' : 'plain';
  return mine < others ? 'differs' : 'plain';
}

/** Who a row names. A row that does not count and names nobody shows a dash: that is no fault. */
export function rowSays(report: MatrixReport, { weight, says }: MatrixRow): string {
  return says === "can't tell" && weight !== 'decisive' ? '-' : saysWord(report, says);
}

/** When the witnesses were read, how long that took and how old it is. */
export function readingLine(report: Pick<StatusReport, 'readAt' | 'readMs'>, ageSeconds: number): string {
  const at = second(report.readAt);
  return `Read ${at} in ${(report.readMs / 1000).toFixed(1)} s, ${ageWord(ageSeconds)}.`;
}

function ageWord(seconds: number): string {
  if (seconds < 5) return 'just now';
  return seconds < 120 ? `${Math.round(seconds)} s ago` : `${Math.round(seconds / 60)} min ago`;
}

/** A report for a terminal `width` columns wide; `ageSeconds` since it was read, by the caller's clock. */
export function renderText(report: Report, width: number, ageSeconds = 0): string {
  const wide = Math.max(width, 40);
  const lines = [
    ...wrap(firstSentence(report), wide),
    '',
    `${report.pair}: ${report.verdict.name}${report.lab ? ' (LAB)' : ''}`,
    '',
    ...matrixLines(report, wide),
    '',
    ...listLines(report, wide),
  ];
  if (report.next.length > 0) lines.push('', 'Next:', ...report.next.flatMap((step) => nextLines(step, wide)));
  return `${[...lines, '', readingLine(report, ageSeconds)].join('\n')}\n`;
}

function listLines(report: Report, width: number): string[] {
  if (report.kind === 'verify') return checkLines(report.checks, width);
  if (report.kind === 'failover') return changeLines(report, width);
  if (report.kind === 'preflight') return preflightLines(report, width);
  if (report.kind === 'backup' || report.kind === 'backups') {
    return [...padded(setTable(report)), '', ...checkLines(report.checks, width)];
  }
  return report.notes.flatMap(({ status, sentence }) => wrap(sentence, width, status.padEnd(9)));
}

/** What was done and what was not, then how the pair is now. */
function changeLines({ done, notDone, checks, set }: ChangeReport, width: number): string[] {
  return [
    ...done.flatMap((title) => wrap(title, width, 'done     ')),
    ...notDone.flatMap((title) => wrap(title, width, 'not done ')),
    ...(set === undefined ? [] : wrap(set, width, 'set      ')),
    '',
    ...checkLines(checks, width),
  ];
}

/** A check list, one line or more for each: the verdict, the sentence, and below it what to do about it. */
export function checkLines(checks: readonly Omit<CheckLine, 'id' | 'title'>[], width: number): string[] {
  return checks.flatMap(({ status, sentence, fix }) => [
    ...wrap(sentence, width, status.padEnd(9)),
    ...(fix === undefined ? [] : wrap(fix, width, `${' '.repeat(9)}> `)),
  ]);
}

/** What blocks first, then what needs a look, then what is well; and what this mode leaves out. */
function preflightLines({ checks, blockedBy, waived }: PreflightReport, width: number): string[] {
  const rank = ({ id, status }: PreflightLine) => (blockedBy.includes(id) ? 0 : status === 'pass' ? 2 : 1);
  const ordered = [...checks].sort((a, b) => rank(a) - rank(b));
  const column = Math.max(...[...checks, ...waived].map(({ id }) => id.length), 0) + 2;
  const lead = (word: string, id: string) => `${word.padEnd(10)}${id.padEnd(column)}`;
  return [
    ...ordered.flatMap((line) => [
      ...wrap(line.sentence, width, lead(`${line.status}${rank(line) === 0 ? '!' : ''}`, line.id)),
      ...(line.fix === undefined ? [] : wrap(line.fix, width, lead('', '>'))),
    ]),
    ...waived.flatMap(({ id, title, why }) => wrap(`${title}: ${why}`, width, lead('left out', id))),
    ...(blockedBy.length === 0 ? [] : wrap('! blocks', width)),
  ];
}

const MARKS: Readonly<Record<RowMark, string>> = { differs: '!', unread: '?', plain: ' ' };

export function matrixLines(report: MatrixReport, width: number): string[] {
  const cells = report.rows.map((row) => ({
    mark: `${row.weight === 'decisive' ? '*' : ' '}${MARKS[rowMark(report, row)]} `,
    label: row.label,
    says: rowSays(report, row),
    detail: row.detail,
  }));
  const column = (key: 'label' | 'says') => Math.max(...cells.map((cell) => cell[key].length), 0) + 2;
  const [labels, says] = [column('label'), column('says')];
  return [
    ...cells.flatMap((cell) =>
      wrap(cell.detail, width, `${cell.mark}${cell.label.padEnd(labels)}${cell.says.padEnd(says)}`),
    ),
    ...wrap('* decides   ! names another server   ? decides and could not be read', width),
  ];
}

/** A console line stays whole, so that it can be copied. */
export function nextLines(step: string, width: number): string[] {
  return step.startsWith('On ') ? [`    ${step}`] : wrap(step, width, '  - ');
}

/** Words of `text` behind `lead`, continued under its end; a word longer than a line is not cut. */
export function wrap(text: string, width: number, lead = ''): string[] {
  const room = Math.max(width - lead.length, 20);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${line}`.trimEnd());
}
