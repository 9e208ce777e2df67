import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogueDigestOf, openDoctorBook, requireDoctor } from '../../src/jobs/doctor-record.js';
import { DOCTOR_SCHEMA, type DoctorRecord, doctorSentence, type OldRecord } from '../../src/jobs/doctor-report.js';
import { pair } from '../checks/port.js';
import { tempFolder } from '../support/temp.js';

const digest = 'a'.repeat(64);
const now = new Date('2026-03-05T10:00:00Z');
const good: DoctorRecord = {
  schema: DOCTOR_SCHEMA,
  at: '2026-03-02T10:00:00.000Z',
  catalogueDigest: digest,
  deployment: 'lab',
  pair: 'london',
  lab: true,
  results: [{ id: 'module', place: 'jump', verdict: 'pass', sentence: 'The module is there.' }],
  baselines: [],
  notTried: [],
};
/** As the first build wrote it: without baselines. */
const old: OldRecord = { schema: 1, at: '2026-03-04T10:00:00.000Z', deployment: 'lab', pair: 'london', lab: true };
const unknown = { id: 'read/x/jump', place: 'jump', verdict: 'unknown', sentence: 'No rows.' } as const;
const failed = (id: string) => ({ id, place: 'jump', verdict: 'fail', sentence: 'Denied.' }) as const;
const question = { catalogueDigest: digest, deployment: 'lab', lab: true };

describe('jobs/doctor-record', () => {
  it.each([
    { because: 'doctor found nothing wrong', record: good },
    { because: 'something could not be judged', record: { ...good, results: [...good.results, unknown] } },
  ])('allows destructive jobs when $because', ({ record }) => {
    expect(requireDoctor(pair, now, { ...question, records: [record] })).toEqual(record);
  });

  it.each([
    { records: [], says: 'doctor has never run there; run `npm run sfb -- doctor london` on the jump host' },
    { records: [{ ...good, pair: 'paris' }], says: 'doctor has never run there' },
    { records: [{ ...good, deployment: 'other' }], says: 'doctor has never run there' },
    { records: [{ ...good, lab: false }], says: 'doctor has never run there' },
    {
      records: [
        { ...good, catalogueDigest: 'b'.repeat(64) },
        { ...good, catalogueDigest: 'c'.repeat(64), at: '2026-03-05T05:00:00.000Z' },
      ],
      says: 'doctor ran there 5 h ago with another list of cmdlets; run',
    },
    {
      records: [old, { ...good, catalogueDigest: 'b'.repeat(64) }],
      says: 'doctor ran there 24 h ago with an older build; run',
    },
    {
      records: [{ ...good, results: ['a', 'b', 'c', 'd'].map(failed) }],
      says: 'doctor found 3 days ago what must be put right first (a, b, c and 1 more); then run',
    },
    {
      records: [{ ...good, results: [failed('a')], at: '2026-03-05T09:20:00.000Z' }],
      says: 'doctor found 40 min ago what must be put right first (a); then run',
    },
  ])('refuses: $says', ({ records, says }) => {
    const ask = () => requireDoctor(pair, now, { ...question, records });

    expect(ask).toThrow(expect.objectContaining({ code: 'NOT_ALLOWED', message: expect.stringContaining(says) }));
    expect(ask).toThrow(/^Nothing destructive is allowed on london: [^\n]+\.$/);
  });

  it.each([
    { results: good.results, says: 'Doctor found nothing wrong on london.' },
    {
      results: [...good.results, unknown],
      says: 'Doctor found nothing wrong on london. 1 of 2 could not be judged.',
    },
    {
      results: [failed('a'), failed('b'), unknown],
      says: 'Doctor found 2 of 3 things wrong on london: a and b. 1 of 3 could not be judged.',
    },
    {
      results: ['a', 'b', 'c', 'd', 'e'].map(failed),
      says: 'Doctor found 5 of 5 things wrong on london: a, b, c and 2 more.',
    },
  ])('opens with: $says', ({ results, says }) => {
    expect(doctorSentence({ ...good, results })).toBe(says);
  });

  it('gives back what was written, the newest run of a catalogue only', () => {
    const book = openDoctorBook(tempFolder('book'));
    expect(book.read('london')).toEqual([]);

    book.write({ ...good, at: '2026-01-01T00:00:00.000Z' }, []);
    const other = { ...good, catalogueDigest: 'b'.repeat(64) };
    book.write(other, []);
    const { transcript } = book.write(good, [{ rows: ['x'] }]);
    book.write({ ...good, pair: 'london-2' }, []);

    expect(book.read('london')).toEqual([good, other]);
    expect(JSON.parse(readFileSync(transcript, 'utf8'))).toEqual([{ rows: ['x'] }]);
  });

  it('reads of an older build’s record only that doctor ran, whatever else it holds', () => {
    const book = openDoctorBook(tempFolder('book'));
    const { record } = book.write(good, []);
    const { baselines: _none, ...before } = good;
    writeFileSync(record, JSON.stringify({ ...before, schema: 1 }));

    const records = book.read('london');

    expect(records).toEqual([{ ...old, at: good.at }]);
    expect(() => requireDoctor(pair, now, { ...question, records })).toThrow('3 days ago with an older build; run');
  });

  it('refuses a newer build’s record by its version', () => {
    const book = openDoctorBook(tempFolder('book'));
    const { record } = book.write(good, []);
    writeFileSync(record, JSON.stringify({ ...good, schema: DOCTOR_SCHEMA + 1 }));

    expect(() => book.read('london')).toThrow(
      `${record} is of version ${DOCTOR_SCHEMA + 1} and this build reads ${DOCTOR_SCHEMA};`,
    );
  });

  it.each(['{', '{"schema":2}', '{"schema":1}', '{"schema":"2"}'])(
    'refuses a record that holds %s instead of passing over it',
    (text) => {
      const folder = tempFolder('book');
      const book = openDoctorBook(folder);
      const { record } = book.write(good, []);
      writeFileSync(record, text);

      expect(() => book.read('london')).toThrow(expect.objectContaining({ code: 'BAD_OUTPUT' }));
      expect(readdirSync(join(folder, 'doctor'))).toHaveLength(2);
    },
  );

  it('changes its digest with the agent’s list, and says when there is none', () => {
    const folder = tempFolder('agent');
    writeFileSync(join(folder, 'SfbAllowList.ps1'), '@{}\n');
    const before = catalogueDigestOf(folder);
    writeFileSync(join(folder, 'SfbAllowList.ps1'), '@{ }\n');

    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(catalogueDigestOf(folder)).not.toBe(before);
    expect(() => catalogueDigestOf(tempFolder('empty'))).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});
