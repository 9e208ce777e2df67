import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** RFC 8785 JSON of a plain object: equal values give equal text, whatever the order of their keys. */
export function canonicalJson(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('What is not JSON has no canonical form.');
  return text;
}

/** SHA-256, hex, over the canonical JSON. */
export function digestOf(value: object): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}
