import { type Pair, type Side, serverOf, sideOf } from '../../domain.js';
import { getCsManagementStoreReplicationStatus } from '../../powershell/cmdlets/get-cs-management-store-replication-status.js';
import { getCsRegistrarConfiguration } from '../../powershell/cmdlets/get-cs-registrar-configuration.js';
import { listed, minute, type PreflightReport, type StatusReport, serverWord } from '../../report.js';
import { machinesOf } from '../../topology.js';
import type { Prepared, PrepareInput } from '../change.js';
import { readLisCounts } from '../observe/lis-counts.js';
import { readWorkflows } from '../observe/rgs-import.js';
import { type FactReads, readDecidingFacts } from '../plan/facts.js';
import type { DecidingFacts, PlanNotes } from '../plan/types.js';
import { runPreflight } from '../preflight.js';
import { primaryGoneByHand } from '../primary-gone.js';
import { runStatus } from '../status.js';
import { consoleLines, failbackSection } from './by-hand.js';
import { clashes, type FailoverFacts, FROM, planFailover, TO } from './plan.js';
import type { FailoverRequest, Strategy, TakenSet } from './request.js';

/** Makes and verifies a backup set of this pair now. Throws SfbError when it did not become a whole one. */
export type TakeSet = (input: PrepareInput) => Promise<TakenSet>;

type Refused = Extract<Prepared, { end: 'refused' }>;

/** Reads, safe changes and a backup set; ends with the plan of a planned failover or with the reason why there is none. */
export async function prepareFailover(
  input: PrepareInput,
  { acknowledge }: FailoverRequest,
  takeSet: TakeSet,
): Promise<Prepared> {
  input.renew();
  await input.progress('read', 'Read who holds the CMS', 'running');
  const first = await runStatus(input);
  await input.progress('read', 'Read who holds the CMS', 'done', first.verdict.first);
  // Whoever has lost the primary needs the commands, whatever else would refuse the job.
  const gone = await primaryGone(first, input);
  if (gone !== undefined) return gone;
  input.requireDoctor();
  if (input.lastMove !== undefined && !acknowledge) return unacknowledged(input.pair, input.lastMove);
  const unfit = await refusalOf(first, input);
  if (unfit !== undefined) return unfit;
  const moved = await poolRefusal(input, first);
  if (moved !== undefined) return moved;

  await input.progress('preflight', 'Preflight with sync', 'running');
  const { report, reading } = await runPreflight({ ...input, mode: 'planned', sync: true });
  await input.progress('preflight', 'Preflight with sync', report.state === 'ready' ? 'done' : 'failed', report.first);
  if (report.state !== 'ready') return { end: 'refused', sentence: report.first, report, reading };

  await input.progress('set', 'Make and verify a backup set', 'running');
  const set = await takeSet(input);
  await input.progress('set', 'Make and verify a backup set', 'done', `Backup set ${set.id} is verified.`);
  return await freeze(input, report, set);
}

/** After a move the next change of the pair is asked for by somebody who has read what that one came to (design 8). */
function unacknowledged(pair: Pair, { to, endedAt }: NonNullable<PrepareInput['lastMove']>): Refused {
  const sentence = `The CMS of ${pair.name} was moved to ${serverWord(pair, to)} at ${minute(endedAt)}; read the report of that job, then ask again: /sfb failover ${pair.name} --acknowledge`;
  return { end: 'refused', sentence };
}

async function freeze(input: PrepareInput, preflight: PreflightReport, set: TakenSet): Promise<Prepared> {
  const { pair, deployment, build, policy } = input;
  input.renew();
  const { facts, status, reads } = await readDecidingFacts(input);
  const strategy = strategyOf(facts);
  const unfit = strategy === undefined ? await refusalOf(status, input) : undefined;
  if (strategy === undefined)
    return unfit ?? refused(status, `The pair changed while the plan was made: ${status.verdict.first}`);
  const planned = await readRest(input, strategy, facts, reads, set);
  const steps = planFailover(planned);
  const waived = preflight.waived.map(({ id }) => id).sort();
  return {
    end: 'planned',
    plan: {
      ...{ deployment, pair: pair.name, kind: 'failover', mode: 'planned', strategy, gate: 'failover' },
      ...{ from: FROM, to: TO, steps, facts, set: { id: set.id, files: { ...set.files } }, waived, build, policy },
      format: 1,
    },
    notes: notesOf(planned, preflight, status, steps),
    reading: status,
  };
}

async function readRest(
  { ps, pair }: PrepareInput,
  strategy: Strategy,
  facts: DecidingFacts,
  reads: FactReads,
  set: TakenSet,
): Promise<FailoverFacts> {
  const [lis, primary, backup, replicas] = await Promise.all([
    readLisCounts(ps),
    readWorkflows(ps, pair.primary),
    readWorkflows(ps, pair.backup),
    ps.read(getCsManagementStoreReplicationStatus, {}, 'jump'),
  ]);
  const stamps = replicas.rows.flatMap(({ LastStatusReport: report, LastUpdateCreation: update }) =>
    [report, update].flatMap((one) => (one instanceof Date ? [one.getTime()] : [])),
  );
  const edgeServers = Object.fromEntries(
    Object.keys(facts.edgeNextHops).map((pool) => [pool, machinesOf(reads.cms, pool)]),
  );
  const newestStamp = new Date(Math.max(0, ...stamps)).toISOString();
  return { pair, strategy, facts, edgeServers, newestStamp, set, lis, rgs: { primary, backup } };
}

