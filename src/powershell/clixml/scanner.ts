import { Damage } from './values.js';

/** An opening tag; the same object may be given for every tag written alike. Values as they stand in the text. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Opened and closed in one (`<Nil />`). */
  readonly empty: boolean;
  /** The closing tag, which PowerShell always writes the same way. */
  readonly end: string;
}

export interface XmlSink {
  open(tag: Tag): void;
  /** Text between two tags, never empty, its escapes as they stand in the text. */
  text(raw: string): void;
  close(tag: Tag): void;
}

const PROLOG =
  /^\ufeff?(?:<\?xml\s+version="1\.\d"(?:\s+encoding="[A-Za-z0-9._-]+")?(?:\s+standalone="(?:yes|no)")?\s*\?>)?/;
const TAG =
  /^([A-Za-z][A-Za-z0-9]*)((?:[ \t\r\n]+[A-Za-z][A-Za-z0-9:]*="(?:[^"<&\p{Cc}]|&(?:amp|lt|gt|quot|apos);)*")*)[ \t\r\n]*(\/?)$/u;
const ATTRIBUTE = /([A-Za-z][A-Za-z0-9:]*)="([^"]*)"/g;
/** XML does not allow them, or PowerShell always escapes them (surrogates, alone or in pairs). */
const FOREIGN = /[^\t\n\r -\ud7ff\ue000-\ufffd]/;
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
  readonly #open: Tag[] = [];
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
    if (unclosed !== undefined) throw new Damage(`it ends inside <${unclosed.name}>`);
    if (!this.#rootSeen) throw new Damage('it holds no element');
  }

  #refuseForeignCharacters(): void {
    const foreign = this.#text.search(FOREIGN);
    if (foreign === -1) return;
    this.at = foreign;
    throw new Damage('it has a character PowerShell would have escaped');
  }

  #readText(raw: string): void {
    if (this.#open.length > 0) this.#sink.text(raw);
    else if (!BLANK.test(raw)) throw new Damage('it has text outside its root element');
  }

  #readTag(start: number): void {
    const open = this.#open.at(-1);
    if (open !== undefined && this.#text.startsWith(open.end, start)) {
      this.#close(open);
      this.at = start + open.end.length;
      return;
    }
    const end = this.#text.indexOf('>', start);
    if (end === -1) throw new Damage('it ends inside a tag');
    if (end - start > LONGEST_TAG) throw new Damage('it has a tag of more than 64 KB');
    const tag = this.#tagOf(this.#text.slice(start + 1, end));
    this.#openTag(tag);
    if (tag.empty) this.#close(tag);
    this.at = end + 1;
  }

  /** Nearly all tags of a big answer are alike; each spelling is taken apart once. */
  #tagOf(raw: string): Tag {
    const known = this.#tags.get(raw);
    if (known !== undefined) return known;
    const open = this.#open.at(-1);
    if (raw.startsWith('/'))
      throw new Damage(`it has <${raw.slice(0, 40)}> where ${open?.end ?? 'nothing'} could be closed`);
    const tag = parseTag(raw);
    if (this.#tags.size < REMEMBERED_TAGS) this.#tags.set(raw, tag);
    return tag;
  }

  #openTag(tag: Tag): void {
    if (this.#open.length === 0 && this.#rootSeen) throw new Damage('it goes on after its root element');
    if (this.#open.length === DEEPEST) throw new Damage(`it nests deeper than ${DEEPEST} elements`);
    this.#rootSeen = true;
    this.#open.push(tag);
    this.#sink.open(tag);
  }

  #close(tag: Tag): void {
    this.#open.pop();
    this.#sink.close(tag);
  }
}

function parseTag(raw: string): Tag {
  const parts = TAG.exec(raw);
  if (parts === null) throw new Damage('it has a tag PowerShell would not write');
  const [, name = '', attributeText = '', slash = ''] = parts;
  const attributes = new Map<string, string>();
  for (const [, key = '', value = ''] of attributeText.matchAll(ATTRIBUTE)) {
    if (attributes.has(key)) throw new Damage(`it gives the attribute ${key} twice`);
    attributes.set(key, value);
  }
  return { name, attributes, empty: slash !== '', end: `</${name}>` };
}
