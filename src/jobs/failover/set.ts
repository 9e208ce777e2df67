import { join } from 'node:path';
import { type Pair, serverOf } from '../../domain.js';
import { errorText, SfbError } from '../../errors.js';
import { checkBackupSet, readManifest } from '../backup/check.js';
import { type Copy, takeBackupSet } from '../backup/take.js';
import type { PrepareInput } from '../change.js';
import type { Plan } from '../plan/types.js';
import { runStatus } from '../status.js';
import type { TakenSet } from './request.js';

/** The set the way back rests on. Throws SfbError CHECK_FAILED unless it is good and off the server that is active now. */
export async function takeFailoverSet(input: PrepareInput): Promise<TakenSet> {
  const status = await runStatus(input);
  const { state, sentence, manifest, copies } = await takeBackupSet({ ...input, status });
  const { side } = status.verdict;
  const folder = importFolder(copies, side && serverOf(input.pair, side));
  if (state !== 'good' || manifest === undefined || folder === undefined) {
    throw new SfbError('CHECK_FAILED', `No failover without a way back. ${sentence}`);
  }
  const named = (name: string) => (manifest.files.some((file) => file.name === name) ? join(folder, name) : undefined);
  const lis = named('lis.zip');
  const rgs = named(`${input.pair.primary}-rgs.zip`);
  return {
    id: manifest.id,
    files: Object.fromEntries(manifest.files.map(({ name, sha256 }) => [name, sha256])),
    ...(lis === undefined ? {} : { lis }),
    ...(rgs === undefined ? {} : { rgs }),
  };
}

/** Where the imports of the new server read from: a copy that is there also when the server that is left is not. */
export function importFolder(copies: readonly Copy[], left: string | undefined): string | undefined {
  const kept = copies.filter(({ path }) => path !== undefined);
  return (kept.find(({ share }) => share.on !== left) ?? kept[0])?.path;
}

/** Whether the plan's set is still there and still what was approved; undefined when it is, else a sentence. */
export async function missingSet({ set }: Plan, pair: Pair): Promise<string | undefined> {
  if (set === undefined) return undefined;
  const problems: string[] = [];
  for (const share of pair.shares) {
    const path = join(share.path, pair.name, set.id);
    try {
      const manifest = await readManifest(path);
      if (manifest === undefined) {
        problems.push(`there is no set ${path}`);
        continue;
      }
      const same =
        JSON.stringify(filesOf(manifest.files)) ===
        JSON.stringify(filesOf(Object.entries(set.files).map(([name, sha256]) => ({ name, sha256 }))));
      const check = await checkBackupSet(path, manifest);
      if (same && check.ok) return undefined;
      problems.push(check.ok ? `the set ${path} was replaced by another one` : check.sentence.replace(/\.$/, ''));
    } catch (error) {
      problems.push(`the set ${path} cannot be read (${errorText(error)})`);
    }
  }
  return `The approval is void, because the backup set it rests on is not what it was: ${problems.join('; ')}. Nothing was begun; ask again.`;
}

function filesOf(files: readonly { readonly name: string; readonly sha256: string }[]): string[] {
  return files.map(({ name, sha256 }) => `${name} ${sha256}`).sort();
}
