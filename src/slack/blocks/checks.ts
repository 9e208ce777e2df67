import { type CheckLine, listed } from '../../jobs/report.js';
import type { Message } from '../types.js';
import type { Line } from './kit.js';
import { documentMessages } from './overflow.js';

/** What a check list is rendered from, whatever report it stands in. */
export interface Checked {
  readonly pair: string;
  readonly checks: readonly Omit<CheckLine, 'title'>[];
}

/** A check list in lines that fit a phone: verdict and sentence, and under what does not pass what to do about it. */
export function checksMessages({ pair, checks }: Checked, job: string): Message[] {
  const bad = checks.filter(({ status }) => status !== 'pass');
  const summary =
    bad.length === 0
      ? `all ${checks.length} pass`
      : `${listed(bad.map(({ id, status }) => `${id} ${status}`))}; ${checks.length - bad.length} of ${checks.length} pass`;
  // What needs a person comes first: a phone shows the top of a message.
  const ordered = [...bad, ...checks.filter(({ status }) => status === 'pass')];
  const lines: Line[] = [[{ text: 'Checks', bold: true }], ...ordered.flatMap(checkLines)];
  return documentMessages([{ lines }], `Checks of ${pair}: ${summary}.`, {
    name: `${job}-checks.txt`,
    title: `Checks of ${pair}`,
  });
}

function checkLines({ status, sentence, fix }: Checked['checks'][number]): Line[] {
  const line: Line = [{ text: `${status}: `, bold: status !== 'pass' }, { text: sentence }];
  return fix === undefined ? [line] : [line, [{ text: `    > ${fix}` }]];
}
