import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SetFile } from '../../backup-set.js';
import { SfbError } from '../../errors.js';

export const DRAFT = '.taking-';

/** Where a set is being made. The name claims its id among all runs, and no list takes it for a set. */
export function draftName(id: string): string {
  return `${DRAFT}${id}`;
}

/** The folder of a pair's sets on a share; made if absent, the share itself never is. Throws SfbError UNAVAILABLE. */
export async function pairFolder(share: string, pair: string): Promise<string> {
  const root = resolve(share);
  if ((await kindOf(root)) !== 'folder') {
    throw new SfbError('UNAVAILABLE', `the share ${share} cannot be reached or is no folder`);
  }
  const folder = join(root, pair);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if ((await kindOf(folder)) !== 'folder') {
    throw new SfbError('CONFLICT', `${folder} is not a folder; it was not touched`);
  }
  return folder;
}

const UNWRITABLE: Readonly<Record<string, string>> = {
  EACCES: "it is read-only, or the worker's account may not write there",
  EPERM: "it is read-only, or the worker's account may not write there",
  EROFS: 'it is read-only',
  ENOSPC: 'there is no space left on it',
  EDQUOT: "the quota of the worker's account is used up",
};

/** In words why a share takes nothing; undefined for any other failure. */
export function unwritable(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const why = UNWRITABLE[code ?? ''];
  return why === undefined ? undefined : `${path ?? 'the share'} could not be written: ${why}`;
}

/** What lies under a name; a link is never followed below the share. */
export async function kindOf(path: string): Promise<'folder' | 'file' | 'other' | 'nothing'> {
  try {
    const found = await lstat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw error;
  }
}

/** Writes a new file and waits until it is on the disk; an existing one is an error. */
export async function writeNew(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until a file another process wrote is on the disk. */
export async function settle(path: string): Promise<void> {
  // Windows flushes only what was opened for writing.
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Name, size and SHA-256 of a file. */
export async function describeFile(folder: string, name: string): Promise<SetFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(join(folder, name)) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  return { name, bytes, sha256: hash.digest('hex') };
}

/** Gives a finished draft its name. Whatever has that name already stays. Throws SfbError CONFLICT. */
export async function moveIn(draft: string, path: string): Promise<void> {
  if ((await kindOf(path)) !== 'nothing')
    throw new SfbError('CONFLICT', `${path} is there already; it was not touched`);
  await rename(draft, path);
  await settleFolder(dirname(path));
}

async function settleFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes these files and then the folder, which stays where anything else lies in it. Gives whether it is gone. */
export async function removeOwn(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    await unlink(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  if ((await readdir(folder)).length > 0) return false;
  await rmdir(folder);
  return true;
}
