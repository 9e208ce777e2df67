import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { MANIFEST, SetId, timeOf } from '../../backup-set.js';
import { type Pair, PairName } from '../../domain.js';
import { errorText } from '../../errors.js';
import { readManifest } from './check.js';
import { DRAFT, draftName, kindOf, removeOwn, writeNew } from './files.js';

/** Name of the file that says which run makes a set in a draft; it goes before the draft gets its name. */
export const MARKER = 'taking.json';

const Marker = z.strictObject({
  format: z.literal(1),
  id: SetId,
  pair: PairName,
  lab: z.boolean(),
  host: z.string(),
  pid: z.int(),
});

/** How long a set may be under way, in milliseconds: longer than any run, and a day by the clock of its worker. */
const UNDER_WAY = 24 * 3_600_000;

/** A folder in which a set was begun a day ago or longer, and which never got its name. */
export interface Leftover {
  /** Name of the folder. */
  readonly id: string;
  readonly path: string;
  /** ISO, UTC: when it was begun, by its name. */
  readonly at: string;
  readonly sentence: string;
  /** The files in it, when every one of them is provably ours and no run is at work there. */
  readonly own: readonly string[] | undefined;
}

/** Every name that a run of ours may give a file of a draft. */
export function draftFiles({ primary, backup }: Pair): string[] {
  const servers = [primary, backup].flatMap((server) => [`${server}-local.zip`, `${server}-rgs.zip`]);
  return [MARKER, 'cms.zip', 'lis.zip', ...servers, 'topology.xml', 'RUNBOOK.md', MANIFEST];
}

export async function markDraft(folder: string, id: string, pair: Pair, lab: boolean): Promise<void> {
  const marker = { format: 1, id, pair: pair.name, lab, host: hostname(), pid: process.pid };
  await writeNew(join(folder, MARKER), `${JSON.stringify(marker)}\n`);
}

/** What runs left behind that were killed. Throws when the share can't be read. */
export async function listLeftovers(share: string, pair: Pair, lab: boolean, now: number): Promise<Leftover[]> {
  const folder = join(resolve(share), pair.name);
  if ((await kindOf(folder)) !== 'folder') return [];
  const old = (await readdir(folder)).sort().flatMap((name) => {
    const id = name.startsWith(DRAFT) ? name.slice(DRAFT.length) : '';
    return SetId.safeParse(id).success && now - timeOf(id).getTime() >= UNDER_WAY ? [id] : [];
  });
  return await Promise.all(old.map((id) => leftover(join(folder, draftName(id)), id, pair, lab)));
}

/** Removes what is provably ours; gives the paths, and sentences for what stays. Never throws. */
export async function removeLeftovers(
  share: string,
  pair: Pair,
  lab: boolean,
  now: number,
): Promise<{ readonly removed: readonly string[]; readonly left: readonly string[] }> {
  const removed: string[] = [];
  const left: string[] = [];
  try {
    for (const { path, own, sentence } of await listLeftovers(share, pair, lab, now)) {
      if (own !== undefined && (await removeOwn(path, own))) removed.push(path);
      else left.push(sentence);
    }
  } catch (error) {
    left.push(`What killed runs left on ${share} was not looked at: ${errorText(error)}.`);
  }
  return { removed, left };
}

async function leftover(path: string, id: string, pair: Pair, lab: boolean): Promise<Leftover> {
  const common = { id: draftName(id), path, at: timeOf(id).toISOString() };
  const begun = `${path} was begun and never finished`;
  const why = await strange(path, id, pair, lab).catch((error: unknown) => errorText(error));
  if (why !== undefined) {
    return { ...common, own: undefined, sentence: `${begun}; nothing here removes it (${why}), so delete it by hand.` };
  }
  // The marker goes last: what is left of a removal that is cut off is still known to be ours.
  const own = [...draftFiles(pair).filter((name) => name !== MARKER), MARKER];
  return { ...common, own, sentence: `${begun}; the next good backup removes it.` };
}

/** Why a draft may not be removed; undefined when it is ours, whole in what it holds, and nobody is at work there. */
async function strange(path: string, id: string, pair: Pair, lab: boolean): Promise<string | undefined> {
  if ((await kindOf(path)) !== 'folder') return 'it is no folder';
  const marker = await readMarker(path);
  const whose = marker ?? (await readManifest(path).catch(() => undefined));
  if (whose === undefined) return 'nothing in it says that it is ours';
  if (whose.id !== id || whose.pair !== pair.name || whose.lab !== lab)
    return `it says that it is ${whose.id} of ${whose.pair}`;
  if (marker !== undefined && marker.host === hostname() && runs(marker.pid))
    return `process ${marker.pid} may be at it`;
  const own = new Set(draftFiles(pair));
  const foreign = (await readdir(path)).filter((name) => !own.has(name));
  return foreign.length === 0 ? undefined : `it holds ${foreign[0]}, which is not ours`;
}

async function readMarker(path: string): Promise<z.infer<typeof Marker> | undefined> {
  const text = await readFile(join(path, MARKER), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return Marker.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
