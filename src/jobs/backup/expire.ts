import { readdir } from 'node:fs/promises';
import { MANIFEST } from '../../backup-set.js';
import type { Pair } from '../../domain.js';
import { errorText } from '../../errors.js';
import { removeOwn } from './files.js';
import { type FoundSet, listSets } from './list.js';
import { retention } from './retention.js';

/** What retention did on one share; sentences for what it left. */
export interface Expired {
  readonly removed: readonly string[];
  readonly left: readonly string[];
}

/**
 * Removes the sets of a share that may go (see retention) after `fresh` is in place. A set with anything in its folder that
 * its manifest does not name stays whole. Never throws.
 */
export async function expireSets(
  share: string,
  pair: Pair,
  lab: boolean,
  fresh: string,
  now: number,
): Promise<Expired> {
  const removed: string[] = [];
  const left: string[] = [];
  try {
    const sets = await listSets(share, pair, lab);
    const known = sets.flatMap(({ id, state, manifest }) =>
      manifest === undefined ? [] : [{ id, at: Date.parse(manifest.at), good: state === 'good' }],
    );
    const newer = known.filter(({ at }) => at > now + 300_000);
    if (newer.length > 0) {
      left.push(
        `The clock is behind ${newer.length} set(s) on ${share} (the newest is ${newer[0]?.id}): none was removed.`,
      );
    }
    const going = new Set(retention(known, fresh, now));
    for (const set of sets.filter(({ id }) => going.has(id))) {
      if (await removeSet(set)) removed.push(set.id);
      else left.push(`${set.path} holds more than its manifest names, so it stays.`);
    }
  } catch (error) {
    left.push(`Old sets on ${share} were left: ${errorText(error)}.`);
  }
  return { removed, left };
}

async function removeSet({ path, manifest }: FoundSet): Promise<boolean> {
  const own = new Set([MANIFEST, ...(manifest?.files ?? []).map(({ name }) => name)]);
  if ((await readdir(path)).some((name) => !own.has(name))) return false;
  // The manifest goes last: a removal that is cut off leaves a set that is known to be broken, not a stranger.
  const files = [...own].filter((name) => name !== MANIFEST);
  return await removeOwn(path, [...files, MANIFEST]);
}
