/**
 * A length of time as PowerShell has it (`[timespan]`). PowerShell counts in ticks of 100 ns, so `ms` may have up to
 * four decimals; they are exact up to about 17 years.
 */
export class TimeSpan {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A .NET enum value: `name` is its ToString (`Running`, or `ReadOnly, Hidden` for flags), `value` the number behind. */
export class EnumValue {
  readonly name: string;
  readonly value: number | bigint;

  constructor(name: string, value: number | bigint) {
    this.name = name;
    this.value = value;
  }

  toString(): string {
    return this.name;
  }

  toJSON(): string {
    return this.name;
  }
}

/** What we send. Plain objects become a Hashtable with string keys, arrays an `object[]`. */
export type ClixmlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | TimeSpan
  | Uint8Array
  | readonly ClixmlValue[]
  | { readonly [key: string]: ClixmlValue };

/** What a dictionary or an object with properties becomes. It has no prototype, so `__proto__` is a key like any other. */
export type PlainRecord = Record<string, unknown>;

export function newRecord(): PlainRecord {
  return Object.create(null);
}

const TYPE_NAMES: unique symbol = Symbol('PowerShell type names');

/** Marks a record with the type names PowerShell gave it, unseen by loops, JSON, spread and zod. */
export function markTypeNames(record: PlainRecord, names: readonly string[]): void {
  Object.defineProperty(record, TYPE_NAMES, { value: names });
}

/** The PowerShell type names of a decoded object with properties, most derived first; empty for anything else. */
export function typeNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || !(TYPE_NAMES in value)) return [];
  return value[TYPE_NAMES] as readonly string[];
}

/** Something in the text that PowerShell never writes. Becomes an SfbError, with its place, in `decodeClixml`. */
export class Damage extends Error {}
