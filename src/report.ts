import { z } from 'zod';
import { PairName, Side } from './domain.js';

/** How a job reports: plain data that Slack, the CLI and files render; nothing here knows Slack. */

export const MatrixKind = z.enum([
  'single',
  'single-unread',
  'settling',
  'returning',
  'none',
  'split-brain',
  'disagree',
  'cant-tell',
]);
export type MatrixKind = z.infer<typeof MatrixKind>;

export const MatrixRow = z.strictObject({
  row: z.string(),
  label: z.string(),
  weight: z.enum(['decisive', 'shown', 'informational']),
  says: z.enum(['primary', 'backup', 'both', 'nobody', "can't tell"]),
  detail: z.string(),
});
export type MatrixRow = z.infer<typeof MatrixRow>;

export const MatrixVerdict = z.strictObject({
  kind: MatrixKind,
  /** Who is active, for single, single-unread, settling (where it moves to) and returning (who returns). */
  side: Side.optional(),
  /** `single(backup), primary unread` and the like: the verdict in the field's words. */
  name: z.string(),
  /** The first sentence a frightened person needs. */
  first: z.string(),
  /** Ids of the rows that decided, in matrix order. */
  decidedBy: z.array(z.string()),
});
export type MatrixVerdict = z.infer<typeof MatrixVerdict>;

export const StatusReport = z.strictObject({
  kind: z.literal('status'),
  pair: PairName,
  primary: z.string(),
  backup: z.string(),
  lab: z.boolean(),
  verdict: MatrixVerdict,
  rows: z.array(MatrixRow),
  /** Other sentences worth reading: replication, backup services, Windows services, pools. */
  notes: z.array(z.strictObject({ status: z.enum(['pass', 'warn', 'fail', 'unknown']), sentence: z.string() })),
  /** What to do next, in order; console commands name their server. */
  next: z.array(z.string()),
  /** When the witnesses were read (ISO, UTC, the target's clock) and how long the reading took in milliseconds. */
  readAt: z.string(),
  readMs: z.number(),
  /** Since which reading (ISO) decisive witnesses name both servers without a pause; absent while they do not. */
  namesBothSince: z.string().optional(),
});
export type StatusReport = z.infer<typeof StatusReport>;

/** One line of a check list: what was looked at, the verdict, the sentence with the values seen, what to do about it. */
export const CheckLine = z.strictObject({
  id: z.string(),
  title: z.string(),
  status: z.enum(['pass', 'warn', 'fail', 'unknown']),
  sentence: z.string(),
  fix: z.string().optional(),
  /** A warning that people took responsibility for in the config, until a day. */
  accepted: z.literal(true).optional(),
});
export type CheckLine = z.infer<typeof CheckLine>;

/** Whether a pair is as it should be: the matrix, settled where that was waited for, and a check list. */
export const VerifyReport = z.strictObject({
  ...StatusReport.omit({ kind: true, notes: true }).shape,
  kind: z.literal('verify'),
  /** One server alone holds the CMS, everything was read and everything read passes or is accepted in the config. */
  ok: z.boolean(),
  first: z.string(),
  checks: z.array(CheckLine),
  /** How often the witnesses were read until they were settled or the wait was over. */
  readings: z.int().min(1),
});
export type VerifyReport = z.infer<typeof VerifyReport>;

/** What a preflight is for; each check says per mode whether it blocks, warns or is left out. */
export const PreflightMode = z.enum(['planned', 'disaster', 'failback', 'recover']);
export type PreflightMode = z.infer<typeof PreflightMode>;

/** A line of a preflight. One that `blocks` does so when it fails or is not known; one that `warns` never does. */
export const PreflightLine = z.strictObject({ ...CheckLine.shape, severity: z.enum(['blocks', 'warns']) });
export type PreflightLine = z.infer<typeof PreflightLine>;

/** Whether a pair is ready for a change: the matrix, every check, and what was left out and why. */
export const PreflightReport = z.strictObject({
  ...StatusReport.omit({ kind: true, notes: true }).shape,
  kind: z.literal('preflight'),
  mode: PreflightMode,
  /** The server a change of this mode would move to. */
  to: Side,
  /** `ready` only if nothing that blocks is fail or unknown; `unknown` if nothing fails and something was not read. */
  state: z.enum(['ready', 'not-ready', 'unknown']),
  first: z.string(),
  checks: z.array(PreflightLine),
  /** Ids of the lines that block. */
  blockedBy: z.array(z.string()),
  /** Checks of a planned change that this mode does without, and why. */
  waived: z.array(z.strictObject({ id: z.string(), title: z.string(), why: z.string() })),
});
export type PreflightReport = z.infer<typeof PreflightReport>;

