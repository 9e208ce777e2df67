import { type CheckLine, checkWords, type PreflightReport } from '../../report.js';
import type { Message } from '../types.js';
import type { Line } from './kit.js';
import { documentMessages } from './overflow.js';

/** What a check list is rendered from, whatever report it stands in. */
export interface Checked extends Partial<Pick<PreflightReport, 'blockedBy' | 'waived'>> {
  readonly pair: string;
  readonly checks: readonly Omit<CheckLine, 'title'>[];
}

/** A check list in lines that fit a phone: verdict and sentence, and under what does not pass what to do about it. */
export function checksMessages({ pair, checks, blockedBy = [], waived = [] }: Checked, job: string): Message[] {
  const bad = checks.filter(({ status }) => status !== 'pass');
  const rank = ({ id, status }: Checked['checks'][number]) => (blockedBy.includes(id) ? 0 : status === 'pass' ? 2 : 1);
  // What needs a person comes first: a phone shows the top of a message.
  const ordered = [...checks].sort((a, b) => rank(a) - rank(b));
  const summary =
    bad.length === 0
      ? `all ${checks.length} pass`
      : `${checkWords(ordered.filter(({ status }) => status !== 'pass'))}; ${checks.length - bad.length} of ${checks.length} pass`;
  const lines: Line[] = [
    [{ text: 'Checks', bold: true }],
    ...ordered.flatMap((line) => checkLines(line, blockedBy.includes(line.id))),
    ...waived.map(({ title, why }): Line => [{ text: `left out: ${title}: ${why}` }]),
  ];
  return documentMessages([{ lines }], `Checks of ${pair}: ${summary}.`, {
    name: `${job}-checks.txt`,
    title: `Checks of ${pair}`,
  });
}

function checkLines({ status, sentence, fix }: Checked['checks'][number], blocks: boolean): Line[] {
  const line: Line = [{ text: `${status}${blocks ? ', blocks' : ''}: `, bold: status !== 'pass' }, { text: sentence }];
  return fix === undefined ? [line] : [line, [{ text: `    > ${fix}` }]];
}
