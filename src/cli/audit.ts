import { existsSync } from 'node:fs';
import { openAudit } from '../audit/chain.js';
import { type AuditLine, headOf } from '../audit/line.js';
import { errorText, SfbError } from '../errors.js';
import { type MachineContext, print, second, type Verb } from './types.js';

/** The console's own chain, beside the worker's: a chain has one writer. */
export const CONSOLE_CHAIN = 'console';

/** What the worker's machine keeps; the bot's chain lies where the bot runs. */
const CHAINS = ['worker', CONSOLE_CHAIN] as const;

interface ReadChain {
  readonly name: string;
  readonly file: string;
  readonly lines: readonly AuditLine[];
  readonly fault: string | undefined;
}

export const audit: Verb = {
  about: 'machine',
  usage: 'audit [--verify] [--head HEAD]',
  summary: 'what this machine wrote down of jobs and of adopt; --verify only says whether every line holds',
  flags: { verify: 'boolean', head: 'string' },
  run: showAudit,
};

async function showAudit(context: MachineContext): Promise<number> {
  const { head, verify } = context.flags;
  if (head !== undefined && !/^\d+:[0-9a-f]{64}$/.test(String(head))) {
    const message = `--head is ${JSON.stringify(head)}; it is <number>:<64 hexadecimal digits>, as audit prints it.`;
    throw new SfbError('BAD_REQUEST', message);
  }
  const heads = head === undefined ? [] : [String(head)];
  const short = verify === true;
  // A head that was noted is the worker's: only its chain says what was run.
  const read = await Promise.all(CHAINS.map((name) => readChain(name, name === 'worker' ? heads : [], context)));
  const ok = read.every(({ fault }) => fault === undefined);
  const chains = read.map((one) => ({ ...one, count: one.lines.length, lines: short ? undefined : one.lines }));
  print(context, { ok, chains }, () =>
    read.flatMap((one) => [...(short ? [] : one.lines.map(lineOf)), stateOf(one)]).join(''),
  );
  return ok ? 0 : 1;
}

/** Reads and writes nothing: the worker may be writing at this moment. */
async function readChain(name: string, heads: readonly string[], context: MachineContext): Promise<ReadChain> {
  const chain = openAudit(context.loaded.data, name, context.clock);
  const { file } = chain;
  if (!existsSync(file)) {
    const missing = heads.find((head) => !head.startsWith('0:'));
    const fault = missing === undefined ? undefined : `There is no file, and ${missing} was noted: it was taken away.`;
    return { name, file, lines: [], fault };
  }
  try {
    return { name, file, ...(await chain.verify(heads)) };
  } catch (error) {
    return { name, file, lines: [], fault: `It cannot be read (${errorText(error)}).` };
  }
}

function lineOf({ seq, at, kind, body }: AuditLine): string {
  return `${String(seq).padStart(5)}  ${second(at)}  ${kind.padEnd(14)}  ${JSON.stringify(body)}\n`;
}

function stateOf({ name, file, lines, fault }: ReadChain): string {
  if (fault !== undefined) return `The audit of ${name} DOES NOT HOLD: ${fault} (${file})\n`;
  if (lines.length === 0) return `The audit of ${name} has no line yet (${file}).\n`;
  return `The audit of ${name} holds: ${lines.length} lines, head ${headOf(lines.at(-1))} (${file}).\n`;
}
