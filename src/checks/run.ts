import { type Acceptance, normaliseName, type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import type { ReadPort } from '../powershell/types.js';
import { type MatrixRow, saysWord, second, shortServer } from '../report.js';
import { parseTopology, type Topology } from '../topology.js';
import type { BySide, Check, GatherContext, Reading, RowName, Runtime, Testimony, Verdict, Witness } from './types.js';

type Claim = Pick<Testimony, 'says' | 'detail'>;

/** One line without its full stop, so that it can stand inside a sentence. */
function reasonOf(error: unknown): string {
  return errorText(error).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

/** Keeps the failure of one read as its reason. The only place where a witness meets an exception. */
export async function attempt<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** The same read for both servers at once; one that fails does not hide the other. */
export async function onBoth<T>(read: (side: Side) => Promise<T>): Promise<BySide<Reading<T>>> {
  const [primary, backup] = await Promise.all([attempt(() => read('primary')), attempt(() => read('backup'))]);
  return { primary, backup };
}

/** Gathers and judges. Any exception is `unknown` with its reason, never a pass. */
export async function runCheck(check: Check, context: GatherContext): Promise<Verdict> {
  try {
    return check.judge(await check.gather(context), context.pair);
  } catch (error) {
    return {
      status: 'unknown',
      sentence: `Can't tell whether this holds: ${check.title} (${reasonOf(error)}).`,
      fix: 'Remove the cause named and read again.',
    };
  }
}

/** What the config accepts, by the clock of the target: whether it still counts, and the words for it. */
export function acceptance(entry: Acceptance, at: string): { readonly holds: boolean; readonly words: string } {
  const holds = at.slice(0, 10) <= entry.until;
  const reason = entry.reason.replace(/\.$/, '');
  return { holds, words: holds ? `accepted until ${entry.until}: ${reason}` : `accepted only until ${entry.until}` };
}

export interface MatrixReading {
  /** Exactly the rows the witnesses declare, in their order; a row without an answer is `can't tell`. */
  readonly rows: MatrixRow[];
  /** When the oldest answer was given (ISO, UTC, the target's clock); undefined when nothing answered. */
  readonly readAt: string | undefined;
}

/** Asks all witnesses in the same turn, so that the port can batch their reads. Never throws. */
export async function gatherMatrix(witnesses: readonly Witness[], context: GatherContext): Promise<MatrixReading> {
  const times: number[] = [];
  const noted = { ...context, ps: noting(context.ps, (at) => times.push(Date.parse(at))) };
  const rows = await Promise.all(witnesses.map((witness) => matrixRows(witness, noted)));
  const known = times.filter((time) => !Number.isNaN(time));
  return {
    rows: rows.flat(),
    readAt: known.length === 0 ? undefined : new Date(Math.min(...known)).toISOString(),
  };
}

/** A port that also tells when each answer was given (ISO, by the clock of its target). */
export function noting(ps: ReadPort, note: (at: string) => void): ReadPort {
  return {
    async read(use, params, place) {
      const answer = await ps.read(use, params, place);
      note(answer.at);
      return answer;
    },
  };
}

async function matrixRows(witness: Witness, context: GatherContext): Promise<MatrixRow[]> {
  const given = await attempt(async () => witness.testify(await witness.gather(context), context.pair));
  return witness.rows(context.pair).map(({ row, label }) => {
    const testimony = given.ok ? given.value.find((one) => one.row === row) : undefined;
    const claim = testimony ?? unread(given.ok ? 'the witness gave no answer for this row' : given.reason);
    return { row, label, weight: witness.weight, says: claim.says, detail: claim.detail };
  });
}

/** Two rows, `<id>/primary` and `<id>/backup`, labelled `<what> fe1` and `<what> fe2`. */
export function sideRows(id: string, what: string, pair: Pair): BySide<RowName> {
  const row = (side: Side) => ({ row: `${id}/${side}`, label: `${what} ${shortServer(pair, side)}` });
  return { primary: row('primary'), backup: row('backup') };
}

/** One testimony per server; a failed reading says why. */
export function testifyBoth<T>(
  rows: BySide<RowName>,
  facts: BySide<Reading<T>>,
  claim: (value: T, side: Side) => Claim,
): Testimony[] {
  return (['primary', 'backup'] as const).map((side) => ({
    ...rows[side],
    ...claimOf(facts[side], (value) => claim(value, side)),
  }));
}

/** The claim of one reading; a failed one says why. */
export function claimOf<T>(reading: Reading<T>, claim: (value: T) => Claim): Claim {
  return reading.ok ? claim(reading.value) : unread(reading.reason);
}

function unread(reason: string): Claim {
  return { says: "can't tell", detail: `not read: ${reason}` };
}

/** Who a list of servers stands for: none `nobody`, both `both`, one that is not of this pair `can't tell`. */
export function claimServers(pair: Pair, servers: readonly string[], detail: string): Claim {
  const sides = new Set(servers.map((server) => sideOf(pair, server)));
  if (sides.has(undefined)) return { says: "can't tell", detail: `${detail}, not a server of this pair` };
  const [first, second] = [...sides];
  if (first === undefined) return { says: 'nobody', detail };
  return { says: second === undefined ? first : 'both', detail };
}

/** Who a store such as `fe1.domain.local\rtc` stands for; blank is `nobody`, another instance `can't tell`. */
export function claimStore(pair: Pair, store: string | null): Claim {
  if (store === null || store.trim() === '') return { says: 'nobody', detail: 'blank' };
  const side = sideOf(pair, store);
  if (side === undefined) return { says: "can't tell", detail: `${store}, not a server of this pair` };
  if (normaliseName(store) !== normaliseName(`${serverOf(pair, side)}\\${pair.sqlInstance}`)) {
    return { says: "can't tell", detail: `${store}, not instance ${pair.sqlInstance}` };
  }
  return { says: side, detail: store };
}

/** Judges a witness alone: all its rows read and naming one side pass. */
export function judgeNames(
  testimonies: readonly Testimony[],
  pair: Pair,
  fix: { readonly fail: string; readonly unknown: string },
): Verdict {
  const read = testimonies.filter((testimony) => testimony.says !== "can't tell");
  const named = new Set(read.map((testimony) => testimony.says));
  const [only] = named;
  const seen = testimonies.map(({ label, says, detail }) => `${label}: ${saysWord(pair, says)} (${detail})`).join('; ');
  if (named.size > 1 || only === 'both' || only === 'nobody') {
    return { status: 'fail', sentence: `${seen}.`, fix: fix.fail };
  }
  if (only === undefined || read.length < testimonies.length) {
    return { status: 'unknown', sentence: `${seen}.`, fix: fix.unknown };
  }
  return { status: 'pass', sentence: `${seen}.` };
}

/** The single document of an answer. No output at all is a failed reading. */
export function readTopology(documents: readonly string[], source: string): Topology {
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    throw new SfbError('BAD_OUTPUT', `${source} gave ${documents.length} topologies where one was expected.`);
  }
  return parseTopology(document);
}

/** Which pools a topology calls active. */
export function claimTopology(pair: Pair, topology: Topology): Claim {
  const none = topology.active.length === 0;
  return claimServers(pair, topology.active, none ? 'no pool is active' : `active: ${topology.active.join(', ')}`);
}

/** Who replicates at run time. A blank is `nobody`; no object at all, as right after a failed move, is no answer. */
export function claimRuntime(pair: Pair, facts: readonly Runtime[]): Claim {
  const [runtime] = facts;
  if (runtime === undefined) return { says: "can't tell", detail: 'no output at all' };
  if (facts.length > 1) return { says: "can't tell", detail: `${facts.length} answers, expected 1` };
  const { server, heartbeat } = runtime;
  if (server === null || server.trim() === '') return { says: 'nobody', detail: 'blank' };
  const beat = heartbeat instanceof Date ? second(heartbeat.toISOString()) : heartbeat;
  return claimServers(pair, [server], beat === null || beat === '' ? server : `${server}, last heartbeat ${beat}`);
}
