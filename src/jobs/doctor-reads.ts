import { z } from 'zod';
import { otherSide, type Pair, serverOf } from '../domain.js';
import { type ErrorCode, errorText, SfbError } from '../errors.js';
import type { CmdletUse, Place, ReadPort } from '../powershell/types.js';

/** One read that doctor makes. */
export interface DoctorCall {
  readonly use: CmdletUse;
  readonly params: Readonly<Record<string, unknown>>;
  readonly place: Place;
  /** What tells it from the other reads of this use at this place, or ''. */
  readonly subject: string;
}

export interface DoctorReading extends DoctorCall {
  readonly outcome:
    | {
        readonly ok: true;
        readonly rows: readonly unknown[];
        readonly warnings: readonly string[];
        /** What was written to the host, where `-WhatIf` speaks. */
        readonly host: string;
        readonly at: string;
        readonly ms: number;
      }
    | { readonly ok: false; readonly code: ErrorCode | undefined; readonly reason: string; readonly absent: boolean };
}

export interface DoctorPlan {
  readonly calls: readonly DoctorCall[];
  readonly notTried: readonly { readonly use: string; readonly why: string }[];
}

/** Values for the parameters that the config or the product gives; any other one only a job knows. */
const VALUES: Readonly<Record<string, (pair: Pair, place: Place) => readonly (string | number | string[])[]>> = {
  PoolFqdn: (pair, place) => (place === 'jump' ? [pair.primary, pair.backup] : [serverOf(pair, place)]),
  DomainController: (pair) => pair.domainControllers,
  SqlInstance: (pair) => [pair.sqlInstance],
  Share: (pair) => pair.shares.map((share) => share.path),
  Pair: (pair) => [pair.name],
  Partner: (pair, place) => [serverOf(pair, place === 'jump' ? 'backup' : otherSide(place))],
  Group: () => ['RTCUniversalConfigReplicator'],
  Minutes: () => [60],
  Computers: (pair) => [[pair.primary, pair.backup]],
  Identity: (pair, place) =>
    (place === 'jump' ? [pair.primary, pair.backup] : [serverOf(pair, place)]).map(
      (pool) => `service:ApplicationServer:${pool}`,
    ),
};

/** Every read of the catalogue that needs no parameter only a job knows, once on each place where it may run. */
export function planReads(pair: Pair, uses: Readonly<Record<string, CmdletUse>>): DoctorPlan {
  const calls: DoctorCall[] = [];
  const notTried: { use: string; why: string }[] = [];
  for (const use of Object.values(uses)) {
    if (use.effect !== 'read') continue;
    const places = placesOf(use);
    const needed = requiredOf(use);
    const missing = needed.filter((key) => VALUES[key] === undefined);
    if (places.length === 0) notTried.push({ use: use.name, why: 'it runs where a step of a job says' });
    else if (missing.length > 0) notTried.push({ use: use.name, why: `it needs -${missing.join(' and -')}` });
    else calls.push(...places.flatMap((place) => callsOf(use, needed, pair, place)));
  }
  return { calls, notTried };
}

function placesOf(use: CmdletUse): Place[] {
  return use.runsOn.flatMap((target): Place[] => {
    if (target === 'jump') return ['jump'];
    // Its switch is fixed and the agent refuses it without: on the server that a failover would go to.
    if (target === 'to' && use.fixed?.WhatIf === true) return ['backup'];
    return target === 'each' ? ['primary', 'backup'] : [];
  });
}

function requiredOf(use: CmdletUse): string[] {
  if (!(use.params instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, z.ZodType>> = use.params.shape;
  return Object.keys(shape).filter((key) => shape[key]?.safeParse(undefined).success === false);
}

/** One call per value where a parameter has several; the values of two such parameters are taken in step. */
function callsOf(use: CmdletUse, needed: readonly string[], pair: Pair, place: Place): DoctorCall[] {
  const values = needed.map((key) => ({ key, given: VALUES[key]?.(pair, place) ?? [] }));
  const count = Math.max(1, ...values.map(({ given }) => given.length));
  return Array.from({ length: count }, (_, index) => {
    const params = Object.fromEntries(values.map(({ key, given }) => [key, given[index % given.length]]));
    const telling = values.filter(({ given }) => given.length > 1).map(({ key }) => String(params[key]));
    return { use, params, place, subject: telling.join(', ') };
  });
}

/** A place that gave no answer so often is not asked any more: each try may take half a minute. */
const STRIKES = 2;

/** One use after the other, all its calls in one turn. Never throws. */
export async function readAll(ps: ReadPort, calls: readonly DoctorCall[]): Promise<DoctorReading[]> {
  const strikes = new Map<Place, number>();
  const readings: DoctorReading[] = [];
  for (const name of new Set(calls.map(({ use }) => use.name))) {
    const group = calls.filter(({ use }) => use.name === name);
    const read = await Promise.all(group.map((call) => readOne(ps, call, strikes)));
    readings.push(...read);
    for (const { place, outcome } of read) {
      if (outcome.ok) strikes.delete(place);
      else if (outcome.code === 'UNAVAILABLE') strikes.set(place, STRIKES);
      else if (isSilence(outcome.code)) strikes.set(place, (strikes.get(place) ?? 0) + 1);
    }
  }
  return readings;
}

export function isSilence(code: ErrorCode | undefined): boolean {
  return code === undefined || code === 'UNAVAILABLE' || code === 'CMDLET_TIMEOUT' || code === 'NO_ANSWER';
}

async function readOne(ps: ReadPort, call: DoctorCall, strikes: ReadonlyMap<Place, number>): Promise<DoctorReading> {
  if ((strikes.get(call.place) ?? 0) >= STRIKES) {
    const reason = `${call.use.cmdlet} was not asked for: this place gave no answer before.`;
    return { ...call, outcome: { ok: false, code: 'NO_ANSWER', reason, absent: false } };
  }
  try {
    // Rows as they come: whether they fit the schema is what doctor is to find out.
    const { rows, warnings, host, at, ms } = await ps.read({ ...call.use, row: z.unknown() }, call.params, call.place);
    return { ...call, outcome: { ok: true, rows, warnings, host, at, ms } };
  } catch (error) {
    const known = error instanceof SfbError ? error : undefined;
    const absent = String(known?.details.exception ?? '').endsWith('CommandNotFoundException');
    return { ...call, outcome: { ok: false, code: known?.code, reason: errorText(error), absent } };
  }
}
