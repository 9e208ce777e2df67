import type { z } from 'zod';
import type { CmdletUse, FieldSpec } from '../powershell/types.js';
import { listed } from '../report.js';
import type { DoctorResult } from './doctor-report.js';

/** How the rows of one answer stand to what this build reads of them. */
export interface Comparison {
  readonly verdict: DoctorResult['verdict'];
  /** `2 rows in the expected form` and the like, to stand after a colon. */
  readonly told: string;
  /** Types seen per property, `missing` where a row does not have it. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Compares property names and types. Values are never shown: they may be names of people. */
export function compareRows(use: CmdletUse, rows: readonly unknown[]): Comparison {
  if (rows.length === 0) {
    return { verdict: 'unknown', told: 'no rows, so its properties could not be compared', properties: {} };
  }
  const names = use.fields === 'self' ? [] : fieldNames(use.fields);
  const seen = Object.fromEntries(names.map((name) => [name, new Set(rows.flatMap((row) => typesAt(row, name)))]));
  const properties = Object.fromEntries(
    Object.entries(seen).map(([name, types]) => [name, [...types].sort().join('|')]),
  );
  const faults = new Set(rows.flatMap((row) => faultsOf(use, row)));
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  if (faults.size > 0) return { verdict: 'fail', told: `${count}, but ${listed([...faults])}`, properties };

  const absent = names.filter((name) => properties[name] === 'missing');
  if (names.length > 0 && absent.length === names.length) {
    return { verdict: 'fail', told: `${count}, but there is none of ${listed(names)}`, properties };
  }
  const gaps = absent.length === 0 ? '' : `; not there and not needed: ${listed(absent)}`;
  return { verdict: 'pass', told: `${count} in the expected form${gaps}`, properties };
}

/** `A`, `B.C` for a field that is a list of things with a C. */
function fieldNames(fields: FieldSpec): string[] {
  return Object.entries(fields).flatMap(([name, spec]) =>
    spec === 'value' ? [name] : fieldNames(spec).map((inner) => `${name}.${inner}`),
  );
}

function typesAt(value: unknown, name: string): string[] {
  const [first = '', ...rest] = name.split('.');
  const inner = isRecord(value) ? value[first] : undefined;
  if (rest.length === 0) return [typeWord(inner)];
  if (!Array.isArray(inner)) return [typeWord(inner)];
  return inner.flatMap((item) => typesAt(item, rest.join('.')));
}

function faultsOf(use: CmdletUse, row: unknown): string[] {
  const parsed = use.row.safeParse(row);
  return parsed.success ? [] : parsed.error.issues.map((issue) => faultOf(issue, row));
}

function faultOf(issue: z.core.$ZodIssue, row: unknown): string {
  const value = issue.path.reduce<unknown>(
    (at, key) => (isRecord(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined),
    row,
  );
  const name = issue.path.filter((key) => typeof key !== 'number').join('.') || 'the row';
  const word = typeWord(value);
  if (word === 'missing') return `${name} is missing`;
  if (issue.code === 'invalid_type') return `${name} is of type ${word}, not ${issue.expected}`;
  return issue.code === 'invalid_union' ? `${name} is of type ${word}` : `${name} has another form (${word})`;
}

function typeWord(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (value instanceof Date) return 'date';
  if (value instanceof Uint8Array) return 'bytes';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
