import { z } from 'zod';
import { checks } from '../checks/index.js';
import { runCheck } from '../checks/run.js';
import type { Check, GatherContext, Mode, Witness } from '../checks/types.js';
import { Fqdn, type Pair, type Side } from '../domain.js';
import type { SafeChangePort } from '../powershell/types.js';
import {
  checkWords,
  type PreflightLine,
  PreflightMode,
  type PreflightReport,
  type StatusReport,
  serverWord,
} from '../report.js';
import { mayBeLate, runStatus } from './status.js';
import { type Synced, syncPair } from './sync.js';
import type { Tell } from './telling.js';
import { notTraced, traceDuring } from './trace.js';
import type { StatusInput } from './types.js';

/** What a person asks a preflight for, beside the pair. */
export const PreflightRequest = z.strictObject({
  mode: PreflightMode.default('planned'),
  /** Sync both pools and force replication first, then read everything again (safe changes). */
  sync: z.boolean().default(false),
  /** Trace the scenario HADR for some minutes and search its logs as well (safe changes). */
  deep: z.boolean().default(false),
});
export type PreflightRequest = z.infer<typeof PreflightRequest>;

export interface PreflightInput extends StatusInput, Omit<PreflightRequest, 'deep'> {
  readonly deep?: boolean;
  /** Wait up to five minutes for what alone blocks and may only be late: some person waits, and no permit. */
  readonly patient?: boolean;
  readonly ps: SafeChangePort;
  /** The machine this runs on. */
  readonly jump: string;
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly tell?: Tell;
  /** Drops sessions, which keep the CMS connection they first had. */
  readonly renew: () => void;
}

interface Reading {
  readonly status: StatusReport;
  readonly lines: readonly PreflightLine[];
}

/**
 * Says whether a pair is ready for a change of this mode. Reads only, unless `sync` or `deep` ask for their safe changes;
 * those are made only while one server alone holds the CMS. Never throws for what a server did or did not answer, and
 * nothing that was not read counts as good.
 */
export async function runPreflight(
  input: PreflightInput,
): Promise<{ readonly report: PreflightReport; readonly reading: StatusReport }> {
  input.renew();
  // Before a sync only who holds the CMS counts: everything else is read again after it.
  const first = await settle(input, await readOnce(input, undefined), input.sync ? [MATRIX] : [MATRIX, ...LATE]);
  if (input.deep !== true) return finish(input, await syncOnce(input, first));

  const single = first.status.verdict.kind === 'single';
  const { done, trace } = single
    ? await traceDuring(input, async (traced) => {
        // At least one round of the Backup Service, which comes every two minutes, falls into the trace.
        if (traced && !input.sync) {
          input.tell?.('Let HADR be traced for 3 minutes');
          await input.sleep(TRACE_MS);
        }
        return await syncOnce(input, first);
      })
    : { done: await syncOnce(input, first), trace: notTraced(ONLY_SINGLE) };
  const context = { ...contextOf(input, undefined), trace };
  const line = await lineOf(checks['cls-hadr'], input.mode, context);
  return finish(input, { ...done, lines: [...done.lines, line] });
}

const MATRIX = 'cms-matrix';
const GRACE_MINUTES = 5;

/**
 * A replica that is False, a local store or a domain controller that names the old server: all that is normal for some
 * minutes after any change (domain-notes 2), so where nothing else blocks it is read again. What still differs in the last
 * of these readings has differed since the first. A sync waits for its replicas itself.
 */
async function settle<R extends Reading>(input: PreflightInput, reading: R, awaited: readonly string[]): Promise<R> {
  if (input.patient !== true && !input.sync) return reading;
  let seen = reading;
  for (let minute = 1; minute <= GRACE_MINUTES; minute += 1) {
    const late = lateIn(input, seen, awaited);
    if (late.length === 0) break;
    if (minute === 1) input.tell?.('Read again what may only be late, for 5 minutes at most');
    await input.sleep(60_000);
    const previous = minute === GRACE_MINUTES ? reading.status : input.previous;
    seen = { ...seen, ...(await readAgain({ ...input, previous }, seen, late)) };
  }
  return seen;
}

