import { checks } from '../checks/index.js';
import { runCheck } from '../checks/run.js';
import type { Check, GatherContext } from '../checks/types.js';
import {
  type CheckLine,
  checkName,
  checkWords,
  listed,
  type StatusReport,
  serverWord,
  type VerifyReport,
} from '../report.js';
import { runStatus } from './status.js';
import type { StatusInput } from './types.js';

export interface VerifyInput extends StatusInput {
  /** Read again until the witnesses, and what follows them later, have settled; for `settleMinutes` at most. */
  readonly wait: boolean;
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Drops sessions, which keep the CMS connection they first had. */
  readonly renew: () => void;
}

/** What must hold beside the matrix. */
const VERIFIED: readonly Check[] = [
  checks.replicas,
  checks['backup-service'],
  checks['cms-services'],
  checks['pool-state'],
  checks['pool-state-local'],
];

const READ_EVERY_MS = 60_000;
/** What lags for some minutes after any change; a stopped service does not come back by waiting. */
const LAGGING: readonly string[] = ['replicas', 'backup-service', 'pool-state-local'];
const UNSETTLED: readonly StatusReport['verdict']['kind'][] = ['settling', 'disagree'];

interface Reading {
  readonly status: StatusReport;
  readonly lines: readonly CheckLine[];
}

/**
 * Says whether a pair is as it should be; `reading` is its matrix as a status. Effect: read. Never throws for what a
 * server did or did not answer, and nothing that was not read counts as good.
 */
export async function runVerify(input: VerifyInput): Promise<{ report: VerifyReport; reading: StatusReport }> {
  const bound = input.settleMinutes * 60_000;
  const started = input.clock().getTime();
  let before: StatusReport | undefined;
  for (let readings = 1; ; readings += 1) {
    const left = started + bound - input.clock().getTime();
    const last = !input.wait || left <= 0;
    input.renew();
    // Inside the bound a disagreement is judged as if seen for the first time: it may be a move that settles.
    const seen = await readOnce(input, last ? (before ?? input.previous) : undefined);
    const status = continued(seen.status, before);
    if (last || isSettled(status, seen.lines)) {
      return { report: reportOf({ ...seen, status }, readings), reading: status };
    }
    before = status;
    await input.sleep(Math.min(READ_EVERY_MS, left));
  }
}

function isSettled({ verdict }: StatusReport, lines: readonly CheckLine[]): boolean {
  if (verdict.kind !== 'single') return !UNSETTLED.includes(verdict.kind);
  return !lines.some(({ id, status, accepted }) => LAGGING.includes(id) && status !== 'pass' && accepted !== true);
}

/** All in one turn, so that equal reads travel once. */
async function readOnce(input: VerifyInput, previous: StatusReport | undefined): Promise<Reading> {
  const { ps, pair } = input;
  const context: GatherContext = { ps, pair };
  const [status, lines] = await Promise.all([
    runStatus({ ...input, previous }),
    Promise.all(VERIFIED.map((check) => lineOf(check, context))),
  ]);
  return { status, lines };
}

/** A disagreement began with the first reading that showed it. */
function continued(status: StatusReport, before: StatusReport | undefined): StatusReport {
  if (status.namesBothSince === undefined || before?.namesBothSince === undefined) return status;
  return before.namesBothSince < status.namesBothSince ? { ...status, namesBothSince: before.namesBothSince } : status;
}

async function lineOf(check: Check, context: GatherContext): Promise<CheckLine> {
  const { id, title } = check;
  return { id, title, ...(await runCheck(check, context)) };
}

function reportOf({ status, lines }: Reading, readings: number): VerifyReport {
  const { kind: _status, notes: _notes, ...matrix } = status;
  const single = status.verdict.kind === 'single';
  const bad = lines.filter(({ status, accepted }) => status !== 'pass' && accepted !== true);
  const again = `Then verify again: \`verify ${status.pair}\`.`;
  return {
    ...matrix,
    kind: 'verify',
    ok: single && bad.length === 0,
    first: firstOf(status, lines, bad),
    checks: [...lines],
    next: single && bad.length > 0 ? ['Look at what does not pass, and at the fix named with it.', again] : matrix.next,
    readings,
  };
}

function firstOf(
  { verdict, primary, backup, rows }: StatusReport,
  lines: readonly CheckLine[],
  bad: readonly CheckLine[],
): string {
  if (verdict.kind !== 'single' || verdict.side === undefined) return verdict.first;
  const holder = serverWord({ primary, backup }, verdict.side);
  if (bad.length === 0) {
    const count = rows.filter(({ weight }) => weight === 'decisive').length;
    const accepted = lines.filter((line) => line.accepted).map(({ id }) => checkName(id));
    const rest = accepted.length === 0 ? '' : ` or are accepted in the config (${listed(accepted)})`;
    return `Verified: the CMS is active on ${holder} alone, all ${count} witnesses that decide name it and all ${lines.length} checks pass${rest}.`;
  }
  const names = checkWords(bad);
  return `Not verified: the CMS is active on ${holder} alone, but ${bad.length} of ${lines.length} checks do not pass: ${names}.`;
}
