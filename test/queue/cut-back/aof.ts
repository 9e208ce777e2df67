import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command of an append-only file, and where the file may be cut right after it. */
export interface AofCommand {
  readonly words: readonly string[];
  readonly end: number;
}

/** The append-only files of a redis-server (7.x): base and manifest as they are, and what was added since. */
export interface Aof {
  readonly others: ReadonlyMap<string, Buffer>;
  readonly name: string;
  readonly added: Buffer;
}

const folderOf = (dir: string) => join(dir, 'appendonlydir');

export function readAof(dir: string): Aof {
  const folder = folderOf(dir);
  const names = readdirSync(folder);
  const added = names.filter((name) => name.endsWith('.incr.aof'));
  if (added.length !== 1) throw new Error(`there are ${added.length} files of additions in ${folder}`);
  const name = added[0] ?? '';
  const others = names
    .filter((other) => other !== name)
    .map((other) => [other, readFileSync(join(folder, other))] as const);
  return { others: new Map(others), name, added: readFileSync(join(folder, name)) };
}

/** Puts the files in place of what is there, with the additions cut off after so many bytes. */
export function writeAof(dir: string, aof: Aof, bytes: number): void {
  const folder = folderOf(dir);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of aof.others) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, aof.name), aof.added.subarray(0, bytes));
}

/** Every command, in order. Throws for anything that is not RESP. */
export function commandsOf(bytes: Buffer): AofCommand[] {
  const commands: AofCommand[] = [];
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) throw new Error(`no line ends after byte ${at}`);
    const text = bytes.toString('utf8', at, end);
    at = end + 2;
    return text;
  };
  const count = (mark: string): number => {
    const text = line();
    const number = Number(text.slice(1));
    if (!text.startsWith(mark) || !Number.isInteger(number)) throw new Error(`${JSON.stringify(text)} is not RESP`);
    return number;
  };
  while (at < bytes.length) {
    const words: string[] = [];
    for (let left = count('*'); left > 0; left -= 1) {
      const length = count('$');
      words.push(bytes.toString('utf8', at, at + length));
      at += length + 2;
    }
    commands.push({ words, end: at });
  }
  return commands;
}

/** What takes effect as one: a command, or everything between MULTI and EXEC. */
export interface Transaction {
  readonly commands: readonly AofCommand[];
  readonly end: number;
}

/**
 * A file that ends between MULTI and EXEC is cut back to the MULTI by Redis itself, and SELECT changes nothing: cuts there
 * make the state that the cut before them makes.
 */
export function transactionsOf(commands: readonly AofCommand[]): Transaction[] {
  const transactions: Transaction[] = [];
  let open: AofCommand[] | undefined;
  for (const command of commands) {
    const [name = ''] = command.words;
    if (/^multi$/i.test(name)) open = [];
    else if (/^exec$/i.test(name)) {
      transactions.push({ commands: open ?? [], end: command.end });
      open = undefined;
    } else if (open !== undefined) open.push(command);
    else if (!/^select$/i.test(name)) transactions.push({ commands: [command], end: command.end });
  }
  return transactions;
}
