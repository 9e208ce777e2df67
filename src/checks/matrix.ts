import { otherSide, type Side } from '../domain.js';
import {
  camps,
  listed,
  type MatrixKind,
  type MatrixRow,
  type MatrixVerdict,
  type ServerNames,
  serverWord,
} from '../report.js';

export interface MatrixContext {
  readonly names: ServerNames;
  /** Minutes after a move during which differing witnesses are normal. */
  readonly settleMinutes: number;
  /** The last move of the CMS we know of. */
  readonly lastMove?: { readonly to: Side; readonly endedMinutesAgo: number } | undefined;
  /** A server that is kept from acting as master. */
  readonly fenced?: Side | undefined;
  /** A server that was moved away from while it was down, and answers again. */
  readonly returning?: Side | undefined;
  /** The last reading, and how long ago the disagreement it may show began. */
  readonly previous?: { readonly minutesAgo: number; readonly rows: readonly MatrixRow[] } | undefined;
}

/** Two readings this far apart that both name two servers are no delay any more (domain-notes 1.4). */
export const READ_AGAIN_MINUTES = 3;

/** What the decisive rows come to, before any sentence is made of it. */
export interface Finding {
  readonly kind: MatrixKind;
  readonly side?: Side;
  readonly reason:
    | 'agree'
    | 'databases'
    | 'own-rows'
    | 'move'
    | 'two-readings'
    | 'no-master'
    | 'first-reading'
    | 'unread';
}

const RUNTIME: readonly string[] = ['active-master', 'active-file-transfer-agent'];

/** Who the decisive rows name, counted in one pass. */
interface Tally {
  readonly count: Record<MatrixRow['says'], number>;
  /** What each server's own database and local store say, `undefined` when the row is missing. */
  readonly xds: Record<Side, MatrixRow['says'] | undefined>;
  readonly local: Record<Side, MatrixRow['says'] | undefined>;
  runtime: number;
  runtimeBlank: number;
  scp: number;
  scpUnread: number;
}

function tallyOf(rows: readonly MatrixRow[]): Tally {
  const tally: Tally = {
    count: { primary: 0, backup: 0, both: 0, nobody: 0, "can't tell": 0 },
    xds: { primary: undefined, backup: undefined },
    local: { primary: undefined, backup: undefined },
    runtime: 0,
    runtimeBlank: 0,
    scp: 0,
    scpUnread: 0,
  };
  for (const { row, weight, says } of rows) {
    if (weight !== 'decisive') continue;
    tally.count[says] += 1;
    if (row === 'xds-state/primary') tally.xds.primary = says;
    else if (row === 'xds-state/backup') tally.xds.backup = says;
    else if (row === 'rtclocal/primary') tally.local.primary = says;
    else if (row === 'rtclocal/backup') tally.local.backup = says;
    else if (RUNTIME.includes(row)) {
      tally.runtime += 1;
      if (says === 'nobody') tally.runtimeBlank += 1;
    } else if (row.startsWith('scp/')) {
      tally.scp += 1;
      if (says === "can't tell") tally.scpUnread += 1;
    }
  }
  return tally;
}

/** Every decisive witness was asked; without that nothing may be called single. */
function isComplete({ xds, local, runtime, scp }: Tally): boolean {
  const sides = [xds.primary, xds.backup, local.primary, local.backup];
  return !sides.includes(undefined) && runtime === RUNTIME.length && scp > 0;
}

/** The only side named, when nothing read says anything else. */
function onlySide({ count }: Tally): Side | undefined {
  if (count.both > 0 || count.nobody > 0 || (count.primary > 0 && count.backup > 0)) return undefined;
  if (count.primary > 0) return 'primary';
  return count.backup > 0 ? 'backup' : undefined;
}

/** Decisive rows name two servers, in one row or in different ones. */
export function namesBoth(rows: readonly MatrixRow[]): boolean {
  const { count } = tallyOf(rows);
  return count.both > 0 || (count.primary > 0 && count.backup > 0);
}

/** Pure. Silence is never health, and only decisive rows count. */
export function classifyMatrix(rows: readonly MatrixRow[], context: MatrixContext): Finding {
  const tally = tallyOf(rows);
  const { xds, count } = tally;
  const aside = context.returning ?? context.fenced;
  if (xds.primary === 'primary' && xds.backup === 'backup') {
    if (aside !== undefined) return { kind: 'returning', side: aside, reason: 'databases' };
    return { kind: 'split-brain', reason: 'databases' };
  }
  if (xds.primary === 'backup' && xds.backup === 'primary') return { kind: 'none', reason: 'databases' };

  const side = onlySide(tally);
  if (side !== undefined) return agreement(tally, side);

  const readings = Number(count.primary > 0) + Number(count.backup > 0) + Number(count.nobody > 0);
  if (readings < 2 && count.both === 0) return { kind: 'cant-tell', reason: 'unread' };
  return conflict(rows, tally, context, aside);
}