/** How a change ended: what was done, what was not, and the state of the pair after it. */
export const ChangeReport = z.strictObject({
  ...VerifyReport.omit({ kind: true, readings: true }).shape,
  kind: z.literal('failover'),
  to: Side,
  /** Titles of the steps that are done, and of those that are not, in their order. */
  done: z.array(z.string()),
  notDone: z.array(z.string()),
  /** The backup set the way back rests on. */
  set: z.string().optional(),
});
export type ChangeReport = z.infer<typeof ChangeReport>;

/** One backup set that was taken, or why none was; the matrix of the same minutes. */
export const BackupReport = z.strictObject({
  ...StatusReport.omit({ kind: true, notes: true }).shape,
  kind: z.literal('backup'),
  /** A good set, off the server that is active now. */
  ok: z.boolean(),
  first: z.string(),
  set: z
    .strictObject({
      id: z.string(),
      verdict: z.string(),
      files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() })),
      absent: z.array(z.strictObject({ what: z.string(), why: z.string() })),
    })
    .optional(),
  /** One line for each share, then what to mind. */
  checks: z.array(CheckLine),
});
export type BackupReport = z.infer<typeof BackupReport>;

/** Every backup set of a pair, each file read again. */
export const BackupsReport = z.strictObject({
  ...StatusReport.omit({ kind: true, notes: true }).shape,
  kind: z.literal('backups'),
  ok: z.boolean(),
  first: z.string(),
  sets: z.array(
    z.strictObject({
      id: z.string(),
      /** The server that holds it. */
      on: z.string(),
      state: z.enum(['good', 'apart', 'bad', 'foreign', 'unfinished']),
      sentence: z.string(),
      hours: z.number().optional(),
    }),
  ),
  checks: z.array(CheckLine),
});
export type BackupsReport = z.infer<typeof BackupsReport>;

export const Report = z.discriminatedUnion('kind', [
  StatusReport,
  VerifyReport,
  PreflightReport,
  BackupReport,
  BackupsReport,
  ChangeReport,
]);
export type Report = z.infer<typeof Report>;

/** The part of a report that the matrix is rendered from. */
export type MatrixReport = Pick<StatusReport, 'pair' | 'primary' | 'backup' | 'verdict' | 'rows'>;

/** What a report says first, whatever its kind. */
export function firstSentence(report: Report): string {
  return report.kind === 'status' ? report.verdict.first : report.first;
}

/** The two servers as a report names them; a `Pair` and a `StatusReport` both fit. */
export interface ServerNames {
  readonly primary: string;
  readonly backup: string;
}

/** `fe1` for `fe1.domain.local`; the whole name where both servers of the pair share the first label. */
export function shortServer(names: ServerNames, side: Side): string {
  const first = (fqdn: string) => fqdn.split('.')[0] ?? fqdn;
  return first(names.primary) === first(names.backup) ? names[side] : first(names[side]);
}

/** Who a row names, in the words every renderer uses: `fe1 (primary)`, `both`, `nobody`, `can't tell`. */
export function saysWord(names: ServerNames, says: MatrixRow['says']): string {
  return says === 'primary' || says === 'backup' ? `${shortServer(names, says)} (${says})` : says;
}

/** `fe1.domain.local (primary)`, for sentences that must not be mistaken. */
export function serverWord(names: ServerNames, side: Side): string {
  return `${names[side]} (${side})`;
}

/** `2026-11-24 14:05 UTC` of an ISO time. */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-11-24 14:05:09 UTC` of an ISO time. */
export function second(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const STATUS_WORDS = { pass: 'passes', warn: 'warning', fail: 'fails', unknown: 'not known' } as const;
const ABBREVIATED = /\b(cms|cls|hadr|rtclocal|scp|xds)\b/g;

/** Lines of a check list by name and verdict, for a sentence: `backup sets (warning) and CMS services (fails)`. */
export function checkWords(lines: readonly Pick<CheckLine, 'id' | 'status'>[]): string {
  return listed(lines.map(({ id, status }) => `${checkName(id)} (${STATUS_WORDS[status]})`));
}

/** `CMS services` of `cms-services`. */
export function checkName(id: string): string {
  return id.replaceAll('-', ' ').replace(ABBREVIATED, (word) => word.toUpperCase());
}

/** Who names whom, the largest group first: `SCP on dc1 and SCP on dc2: fe1 (primary); Active master: nobody`. */
export function camps(names: ServerNames, rows: readonly MatrixRow[]): string {
  const groups = new Map<string, string[]>();
  for (const { says, label } of rows) {
    if (says === "can't tell") continue;
    const word = saysWord(names, says);
    groups.set(word, [...(groups.get(word) ?? []), label]);
  }
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([word, labels]) => `${listed(labels)}: ${word}`)
    .join('; ');
}
