import { SCALARS } from './scalars.js';
import type { Tag, XmlSink } from './scanner.js';
import { TextReader } from './text.js';
import { Damage, EnumValue, markTypeNames, newRecord, type PlainRecord } from './values.js';

type PartKind = 'root' | 'object' | 'types' | 'list' | 'dictionary' | 'entry' | 'members';

/** An element that holds others and is still open. Each kind fills only its own fields. */
class Part {
  readonly kind: PartKind;
  /** The `N` of an object, which is what its parent calls it, and its number for later references. */
  readonly name: string | undefined;
  readonly refId: string | undefined;
  /** How many values there are below, those behind a `Ref` counted again. */
  weight = 0;
  types: string[] = NO_TYPES;
  text: string | undefined;
  hasContent = false;
  content: unknown;
  record: PlainRecord | undefined;
  items: unknown[] | undefined;
  /** A dictionary's one open entry, made once and used again. */
  entry: Part | undefined;
  key: string | undefined;
  complete = false;

  constructor(kind: PartKind, name?: string, refId?: string) {
    this.kind = kind;
    this.name = name;
    this.refId = refId;
  }
}

interface Known {
  readonly value: unknown;
  readonly weight: number;
}

const NO_TYPES: string[] = [];
const VALUES = [...SCALARS.keys(), 'Nil', 'Ref', 'Obj'];
const LISTS = ['LST', 'IE', 'QUE', 'STK'];
const LEAVES: ReadonlySet<string> = new Set([...SCALARS.keys(), 'Nil', 'Ref', 'T', 'TNRef', 'ToString']);

/** Which elements each part may hold. */
const HOLDS: Readonly<Record<PartKind, ReadonlySet<string>>> = {
  root: new Set(VALUES),
  object: new Set([...SCALARS.keys(), 'Obj', ...LISTS, 'TN', 'TNRef', 'ToString', 'DCT', 'Props', 'MS']),
  types: new Set(['T']),
  list: new Set(VALUES),
  dictionary: new Set(['En']),
  entry: new Set(VALUES),
  members: new Set([...VALUES, 'MS']),
};

const NAMESPACE = 'http://schemas.microsoft.com/powershell/2004/04';
const DEEPEST = 100;
const ALWAYS_ALLOWED_WEIGHT = 1_000_000;

/** Builds the objects of one CLIXML text from the elements the scanner finds. Throws `Damage`. */
export class ObjectReader implements XmlSink {
  readonly objects: unknown[] = [];
  readonly #reader = new TextReader();
  readonly #parts: Part[] = [];
  readonly #known = new Map<string, Known>();
  readonly #types = new Map<string, string[]>();
  readonly #heaviest: number;
  #depth = 0;
  /** The open element that holds no others, and its text so far. */
  #leaf: Tag | undefined;
  #leafText = '';

  /** `length` of the whole text bounds what its references may multiply it to. */
  constructor(length: number) {
    this.#heaviest = Math.max(length, ALWAYS_ALLOWED_WEIGHT);
  }

  open(tag: Tag): void {
    const parent = this.#parts.at(-1);
    if (this.#leaf !== undefined) throw new Damage(`it has <${tag.name}> inside <${this.#leaf.name}>`);
    if (parent === undefined) this.#parts.push(this.#openRoot(tag));
    else if (tag.name === 'SS') throw new Damage('it holds a secure string, which is never read');
    else if (!HOLDS[parent.kind].has(tag.name)) throw new Damage(`it has <${tag.name}> where that can't be`);
    else if (LEAVES.has(tag.name)) this.#leaf = tag;
    else this.#parts.push(this.#openPart(tag, parent));
  }

  text(raw: string): void {
    if (this.#leaf !== undefined) this.#leafText = this.#reader.read(raw);
    else if (!/^[ \t\r\n]*$/.test(raw)) throw new Damage('it has text between its elements');
  }

  close(): void {
    const leaf = this.#leaf;
    if (leaf !== undefined) {
      const text = this.#leafText;
      this.#leaf = undefined;
      this.#leafText = '';
      this.#closeLeaf(leaf, text);
      return;
    }
    const part = this.#parts.pop();
    const parent = this.#parts.at(-1);
    if (part !== undefined && parent !== undefined) this.#closePart(part, parent);
  }

  #openRoot({ name, attributes }: Tag): Part {
    if (name !== 'Objs' || attributes.get('xmlns') !== NAMESPACE || !attributes.get('Version')?.startsWith('1.')) {
      throw new Damage('it does not start as CLIXML 1 does');
    }
    const root = new Part('root');
    root.items = this.objects;
    return root;
  }

  #openPart(tag: Tag, parent: Part): Part {
    switch (tag.name) {
      case 'Obj':
        return this.#openObject(tag);
      case 'TN':
        return this.#openTypes(tag, parent);
      case 'En':
        return openEntry(parent);
      case 'Props':
      case 'MS': {
        const members = new Part('members');
        // Adapted and extended properties share one record; a member set inside is read and dropped.
        if (parent.kind === 'object') parent.record ??= newRecord();
        members.record = parent.kind === 'object' ? parent.record : newRecord();
        return members;
      }
      case 'DCT': {
        const dictionary = new Part('dictionary');
        dictionary.record = newRecord();
        fill(parent, dictionary.record);
        return dictionary;
      }
      default: {
        const list = new Part('list');
        list.items = [];
        fill(parent, list.items);
        return list;
      }
    }
  }

