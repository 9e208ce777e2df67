import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isGood, MANIFEST, Manifest, stampOf } from '../../backup-set.js';
import { type Pair, type Share, type Side, serverOf } from '../../domain.js';
import { errorText, SfbError } from '../../errors.js';
import type { SafeChangePort } from '../../powershell/types.js';
import { listed, type StatusReport } from '../../report.js';
import type { Tell } from '../telling.js';
import type { Clock } from '../types.js';
import { checkBackupSet } from './check.js';
import { expireSets } from './expire.js';
import { type Draft, exportInto, readVersions } from './export.js';
import {
  describeFile,
  draftName,
  kindOf,
  moveIn,
  pairFolder,
  removeOwn,
  settle,
  unwritable,
  writeNew,
} from './files.js';
import { draftFiles, MARKER, markDraft, removeLeftovers } from './leftovers.js';
import { renderRunbook } from './runbook.js';

export interface TakeInput {
  readonly ps: SafeChangePort;
  readonly pair: Pair;
  readonly lab: boolean;
  /** Read just before: its verdict goes into the manifest. */
  readonly status: StatusReport;
  readonly clock: Clock;
  readonly tell?: Tell;
  /** Another way of writing, for a test of a share that fills up. */
  readonly write?: typeof writeNew;
}

/** What became of the set on one share. */
export interface Copy {
  readonly share: Share;
  /** The folder of the set; absent when there is none on this share. */
  readonly path?: string;
  readonly sentence: string;
}

/**
 * good: to fall back on · apart: kept, but taken while no one server alone held the CMS · exposed: kept, but only on the
 * server that is active now · failed: there is no new set.
 */
export interface BackupTaken {
  readonly state: 'good' | 'apart' | 'exposed' | 'failed';
  readonly sentence: string;
  /** Id, verdict and the SHA-256 of each file. */
  readonly manifest?: Manifest;
  readonly copies: readonly Copy[];
  readonly mind: readonly string[];
  readonly removed: readonly string[];
}

interface Source {
  readonly path: string;
  readonly manifest: Manifest;
}

/**
 * Takes one backup set onto every share of a pair: exports once, opens and reads what was written, and copies that. Old sets
 * go only after the new one is good and off the active server. Never throws.
 */
export async function takeBackupSet(input: TakeInput): Promise<BackupTaken> {
  const { pair, status } = input;
  const holder = status.verdict.kind === 'single' ? status.verdict.side : undefined;
  const at = input.clock();
  const copies: Copy[] = [];
  const mind: string[] = [];
  let source: Source | undefined;
  for (const share of pair.shares) {
    try {
      if (source !== undefined) input.tell?.(`Copy the set to ${share.path} and read it back`);
      const made = await onShare(share, { ...input, holder, at, source, mind });
      copies.push({ share, path: made.path, sentence: `Kept on ${made.path} (${share.on}).` });
      source ??= made;
    } catch (error) {
      const why = (unwritable(error) ?? errorText(error)).replace(/\.$/, '');
      copies.push({ share, sentence: `Nothing new is on ${share.path} (${share.on}): ${why}.` });
    }
  }
  if (source === undefined) {
    const reasons = listed([...new Set(copies.map(({ sentence }) => sentence.replace(/\.$/, '')))]);
    return failed(pair, reasons, copies, mind);
  }
  return await concluded(input, source.manifest, holder, copies, mind);
}

function failed(pair: Pair, reasons: string, copies: readonly Copy[], mind: readonly string[]): BackupTaken {
  const sentence = `No backup set of ${pair.name} was taken; every earlier set is still there. ${reasons}.`;
  return { state: 'failed', sentence, copies, mind, removed: [] };
}

async function concluded(
  { pair, lab, status, clock }: TakeInput,
  manifest: Manifest,
  holder: Side | undefined,
  copies: readonly Copy[],
  mind: string[],
): Promise<BackupTaken> {
  const { id } = manifest;
  const kept = copies.filter(({ path }) => path !== undefined);
  const where = listed(kept.map(({ share }) => share.on));
  if (holder === undefined || !isGood(manifest)) {
    const why = holder === undefined ? `was taken while ${status.verdict.name}` : contradiction(manifest, pair, holder);
    const sentence = `Backup set ${id} of ${pair.name} ${why}: it is kept apart on ${where}, counts as no way back and displaces no other.`;
    return { state: 'apart', sentence, manifest, copies, mind, removed: [] };
  }
  const active = serverOf(pair, holder);
  if (kept.every(({ share }) => share.on === active)) {
    const sentence = `Backup set ${id} of ${pair.name} lies only on ${active}, which is active now: if that server is lost, so is the set. Add a share on another server to the config. No earlier set was removed.`;
    return { state: 'exposed', sentence, manifest, copies, mind, removed: [] };
  }
  const removed: string[] = [];
  for (const { share } of kept) {
    const expired = await expireSets(share.path, pair, lab, id, clock().getTime());
    removed.push(...expired.removed.map((old) => `${old} on ${share.on}`));
    mind.push(...expired.left);
    const unfinished = await removeLeftovers(share.path, pair, lab, clock().getTime());
    mind.push(...unfinished.left);
    for (const path of unfinished.removed) mind.push(`${path}, which a killed run had left unfinished, was removed.`);
  }
  const sentence = `Backup set ${id} of ${pair.name} is good: ${manifest.files.length} files, read back and whole, on ${where}; the CMS is on ${active}.`;
  return { state: 'good', sentence, manifest, copies, mind, removed };
}

