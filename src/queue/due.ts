const DAY = 86_400_000;

/** After how long a run that was not asked for counts as missed, in milliseconds. */
const MISSED = 2 * 3_600_000;

/** The last run of a daily job: its day, counted from 1970-01-01, and the time of day that held then. */
export interface Scheduled {
  readonly day: number;
  readonly at: string;
}

/** When the run after this one is due, in milliseconds since 1970. */
export function nextRun({ day, at }: Scheduled): number {
  return (day + 1) * DAY + offsetOf(at);
}

function offsetOf(at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

export type Due =
  /** begin: nothing was ever scheduled, or the last run lies in a future that was none; the next time counts. */
  | { readonly what: 'nothing' }
  | { readonly what: 'begin'; readonly day: number }
  | { readonly what: 'run'; readonly day: number; readonly missed?: string };

/**
 * Whether a daily run is due.
 * @param at `HH:MM`, UTC, so that no day has it twice or never
 * @param now milliseconds since 1970
 */
export function dueRun({ now, at, last }: { now: number; at: string; last: Scheduled | undefined }): Due {
  const offset = offsetOf(at);
  const day = Math.floor((now - offset) / DAY);
  const late = now - (day * DAY + offset);
  if (last === undefined) return late < MISSED ? { what: 'run', day } : { what: 'begin', day };
  // A clock that was days ahead must not keep backups away until that day has come.
  if (last.day > day + 1) return { what: 'begin', day };
  if (last.day >= day) return { what: 'nothing' };
  // At another time of day there was no run to miss.
  const until = last.at !== at ? last.day : late >= MISSED ? day : day - 1;
  if (until <= last.day) return { what: 'run', day };
  return { what: 'run', day, missed: missedSentence({ from: last.day + 1, until, day, at }) };
}

function missedSentence({ from, until, day, at }: { from: number; until: number; day: number; at: string }): string {
  const which =
    from === until
      ? `The daily backup of ${dateOf(from)} was not taken at ${at} UTC`
      : `The daily backups from ${dateOf(from)} to ${dateOf(until)} were not taken at ${at} UTC`;
  const now = until < day ? `that of ${dateOf(day)} is taken` : from === until ? 'it is taken' : 'one is taken';
  return `${which}, because no worker was there or Redis was away; ${now} now.`;
}

function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
