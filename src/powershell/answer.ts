import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { SfbError } from '../errors.js';
import { decodeClixml } from './clixml.js';
import type { Frame } from './session.js';
import type { Answer, CmdletUse, Place } from './types.js';

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

const SPOOLED = /^@([0-9a-f]{32}\.clixml):([0-9a-f]{64})$/;

/** The CLIXML text of a frame, from its line or from its spool file, checked for length and digest. */
async function payloadText(frame: Frame, spool: string): Promise<string> {
  const spooled = SPOOLED.exec(frame.payload);
  const bytes =
    spooled === null
      ? Buffer.from(frame.payload, 'base64')
      : await readSpool(join(spool, basename(spooled[1] ?? '')), spooled[2] ?? '');
  if (bytes.length !== frame.length) {
    throw new SfbError(
      'BAD_OUTPUT',
      `An answer from PowerShell has ${bytes.length} bytes where ${frame.length} were announced; it was dropped.`,
    );
  }
  return bytes.toString('utf8');
}

async function readSpool(path: string, digest: string): Promise<Buffer> {
  const bytes = await readFile(path);
  await rm(path, { force: true });
  if (createHash('sha256').update(bytes).digest('hex') !== digest) {
    throw new SfbError(
      'BAD_OUTPUT',
      'A spooled answer from PowerShell does not have the announced digest; it was dropped.',
    );
  }
  return bytes;
}

/** Reads one frame's only object. Throws SfbError BAD_OUTPUT when it is not whole. */
export async function readObject(frame: Frame, spool: string): Promise<unknown> {
  const objects = decodeClixml(await payloadText(frame, spool));
  if (objects.length !== 1) {
    throw new SfbError(
      'BAD_OUTPUT',
      `An answer from PowerShell holds ${objects.length} objects where one was expected; it was dropped.`,
    );
  }
  return objects[0];
}

/** Reads an `answer` frame. */
export async function readAnswer(frame: Frame, spool: string): Promise<RawAnswer> {
  const parsed = RawAnswer.safeParse(await readObject(frame, spool));
  if (parsed.success) return parsed.data;
  throw new SfbError('BAD_OUTPUT', 'An answer from PowerShell is not in the agent’s form; it was dropped.');
}

const End = z.object({ ok: z.boolean(), message: z.string().optional() });

/** Reads an `end` frame: whether the agent took the request, and if not its sentence. */
export async function readEnd(frame: Frame, spool: string): Promise<z.infer<typeof End>> {
  return End.parse(await readObject(frame, spool));
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
