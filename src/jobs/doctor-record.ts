import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Pair } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import { listed } from '../report.js';
import { DOCTOR_SCHEMA, DoctorRecord, failures, OldRecord } from './doctor-report.js';

/** SHA-256 of the agent's allow-list: what may run, and with which parameters. Throws SfbError CONFIG. */
export function catalogueDigestOf(agentFolder: string): string {
  const path = join(agentFolder, 'SfbAllowList.ps1');
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (cause) {
    const message = `The agent's allow-list ${path} cannot be read (${errorText(cause)}); install the project again.`;
    throw new SfbError('CONFIG', message, { cause });
  }
}

/** Where doctor's records lie: one per pair and catalogue, with the transcript beside it. */
export interface DoctorBook {
  /** Replaces the record of this pair and catalogue; gives the paths. */
  write(record: DoctorRecord, transcript: unknown): { readonly record: string; readonly transcript: string };
  /** Every record of a pair. Throws SfbError BAD_OUTPUT for one that cannot be read, or that a newer build wrote. */
  read(pair: string): KeptRecord[];
}

/** A record of this build, or what is still read of one that an older build wrote. */
export type KeptRecord = DoctorRecord | OldRecord;

/** `data` is the worker's data folder. */
export function openDoctorBook(data: string): DoctorBook {
  const folder = join(data, 'doctor');
  return {
    write(record, transcript) {
      // Answers hold the names of a site's servers and groups.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const base = join(folder, `${record.pair}.${record.catalogueDigest.slice(0, 16)}`);
      const paths = { record: `${base}.record.json`, transcript: `${base}.transcript.json` };
      // The record last: where it is, its transcript is whole.
      writeWhole(paths.transcript, transcript);
      writeWhole(paths.record, DoctorRecord.parse(record));
      return paths;
    },
    read(pair) {
      if (!existsSync(folder)) return [];
      const mine = readdirSync(folder).filter((name) => name.startsWith(`${pair}.`) && name.endsWith('.record.json'));
      return mine.map((name) => readRecord(join(folder, name)));
    },
  };
}

function writeWhole(path: string, value: unknown): void {
  const half = `${path}.part`;
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(half, path);
}

function readRecord(path: string): KeptRecord {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const { schema } = z.object({ schema: z.number() }).parse(found);
    if (schema > DOCTOR_SCHEMA) throw newer(path, schema);
    return schema < DOCTOR_SCHEMA ? OldRecord.parse(found) : DoctorRecord.parse(found);
  } catch (cause) {
    if (cause instanceof SfbError) throw cause;
    const message = `Doctor's record ${path} cannot be read; move it away and run doctor again.`;
    throw new SfbError('BAD_OUTPUT', message, { cause });
  }
}

function newer(path: string, schema: number): SfbError {
  return new SfbError(
    'BAD_OUTPUT',
    `Doctor's record ${path} is of version ${schema} and this build reads ${DOCTOR_SCHEMA}; run the newer build, or move it away and run doctor again.`,
  );
}

/** What a record is asked about: this installation as it is now. */
export interface DoctorQuestion {
  readonly records: readonly KeptRecord[];
  readonly catalogueDigest: string;
  readonly deployment: string;
  readonly lab: boolean;
}

/**
 * The record that allows destructive jobs on a pair. Throws SfbError NOT_ALLOWED with the reason when doctor has not run
 * there with this catalogue, or found something that fails.
 */
export function requireDoctor(pair: Pair, now: Date, question: DoctorQuestion): DoctorRecord {
  const { deployment, lab, catalogueDigest } = question;
  const here = question.records.filter(
    (one) => one.pair === pair.name && one.deployment === deployment && one.lab === lab,
  );
  const run = `run \`npm run sfb -- doctor ${pair.name}\` on the jump host (it only reads)`;
  const record = here.find((one): one is DoctorRecord => 'results' in one && one.catalogueDigest === catalogueDigest);
  if (record === undefined) {
    const [last] = here.sort((a, b) => (a.at < b.at ? 1 : -1));
    const before =
      last === undefined
        ? 'doctor has never run there'
        : `doctor ran there ${age(last, now)} with ${'results' in last ? 'another list of cmdlets' : 'an older build'}`;
    throw refused(pair, `${before}; ${run}`);
  }
  const failed = failures(record).map(({ id }) => id);
  if (failed.length === 0) return record;
  const shown = listed([...failed.slice(0, 3), ...(failed.length > 3 ? [`${failed.length - 3} more`] : [])]);
  throw refused(pair, `doctor found ${age(record, now)} what must be put right first (${shown}); then ${run}`);
}

function refused({ name }: Pair, why: string): SfbError {
  return new SfbError('NOT_ALLOWED', `Nothing destructive is allowed on ${name}: ${why}.`);
}

function age({ at }: KeptRecord, now: Date): string {
  const hours = (now.getTime() - Date.parse(at)) / 3_600_000;
  if (hours < 2) return `${Math.max(0, Math.round(hours * 60))} min ago`;
  return hours < 48 ? `${Math.round(hours)} h ago` : `${Math.round(hours / 24)} days ago`;
}