/** Where the CMS is decides the strategy; anything but one server alone, everything read, has none. */
function strategyOf({ verdict, active }: DecidingFacts): Strategy | undefined {
  if (active === undefined || verdict !== `single(${active})`) return undefined;
  return active === FROM ? 'product' : 'already';
}

/** The refusal with its probes and the commands for people; undefined where the primary still answers. */
async function primaryGone(status: StatusReport, input: PrepareInput): Promise<Refused | undefined> {
  const { pair, lab } = input;
  const silent = unreadOf(status);
  const own = (side: Side) => ['xds-state', 'rtclocal'].map((id) => `${id}/${side}`);
  const isSilent = (row: string) => silent.some((one) => one.row === row);
  if (!own(FROM).every(isSilent) || own(TO).some(isSilent)) return undefined;
  const [from, to] = [serverWord(pair, FROM), serverWord(pair, TO)];
  const sentence = `${from} seems to be gone: ${listed(silent.map(({ label }) => label))} could not be read, while ${to} answers. No planned failover of ${pair.name} can be made without it; the form for a lost primary is for people only, and its commands follow.`;
  const { report } = await runPreflight({ ...input, mode: 'disaster', sync: false });
  const next = await primaryGoneByHand(pair, lab);
  return { ...refused(status, sentence), report: { ...report, first: sentence, next } };
}

function unreadOf({ rows }: StatusReport) {
  return rows.filter(({ weight, says }) => weight === 'decisive' && says === "can't tell");
}

/** Why no planned failover can be made of what the matrix says; undefined when it can. */
async function refusalOf(status: StatusReport, input: PrepareInput): Promise<Refused | undefined> {
  const { verdict, next } = status;
  const { pair } = input;
  if (verdict.kind === 'single') return undefined;
  const unread = unreadOf(status);
  const unsure = ['single-unread', 'cant-tell'].includes(verdict.kind) && unread.length > 0;
  if (!unsure) return refused(status, `No failover: ${verdict.first}`);
  const probes = listed(unread.map(({ label }) => label));
  const { report } = await runPreflight({ ...input, mode: 'planned', sync: false });
  const sentence = `No planned failover of ${pair.name}: not everything it rests on could be read (${probes}).`;
  return { ...refused(status, sentence), report: { ...report, first: sentence, next: [...next] } };
}

async function poolRefusal({ ps, pair }: PrepareInput, status: StatusReport): Promise<Refused | undefined> {
  const { rows } = await ps.read(getCsRegistrarConfiguration, {}, 'jump');
  // Where the getter shows no PoolState at all, preflight blocks unless people took responsibility in the config.
  if (rows.length > 0 && rows.every(({ PoolState }) => PoolState == null)) return undefined;
  const state = rows.find(({ Identity }) => sideOf(pair, Identity) === FROM)?.PoolState ?? '(none)';
  if (['Active', 'FailedBack'].includes(state)) return undefined;
  return refused(status, poolSentence(state, status, pair));
}

function poolSentence(state: string, { verdict }: StatusReport, pair: Pair): string {
  const [from, to] = [serverWord(pair, FROM), serverWord(pair, TO)];
  if (state === 'FailedOver' && verdict.side === TO) {
    return `${pair.name} has failed over already: ${to} holds the CMS and the users of ${from}. The way home is by hand: section "${failbackSection(pair.primary, pair.backup)}" of RUNBOOK.md in the newest backup set; the bot does not do it yet.`;
  }
  if (state === 'FailingOver') {
    return `The pool of ${from} is failing over now (PoolState FailingOver); start nothing beside it and look who did it.`;
  }
  return `PoolState of ${from} is ${state} where Active was expected; find out who changed it, then ask again.`;
}

function refused(reading: StatusReport, sentence: string): Refused {
  return { end: 'refused', sentence, reading };
}

function notesOf(
  planned: FailoverFacts,
  preflight: PreflightReport,
  { readAt }: StatusReport,
  steps: Parameters<typeof consoleLines>[0],
): PlanNotes {
  const { pair, set, rgs } = planned;
  const [from, to] = [serverOf(pair, FROM), serverOf(pair, TO)];
  const clash = clashes(rgs);
  return {
    notices: [
      `Users of ${from} are signed out and sign in again on ${to}; for some minutes they cannot sign in.`,
      `Their conferences end and have to be joined again; until then contacts and presence may be missing.`,
      `Both pools were synced before this plan (${minute(preflight.readAt)}); what changed since is sent by the pool's own last sync, and is what may be lost.`,
      `Way back, by hand, since the bot does not do it yet: section "${failbackSection(from, to)}" of RUNBOOK.md in backup set ${set.id}.`,
    ],
    mind: [
      // Its own set was taken after preflight looked for one.
      ...preflight.checks
        .filter(({ id, status }) => status !== 'pass' && id !== 'backup-sets')
        .map(({ sentence }) => sentence),
      ...preflight.waived.map(({ title, why }) => `Left out: ${title} (${why}).`),
      ...(clash.length === 0
        ? []
        : [`Response Groups are not moved: both pools have ${listed(clash)}, and an import would stop there.`]),
    ],
    readAt,
    byHand: consoleLines(steps, pair),
  };
}
