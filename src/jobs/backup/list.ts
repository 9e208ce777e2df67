import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isGood, type Manifest, SetId, timeOf } from '../../backup-set.js';
import type { Pair } from '../../domain.js';
import { errorText } from '../../errors.js';
import { checkBackupSet, readManifest } from './check.js';
import { DRAFT, kindOf } from './files.js';

/** One folder of a share that is named like a set. */
export interface FoundSet {
  readonly id: string;
  readonly path: string;
  /** good: to fall back on · apart: whole, but taken while no one server alone held the CMS · bad: not whole · foreign: no manifest. */
  readonly state: 'good' | 'apart' | 'bad' | 'foreign';
  readonly sentence: string;
  readonly manifest?: Manifest;
}

/** A folder in which a set was begun a day ago or longer, and which never got its name. */
export interface Leftover {
  readonly id: string;
  /** ISO, UTC: when it was begun, by its name. */
  readonly at: string;
  readonly sentence: string;
}

/** How long a set may be under way, in milliseconds. */
const UNDER_WAY = 24 * 3_600_000;

/**
 * What runs left behind that were killed. It is only shown: without a manifest nothing says which of its files are ours.
 * Throws when the share can't be read.
 */
export async function listLeftovers(share: string, pair: Pair, now: number): Promise<Leftover[]> {
  const folder = join(resolve(share), pair.name);
  if ((await kindOf(folder)) !== 'folder') return [];
  return (await readdir(folder)).sort().flatMap((name) => {
    const id = name.startsWith(DRAFT) ? name.slice(DRAFT.length) : '';
    if (!SetId.safeParse(id).success) return [];
    const at = timeOf(id);
    if (now - at.getTime() < UNDER_WAY) return [];
    const sentence = `${join(folder, name)} was begun and never finished; nothing here removes it, so delete it by hand.`;
    return [{ id: name, at: at.toISOString(), sentence }];
  });
}

/** Every set of a pair on a share, the newest name first, each file read. Throws when the share can't be read. */
export async function listSets(share: string, pair: Pair, lab: boolean): Promise<FoundSet[]> {
  const folder = join(resolve(share), pair.name);
  const root = await kindOf(resolve(share));
  if (root !== 'folder') throw new Error(`the share ${share} cannot be reached or is no folder`);
  if ((await kindOf(folder)) === 'nothing') return [];
  const names = (await readdir(folder)).filter((name) => SetId.safeParse(name).success);
  return Promise.all(
    names
      .sort()
      .reverse()
      .map((id) => readSet(join(folder, id), id, pair, lab)),
  );
}

async function readSet(path: string, id: string, pair: Pair, lab: boolean): Promise<FoundSet> {
  try {
    if ((await kindOf(path)) !== 'folder') return { id, path, state: 'foreign', sentence: 'no folder; not ours' };
    const manifest = await readManifest(path);
    if (manifest === undefined) return { id, path, state: 'foreign', sentence: 'no manifest; not ours' };
    if (manifest.pair !== pair.name || manifest.lab !== lab) {
      const whose = `${manifest.pair}${manifest.lab ? ' of a lab' : ''}`;
      return { id, path, state: 'bad', sentence: `its manifest is of ${whose}` };
    }
    const check = await checkBackupSet(path, manifest);
    if (!check.ok) return { id, path, state: 'bad', sentence: check.sentence, manifest };
    if (isGood(manifest)) return { id, path, state: 'good', sentence: manifest.verdict.name, manifest };
    return { id, path, state: 'apart', sentence: `taken while ${manifest.verdict.name}`, manifest };
  } catch (error) {
    const why = error instanceof z.ZodError ? 'its manifest does not fit this version' : errorText(error);
    return { id, path, state: 'bad', sentence: why };
  }
}