/** Nothing read says anything but `side`: what was left unread decides how sure that is. */
function agreement(tally: Tally, side: Side): Finding {
  const away = otherSide(side);
  const unread = tally.count["can't tell"];
  if (!isComplete(tally)) return { kind: 'cant-tell', reason: 'unread' };
  if (unread === 0) return { kind: 'single', side, reason: 'agree' };
  const ownUnread = Number(tally.xds[away] === "can't tell") + Number(tally.local[away] === "can't tell");
  const excused = ownUnread + tally.scpUnread === unread && tally.scpUnread < tally.scp;
  return excused ? { kind: 'single-unread', side, reason: 'agree' } : { kind: 'cant-tell', reason: 'unread' };
}

function conflict(rows: readonly MatrixRow[], tally: Tally, context: MatrixContext, aside: Side | undefined): Finding {
  if (aside !== undefined && onlyItsOwnRows(rows, tally, aside)) {
    return { kind: 'returning', side: aside, reason: 'own-rows' };
  }
  const { lastMove, previous } = context;
  if (lastMove !== undefined && lastMove.endedMinutesAgo <= context.settleMinutes) {
    return { kind: 'settling', side: lastMove.to, reason: 'move' };
  }
  const { count, xds } = tally;
  const two = count.both > 0 || (count.primary > 0 && count.backup > 0);
  if (two && previous !== undefined && previous.minutesAgo >= READ_AGAIN_MINUTES && namesBoth(previous.rows)) {
    return { kind: 'split-brain', reason: 'two-readings' };
  }
  const side = count.primary > 0 ? 'primary' : 'backup';
  const noMaster = !two && xds[side] === side && count.nobody === tally.runtimeBlank;
  return { kind: 'disagree', reason: noMaster ? 'no-master' : 'first-reading' };
}

/** All but the rows of the server set aside name the other one, whose own database says active. */
function onlyItsOwnRows(rows: readonly MatrixRow[], tally: Tally, aside: Side): boolean {
  const holder = otherSide(aside);
  if (tally.xds[holder] !== holder || tally.scpUnread === tally.scp || !isComplete(tally)) return false;
  return decisive(rows).every(
    ({ row, says }) =>
      says === holder || row.endsWith(`/${aside}`) || (says === "can't tell" && row.startsWith('scp/')),
  );
}

function decisive(rows: readonly MatrixRow[]): MatrixRow[] {
  return rows.filter((row) => row.weight === 'decisive');
}

/** Pure: the verdict on one reading, with its first sentence and the rows that decided. */
export function judgeMatrix(rows: readonly MatrixRow[], context: MatrixContext): MatrixVerdict {
  const finding = classifyMatrix(rows, context);
  const told = decisive(rows);
  const { name, first } = describe(finding, told, context);
  const decidedBy = told.filter((row) => decides(finding, row)).map(({ row }) => row);
  return { kind: finding.kind, ...(finding.side === undefined ? {} : { side: finding.side }), name, first, decidedBy };
}

function decides({ kind, side, reason }: Finding, { row, says }: MatrixRow): boolean {
  const xds = row.startsWith('xds-state/');
  if (reason === 'databases') return xds;
  if (kind === 'cant-tell') return says === "can't tell";
  if (says === "can't tell") return false;
  if (reason === 'no-master') return xds || says === 'nobody';
  if (kind === 'settling') return says !== side;
  if (kind === 'returning') return row.endsWith(`/${side}`) || xds;
  return true;
}

type Words = Pick<MatrixVerdict, 'name' | 'first'>;

function describe(finding: Finding, rows: readonly MatrixRow[], context: MatrixContext): Words {
  const side = finding.side ?? 'primary';
  switch (finding.kind) {
    case 'single':
      return {
        name: `single(${side})`,
        first: `The CMS is active on ${serverWord(context.names, side)} alone; all ${rows.length} witnesses that decide name it.`,
      };
    case 'single-unread':
      return describeUnread(side, rows, context);
    case 'settling':
      return describeSettling(side, rows, context);
    case 'returning':
      return describeReturning(side, context);
    case 'none':
      return {
        name: 'none',
        first:
          `The CMS is active nowhere: the databases on ${bothServers(context)} both call themselves backup. ` +
          'Users can go on working; change nothing until it is known why.',
      };
    case 'split-brain':
      return { name: 'split-brain', first: `${SPLIT_BRAIN} ${splitReason(finding, rows, context)}` };
    case 'disagree':
      return {
        name: finding.reason === 'no-master' ? 'disagree, replication dead' : 'disagree',
        first: disagreement(finding, rows, context),
      };
    case 'cant-tell':
      return { name: "can't tell", first: cantTell(rows, context) };
  }
}

