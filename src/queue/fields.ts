import { z } from 'zod';
import { SfbError } from '../errors.js';
import { Ending, JobRecord, RECORD_SCHEMA, StepRecord } from './record.js';

/** What may change in a record beside its state; `null` takes a field out. */
export const JobPatch = z.strictObject({
  steps: z.array(StepRecord).optional(),
  sentence: z.string().nullable().optional(),
  report: JobRecord.shape.report.unwrap().nullable().optional(),
  endings: z.array(Ending).nullable().optional(),
  cancel: JobRecord.shape.cancel,
});
export type JobPatch = z.infer<typeof JobPatch>;

/** A record is a Redis hash in which every field is JSON on its own: scripts change one without reading the others. */
export function toFields(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([field, value]) => {
    if (value === undefined) return [];
    return [field, value === null ? '' : JSON.stringify(value)];
  });
}

/** Reads a hash as the list Redis gives. Throws SfbError CONFIG for another schema number, BAD_OUTPUT for anything else unfit. */
export function fromFields(id: string, fields: readonly string[]): JobRecord {
  const raw: Record<string, unknown> = {};
  try {
    for (let at = 0; at < fields.length; at += 2) raw[fields[at] ?? ''] = JSON.parse(fields[at + 1] ?? '');
  } catch (cause) {
    throw unfit(id, 'a field is not JSON', cause);
  }
  if (raw.schema !== RECORD_SCHEMA) throw otherSchema(id, raw.schema);
  const parsed = JobRecord.safeParse({ ...raw, askedAt: isoTime(raw.askedAt), changedAt: isoTime(raw.changedAt) });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unfit(id, `${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
}

/** Scripts write milliseconds; anything else stays as it is and fails the schema. */
function isoTime(value: unknown): unknown {
  return typeof value === 'number' ? new Date(value).toISOString() : value;
}

export function otherSchema(id: string, found: unknown): SfbError {
  const message = `Job ${id} was written with record schema ${String(found)}, and this build reads schema ${RECORD_SCHEMA}; nothing was done with it. Run the same version of bot and worker.`;
  return new SfbError('CONFIG', message, { details: { found, expected: RECORD_SCHEMA } });
}

function unfit(id: string, why: string, cause: unknown): SfbError {
  const message = `The record of job ${id} cannot be read (${why}), so nothing is done with it; somebody wrote to Redis by hand, or its data is damaged.`;
  return new SfbError('BAD_OUTPUT', message, { cause });
}