/** The lines that block and may only be late; none when one of them, or another one, does not pass by waiting. */
function lateIn({ mode }: PreflightInput, { status, lines }: Reading, awaited: readonly string[]): string[] {
  const blockers = [matrixLine(status, mode), ...lines].filter(blocking);
  const late = blockers.every((line) => (line.id === MATRIX ? mayBeLate(status) : LATE.includes(line.id)));
  return late ? blockers.map(({ id }) => id).filter((id) => awaited.includes(id)) : [];
}

const LATE: readonly string[] = ['replicas', 'rtclocal-equals-cms'];

async function readAgain(input: PreflightInput, seen: Reading, late: readonly string[]): Promise<Reading> {
  const context = contextOf(input, undefined);
  if (late.includes(MATRIX)) input.renew();
  const [status, lines] = await Promise.all([
    late.includes(MATRIX) ? runStatus(input) : seen.status,
    Promise.all(
      seen.lines.map((line) => {
        const check = beside().find(({ id }) => id === line.id && late.includes(id));
        return check === undefined ? line : lineOf(check, input.mode, context);
      }),
    ),
  ]);
  return { status, lines };
}

const TRACE_MS = 180_000;
const ONLY_SINGLE = 'that is done only while one server alone holds the CMS';

interface Read extends Reading {
  readonly sync?: PreflightLine;
}

function finish(input: PreflightInput, { sync, ...reading }: Read) {
  return { report: reportOf(input, reading, sync), reading: reading.status };
}

/** Where it is asked for and allowed: both pools synced, replication forced, then everything read again. */
async function syncOnce(input: PreflightInput, first: Reading): Promise<Read> {
  if (!input.sync) return first;
  if (first.status.verdict.kind !== 'single') return { ...first, sync: forbidden(first.status) };
  const synced = await syncPair(input);
  input.renew();
  input.tell?.('Read everything again');
  const after = await readOnce(input, synced.minutes);
  return { ...(await settle(input, after, [MATRIX, 'rtclocal-equals-cms'])), sync: syncLine(synced) };
}

/** Where a change of this mode takes the CMS. */
export function targetOf(mode: Mode): Side {
  return mode === 'failback' ? 'primary' : 'backup';
}

/** All in one turn, so that every read travels in one batch and equal ones once. */
async function readOnce(input: PreflightInput, eventMinutes: number | undefined): Promise<Reading> {
  const { mode } = input;
  const context = contextOf(input, eventMinutes);
  const [status, lines] = await Promise.all([
    runStatus(input),
    Promise.all(listedChecks(mode).map((check) => lineOf(check, mode, context))),
  ]);
  return { status, lines };
}

function contextOf(input: PreflightInput, eventMinutes: number | undefined): GatherContext {
  const { ps, pair, mode } = input;
  const jump = Fqdn.safeParse(input.jump);
  return {
    ps,
    pair,
    to: targetOf(mode),
    ...(jump.success ? { jump: jump.data } : {}),
    ...(eventMinutes === undefined ? {} : { eventMinutes }),
  };
}

const isWitness = (check: Check): check is Witness => 'testify' in check;

/** Every check that is not a row of the matrix verdict already, and that nobody has to ask for. */
function beside(): Check[] {
  return Object.values<Check>(checks).filter(
    (check) => check.optIn === undefined && (!isWitness(check) || check.weight === 'shown'),
  );
}

function listedChecks(mode: Mode): Check[] {
  return beside().filter((check) => check.severity[mode] !== 'skipped');
}

/** What is left out in this mode though it is asked in a planned one. */
function waivedIn(mode: Mode): PreflightReport['waived'] {
  const why =
    mode === 'disaster'
      ? 'left out in a disaster, in which the primary is taken for gone'
      : 'left out before recover, which is for the state in which this does not hold';
  return beside()
    .filter((check) => check.severity[mode] === 'skipped' && check.severity.planned !== 'skipped')
    .map(({ id, title }) => ({ id, title, why }));
}

async function lineOf(check: Check, mode: Mode, context: GatherContext): Promise<PreflightLine> {
  const { id, title } = check;
  const severity = check.severity[mode] === 'blocks' ? 'blocks' : 'warns';
  const verdict = await runCheck(check, context);
  // Elsewhere a pool that is away may be meant to be; it cannot be failed over a second time.
  const again = mode === 'planned' && check === checks['pool-state'] && verdict.status === 'warn' && !verdict.accepted;
  return { id, title, severity, ...verdict, ...(again ? { status: 'fail' } : {}) };
}

