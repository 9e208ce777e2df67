import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { errorText, SfbError } from '../errors.js';
import { decodeClixml } from './clixml.js';
import type { OneCall } from './request.js';
import type { Frame } from './session.js';
import type { Answer, CmdletUse, Place, StreamPart } from './types.js';

const Failure = z.object({ message: z.string(), id: z.string(), category: z.string(), exception: z.string() });

/** What the agent puts into an `answer` frame (SfbTarget.ps1). */
const RawAnswer = z.object({
  rows: z.array(z.unknown()),
  types: z.array(z.string()),
  errors: z.array(Failure),
  warnings: z.array(z.string()),
  verbose: z.array(z.string()),
  at: z.string(),
  ms: z.number(),
});
export type RawAnswer = z.infer<typeof RawAnswer> & { readonly host?: string };

/** A `stream` frame: what a call said since the one before. */
const Said = z.object({
  warnings: z.array(z.string()),
  verbose: z.array(z.string()),
  progress: z.object({ activity: z.string(), status: z.string(), percent: z.number() }).nullable(),
});

const Failed = z.object({ why: z.enum(['refused', 'unreached', 'lost', 'unsendable']), message: z.string() });

const End = z.object({ ok: z.boolean(), message: z.string().optional() });

const SPOOLED = /^@([0-9a-f]{32}\.clixml):([0-9a-f]{64})$/;

/** The CLIXML text of a frame, from its line or from its spool file, checked for length and digest. */
async function payloadText(frame: Frame, spool: string): Promise<string> {
  const spooled = SPOOLED.exec(frame.payload);
  const bytes =
    spooled === null
      ? Buffer.from(frame.payload, 'base64')
      : await readSpool(join(spool, basename(spooled[1] ?? '')), spooled[2] ?? '');
  if (bytes.length !== frame.length) {
    throw dropped(`An answer from PowerShell has ${bytes.length} bytes where ${frame.length} were announced`);
  }
  return bytes.toString('utf8');
}

function dropped(what: string): SfbError {
  return new SfbError('BAD_OUTPUT', `${what}; it was dropped.`);
}

async function readSpool(path: string, digest: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw dropped(`A spooled answer from PowerShell cannot be read (${errorText(error)})`);
  });
  await rm(path, { force: true });
  if (createHash('sha256').update(bytes).digest('hex') !== digest) {
    throw dropped('A spooled answer from PowerShell does not have the announced digest');
  }
  return bytes;
}

/** Reads one frame's only object. Throws SfbError BAD_OUTPUT when it is not whole. */
export async function readObject(frame: Frame, spool: string): Promise<unknown> {
  const objects = decodeClixml(await payloadText(frame, spool));
  if (objects.length === 1) return objects[0];
  throw dropped(`An answer from PowerShell holds ${objects.length} objects where one was expected`);
}

async function readAs<T extends z.ZodType>(shape: T, frame: Frame, spool: string): Promise<z.output<T>> {
  const parsed = shape.safeParse(await readObject(frame, spool));
  if (parsed.success) return parsed.data;
  throw dropped('An answer from PowerShell is not in the agent’s form');
}

/** Reads an `answer` frame. */
export function readAnswer(frame: Frame, spool: string): Promise<RawAnswer> {
  return readAs(RawAnswer, frame, spool);
}

/** Reads a `stream` frame. */
export function readStream(frame: Frame, spool: string): Promise<StreamPart> {
  return readAs(Said, frame, spool);
}

/** Reads a `failed` frame as the error of its call. */
export async function readFailed(frame: Frame, spool: string, call: OneCall): Promise<SfbError> {
  const { why, message } = await readAs(Failed, frame, spool);
  const what = `${call.use.cmdlet} on ${call.computer}`;
  if (why === 'refused') return new SfbError('BAD_REQUEST', `${what}: ${message}`);
  if (why === 'unreached') return new SfbError('UNAVAILABLE', `${what} was not run: ${message}`);
  if (why === 'unsendable') return new SfbError('BAD_OUTPUT', `${what}: ${message}`);
  return new SfbError('NO_ANSWER', `${what} gave no answer, what happened there is unknown: ${message}`);
}

/** Reads an `end` frame: whether the agent took the request, and if not its sentence. */
export function readEnd(frame: Frame, spool: string): Promise<z.infer<typeof End>> {
  return readAs(End, frame, spool);
}

/** Fits a raw answer to its use. Any error record means that the answer is not whole: CMDLET_FAILED; else BAD_OUTPUT. */
export function typed<R extends z.ZodType>(
  use: CmdletUse<z.ZodType, R>,
  raw: RawAnswer,
  place: Place,
  computer: string,
): Answer<z.output<R>> {
  const failure = raw.errors[0];
  if (failure !== undefined) {
    throw new SfbError('CMDLET_FAILED', `${use.cmdlet} on ${computer}: ${failure.message}`, {
      details: { ...failure },
    });
  }
  const rows = raw.rows.map((row, index) => {
    const parsed = use.row.safeParse(row, { reportInput: true });
    if (parsed.success) return parsed.data;
    const fault = parsed.error.issues[0];
    const where = fault?.path.join('.') || 'the row';
    throw new SfbError(
      'BAD_OUTPUT',
      `${use.cmdlet} on ${computer} answered in an unexpected form (row ${index + 1}, ${where}: ${fault?.message ?? ''}).`,
      { details: { types: raw.types } },
    );
  });
  const { warnings, verbose, at, ms } = raw;
  return { rows, warnings, verbose, host: raw.host ?? '', place, cmdlet: use.cmdlet, at, ms };
}
