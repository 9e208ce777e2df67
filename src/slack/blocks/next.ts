import type { Report } from '../../report.js';
import type { Message } from '../types.js';
import type { Line, Part } from './kit.js';
import { documentMessages } from './overflow.js';

/** `On fe2.domain.local: Get-CsManagementConnection` is meant for that server's console. */
const CONSOLE = /^(On [^:]+): (.+)$/s;

/** What to do and what to leave alone, in order; console commands in a form that can be copied as it is. */
export function nextMessages(report: Report, job: string): Message[] {
  const { next, pair } = report;
  const known = next.filter((step) => step.trim() !== '');
  const steps = known.length === 0 ? [nothingNext(report)] : known;
  const parts: Part[] = [{ lines: [[{ text: 'What to do next', bold: true }]] }, ...steps.flatMap(stepParts)];
  return documentMessages(parts, `Next: ${steps.map(forSlack).join(' ')}`, {
    name: `${job}-next.txt`,
    title: `What to do next on ${pair}`,
  });
}

/** What is said where no report names a next step; never that all is well beside a line that is not. */
function nothingNext(report: Report): string {
  const lines = report.kind === 'status' ? report.notes : report.checks;
  const bad = lines.filter((line) => line.status !== 'pass' && !('accepted' in line && line.accepted === true)).length;
  if (bad === 0) return 'Nothing needs to be done.';
  const count = bad === 1 ? '1 line above does' : `${bad} lines above do`;
  const lead = report.kind === 'preflight' ? 'Nothing has to be done before a failover may begin' : 'Nothing is urgent';
  return `${lead}; ${count} not pass, and what to do about it stands there.`;
}

function stepParts(step: string): Part[] {
  const [, where, command] = CONSOLE.exec(step) ?? [];
  if (where === undefined || command === undefined) return [{ lines: [sentence(forSlack(step))] }];
  return [{ lines: [[{ text: `${where}:` }]] }, { copy: command }];
}

/** The bot's own commands are written `status london` in a report; here they begin with /sfb. */
function forSlack(step: string): string {
  return step.replace(/`(?!npm )([a-z]+ [^`]+)`/g, '`/sfb $1`');
}

/** A sentence whose `…` parts are shown as code. */
function sentence(text: string): Line {
  return text
    .split('`')
    .map((piece, index) => ({ text: piece, code: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
