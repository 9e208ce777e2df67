import { Damage, TimeSpan } from './values.js';

type Reader = (text: string) => unknown;

const DATE = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,7}))?(?:Z|([+-])(\d\d):(\d\d))?$/;
const SPAN = /^(-?)P(?=.)(?:(\d{1,8})D)?(?:T(?=.)(?:(\d{1,2})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:\.(\d{1,7}))?S)?)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const FLOAT = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;

/** How the text of each of PowerShell's scalar elements is read, its escapes undone before. A secure string (SS) is left out on purpose. */
export const SCALARS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['S', (text) => text],
  ['XD', (text) => text],
  ['SBK', (text) => text],
  ['URI', (text) => text],
  ['Version', matching(/^\d+(?:\.\d+){1,3}$/, 'version')],
  ['G', matching(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'Guid')],
  ['C', readCharacter],
  ['B', readBoolean],
  ['SB', integer(-128n, 127n)],
  ['By', integer(0n, 255n)],
  ['I16', integer(-32_768n, 32_767n)],
  ['U16', integer(0n, 65_535n)],
  ['I32', integer(-(2n ** 31n), 2n ** 31n - 1n)],
  ['U32', integer(0n, 2n ** 32n - 1n)],
  ['I64', integer(-(2n ** 63n), 2n ** 63n - 1n)],
  ['U64', integer(0n, 2n ** 64n - 1n)],
  ['Sg', readFloat],
  ['Db', readFloat],
  ['D', readDecimal],
  ['DT', readDate],
  ['TS', readTimeSpan],
  ['BA', readBytes],
]);

function refused(kind: string, text: string): Damage {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new Damage(`${JSON.stringify(shown)} is no ${kind}`);
}

function matching(pattern: RegExp, kind: string): Reader {
  return (text) => {
    if (!pattern.test(text)) throw refused(kind, text);
    return text;
  };
}

/** A number where it is exact, a bigint beyond that. */
function integer(from: bigint, to: bigint): Reader {
  return (text) => {
    if (!/^-?\d{1,20}$/.test(text)) throw refused('whole number', text);
    const value = Number(text);
    const exact = Number.isSafeInteger(value) ? value : BigInt(text);
    if (exact < from || exact > to) throw refused(`whole number between ${from} and ${to}`, text);
    return exact;
  };
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw refused('boolean', text);
  return text === 'true';
}

/** A `[char]` is one UTF-16 unit, written as its number. */
function readCharacter(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 0xffff) throw refused('character number', text);
  return String.fromCharCode(Number(text));
}

function readFloat(text: string): number {
  if (text === 'NaN') return Number.NaN;
  if (text === 'INF' || text === '-INF') return text === 'INF' ? Infinity : -Infinity;
  if (!FLOAT.test(text)) throw refused('number', text);
  return Number(text);
}

/** A `[decimal]` is a number up to 15 significant digits, where a double is exact to the digit, and else its text. */
function readDecimal(text: string): number | string {
  if (!/^-?\d{1,30}(?:\.\d{1,28})?$/.test(text)) throw refused('decimal number', text);
  const significant = text.replace(/[-.]/g, '').replace(/^0+/, '');
  return significant.length <= 15 ? Number(text) : text;
}

/**
 * To the millisecond; finer ticks are cut off. A date without offset (`Kind` Unspecified) is read as UTC, so that the
 * result never depends on the time zone of the machine that reads.
 */
function readDate(text: string): Date {
  const parts = DATE.exec(text);
  if (parts === null) throw refused('date', text);
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] = parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A day the month does not have ends up in another month.
  if (date.getUTCMonth() !== Number(month) - 1) throw refused('date', text);
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  date.setUTCHours(Number(hour), Number(minute), Number(second), ms);
  if (sign === undefined) return date;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return new Date(date.getTime() - (sign === '-' ? -offset : offset));
}

function readTimeSpan(text: string): TimeSpan {
  const parts = SPAN.exec(text);
  if (parts === null) throw refused('time span', text);
  const [days, hours, minutes, seconds] = parts.slice(2, 6).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const ticks = Number((parts[6] ?? '').padEnd(7, '0'));
  const whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  // One division at the end keeps the result the nearest double.
  const ms = (whole * 10_000_000 + ticks) / 10_000;
  return new TimeSpan(parts[1] === '-' && ms !== 0 ? -ms : ms);
}

function readBytes(text: string): Uint8Array {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  if (!BASE64.test(compact)) throw refused('base64', text);
  return new Uint8Array(Buffer.from(compact, 'base64'));
}
