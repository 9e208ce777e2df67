import { z } from 'zod';
import { PairName, Side } from './domain.js';
import { MatrixKind } from './report.js';

/** Name of the file that says what belongs to a set; written last, so where it is, the set is whole. */
export const MANIFEST = 'manifest.json';

/** `2026-11-24T145500Z`, with `-2` and so on for further sets of one second. */
export const SetId = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d{6}Z(?:-[1-9]\d{0,3})?$/, 'is not the name of a backup set such as 2026-11-24T145500Z');
export type SetId = z.infer<typeof SetId>;

const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/, 'is not the name of a file of a set');

export const SetFile = z.strictObject({
  name: FileName,
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SetFile = z.infer<typeof SetFile>;

/** What one backup set holds and under which verdict it was taken. Another format number is refused, never guessed at. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  id: SetId,
  pair: PairName,
  lab: z.boolean(),
  /** ISO, UTC, the clock of the worker. */
  at: z.iso.datetime(),
  verdict: z.strictObject({ kind: MatrixKind, side: Side.optional(), name: z.string() }),
  /** Sides whose CMS the exported topology marks active. */
  active: z.array(Side),
  files: z.array(SetFile).min(1),
  /** What a set may hold and this one does not, and why. */
  absent: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  /** Server → component → version, as far as it was read. */
  versions: z.record(z.string(), z.record(z.string(), z.string())),
  /** Version of this program. */
  tool: z.string(),
});
export type Manifest = z.infer<typeof Manifest>;

/** `2026-11-24T145500Z` of a time. */
export function stampOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(':', '')}Z`;
}

/** The second a set was begun in, by its id. */
export function timeOf(id: SetId): Date {
  const [, date, hours, minutes, seconds] = /^(.{10})T(\d\d)(\d\d)(\d\d)Z/.exec(id) ?? [];
  return new Date(`${date}T${hours}:${minutes}:${seconds}Z`);
}

/** A set to fall back on: taken while one server alone held the CMS, and its own topology says the same. */
export function isGood({ verdict, active }: Pick<Manifest, 'verdict' | 'active'>): boolean {
  return verdict.kind === 'single' && verdict.side !== undefined && active.length === 1 && active[0] === verdict.side;
}

/** `3 h`, `2 days`, `less than an hour`. */
export function ageWord(hours: number): string {
  if (hours < 1) return 'less than an hour';
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} days`;
}
