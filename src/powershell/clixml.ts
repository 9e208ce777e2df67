import { SfbError } from '../errors.js';
import { ObjectReader } from './clixml/reader.js';
import { XmlScanner } from './clixml/scanner.js';
import { writeText } from './clixml/text.js';
import { type ClixmlValue, Damage, TimeSpan } from './clixml/values.js';

/**
 * CLIXML is PowerShell's own wire format ([MS-PSRP] 2.2.5; `PSSerializer` in 5.1 and 7). Every UTF-16 text and every
 * type of `ClixmlValue` arrives as it was sent.
 */

const HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">';
const DEEPEST = 32;
const LARGEST_I32 = 2 ** 31 - 1;
const SMALLEST_I32 = -(2 ** 31);
const LARGEST_I64 = 2n ** 63n - 1n;
const SMALLEST_I64 = -(2n ** 63n);
const LONGEST_SPAN_MS = 922_337_203_685_477;

/**
 * One value as CLIXML for `PSSerializer.Deserialize`: an object becomes a Hashtable (its order is on the wire, though a
 * Hashtable forgets it), an array an ArrayList, a Date a UTC DateTime. A whole number is an Int32, or an Int64 where
 * that is too small; -0, fractions and whole numbers that a double no longer holds exactly are a Double.
 * Throws SfbError BAD_REQUEST naming the path of whatever PowerShell could not read back: undefined, NaN, functions,
 * class instances, cycles, more than 32 levels.
 */
export function encodeClixml(value: ClixmlValue): string {
  const writer = new ValueWriter();
  writer.write(value, '', 'value');
  return `${HEAD}${writer.parts.join('')}</Objs>`;
}

/**
 * The objects of a CLIXML text, in its order. Text, URI, Version, Guid, XML and script block are strings; a whole number
 * is a number, or a bigint where a number is not exact; a decimal is a number up to 15 digits and else its text; the
 * rest are boolean, Date (read as UTC where no offset is given), TimeSpan, Uint8Array, EnumValue, null and arrays (a
 * stack's last pushed first). A dictionary and an object with properties are records without prototype; where a list,
 * a dictionary or a scalar carries properties besides, those are left out. An object named twice is the same object.
 * Throws SfbError BAD_OUTPUT when it is truncated, malformed or not what PowerShell writes: nothing is read in part.
 */
export function decodeClixml(text: string): unknown[] {
  const reader = new ObjectReader(text.length);
  const scanner = new XmlScanner(text, reader);
  try {
    scanner.run();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    throw new SfbError(
      'BAD_OUTPUT',
      `The CLIXML from PowerShell was dropped, because at character ${scanner.at} ${error.message}.`,
      { details: { offset: scanner.at, length: text.length } },
    );
  }
  return reader.objects;
}

/** Collects the elements of one value; `path` is for the error, `name` is the element's `N` or empty. */
class ValueWriter {
  readonly parts: string[] = [];
  readonly #ancestors: object[] = [];
  #nextId = 0;

  write(value: unknown, name: '' | 'Key' | 'Value', path: string): void {
    const attribute = name === '' ? '' : ` N="${name}"`;
    if (value === null) {
      this.parts.push(`<Nil${attribute} />`);
      return;
    }
    const scalar = scalarElement(value, path);
    if (scalar !== undefined) {
      const [tag, text] = scalar;
      this.parts.push(`<${tag}${attribute}>${text}</${tag}>`);
    } else {
      this.#writeObject(value, attribute, path);
    }
  }

  #writeObject(value: unknown, attribute: string, path: string): void {
    if (!isPlainObject(value) && !Array.isArray(value)) throw refused(path, `is ${kindOf(value)}`);
    if (this.#ancestors.includes(value)) throw refused(path, 'contains itself');
    if (this.#ancestors.length === DEEPEST) throw refused(path, `is more than ${DEEPEST} levels deep`);
    this.#ancestors.push(value);
    const id = this.#nextId++;
    this.parts.push(`<Obj${attribute} RefId="${id}">`);
    if (Array.isArray(value)) this.#writeList(value, id, path);
    else this.#writeDictionary(value, id, path);
    this.parts.push('</Obj>');
    this.#ancestors.pop();
  }

  #writeList(list: readonly unknown[], id: number, path: string): void {
    this.parts.push(`<TN RefId="${id}"><T>System.Object[]</T><T>System.Array</T><T>System.Object</T></TN><LST>`);
    // A plain loop also meets the holes of a sparse array, which are undefined and so refused.
    for (let index = 0; index < list.length; index += 1) this.write(list[index], '', `${path}[${index}]`);
    this.parts.push('</LST>');
  }

  #writeDictionary(record: Readonly<Record<string, unknown>>, id: number, path: string): void {
    this.parts.push(`<TN RefId="${id}"><T>System.Collections.Hashtable</T><T>System.Object</T></TN><DCT>`);
    for (const key of Object.keys(record)) {
      this.parts.push('<En>');
      this.write(key, 'Key', path);
      this.write(record[key], 'Value', `${path}.${key}`);
      this.parts.push('</En>');
    }
    this.parts.push('</DCT>');
  }
}

type Scalar = readonly [tag: string, text: string];

function scalarElement(value: unknown, path: string): Scalar | undefined {
  switch (typeof value) {
    case 'string':
      return ['S', writeText(value)];
    case 'boolean':
      return ['B', String(value)];
    case 'number':
      return numberElement(value, path);
    case 'bigint':
      if (value < SMALLEST_I64 || value > LARGEST_I64) throw refused(path, 'is too large for an Int64');
      return ['I64', String(value)];
  }
  if (value instanceof Date) return ['DT', dateText(value, path)];
  if (value instanceof TimeSpan) return ['TS', timeSpanText(value, path)];
  if (value instanceof Uint8Array) {
    return ['BA', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')];
  }
  return undefined;
}

function numberElement(value: number, path: string): Scalar {
  if (!Number.isFinite(value)) throw refused(path, `is ${value}`);
  if (Object.is(value, -0)) return ['Db', '-0'];
  if (!Number.isSafeInteger(value)) return ['Db', String(value)];
  return [value >= SMALLEST_I32 && value <= LARGEST_I32 ? 'I32' : 'I64', String(value)];
}

function dateText(value: Date, path: string): string {
  const year = value.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) throw refused(path, 'is no date between the years 1 and 9999');
  return value.toISOString().replace('Z', '0000Z');
}

function timeSpanText(value: TimeSpan, path: string): string {
  const size = Math.abs(value.ms);
  if (!(size <= LONGEST_SPAN_MS)) throw refused(path, 'is no time span PowerShell can hold');
  const whole = Math.floor(size);
  const ticks = BigInt(whole) * 10_000n + BigInt(Math.round((size - whole) * 10_000));
  const seconds = ticks / 10_000_000n;
  const fraction = String(ticks % 10_000_000n).padStart(7, '0');
  const clock = `${(seconds / 3600n) % 24n}H${(seconds / 60n) % 60n}M${seconds % 60n}.${fraction}S`;
  return `${value.ms < 0 ? '-' : ''}P${seconds / 86_400n}DT${clock}`;
}

/** Made by `{}` or without prototype, nothing hidden in it: no symbols, no getters that could answer twice. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object') return value === undefined ? 'undefined' : `a ${typeof value}`;
  return `an object of class ${value?.constructor?.name ?? 'unknown'}`;
}

function refused(path: string, why: string): SfbError {
  return new SfbError('BAD_REQUEST', `Nothing was sent to PowerShell, because ${path} ${why}.`, { details: { path } });
}
