import { type Pair, serverOf } from '../../domain.js';
import type { Step } from '../plan/types.js';

/** Each call of a plan for a console, with its server; a wait or a check is said in words. */
export function consoleLines(steps: readonly Step[], pair: Pair, jump = 'the jump host'): string[] {
  return steps.map(({ title, call, line }) => {
    if (call === undefined || line === undefined) return `Then: ${title}`;
    return `On ${call.place === 'jump' ? jump : serverOf(pair, call.place)}: ${line}`;
  });
}

/** What is said of a step that was begun and of whose effect nobody is sure: its line is never given again. */
export function mayHaveRun({ title }: Pick<Step, 'title'>, pair: string): string {
  return `"${title}" may have run: do not run it again; look first with \`npm run sfb -- verify ${pair}\`.`;
}

/** The section of RUNBOOK.md that brings the users of `home` back to it. */
export function failbackSection(home: string, away: string): string {
  return `Failback, ${away} to ${home}`;
}