/** The matrix as a line of the list. In a disaster half of the witnesses are gone by nature; a split still blocks. */
function matrixLine({ verdict }: StatusReport, mode: Mode): PreflightLine {
  const line = { id: MATRIX, title: 'one server alone holds the CMS', sentence: verdict.first };
  const fix = 'Follow the next steps of this report.';
  const severity = mode === 'recover' ? 'warns' : 'blocks';
  if (verdict.kind === 'single') return { ...line, severity, status: 'pass' };
  const unsure = ['single-unread', 'cant-tell', 'settling'].includes(verdict.kind);
  if (mode === 'disaster' && unsure && verdict.kind !== 'settling') return { ...line, severity, status: 'warn', fix };
  return { ...line, severity, status: unsure ? 'unknown' : 'fail', fix };
}

const SYNC = { id: 'sync', title: 'both pools are synced and replication has run', severity: 'blocks' } as const;

function forbidden({ verdict }: StatusReport): PreflightLine {
  const sentence = `Not synced: that is allowed only while one server alone holds the CMS, and the verdict is ${verdict.name}.`;
  const fix = 'Do not sync by hand either: it would carry one copy of the CMS over the other.';
  return { ...SYNC, status: 'fail', sentence, fix };
}

function syncLine({ status, sentence, fix }: Synced): PreflightLine {
  return { ...SYNC, status, sentence, ...(fix === undefined ? {} : { fix }) };
}

const blocking = ({ severity, status }: PreflightLine) =>
  severity === 'blocks' && (status === 'fail' || status === 'unknown');

function reportOf(input: PreflightInput, { status, lines }: Reading, sync?: PreflightLine): PreflightReport {
  const { kind: _status, notes: _notes, next, ...matrix } = status;
  const { mode, pair } = input;
  const list = [matrixLine(status, mode), ...(sync === undefined ? [] : [sync]), ...lines];
  const blockers = list.filter(blocking);
  const state =
    blockers.length === 0 ? 'ready' : blockers.some((line) => line.status === 'fail') ? 'not-ready' : 'unknown';
  return {
    ...matrix,
    kind: 'preflight',
    mode,
    to: targetOf(mode),
    state,
    first: firstOf(status, list, state, aim(mode, pair)),
    checks: list,
    blockedBy: blockers.map(({ id }) => id),
    waived: waivedIn(mode),
    next: nextOf(next, blockers, pair),
  };
}

function aim(mode: Mode, pair: Pair): string {
  const to = serverWord(pair, targetOf(mode));
  if (mode === 'recover') return `recover of ${pair.name}`;
  if (mode === 'failback') return `a failback of ${pair.name} to ${to}`;
  return `a ${mode === 'disaster' ? 'disaster' : 'planned'} failover of ${pair.name} to ${to}`;
}

function firstOf(
  { verdict }: StatusReport,
  list: readonly PreflightLine[],
  state: PreflightReport['state'],
  what: string,
): string {
  const blockers = list.filter(blocking);
  if (state === 'ready') {
    const others = list.filter(({ status }) => status !== 'pass');
    const rest =
      others.length === 0 ? `all ${list.length} checks pass` : `nothing blocks; worth a look: ${checkWords(others)}`;
    return `Ready for ${what}: ${rest}.`;
  }
  const lead = state === 'not-ready' ? `Not ready for ${what}` : `Not known whether it is ready for ${what}`;
  // A frightened person must not have to look for this one: it comes before everything else.
  const alarm = ['split-brain', 'none'].includes(verdict.kind) ? `${verdict.first} ` : '';
  return `${alarm}${lead}: ${blockers.length === 1 ? 'one check blocks' : `${blockers.length} checks block`}: ${checkWords(blockers)}.`;
}

function nextOf(matrix: readonly string[], blockers: readonly PreflightLine[], pair: Pair): string[] {
  if (matrix.length > 0) return [...matrix];
  const fixes = blockers.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  return fixes.length === 0 ? [] : [...new Set(fixes), `Then preflight again: \`preflight ${pair.name}\`.`];
}
