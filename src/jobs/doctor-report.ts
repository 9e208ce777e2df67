import { z } from 'zod';
import { PairName } from '../domain.js';
import { listed } from '../report.js';

/** What doctor says about one thing. `unknown`: nothing was seen that would say either. */
export const DoctorResult = z.strictObject({
  /** `module`, `reach/backup`, `read/<use>/<place>` and the like; unique in a record. */
  id: z.string(),
  place: z.enum(['jump', 'primary', 'backup']),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  sentence: z.string(),
  fix: z.string().optional(),
  /** Reads only: whether an answer came. A probe that never answered is later no evidence of a dead server. */
  answered: z.boolean().optional(),
  /** Reads only: the types seen per property, `missing` where it was not there. */
  properties: z.record(z.string(), z.string()).optional(),
});
export type DoctorResult = z.infer<typeof DoctorResult>;

/** One read that a witness of the matrix made, from where, and whether anything came. */
export const Baseline = z.strictObject({
  witness: z.string(),
  use: z.string(),
  from: z.enum(['jump', 'primary', 'backup']),
  /** What tells it from its other reads there, such as a domain controller. */
  about: z.string().optional(),
  answered: z.boolean(),
});
export type Baseline = z.infer<typeof Baseline>;

export const DOCTOR_SCHEMA = 2;

/** What doctor found at one site with one catalogue of cmdlets. Kept beside the worker; nothing destructive runs without. */
export const DoctorRecord = z.strictObject({
  schema: z.literal(DOCTOR_SCHEMA),
  /** ISO, by the clock of the machine that ran it. */
  at: z.iso.datetime(),
  by: z.string().min(1).optional(),
  /** SHA-256 of the agent's allow-list: another list of cmdlets needs another run. */
  catalogueDigest: z.string().regex(/^[0-9a-f]{64}$/),
  deployment: z.string().min(1),
  pair: PairName,
  lab: z.boolean(),
  results: z.array(DoctorResult).min(1),
  /** Which witnesses answered and from where: only what answered here can later be missed (design 7). */
  baselines: z.array(Baseline),
  /** Uses that were not called, and why. */
  notTried: z.array(z.strictObject({ use: z.string(), why: z.string() })),
});
export type DoctorRecord = z.infer<typeof DoctorRecord>;

/** What is still read of a record of an older build: that doctor ran. It allows nothing. */
export const OldRecord = z.object({
  schema: z
    .number()
    .int()
    .min(1)
    .max(DOCTOR_SCHEMA - 1),
  at: z.iso.datetime(),
  deployment: z.string(),
  pair: PairName,
  lab: z.boolean(),
});
export type OldRecord = z.infer<typeof OldRecord>;

/** The results that fail: with one of them nothing destructive is allowed. */
export function failures(record: DoctorRecord): DoctorResult[] {
  return record.results.filter(({ verdict }) => verdict === 'fail');
}

/** What a record says first. */
export function doctorSentence(record: DoctorRecord): string {
  const failed = failures(record);
  const unknown = record.results.filter(({ verdict }) => verdict === 'unknown').length;
  const rest = unknown === 0 ? '' : ` ${unknown} of ${record.results.length} could not be judged.`;
  if (failed.length === 0) return `Doctor found nothing wrong on ${record.pair}.${rest}`;
  const shown = failed.slice(0, 3).map(({ id }) => id);
  const more = failed.length > shown.length ? [`${failed.length - shown.length} more`] : [];
  return `Doctor found ${failed.length} of ${record.results.length} things wrong on ${record.pair}: ${listed([...shown, ...more])}.${rest}`;
}
