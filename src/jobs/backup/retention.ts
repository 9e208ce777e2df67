/** A set as retention sees it. */
export interface KeptSet {
  readonly id: string;
  /** Milliseconds since 1970, from the manifest. */
  readonly at: number;
  /** Taken under `single(x)`, agrees with it, and every file is as its manifest says. */
  readonly good: boolean;
}

const DAY = 86_400_000;
const DAYS = 5;
/** How far a clock may be behind a set before it is not believed. */
const CLOCK_SLACK = 300_000;

/**
 * Which sets may go: a good one that is older than 5 days and whose day (UTC) is not among the newest 5 days with a good
 * set. Days are counted and not sets, so that extra sets of one day push no daily one out; whatever is not good neither
 * counts nor goes. Nothing goes when `fresh`, the set just taken, is not good or a set is newer than now: the clock was
 * set back, and ages cannot be believed.
 */
export function retention(sets: readonly KeptSet[], fresh: string, now: number): string[] {
  const good = sets.filter((set) => set.good);
  if (!good.some(({ id }) => id === fresh)) return [];
  if (sets.some(({ at }) => at > now + CLOCK_SLACK)) return [];
  const day = (at: number) => Math.floor(at / DAY);
  const days = [...new Set(good.map(({ at }) => day(at)))].sort((a, b) => b - a).slice(0, DAYS);
  return good
    .filter(({ id, at }) => id !== fresh && now - at > DAYS * DAY && !days.includes(day(at)))
    .map(({ id }) => id);
}
