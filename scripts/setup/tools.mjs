import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, relative } from 'node:path';

/** Something a person has to provide; the message is one sentence saying what and how. */
export class Missing extends Error {
  /** @param {string} details what a failed command said, or '' */
  constructor(message, details = '') {
    super(message);
    this.details = details;
  }
}

/** Full path of a command on PATH, or undefined. */
export function onPath(command) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter((entry) => entry !== '')) {
    for (const ending of endings) {
      const file = join(folder, command + ending);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Runs a command to its end and keeps what it says: `ok`, and `output` (both streams) for the failure report. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    // npm is a .cmd file on Windows, which only a shell starts.
    shell: command.endsWith('.cmd'),
    ...options,
  });
  const output = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n').trim();
  return { ok: result.status === 0, output: withoutNoise(output) };
}

/** SHA-256 in hex over names and contents of the files, which are given relative to the root. */
export function hashFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Files below a folder whose name ends so, relative to the root, with forward slashes. */
export function filesBelow(root, folder, endings) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'));
}

/** The trimmed content of a small file, or '' when there is none. */
export function note(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

/** Replaces a small file in one step, so that a reader sees the old or the new content. */
export function writeNote(file, text) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${text}\n`);
  renameSync(draft, file);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function withoutNoise(output) {
  return output
    .split('\n')
    .filter((line) => !/Unknown (user|env|project|builtin|global) config/.test(line))
    .slice(-40)
    .join('\n');
}