const SPLIT_BRAIN = 'Users work; do not restart services, do not edit SQL, do not run the failover again.';

function splitReason(finding: Finding, rows: readonly MatrixRow[], context: MatrixContext): string {
  if (finding.reason === 'databases') {
    return `The CMS is active on both ${bothServers(context)}: each of the two databases calls itself active.`;
  }
  const minutes = Math.floor(context.previous?.minutesAgo ?? READ_AGAIN_MINUTES);
  return `For ${minutes} minutes the witnesses have named both ${bothServers(context)}: ${camps(context.names, rows)}.`;
}

function describeUnread(side: Side, rows: readonly MatrixRow[], context: MatrixContext): Words {
  const away = otherSide(side);
  const unread = rows.filter((row) => row.says === "can't tell");
  const own = unread.filter(({ row }) => row.endsWith(`/${away}`));
  const rest = unread.filter((row) => !own.includes(row)).map(({ label }) => label);
  const missing = listed([...(own.length === 2 ? [away] : own.map(({ label }) => label)), ...rest]);
  const blind = own.some(({ row }) => row.startsWith('xds-state/'));
  const doubt = blind ? ` Whether ${serverWord(context.names, away)} calls itself active too is not known.` : '';
  const labels = listed(unread.map(({ label }) => label));
  return {
    name: `single(${side}), ${missing} unread`,
    first: `Everything that was read names ${serverWord(context.names, side)}; not read: ${labels}.${doubt}`,
  };
}

function describeSettling(side: Side, rows: readonly MatrixRow[], context: MatrixContext): Words {
  const late = rows.filter(({ says }) => says !== side && says !== "can't tell");
  const minutes = Math.max(0, Math.floor(context.lastMove?.endedMinutesAgo ?? 0));
  return {
    name: `settling(${side})`,
    first:
      `The CMS was moved to ${serverWord(context.names, side)} ${minutes} min ago and not every witness has followed: ` +
      `${camps(context.names, late)}. That is normal for ${context.settleMinutes} min; wait, then read again.`,
  };
}

function describeReturning(side: Side, context: MatrixContext): Words {
  const holder = serverWord(context.names, otherSide(side));
  const [state, advice] =
    context.returning === side
      ? ['has come back', 'Change nothing; the Backup Service is expected to make it the backup again.']
      : ['is fenced', 'Keep it fenced until it is repaired.'];
  return {
    name: `returning(${side})`,
    first: `${serverWord(context.names, side)} ${state} and still takes itself for active, while ${holder} holds the CMS. ${advice}`,
  };
}

function disagreement(finding: Finding, rows: readonly MatrixRow[], context: MatrixContext): string {
  const unread = rows.filter(({ says }) => says === "can't tell").map(({ label }) => label);
  const gaps = unread.length === 0 ? '' : `; not read: ${listed(unread)}`;
  if (finding.reason === 'no-master') {
    const active = rows.some(({ says }) => says === 'primary') ? 'primary' : 'backup';
    const blank = listed(rows.filter(({ says }) => says === 'nobody').map(({ label }) => label));
    const masters = unread.length === 0 ? 'there are not two masters' : 'no second master was seen';
    return `The database is active on ${serverWord(context.names, active)}, but ${blank}: nobody. Replication is dead; ${masters}${gaps}.`;
  }
  return `The witnesses disagree: ${camps(context.names, rows)}${gaps}. Change nothing and read again in ${READ_AGAIN_MINUTES} minutes.`;
}

function cantTell(rows: readonly MatrixRow[], context: MatrixContext): string {
  const unread = rows.filter(({ says }) => says === "can't tell").map(({ label }) => label);
  const read = rows.filter(({ says }) => says !== "can't tell");
  if (read.length === 0) return "Can't tell who holds the CMS: no witness that decides could be read. Change nothing.";
  const gaps = unread.length === 0 ? 'no server is named by every witness' : `not read: ${listed(unread)}`;
  return `Can't tell who holds the CMS: ${gaps}. What was read: ${camps(context.names, read)}. Change nothing.`;
}

function bothServers({ names }: MatrixContext): string {
  return `${serverWord(names, 'primary')} and ${serverWord(names, 'backup')}`;
}
