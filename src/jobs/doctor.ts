import type { Pair } from '../domain.js';
import { SfbError } from '../errors.js';
import { cmdletUses } from '../powershell/cmdlets/index.js';
import type { Hello } from '../powershell/sessions.js';
import type { CmdletUse, Place, ReadPort } from '../powershell/types.js';
import { baselinesOf } from './doctor-baselines.js';
import { judgeHello, judgePowerShell, judgeReach, judgeRead, judgeRights, judgeSecondHop } from './doctor-judge.js';
import { type DoctorPlan, type DoctorReading, planReads, readAll } from './doctor-reads.js';
import { type Baseline, DOCTOR_SCHEMA, type DoctorRecord, type DoctorResult } from './doctor-report.js';
import { scrub } from './scrub.js';
import type { Clock } from './types.js';

export interface DoctorInput {
  /** Starts PowerShell and says who answers. */
  readonly hello: () => Promise<Hello>;
  readonly ps: ReadPort;
  readonly pair: Pair;
  readonly deployment: string;
  readonly lab: boolean;
  /** SHA-256 of the agent's allow-list. */
  readonly catalogueDigest: string;
  /** Who runs it, if known. */
  readonly by: string | undefined;
  readonly clock: Clock;
  /** The catalogue; another one in tests. */
  readonly uses?: Readonly<Record<string, CmdletUse>>;
}

export interface DoctorOutcome {
  readonly record: DoctorRecord;
  /** Every answer as it came, with people and addresses replaced. */
  readonly transcript: unknown;
}

/**
 * Looks at a site before anything destructive is allowed there. Effect: read. Throws SfbError when PowerShell itself can't
 * be asked; a missing module, and everything after it, is a result.
 */
export async function runDoctor(input: DoctorInput): Promise<DoctorOutcome> {
  const { pair, ps, uses = cmdletUses } = input;
  const at = input.clock().toISOString();
  const greeting = await greet(input.hello);
  if (!('hello' in greeting)) return { record: recordOf(input, at, { results: [greeting.missing] }), transcript: [] };

  const { calls, notTried } = planReads(pair, uses);
  const readings = await readAll(ps, calls);
  const sides = ['primary', 'backup'] as const;
  const reach = sides.map((side) => judgeReach(side, readings, pair));
  const reached = (place: Place) => reach.every((one) => one.place !== place || one.verdict === 'pass');
  const results = [
    ...judgeHello(greeting.hello),
    ...reach,
    ...sides.flatMap((side) => judgePowerShell(side, readings, pair)),
    ...sides.map((side) => judgeSecondHop(side, readings, pair)),
    ...(['jump', ...sides] as const).flatMap((place) => judgeRights(place, readings, pair)),
    ...readings.map((reading) => afterReach(judgeRead(reading, pair), reached)),
  ];
  const baselines = await baselinesOf(readings, pair);
  return {
    record: recordOf(input, at, { results, baselines, notTried }),
    transcript: scrub([greeting.hello, ...readings.map(told)]),
  };
}

/** A module that can't be loaded is a finding; without a PowerShell there is nobody who could find anything. */
async function greet(
  hello: DoctorInput['hello'],
): Promise<{ readonly hello: Hello } | { readonly missing: DoctorResult }> {
  try {
    return { hello: await hello() };
  } catch (error) {
    if (!(error instanceof SfbError) || error.code !== 'UNAVAILABLE') throw error;
    const fix = 'Nothing else was looked at; run doctor again when it is there.';
    return { missing: { id: 'module', place: 'jump', verdict: 'fail', sentence: error.message, fix } };
  }
}

function recordOf(
  { by, catalogueDigest, deployment, pair, lab }: DoctorInput,
  at: string,
  {
    results,
    baselines = [],
    notTried = [],
  }: Pick<DoctorRecord, 'results'> & { baselines?: Baseline[]; notTried?: DoctorPlan['notTried'] },
): DoctorRecord {
  return {
    schema: DOCTOR_SCHEMA,
    at,
    ...(by === undefined ? {} : { by }),
    catalogueDigest,
    deployment,
    pair: pair.name,
    lab,
    results: results.map((result) => scrubbed(result)),
    baselines,
    notTried: [...notTried],
  };
}

/** At a place that was never reached no read says anything of its own. */
function afterReach(result: DoctorResult, reached: (place: Place) => boolean): DoctorResult {
  return reached(result.place) ? result : { ...result, verdict: 'unknown', fix: 'See why this place was not reached.' };
}

/** Sentences repeat what cmdlets said; a version would be taken for an address. */
function scrubbed(result: DoctorResult): DoctorResult {
  const own = result.id === 'module' || result.id === 'powershell';
  return own ? result : { ...result, sentence: String(scrub(result.sentence)) };
}

function told({ use, params, place, outcome }: DoctorReading) {
  return { use: use.name, cmdlet: use.cmdlet, place, params, ...outcome };
}
