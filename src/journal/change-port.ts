import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Pair } from '../domain.js';
import { type ErrorCode, SfbError } from '../errors.js';
import type { Executor } from '../powershell/executor.js';
import type { CmdletUse, Place } from '../powershell/types.js';
import { type LookAnswer, readIntent, readLook } from './records.js';
import type { ChangePort, Fence, Intent, LogLine, TargetState } from './types.js';

const Refusal = z.object({ ok: z.literal(false), why: z.string(), reason: z.string(), message: z.string() });
const Looked = z.object({
  fence: z.string().nullable(),
  installation: z.string().nullable(),
  running: z.boolean(),
  files: z.array(z.object({ name: z.string(), text: z.string() })),
});
const Begun = z.object({ intent: z.string() });
const Tail = z.object({ bytes: z.instanceof(Uint8Array) });

const CODES: Readonly<Record<string, ErrorCode>> = {
  refused: 'NOT_ALLOWED',
  damaged: 'BAD_OUTPUT',
  missing: 'UNAVAILABLE',
  busy: 'UNAVAILABLE',
};

/** The changes of one pair, over the journals of its servers. */
export function createChangePort(executor: Pick<Executor, 'journal' | 'computerOf'>, pair: Pair): ChangePort {
  const ask = async <T extends z.ZodType>(
    place: Place,
    what: 'fence' | 'look' | 'tail' | 'adopt' | 'start',
    order: Readonly<Record<string, unknown>>,
    shape: T,
    call?: { use: CmdletUse; params: Record<string, unknown> },
  ): Promise<z.output<T>> => {
    const computer = executor.computerOf(pair, place);
    const sent = plain(order) as Record<string, never>;
    const told = await executor.journal({ computer, what, order: sent, ...(call === undefined ? {} : { call }) });
    const refusal = Refusal.safeParse(told);
    if (refusal.success) throw refused(computer, refusal.data);
    const parsed = shape.safeParse(told);
    if (parsed.success) return parsed.data;
    throw new SfbError('BAD_OUTPUT', `The journal of ${computer} answered in an unexpected form (${what}).`);
  };
  const state = (place: Place, job: string, looked: LookAnswer): TargetState =>
    readLook(place, executor.computerOf(pair, place), job, looked);
  return {
    async fence(place: Place, fence: Fence) {
      return state(place, fence.job, await ask(place, 'fence', { ...fence }, Looked));
    },
    async look(place, job) {
      return state(place, job, await ask(place, 'look', { job }, Looked));
    },
    async adopt(place, installation) {
      return state(place, '', await ask(place, 'adopt', { job: '', installation }, Looked));
    },
    async start(use, params, place, order): Promise<Intent> {
      const call = { use, params: checked(use, params) };
      const ticket = randomBytes(16).toString('hex');
      const { intent } = await ask(place, 'start', { ...order, ticket }, Begun, call);
      return readIntent(executor.computerOf(pair, place), intent);
    },
    async tail(place, { job, step, attempt }, from) {
      const { bytes } = await ask(place, 'tail', { job, step, attempt, from }, Tail);
      return logLines(bytes, from);
    },
  };
}

function refused(computer: string, { why, reason, message }: z.infer<typeof Refusal>): SfbError {
  const code = CODES[why] ?? 'NO_ANSWER';
  return new SfbError(code, `${computer} did not do it: ${message}`, { details: { reason } });
}

/** Effect and parameters are checked here before the agent checks them again. */
function checked(use: CmdletUse, params: unknown): Record<string, unknown> {
  if (use.effect !== 'reversible' && use.effect !== 'destructive') {
    throw new SfbError('BAD_REQUEST', `${use.name} is no change for the runner (${use.effect}); it was not run.`);
  }
  const parsed = use.params.safeParse(params, { reportInput: true });
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const fault = parsed.error.issues[0];
  const where = fault?.path.join('.') || 'list';
  throw new SfbError('BAD_REQUEST', `${use.cmdlet}: parameter ${where} ${fault?.message ?? ''}; it was not run.`);
}

/** Without keys that hold nothing: CLIXML has no undefined. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item ?? null));
  const prototype = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item)]),
  );
}

const STREAMS = ['output', 'error', 'warning', 'verbose', 'progress', 'host', 'runner'] as const;
const ESCAPED: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };

/** Whole lines only; the rest is read when it is whole. A line that is none of ours is left out. */
function logLines(bytes: Uint8Array, from: number): { lines: readonly LogLine[]; next: number } {
  const end = bytes.lastIndexOf(10) + 1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8');
  const lines = text.split('\n').flatMap((line): LogLine[] => {
    const [at = '', stream = '', said] = line.split('\t');
    const known = STREAMS.find((name) => name === stream);
    if (known === undefined || said === undefined) return [];
    return [{ at, stream: known, text: said.replace(/\\([rnt\\])/g, (_, letter: string) => ESCAPED[letter] ?? '') }];
  });
  return { lines, next: from + end };
}