  #openObject(tag: Tag): Part {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Damage(`it nests deeper than ${DEEPEST} objects`);
    const object = new Part('object', tag.attributes.get('N'), tag.attributes.get('RefId'));
    object.weight = 1;
    return object;
  }

  #openTypes(tag: Tag, parent: Part): Part {
    const types = new Part('types');
    types.types = [];
    parent.types = types.types;
    const id = tag.attributes.get('RefId');
    if (id === undefined || this.#types.has(id)) throw new Damage('it has type names without a number of their own');
    this.#types.set(id, types.types);
    return types;
  }

  #closeLeaf({ name: tag, attributes }: Tag, text: string): void {
    const parent = this.#parts.at(-1);
    if (parent === undefined) return;
    const scalar = SCALARS.get(tag);
    if (scalar !== undefined) this.#take(parent, attributes.get('N'), scalar(text), 1);
    else if (tag === 'ToString') parent.text = text;
    else if (tag === 'T') parent.types.push(text);
    else if (text !== '') throw new Damage(`it has text inside <${tag}>`);
    else if (tag === 'Nil') this.#take(parent, attributes.get('N'), null, 1);
    else if (tag === 'TNRef') parent.types = referred(this.#types, attributes, 'type names');
    else {
      const { value, weight } = referred(this.#known, attributes, 'an object');
      this.#take(parent, attributes.get('N'), value, weight);
    }
  }

  #closePart(part: Part, parent: Part): void {
    if (part.kind === 'types') return;
    if (part.kind === 'entry' && !part.complete) throw new Damage('it has a dictionary entry without a value');
    if (part.kind !== 'object') {
      parent.weight += part.weight;
      return;
    }
    this.#depth -= 1;
    const value = objectValue(part);
    if (part.refId !== undefined) {
      if (this.#known.has(part.refId)) throw new Damage(`it has two objects with the number ${part.refId}`);
      this.#known.set(part.refId, { value, weight: part.weight });
    }
    this.#take(parent, part.name, value, part.weight);
  }

  /** Gives a finished value to the element it stands in. */
  #take(parent: Part, name: string | undefined, value: unknown, weight: number): void {
    parent.weight += weight;
    if (parent.weight > this.#heaviest) throw new Damage('its references multiply it beyond measure');
    if (parent.kind === 'entry') {
      takeEntry(parent, name, value);
    } else if (parent.kind === 'members') {
      if (name === undefined || parent.record === undefined) throw new Damage('it has a property without a name');
      parent.record[this.#reader.read(name)] = value;
    } else if (parent.kind === 'object') {
      fill(parent, value);
    } else {
      parent.items?.push(value);
    }
  }
}

/** Only what is complete can be referred to, so no decoded object contains itself. */
function referred<T>(known: ReadonlyMap<string, T>, attributes: Tag['attributes'], what: string): T {
  const id = attributes.get('RefId');
  const found = known.get(id ?? '');
  if (found === undefined) throw new Damage(`it refers to ${what} number ${id}, which is not complete before`);
  return found;
}

function openEntry(dictionary: Part): Part {
  const entry = dictionary.entry ?? new Part('entry');
  dictionary.entry = entry;
  entry.record = dictionary.record;
  entry.weight = 0;
  entry.key = undefined;
  entry.complete = false;
  return entry;
}

/** An object has one content: a scalar, a list, a dictionary or another object. */
function fill(object: Part, value: unknown): void {
  if (object.hasContent) throw new Damage('it has an object with two contents');
  object.hasContent = true;
  object.content = value;
}

function takeEntry(entry: Part, name: string | undefined, value: unknown): void {
  if (entry.key === undefined && name === 'Key') {
    entry.key = keyText(value);
    return;
  }
  if (entry.key === undefined || name !== 'Value' || entry.record === undefined) {
    throw new Damage('it has a dictionary entry that is not one key and one value');
  }
  if (entry.key in entry.record) throw new Damage(`it has the dictionary key ${JSON.stringify(entry.key)} twice`);
  entry.record[entry.key] = value;
  entry.complete = true;
}

/** Numbers, booleans and enums make good keys too; they become their text. */
function keyText(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return String(key);
  if (key instanceof EnumValue) return key.name;
  throw new Damage('it has a dictionary key that is neither text nor number');
}

function objectValue({ types, text, hasContent, content, record }: Part): unknown {
  if (!hasContent) {
    const plain = record ?? newRecord();
    markTypeNames(plain, types);
    return plain;
  }
  const isNumber = typeof content === 'number' || typeof content === 'bigint';
  return isNumber && text !== undefined && types.some((type) => type.endsWith('System.Enum'))
    ? new EnumValue(text, content)
    : content;
}
