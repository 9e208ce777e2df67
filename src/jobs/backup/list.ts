import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isGood, type Manifest, SetId } from '../../backup-set.js';
import { type Pair, serverOf } from '../../domain.js';
import { errorText } from '../../errors.js';
import { checkBackupSet, readManifest } from './check.js';
import { kindOf } from './files.js';

/** One folder of a share that is named like a set. */
export interface FoundSet {
  readonly id: string;
  readonly path: string;
  /** good: to fall back on · apart: whole, but taken while no one server alone held the CMS · bad: not whole · foreign: no manifest. */
  readonly state: 'good' | 'apart' | 'bad' | 'foreign';
  readonly sentence: string;
  readonly manifest?: Manifest;
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
    return { id, path, state: 'apart', sentence: apartSentence(manifest, pair), manifest };
  } catch (error) {
    const why = error instanceof z.ZodError ? 'its manifest does not fit this version' : errorText(error);
    return { id, path, state: 'bad', sentence: why };
  }
}

function apartSentence({ verdict, active }: Manifest, pair: Pair): string {
  if (verdict.kind !== 'single') return `taken while ${verdict.name}`;
  const named = active.map((side) => serverOf(pair, side)).join(' and ') || 'no server';
  return `taken while ${verdict.name}, but marks ${named} as active`;
}
