import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorText, SfbError } from '../errors.js';
import { AuditLine, headOf, macOf, START, type Verified, verifyChain } from './line.js';
import { whileLocked } from './lock.js';

/** An append-only chain of what was asked, decided and done: one per process, in a file of its own. */
export interface AuditChain {
  readonly file: string;
  /**
   * Durable when it resolves; gives the new head. Throws SfbError UNAVAILABLE when it cannot be written or the chain does
   * not hold: then what it speaks of must not be done. Never give it a secret.
   */
  append(kind: string, body: Readonly<Record<string, unknown>>): Promise<string>;
  /** Number and mac of the last line. Throws as `append`. */
  head(): Promise<string>;
  /** Every line. Throws as `append`. */
  lines(): Promise<readonly AuditLine[]>;
  /** @param heads noted elsewhere: each must be in the chain */
  verify(heads?: readonly string[]): Promise<Verified>;
}

/** A line on its way to the file, and whoever waits for it. */
interface Wanted {
  readonly kind: string;
  readonly body: AuditLine['body'];
  readonly written: (head: string) => void;
  readonly failed: (error: unknown) => void;
}

interface Open {
  readonly key: Buffer;
  readonly lines: AuditLine[];
  size: number;
}

/**
 * @param name of the process, `bot` or `worker`; the key lies beside the file, made at the first line
 * @param options.shared several processes write to it, one line at a time, as two people at one console do
 */
export function openAudit(data: string, name: string, clock: () => Date, options: { shared?: true } = {}): AuditChain {
  const file = join(data, 'audit', `${name}.jsonl`);
  const keyFile = join(data, `audit-${name}.key`);
  let known: Open | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time, in the order they were asked. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function current(): Promise<Open> {
    try {
      known ??= await openChain(file, keyFile);
      return known;
    } catch (cause) {
      throw unwritable(file, cause);
    }
  }

  async function append(some: readonly Wanted[]): Promise<string[]> {
    const chain = await current();
    try {
      const added: AuditLine[] = [];
      for (const { kind, body } of some) {
        const before = added.at(-1) ?? chain.lines.at(-1);
        const line = { seq: (before?.seq ?? 0) + 1, at: clock().toISOString(), kind, body };
        const linked = { ...line, prev: before?.mac ?? START };
        added.push(AuditLine.parse({ ...linked, mac: macOf(linked, chain.key) }));
      }
      const text = Buffer.from(added.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await write(file, text, chain.size);
      chain.size += text.length;
      chain.lines.push(...added);
      return added.map(headOf);
    } catch (cause) {
      // Whatever lies there now is read again, before anything follows it.
      known = undefined;
      throw unwritable(file, cause);
    }
  }

  async function appendShared(some: readonly Wanted[]): Promise<string[]> {
    const locked = whileLocked(`${file}.lock`, async () => {
      known = undefined;
      return await append(some);
    });
    return await locked.catch((cause: unknown) => {
      throw cause instanceof SfbError ? cause : unwritable(file, cause);
    });
  }

  const wanted: Wanted[] = [];

  /** Everything that was wanted while the disk was busy goes to it at once: a crowd waits for one flush, not for fifty. */
  async function flush(): Promise<void> {
    const some = wanted.splice(0);
    try {
      const heads = await (options.shared === true ? appendShared(some) : append(some));
      for (const [at, { written }] of some.entries()) written(heads[at] ?? '');
    } catch (error) {
      for (const { failed } of some) failed(error);
    }
  }

  return {
    file,
    append: async (kind, body) =>
      await new Promise((written, failed) => {
        if (wanted.push({ kind, body: plain(body), written, failed }) === 1) void inTurn(flush);
      }),
    head: () => inTurn(async () => headOf((await current()).lines.at(-1))),
    lines: () => inTurn(async () => [...(await current()).lines]),
    verify: (heads) => inTurn(async () => verifyChain(await textOf(file), await keyOf(keyFile), heads)),
  };
}

async function openChain(file: string, keyFile: string): Promise<Open> {
  await mkdir(dirname(file), { recursive: true });
  const text = await textOf(file);
  const key = text === '' ? await keyOrNew(keyFile) : await keyOf(keyFile);
  // A process that died while it wrote leaves half a line, which nobody was told of.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const { lines, fault } = verifyChain(whole, key);
  if (fault !== undefined) throw new Error(`it does not hold: ${fault}`);
  if (whole !== text) await cut(file, Buffer.byteLength(whole));
  return { key, lines: [...lines], size: Buffer.byteLength(whole) };
}

async function write(file: string, text: Buffer, size: number): Promise<void> {
  const found = await stat(file).then(
    (one) => one.size,
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? 0 : Promise.reject(error)),
  );
  if (found !== size) throw new Error('somebody else wrote to it');
  await synced(await open(file, 'a', 0o600), (handle) => handle.appendFile(text));
}

async function cut(file: string, size: number): Promise<void> {
  await synced(await open(file, 'r+'), (handle) => handle.truncate(size));
}

async function synced(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

async function keyOf(keyFile: string): Promise<Buffer> {
  return Buffer.from((await readFile(keyFile, 'utf8')).trim(), 'hex');
}

async function keyOrNew(keyFile: string): Promise<Buffer> {
  try {
    await synced(await open(keyFile, 'wx', 0o600), (handle) =>
      handle.writeFile(`${randomBytes(32).toString('hex')}\n`),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return await keyOf(keyFile);
}

/** As JSON keeps it, so that what is signed is what is read again. */
function plain(body: Readonly<Record<string, unknown>>): AuditLine['body'] {
  return JSON.parse(JSON.stringify(body));
}

function unwritable(file: string, cause: unknown): SfbError {
  const message = `The audit ${file} cannot be written (${errorText(cause)}), and what is not written down is not done; look at that file and its folder, then try again.`;
  return new SfbError('UNAVAILABLE', message, { cause });
}
