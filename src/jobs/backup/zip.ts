import { crc32 } from 'node:zlib';
import { parseXml } from '@rgrove/parse-xml';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { errorText, SfbError } from '../../errors.js';
import { parseTopology, type Topology } from '../../topology.js';

/** What an export was found to hold once every entry was read. */
export interface ZipFacts {
  readonly entries: readonly string[];
  /** Entries that parse as XML. */
  readonly xml: number;
  /** The topology inside, where one was found (the inner format is UNVERIFIED, sfb-facts 3.14). */
  readonly topology: Topology | undefined;
  /** Which of the wanted words (server names) stand in it. */
  readonly names: ReadonlySet<string>;
}

/** Larger texts are checked by their CRC only: an XML tree takes some 50 times the memory. */
const PARSE_UP_TO = 32 * 1_048_576;
/** No export is larger; a zip that claims more is damaged or no export. */
const WHOLE_UP_TO = 2_048 * 1_048_576;

/** Opens a zip and reads every byte of every entry against its CRC. Throws SfbError BAD_OUTPUT: what is wrong with it. */
export async function readZip(path: string, wanted: readonly string[]): Promise<ZipFacts> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path);
  } catch (error) {
    throw broken(`is no whole zip file (${oneClause(error)})`, error);
  }
  try {
    return await readEntries(zip, wanted);
  } catch (error) {
    if (error instanceof SfbError) throw error;
    throw broken(`cannot be read to its end (${errorText(error)})`, error);
  } finally {
    zip.close();
  }
}

async function readEntries(zip: ZipFile, wanted: readonly string[]): Promise<ZipFacts> {
  const entries: string[] = [];
  const names = new Set<string>();
  let xml = 0;
  let total = 0;
  let topology: Topology | undefined;
  for await (const entry of zip.eachEntry()) {
    entries.push(entry.fileName);
    total += entry.uncompressedSize;
    if (total > WHOLE_UP_TO) throw broken(`claims to hold more than ${WHOLE_UP_TO / 1_048_576} MB`);
    const text = await readEntry(zip, entry);
    if (text === undefined || !isXml(text)) continue;
    xml += 1;
    const lower = text.toLowerCase();
    for (const word of wanted) if (lower.includes(word)) names.add(word);
    topology ??= topologyIn(text);
  }
  if (entries.length === 0) throw broken('holds nothing');
  return { entries, xml, topology, names };
}

/** The text of an entry, undefined when it is too large to be parsed. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  const keep = entry.uncompressedSize <= PARSE_UP_TO;
  let crc = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    crc = crc32(chunk, crc);
    if (keep) chunks.push(chunk);
  }
  if (crc !== entry.crc32) throw broken(`is damaged: the check sum of ${entry.fileName} is wrong`);
  return keep ? decode(Buffer.concat(chunks)) : undefined;
}

function decode(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
}

function isXml(text: string): boolean {
  if (!/^\s*</.test(text)) return false;
  try {
    return parseXml(text).root !== null;
  } catch {
    return false;
  }
}

/** A topology document anywhere in a text, as it is or escaped inside another document. */
function topologyIn(text: string): Topology | undefined {
  const plain = text.includes('&lt;')
    ? text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
    : text;
  for (const one of new Set([text, plain])) {
    const found = /<((?:[\w.-]+:)?Topology)[\s>][\s\S]*?<\/\1\s*>/.exec(one);
    if (found === null) continue;
    return parseTopology(found[0]);
  }
  return undefined;
}

function broken(what: string, cause?: unknown): SfbError {
  return new SfbError('BAD_OUTPUT', what, cause === undefined ? {} : { cause });
}

/** The library explains in several sentences; what is said to people is one. */
function oneClause(error: unknown): string {
  return errorText(error).replace(/\.$/, '').replaceAll('. ', ': ');
}
