import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { errorText, SfbError } from '../errors.js';

const Kept = z.strictObject({ deployment: z.string(), id: z.string().regex(/^[0-9a-f]{16}$/), seen: z.int().min(0) });

/** What a process knows of its own decisions: under which name Redis counts them, and how many Redis has confirmed. */
export type Seen = Pick<z.infer<typeof Kept>, 'id' | 'seen'>;

/**
 * How far Redis had come, kept outside of Redis. A Redis that has counted fewer decisions of this process than were
 * confirmed to it has lost the end of its data, or is another one.
 */
export interface Witness {
  read(): Promise<Seen>;
  /** Durable when it resolves; a smaller number than before changes nothing. Throws SfbError UNAVAILABLE when it cannot be written. */
  note(seen: number): Promise<void>;
}

/** For whoever decides nothing that must be found lost after its own end. */
export function memoryWitness(): Witness {
  const kept = { id: newId(), seen: 0 };
  return {
    read: async () => ({ ...kept }),
    async note(seen) {
      kept.seen = Math.max(kept.seen, seen);
    },
  };
}

/**
 * @param name of the process, `bot` or `worker`; the file lies beside its audit
 * @param deployment whose decisions they are; what was kept for another one says nothing about it
 */
export function openWitness(data: string, name: string, deployment: string): Witness {
  const file = join(data, 'audit', `${name}.witness.json`);
  let known: Seen | undefined;
  let durable = 0;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function opened(): Promise<Seen> {
    if (known !== undefined) return known;
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const kept = text === undefined ? undefined : Kept.parse(JSON.parse(text));
    known = kept?.deployment === deployment ? { id: kept.id, seen: kept.seen } : { id: newId(), seen: 0 };
    durable = known.seen;
    return known;
  }

  const read = () => (known === undefined ? inTurn(() => told(file, opened)) : Promise.resolve(known));

  async function keep(): Promise<void> {
    const now = await opened();
    if (now.seen <= durable) return;
    await write(file, { deployment, ...now });
    durable = now.seen;
  }

  return {
    read,

    async note(seen) {
      const before = await read();
      if (seen > (known ?? before).seen) known = { ...before, seen };
      // One write takes along the numbers of all that wait for it.
      if (seen > durable) await inTurn(() => told(file, keep));
    },
  };
}

/** Whole or not at all: the old file stays until the new one is on the disk. */
async function write(file: string, seen: z.infer<typeof Kept>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.new`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(seen)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
}

async function told<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const message = `How far Redis had come cannot be kept in ${file} (${errorText(cause)}), so a loss of its data could go unnoticed; look at that file and its folder, then try again.`;
    throw new SfbError('UNAVAILABLE', message, { cause });
  }
}

function newId(): string {
  return randomBytes(8).toString('hex');
}
