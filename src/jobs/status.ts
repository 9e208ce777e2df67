import { checks, witnesses } from '../checks/index.js';
import { judgeMatrix, type MatrixContext, namesBoth, READ_AGAIN_MINUTES } from '../checks/matrix.js';
import { gatherMatrix, runCheck } from '../checks/run.js';
import type { Check, GatherContext } from '../checks/types.js';
import { otherSide, type Pair, type Side, serverOf } from '../domain.js';
import { listed, type MatrixRow, type MatrixVerdict, type StatusReport } from '../report.js';
import type { StatusInput } from './types.js';

/** Checks whose verdict is worth a sentence below the matrix, though it names nobody. */
const NOTED: readonly Check[] = [
  checks.replicas,
  checks['backup-service'],
  checks['cms-services'],
  checks['pool-state'],
];

/** An older reading says nothing about how long a disagreement has lasted. */
const PREVIOUS_COUNTS_MINUTES = 60;

/** Reads everything in one turn and judges it. Effect: read. Never throws for what a server did or did not answer. */
export async function runStatus(input: StatusInput): Promise<StatusReport> {
  const { ps, pair, clock } = input;
  const context: GatherContext = { ps, pair };
  const started = clock();
  const [{ rows, readAt = started.toISOString() }, notes] = await Promise.all([
    gatherMatrix(witnesses, context),
    Promise.all(NOTED.map(async (check) => noteOf(check, context))),
  ]);
  const readMs = clock().getTime() - started.getTime();

  const previous = previousOf(input, readAt);
  const verdict = judgeMatrix(rows, matrixContext(input, previous, readAt));
  return {
    kind: 'status',
    pair: pair.name,
    primary: pair.primary,
    backup: pair.backup,
    lab: input.lab,
    verdict,
    rows,
    notes,
    next: nextSteps(verdict, rows, pair),
    readAt,
    readMs,
    ...(namesBoth(rows) ? { namesBothSince: previous?.namesBothSince ?? readAt } : {}),
  };
}

const FOLLOWS = /^(scp|rtclocal)\//;

/**
 * Both databases and whoever replicates name one server, and only domain controllers or local stores still name the other:
 * so it looks while AD or RTCLOCAL follow a change, for some minutes (domain-notes 2).
 */
export function mayBeLate({ verdict, rows }: Pick<StatusReport, 'verdict' | 'rows'>): boolean {
  const decisive = rows.filter(({ weight }) => weight === 'decisive');
  const leaders = new Set(decisive.filter(({ row }) => !FOLLOWS.test(row)).map(({ says }) => says));
  const sides = decisive.every(({ says }) => says === 'primary' || says === 'backup');
  return verdict.kind === 'disagree' && sides && leaders.size === 1;
}

async function noteOf(check: Check, context: GatherContext): Promise<StatusReport['notes'][number]> {
  const { status, sentence, fix } = await runCheck(check, context);
  return { status, sentence: fix === undefined ? sentence : `${sentence} ${fix}` };
}

function minutesBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}

/** The last status, if it is of this pair, named both servers and is not too old to be continued. */
function previousOf({ previous, pair }: StatusInput, readAt: string) {
  if (previous?.namesBothSince === undefined || previous.pair !== pair.name) return undefined;
  if (minutesBetween(previous.readAt, readAt) > PREVIOUS_COUNTS_MINUTES) return undefined;
  return { rows: previous.rows, namesBothSince: previous.namesBothSince };
}

function matrixContext(input: StatusInput, previous: ReturnType<typeof previousOf>, readAt: string): MatrixContext {
  const { pair, settleMinutes, lastMove, fenced, returning } = input;
  return {
    names: pair,
    settleMinutes,
    fenced,
    returning,
    lastMove: lastMove && { to: lastMove.to, endedMinutesAgo: minutesBetween(lastMove.endedAt, readAt) },
    previous: previous && { rows: previous.rows, minutesAgo: minutesBetween(previous.namesBothSince, readAt) },
  };
}

