import { existsSync } from 'node:fs';
import { type AuditChain, openAudit } from '../audit/chain.js';
import { type AuditLine, headOf } from '../audit/line.js';
import type { DataFolder } from '../config/load.js';
import { errorText, SfbError } from '../errors.js';
import { second } from '../report.js';
import { type CliContext, type MachineContext, type MachineVerb, print } from './types.js';

/** The console's own chain, beside the worker's; whoever types here writes to it, one line at a time. */
const CONSOLE_CHAIN = 'console';

export function openConsoleAudit({ loaded, clock }: Pick<CliContext, 'loaded' | 'clock'>): AuditChain {
  return openAudit(loaded.data, CONSOLE_CHAIN, clock, { shared: true });
}

/** Which chains the program of each section keeps. */
const CHAINS: Readonly<Record<DataFolder['of'], readonly string[]>> = {
  bot: ['bot'],
  worker: ['worker', CONSOLE_CHAIN],
};

interface ReadChain {
  readonly name: string;
  readonly file: string;
  readonly lines: readonly AuditLine[];
  readonly fault: string | undefined;
}

export const audit: MachineVerb = {
  about: 'machine',
  usage: 'audit [--verify] [--head HEAD]',
  summary:
    'what this machine wrote down of requests, decisions, lines and adopt; --verify only says whether it holds; --config may be the bot’s',
  flags: { verify: 'boolean', head: 'string' },
  run: showAudit,
};

async function showAudit(context: MachineContext): Promise<number> {
  const { flags, dataFolders } = context;
  const head = wantedHead(flags.head);
  const short = flags.verify === true;
  const wanted = dataFolders.flatMap(({ of, path }) => CHAINS[of].map((name) => ({ name, path })));
  const read = await Promise.all(wanted.map(({ name, path }) => readChain(name, path, context)));
  const lost = head === undefined || read.some(({ lines }) => holds(lines, head)) ? undefined : head;
  const ok = lost === undefined && read.every(({ fault }) => fault === undefined);
  const chains = read.map((one) => ({ ...one, count: one.lines.length, lines: short ? undefined : one.lines }));
  print(context, { ok, chains, ...(lost === undefined ? {} : { lost }) }, () =>
    [...read.flatMap((one) => [...(short ? [] : one.lines.map(lineOf)), stateOf(one)]), ...lostLines(lost)].join(''),
  );
  return ok ? 0 : 1;
}

function wantedHead(head: string | true | undefined): string | undefined {
  if (head === undefined || /^\d+:[0-9a-f]{64}$/.test(String(head))) return head as string | undefined;
  const message = `--head is ${JSON.stringify(head)}; it is <number>:<64 hexadecimal digits>, as audit prints it.`;
  throw new SfbError('BAD_REQUEST', message);
}

function holds(lines: readonly AuditLine[], head: string): boolean {
  const number = Number(head.split(':')[0]);
  return headOf(number === 0 ? undefined : lines[number - 1]) === head;
}

/** Reads and writes nothing: whoever keeps it may be writing at this moment. */
async function readChain(name: string, data: string, { clock }: MachineContext): Promise<ReadChain> {
  const chain = openAudit(data, name, clock);
  const { file } = chain;
  if (!existsSync(file)) return { name, file, lines: [], fault: undefined };
  try {
    return { name, file, ...(await chain.verify()) };
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
  return `The audit of ${name} holds: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, head ${headOf(lines.at(-1))} (${file}).\n`;
}

function lostLines(head: string | undefined): string[] {
  if (head === undefined) return [];
  return [`The head ${head} is IN NONE of them: the end of a chain was cut off, or the chain was replaced.\n`];
}
