import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readZip } from '../../../src/jobs/backup/zip.js';
import { topologyXml } from '../../checks/port.js';
import { tempFolder } from '../../support/temp.js';
import { zipOf } from './zips.js';

const folder = tempFolder('zip');
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function read(bytes: Buffer, wanted: string[] = []) {
  const path = join(folder, `${++files}.zip`);
  writeFileSync(path, bytes);
  return readZip(path, wanted);
}

const whole = zipOf({ 'DocItemSet.xml': '<DocItemSet>fe1.domain.local</DocItemSet>', 'note.txt': 'no XML' });

/** The same file with one bit of this text turned. */
function flipped(bytes: Buffer, text: string): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(text);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('jobs/backup/zip', () => {
  it('reads what an export holds: entries, XML, which servers it names, and the topology in it', async () => {
    expect(await read(whole, ['fe1.domain.local', 'fe2.domain.local'])).toEqual({
      entries: ['DocItemSet.xml', 'note.txt'],
      xml: 1,
      topology: undefined,
      names: new Set(['fe1.domain.local']),
    });
    const xml = topologyXml(['backup']);
    const inside = xml.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]);
    for (const text of [xml, utf16, `<DocItemSet><Data>${inside}</Data></DocItemSet>`]) {
      const { topology } = await read(zipOf({ 'DocItemSet.xml': text }));
      expect(topology?.active).toEqual(['fe2.domain.local']);
    }
  });

  it.each([
    ['one byte of the right size is another', flipped(whole, 'fe1.domain'), /check sum of DocItemSet\.xml is wrong/],
    ['so is one of an entry that is no XML', flipped(whole, 'no XML'), /check sum of note\.txt is wrong/],
    ['it has no entry', zipOf({}), /^holds nothing$/],
    ['it is empty', Buffer.alloc(0), /^is no whole zip file/],
    ['its end is missing', whole.subarray(0, -30), /^is no whole zip file/],
    ['its middle is missing', Buffer.concat([whole.subarray(0, 20), whole.subarray(60)]), /whole zip|to its end/],
    ['it is something else', Buffer.from('<html>502</html>'), /^is no whole zip file/],
  ])('refuses an export of which %s', async (_what, bytes, says) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'BAD_OUTPUT', message: expect.stringMatching(says) });
  });
});