/** Every witness named one server, and the exported topology did not. */
function contradiction({ active }: Manifest, pair: Pair, holder: Side): string {
  const truth = serverOf(pair, holder);
  if (active.length === 0) return `does not say who is active, and every witness names ${truth}`;
  const named = active.map((side) => serverOf(pair, side)).join(' and ');
  return `marks ${named} as active, and every witness names ${truth}`;
}

/** A name that nothing has on any share, not even a run that is at work or died. */
async function freeId(at: Date, pair: Pair): Promise<string> {
  const stamp = stampOf(at);
  for (let turn = 1; ; turn += 1) {
    const id = turn === 1 ? stamp : `${stamp}-${turn}`;
    const taken = await Promise.all(
      pair.shares.flatMap(({ path }) =>
        [id, draftName(id)].map(async (name) => {
          // A share that can't be read is said where the set is to be written.
          return (await kindOf(join(path, pair.name, name)).catch(() => 'nothing' as const)) !== 'nothing';
        }),
      ),
    );
    if (!taken.includes(true)) return id;
  }
}

interface OneShare extends TakeInput {
  readonly holder: Side | undefined;
  readonly at: Date;
  readonly source: Source | undefined;
  readonly mind: string[];
}

async function onShare(share: Share, input: OneShare): Promise<Source> {
  const folder = await pairFolder(share.path, input.pair.name);
  const id = await claimId(folder, input);
  const path = join(folder, id);
  const temporary = join(folder, draftName(id));
  const draft: Draft = { names: [], absent: [], mind: [], active: [] };
  try {
    await markDraft(temporary, id, input.pair, input.lab);
    const manifest =
      input.source === undefined ? await fresh(temporary, id, input, draft) : await copied(temporary, input.source);
    await unlink(join(temporary, MARKER));
    await moveIn(temporary, path);
    const check = await checkBackupSet(path, manifest);
    if (!check.ok) throw new SfbError('BAD_OUTPUT', check.sentence);
    input.mind.push(...draft.mind);
    return { path, manifest };
  } catch (error) {
    await cleared(temporary, error, input.pair);
    throw error;
  }
}

/** Makes the draft's folder, which claims the id: of two runs in one second the slower one takes the next. */
async function claimId(folder: string, { at, pair, source }: OneShare): Promise<string> {
  for (;;) {
    const id = source?.manifest.id ?? (await freeId(at, pair));
    try {
      await mkdir(join(folder, draftName(id)));
      return id;
    } catch (error) {
      if (source !== undefined || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Takes away what a failed try left, unless a cmdlet may still be writing there. */
async function cleared(temporary: string, error: unknown, pair: Pair): Promise<void> {
  if (error instanceof SfbError && ['NO_ANSWER', 'CMDLET_TIMEOUT'].includes(error.code)) return;
  await removeOwn(temporary, draftFiles(pair)).catch(() => undefined);
}

async function fresh(folder: string, id: string, input: OneShare, draft: Draft): Promise<Manifest> {
  const { pair, status, write = writeNew } = input;
  await exportInto(folder, input, draft);
  const versions = await readVersions(input.ps, pair);
  const { kind, side, name } = status.verdict;
  const runbook = renderRunbook({ pair, id, active: input.holder, verdict: name, files: draft.names });
  await write(join(folder, 'RUNBOOK.md'), runbook);
  const names = [...draft.names, 'RUNBOOK.md'];
  const manifest = Manifest.parse({
    format: 1,
    id,
    pair: pair.name,
    lab: input.lab,
    at: input.at.toISOString(),
    verdict: { kind, ...(side === undefined ? {} : { side }), name },
    active: draft.active,
    files: await Promise.all(names.map((file) => describeFile(folder, file))),
    absent: draft.absent,
    versions,
    tool: toolVersion(),
  });
  await write(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function copied(folder: string, source: Source): Promise<Manifest> {
  for (const name of [...source.manifest.files.map((file) => file.name), MANIFEST]) {
    await copyFile(join(source.path, name), join(folder, name));
    await settle(join(folder, name));
  }
  return source.manifest;
}

function toolVersion(): string {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) return String(JSON.parse(readFileSync(path, 'utf8')).version ?? 'unknown');
  }
  return 'unknown';
}
