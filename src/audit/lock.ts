import { mkdir, open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A line is written in milliseconds: who holds the lock for longer is dead. */
const DEAD_MS = 10_000;
/** Longer than a dead one's lock lasts. */
const PATIENCE_MS = 15_000;

/** Does something while no other process of this machine does the same. Throws when the lock is not to be had. */
export async function whileLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  await take(file);
  try {
    return await work();
  } finally {
    await unlink(file).catch(() => undefined);
  }
}

async function take(file: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await (await open(file, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > DEAD_MS) await unlink(file).catch(() => undefined);
    else if (Date.now() > end) throw new Error(`${file} is held by another process`);
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
