import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MANIFEST, Manifest } from '../../backup-set.js';
import { errorText } from '../../errors.js';
import { listed } from '../../report.js';
import { describeFile, kindOf } from './files.js';

/** Whether a set is still what it was, and in what it differs. */
export interface SetCheck {
  readonly ok: boolean;
  readonly sentence: string;
}

/** Reads the manifest of a set. Throws what is wrong with it; `undefined` when the folder has none and so is not ours. */
export async function readManifest(path: string): Promise<Manifest | undefined> {
  const file = join(path, MANIFEST);
  if ((await kindOf(file)) !== 'file') return undefined;
  return Manifest.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** Reads every file of a set again and compares it with the manifest taken with it. Never throws. */
export async function checkBackupSet(path: string, manifest: Manifest): Promise<SetCheck> {
  const problems: string[] = [];
  try {
    if ((await kindOf(path)) !== 'folder') return failed(manifest, [`${path} is gone or no folder`]);
    const now = await readManifest(path).catch(() => null);
    if (now === undefined) problems.push(`${MANIFEST} is gone`);
    else if (JSON.stringify(now) !== JSON.stringify(Manifest.parse(manifest))) {
      problems.push(`${MANIFEST} is not the one written with the set`);
    }
    if (manifest.id !== basename(path)) problems.push(`its folder is named ${basename(path)}`);
    for (const file of manifest.files) {
      if ((await kindOf(join(path, file.name))) !== 'file') {
        problems.push(`${file.name} is gone`);
        continue;
      }
      const found = await describeFile(path, file.name);
      if (found.bytes !== file.bytes) problems.push(`${file.name} has ${found.bytes} bytes instead of ${file.bytes}`);
      else if (found.sha256 !== file.sha256) problems.push(`${file.name} has other content than when it was written`);
    }
  } catch (error) {
    problems.push(`it cannot be read (${errorText(error)})`);
  }
  if (problems.length > 0) return failed(manifest, problems);
  return { ok: true, sentence: `Backup set ${manifest.id} is whole: ${manifest.files.length} files as written.` };
}

function failed({ id }: Manifest, problems: readonly string[]): SetCheck {
  return { ok: false, sentence: `Backup set ${id} is not what it was: ${listed(problems)}.` };
}
