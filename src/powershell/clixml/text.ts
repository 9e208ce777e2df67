import { Damage } from './values.js';

/** What PowerShell escapes itself (control characters, surrogates, `_` before an x) and what XML can't hold at all. */
const ESCAPED = /\p{Cc}|\p{Cs}|[\ufffe\uffff\u{10000}-\u{10ffff}]|_(?=[xX])/gu;

/** Any UTF-16 text, lone surrogates included, as the text of a CLIXML element. */
export function writeText(text: string): string {
  return text
    .replace(ESCAPED, (found) => {
      const second = found.length === 2 ? escapeUnit(found.charCodeAt(1)) : '';
      return escapeUnit(found.charCodeAt(0)) + second;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function escapeUnit(unit: number): string {
  return `_x${unit.toString(16).toUpperCase().padStart(4, '0')}_`;
}

const AMPERSAND = 0x26;
const UNDERSCORE = 0x5f;
const SMALL_X = 0x78;
const CASE_BIT = 0x20;
const ESCAPE_LENGTH = '_x0000_'.length;
const CHUNK = 32_768;

interface Entity {
  readonly name: readonly number[];
  readonly unit: number;
}

/** The only entities there are: none can be declared, so nothing can expand. */
const ENTITIES: readonly Entity[] = ['lt;<', 'gt;>', 'amp;&', 'quot;"', "apos;'"].map((entity) => {
  const units = Array.from(entity, (character) => character.charCodeAt(0));
  return { name: units.slice(0, -1), unit: units.at(-1) ?? 0 };
});

/**
 * Undoes XML's entities and PowerShell's `_xHHHH_` in one pass over the UTF-16 units. An answer may be one text of
 * 80 MB full of both: replacing them with callbacks took 5 s, and fresh memory for the whole text most of the rest,
 * so it goes through a small scratch.
 */
export class TextReader {
  readonly #units = new Uint16Array(CHUNK);
  readonly #bytes = Buffer.from(this.#units.buffer);
  readonly #narrow = Buffer.alloc(CHUNK);
  #consumed = 0;

  /** The text of an element or an `N` as it was before PowerShell wrote it. Throws `Damage` at a stray `&` or `]]>`. */
  read(raw: string): string {
    if (!/[&_\r]|\]\]>/.test(raw)) return raw;
    if (raw.includes(']]>')) throw new Damage('it has "]]>" in a text');
    // To an XML reader a raw line end is always LF; those that belong to a text PowerShell escapes.
    const source = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
    let text = '';
    for (let from = 0; from < source.length; from += this.#consumed) {
      const chunk = source.slice(from, from + CHUNK);
      const isLast = from + CHUNK >= source.length;
      this.#bytes.write(chunk, 'utf16le');
      text += this.#undo(chunk.length, isLast ? chunk.length : chunk.length - ESCAPE_LENGTH);
    }
    return text;
  }

  /**
   * The text of the scratch, which holds `count` units. Nothing starts at `stop` or later, so that no escape is cut in
   * two at the end of a chunk; `#consumed` says where the next one begins.
   */
  #undo(count: number, stop: number): string {
    const units = this.#units;
    let length = 0;
    let seen = 0;
    let at = 0;
    for (; at < stop; at += 1) {
      let unit = units[at] ?? 0;
      if (unit === AMPERSAND) {
        const entity = entityAt(units, at + 1);
        unit = entity.unit;
        at += entity.name.length;
      } else if (unit === UNDERSCORE) {
        const escaped = escapeAt(units, at, count);
        if (escaped !== -1) at += ESCAPE_LENGTH - 1;
        unit = escaped === -1 ? unit : escaped;
      }
      units[length] = unit;
      this.#narrow[length] = unit;
      seen |= unit;
      length += 1;
    }
    this.#consumed = at;
    return seen > 0xff ? this.#bytes.toString('utf16le', 0, length * 2) : this.#narrow.toString('latin1', 0, length);
  }
}

function entityAt(units: Uint16Array, at: number): Entity {
  for (const entity of ENTITIES) {
    if (entity.name.every((unit, index) => units[at + index] === unit)) return entity;
  }
  throw new Damage('it has an "&" that starts none of XML’s five entities');
}

/** The unit that the escape at `at` stands for; -1 when what stands there is plain text. */
function escapeAt(units: Uint16Array, at: number, count: number): number {
  if (at + ESCAPE_LENGTH > count) return -1;
  if (((units[at + 1] ?? 0) | CASE_BIT) !== SMALL_X || units[at + ESCAPE_LENGTH - 1] !== UNDERSCORE) return -1;
  let value = 0;
  for (let digit = at + 2; digit < at + ESCAPE_LENGTH - 1; digit += 1) {
    const hex = hexValue(units[digit] ?? 0);
    if (hex === -1) return -1;
    value = value * 16 + hex;
  }
  return value;
}

function hexValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | CASE_BIT;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
