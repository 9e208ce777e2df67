import { type Pair, type Side, serverOf } from '../domain.js';
import { searchCsClsLogging } from '../powershell/cmdlets/search-cs-cls-logging.js';
import { listed, shortServer } from '../report.js';
import { attempt } from './run.js';
import type { Check, ClsTrace, Reading, Verdict } from './types.js';

/** What was traced, and the lines a search gave, or why it gave none. */
export interface ClsHadrFacts {
  readonly trace: ClsTrace;
  readonly lines: Reading<readonly string[]>;
}

const SIDES: readonly Side[] = ['primary', 'backup'];
/** How a line names its level is UNVERIFIED (sfb-facts 3.22); one without it is counted and not judged. */
const LEVEL = /\bTL_([A-Z]+)/;
const BAD = ['ERROR', 'FATAL'];
const NOTHING: Reading<readonly string[]> = { ok: true, value: [] };

export const clsHadr: Check<ClsHadrFacts> = {
  id: 'cls-hadr',
  title: 'centralized logging shows no error of replication and backup',
  why: 'The seed looked there as well. Silence proves nothing, and its prose is not documented, so it warns at most.',
  severity: { planned: 'warns', disaster: 'skipped', failback: 'warns', recover: 'skipped' },
  optIn: true,

  async gather({ ps, pair, trace = { by: 'nobody', why: 'nobody asked for it', components: [] } }) {
    if (trace.by === 'nobody') return { trace, lines: NOTHING };
    const { components } = trace;
    const params = { Computers: SIDES.map((side) => serverOf(pair, side)), Components: [...components] };
    return { trace, lines: await attempt(async () => (await ps.read(searchCsClsLogging, params, 'jump')).rows) };
  },

  judge({ trace, lines }, pair) {
    if (trace.by === 'nobody') {
      const fix = trace.fix ?? 'Read the event log of both servers instead.';
      return { status: 'unknown', sentence: `Nothing was traced: ${trace.why}.`, fix };
    }
    const found = lines.ok ? judgeLines(lines.value, trace, pair) : unread(lines.reason);
    if (trace.by === 'others' || trace.why === undefined) return found;
    // Whatever the logs say: a trace that was left running has to be looked after.
    const status = found.status === 'pass' ? 'warn' : found.status;
    const fix = trace.fix ?? found.fix;
    return { status, sentence: `${found.sentence} ${trace.why}.`, ...(fix === undefined ? {} : { fix }) };
  },
};

function unread(reason: string): Verdict {
  const fix = 'The jump host needs TCP 50001-50003 to both servers, the account CsServerAdministrator.';
  return { status: 'unknown', sentence: `The HADR logs were not searched (${reason}).`, fix };
}

function judgeLines(lines: readonly string[], { by, components }: ClsTrace, pair: Pair): Verdict {
  const what = by === 'us' ? 'HADR was traced and ended again' : 'HADR is traced by somebody else, and was left alone';
  const levels = lines.map((line) => LEVEL.exec(line)?.[1]);
  const errors = levels.filter((level) => level !== undefined && BAD.includes(level)).length;
  const search = `Search-CsClsLogging -Computers ${pair.primary},${pair.backup} -Components ${components.join(',')} -LogLevel Error`;
  const known = levels.filter((level) => level !== undefined).length;
  if (errors > 0) {
    const sentence = `${what}: ${errors} of ${known} lines of the last 30 min are errors.`;
    return { status: 'warn', sentence, fix: `Read them on the jump host: ${search}` };
  }
  if (known < lines.length || known === 0) {
    const seen =
      lines.length === 0 ? 'its log is empty' : `${lines.length - known} of ${lines.length} lines were not understood`;
    return { status: 'unknown', sentence: `${what}; ${seen}: no evidence either way.`, fix: `By hand: ${search}` };
  }
  const silent = SIDES.filter((side) => !lines.some((line) => mentions(line, shortServer(pair, side))));
  if (silent.length > 0) {
    const names = listed(silent.map((side) => shortServer(pair, side)));
    return {
      status: 'unknown',
      sentence: `${what}; ${known} lines, none of ${names}: no evidence of it.`,
      fix: `By hand: ${search}`,
    };
  }
  return { status: 'pass', sentence: `${what}: ${known} lines of both servers in the last 30 min, none an error.` };
}

/** Whether a text names a server or a scenario, alone and not as a part of another word. */
export function mentions(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'i').test(text);
}
