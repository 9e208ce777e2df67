import { isIP } from 'node:net';

/** Server and SQL instance look like domain and user; these instances, and the product's own groups, are no people. */
const KEPT = /^(?:rtc\w*|lyncexpress|cs[a-z]+)$/i;

/** Keys whose values are versions, which look like addresses. */
const VERSION = /version$/i;

/**
 * A copy of plain data in which SIP URIs, names of people and IP addresses are replaced, so that it can be shown to
 * somebody else. Names of servers stay: without them nothing in it could be understood.
 */
export function scrub(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return scrubText(value, VERSION.test(key));
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  if (Array.isArray(value)) return value.map((item) => scrub(item, key));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, scrub(inner, name)]));
}

function scrubText(text: string, version: boolean): string {
  const people = text
    .replace(/\bsips?:[^\s;,<>"']+/gi, '<sip uri>')
    .replace(/(?<![\p{L}\w.%+-])[\p{L}\w.%+'-]+@[\w-]+(?:\.[\w-]+)+/gu, '<user>')
    // DOMAIN\name: a server's full name has dots and is followed by an instance, a path has a drive or more backslashes.
    .replace(/(?<![\p{L}\w.\\:$-])(\p{L}[\p{L}\w-]{0,14})\\([\p{L}\w.$-]+)(?!\\)/gu, (whole, _domain, name: string) =>
      KEPT.test(name) ? whole : '<user>',
    );
  if (version) return people;
  const old = people.replace(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g, addressOut);
  return old.replace(/[0-9a-f:.]{3,45}/gi, addressOut);
}

function addressOut(token: string): string {
  const bare = token.replace(/[.:]+$/, '');
  return isIP(bare) === 0 ? token : `<ip>${token.slice(bare.length)}`;
}
