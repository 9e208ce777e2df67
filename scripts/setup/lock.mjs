import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { note } from './tools.mjs';

const POLL_MS = 200;
/** A lock this old is left over: no step takes half as long. */
const STALE_MS = 15 * 60_000;
/** Between making the folder and naming its owner. */
const UNNAMED_MS = 5_000;

/** Does the work while no other set-up of this clone does any; waits for one that does. */
export function withLock(root, work) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const lock = join(root, '.cache', 'setup.lock');
  while (!take(lock)) {
    if (isStale(lock)) discard(lock);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

function isStale(lock) {
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const owner = note(join(lock, 'pid'));
  return age > STALE_MS || (owner === '' ? age > UNNAMED_MS : !isAlive(Number(owner)));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moved away first: of two set-ups that find it stale only one gets it. */
function discard(lock) {
  const away = `${lock}.${process.pid}`;
  try {
    renameSync(lock, away);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  rmSync(away, { recursive: true, force: true });
}
