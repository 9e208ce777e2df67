import { Damage } from './values.js';

/** An opening tag; the same object may be given for every tag written alike. Values as they stand in the text. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly closing: boolean;
  readonly empty: boolean;
}

export interface XmlSink {
  open(tag: Tag): void;
  /** Text between two tags, never empty, its escapes as they stand in the text. */
  text(raw: string): void;
  close(name: string): void;
}

const PROLOG =
  /^\ufeff?(?:<\?xml\s+version="1\.\d"(?:\s+encoding="[A-Za-z0-9._-]+")?(?:\s+standalone="(?:yes|no)")?\s*\?>)?/;
const TAG = /^(\/?)([A-Za-z][A-Za-z0-9]*)((?:[ \t\r\n]+[A-Za-z][A-Za-z0-9:]*="[^"<\p{Cc}]*")*)[ \t\r\n]*(\/?)$/u;
const ATTRIBUTE = /([A-Za-z][A-Za-z0-9:]*)="([^"]*)"/g;
const NOT_XML = /(?![\t\n\r])\p{Cc}|[\p{Cs}\ufffe\uffff]/u;
const BLANK = /^[ \t\r\n]*$/;
const LONGEST_TAG = 65_536;
const DEEPEST = 1_000;
const REMEMBERED_TAGS = 4_096;

/**
 * Reads the XML that .NET's XmlWriter makes of CLIXML and nothing beyond: elements, attributes, text. Comments, CDATA,
 * processing instructions and document types are refused, so no entity can be declared. Whatever it accepts is
 * well-formed. An own reader because the strict libraries need most of the time a whole answer may take
 * (docs/decisions.md).
 */
export class XmlScanner {
  /** Where reading has come to: the place to name when something is wrong. */
  at = 0;
  readonly #text: string;
  readonly #sink: XmlSink;
  readonly #open: string[] = [];
  readonly #tags = new Map<string, Tag>();
  #rootSeen = false;

  constructor(text: string, sink: XmlSink) {
    this.#text = text;
    this.#sink = sink;
  }

  /** Reads everything. Throws `Damage`; `at` then says where. */
  run(): void {
    this.#refuseForeignCharacters();
    this.at = PROLOG.exec(this.#text)?.[0].length ?? 0;
    for (;;) {
      const start = this.#text.indexOf('<', this.at);
      const end = start === -1 ? this.#text.length : start;
      if (end > this.at) this.#readText(this.#text.slice(this.at, end));
      this.at = end;
      if (start === -1) break;
      this.#readTag(start);
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) throw new Damage(`it ends inside <${unclosed}>`);
    if (!this.#rootSeen) throw new Damage('it holds no element');
  }

  #refuseForeignCharacters(): void {
    const foreign = this.#text.search(NOT_XML);
    if (foreign === -1) return;
    this.at = foreign;
    throw new Damage('it has a character PowerShell would have escaped');
  }

  #readText(raw: string): void {
    if (this.#open.length > 0) this.#sink.text(raw);
    else if (!BLANK.test(raw)) throw new Damage('it has text outside its root element');
  }

  #readTag(start: number): void {
    const end = this.#text.indexOf('>', start);
    if (end === -1) throw new Damage('it ends inside a tag');
    if (end - start > LONGEST_TAG) throw new Damage('it has a tag of more than 64 KB');
    const tag = this.#tagOf(this.#text.slice(start + 1, end));
    if (tag.closing) {
      this.#close(tag.name);
    } else {
      this.#openTag(tag);
      if (tag.empty) this.#close(tag.name);
    }
    this.at = end + 1;
  }

  /** Nearly all tags of a big answer are alike; each spelling is taken apart once. */
  #tagOf(raw: string): Tag {
    const known = this.#tags.get(raw);
    if (known !== undefined) return known;
    const tag = parseTag(raw);
    if (this.#tags.size < REMEMBERED_TAGS) this.#tags.set(raw, tag);
    return tag;
  }

  #openTag(tag: Tag): void {
    if (this.#open.length === 0 && this.#rootSeen) throw new Damage('it goes on after its root element');
    if (this.#open.length === DEEPEST) throw new Damage(`it nests deeper than ${DEEPEST} elements`);
    this.#rootSeen = true;
    this.#open.push(tag.name);
    this.#sink.open(tag);
  }

  #close(name: string): void {
    const open = this.#open.pop();
    if (open === undefined) throw new Damage(`it closes <${name}> that is not open`);
    if (open !== name) throw new Damage(`it closes <${open}> as <${name}>`);
    this.#sink.close(name);
  }
}

function parseTag(raw: string): Tag {
  const parts = TAG.exec(raw);
  const [, slash = '', name = '', attributeText = '', empty = ''] = parts ?? [];
  if (parts === null || (slash !== '' && attributeText + empty !== '')) {
    throw new Damage('it has a tag PowerShell would not write');
  }
  const attributes = new Map<string, string>();
  for (const [, key = '', value = ''] of attributeText.matchAll(ATTRIBUTE)) {
    if (attributes.has(key)) throw new Damage(`it gives the attribute ${key} twice`);
    attributes.set(key, value);
  }
  return { name, attributes, closing: slash !== '', empty: empty !== '' };
}