/** What to do and what not to do, in order. A line `On <server>: <command>` is meant for that server's console. */
export function nextSteps(verdict: MatrixVerdict, rows: readonly MatrixRow[], pair: Pair): string[] {
  const again = `\`status ${pair.name} --fresh\``;
  switch (verdict.kind) {
    case 'single':
      return [];
    case 'single-unread':
      return [
        `Do not start a planned failover or failback before ${labelsUnread(rows)} can be read.`,
        ...readByHand(rows, pair),
        `Then read again: ${again}.`,
      ];
    case 'settling':
      return [`Wait, then read again: ${again}. Do not run the move a second time and do not restart services.`];
    case 'returning':
      return [
        `Change nothing on either server. Read again every 5 minutes, for 30 minutes at most: ${again}.`,
        `Needed on ${serverOf(pair, verdict.side ?? 'primary')}: CurrentState 3 (backup). The recover job is not built yet.`,
      ];
    case 'none':
    case 'split-brain':
      return [...KEEP, ...evidence(pair), ...repair(rows, pair)];
    case 'disagree':
      return [
        `Read again in ${READ_AGAIN_MINUTES} minutes: ${again}.`,
        ...KEEP,
        ...(replicationIsDead(rows) ? repair(rows, pair) : []),
      ];
    case 'cant-tell':
      return [
        'Change nothing and start no failover while this is not known: silence is not health.',
        ...readByHand(rows, pair),
        `Then read again: ${again}.`,
      ];
  }
}

const KEEP = [
  'Keep every backup set you have, and let no schedule delete or replace one.',
  'Do not run Invoke-CsBackupServiceSync: it would carry one copy of the CMS over the other.',
];

/** One server is named, and only who replicates is blank: Microsoft's repair is for that too (sfb-facts 6.2). */
function replicationIsDead(rows: readonly MatrixRow[]): boolean {
  const blank = rows.filter(({ weight, says }) => weight === 'decisive' && says === 'nobody');
  return blank.length > 0 && !namesBoth(rows) && blank.every(({ row }) => row.startsWith('active-'));
}

function unread(rows: readonly MatrixRow[]): MatrixRow[] {
  return rows.filter(({ weight, says }) => weight === 'decisive' && says === "can't tell");
}

function labelsUnread(rows: readonly MatrixRow[]): string {
  return listed(unread(rows).map(({ label }) => label));
}

/** The same reads for a console, one line per witness that could not be read. */
function readByHand(rows: readonly MatrixRow[], pair: Pair): string[] {
  const lines = unread(rows).map(({ row }) => {
    const [id, subject] = row.split('/');
    const server = serverOf(pair, subject === 'backup' ? 'backup' : 'primary');
    if (id === 'xds-state') {
      const query = "SELECT [Value] FROM [xds].[dbo].[DbConfigInt] WHERE [Name] = 'CurrentState'";
      return `On ${server}: Invoke-Sqlcmd -ServerInstance '.\\${pair.sqlInstance}' -Query "${query}"`;
    }
    if (id === 'rtclocal') return `On ${server}: (Get-CsTopology -AsXml -LocalStore).ToString()`;
    if (id === 'scp')
      return `On the jump host: Get-CsConfigurationStoreLocation -GlobalSettingsDomainController ${subject}`;
    return 'On the jump host: Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus';
  });
  return [...new Set(lines)];
}

/** Exports read RTCLOCAL and change nothing on the server; they are the source of last resort. */
function evidence(pair: Pair): string[] {
  const copy = (side: Side) =>
    `On ${serverOf(pair, side)}: Export-CsConfiguration -LocalStore -FileName C:\\Temp\\${pair.name}-${side}-local.zip`;
  return ['Save what each server holds now (this only reads):', copy('primary'), copy('backup')];
}

/** Microsoft's repair (sfb-facts 6.2) for this pair, step 6 left out: another failover is another request. */
function repair(rows: readonly MatrixRow[], pair: Pair): string[] {
  const connected = rows.find(({ row }) => row === 'management-connection')?.says;
  const known = connected === 'primary' || connected === 'backup';
  const on = known ? serverOf(pair, connected) : 'the server that Get-CsManagementConnection names';
  const other = known ? ` (not on ${serverOf(pair, otherSide(connected))})` : '';
  return [
    'The recover job is not built yet. What follows is Microsoft\'s repair (support article "Cannot perform CMS ' +
      `failover"), to discuss with a second administrator first, not to run blindly; it is for ${on}${other}:`,
    ...(['primary', 'backup'] as const).map(
      (side) => `On ${serverOf(pair, side)}: Get-CsWindowsService -ExcludeActivityLevel`,
    ),
    'MASTER, FTA, REPLICA and LYNCBACKUP must be running on both before it goes on.',
    `On ${on}: Invoke-CsManagementServerFailover -Restore`,
    `On ${on}: Export-CsConfiguration -FileName C:\\Temp\\configuration.zip`,
    `On ${on}: Import-CsConfiguration -FileName C:\\Temp\\configuration.zip -LocalStore`,
    `On ${on}: Invoke-CsManagementStoreReplication`,
    `Then read again before anything else: \`status ${pair.name} --fresh\`.`,
  ];
}
