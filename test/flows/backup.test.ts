import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAudit } from '../../src/audit/chain.js';
import { stampOf } from '../../src/backup-set.js';
import { SfbError } from '../../src/errors.js';
import { checkBackupSet } from '../../src/jobs/backup/check.js';
import { runBackups } from '../../src/jobs/backup/job.js';
import { renderText } from '../../src/jobs/text.js';
import { Report } from '../../src/report.js';
import { tempFolder } from '../support/temp.js';
import { besideOthers } from './backup-others.js';
import { backupSite, ID, START } from './backup-site.js';

const site = backupSite();
const { share, sets, file, manifestOf, input, backup, days, lay } = site;

beforeAll(() => site.open());
beforeEach(() => site.reset());
afterAll(() => site.close());

/** A process that is gone. */
const ended = spawnSync('true').pid;

describe('a backup set of the lab', { timeout: 60_000 }, () => {
  besideOthers(site);

  it('holds CMS, LIS, both local stores, topology and a runbook, each as its manifest says', async () => {
    const data = tempFolder('backup-audit');
    const audit = openAudit(data, 'worker', () => new Date(START));
    site.audit(audit.append);
    const report = await backup();

    const { lines, fault } = await audit.verify();
    expect(fault).toBeUndefined();
    const [first, ...rest] = lines.filter(({ kind }) => kind === 'cmdlet').map(({ body }) => String(body.line));
    expect(first).toBe(`Export-CsConfiguration -FileName '${join(share(), 'london', `.taking-${ID}`, 'cms.zip')}'`);
    expect(rest.map((line) => line.split(' ')[0])).toEqual([
      'Export-CsLisConfiguration',
      'Export-CsConfiguration',
      'Export-CsConfiguration',
    ]);
    expect(lines.map(({ kind, body }) => (kind === 'outcome' ? body.ok : kind))).toEqual(
      Array(4).fill(['cmdlet', true]).flat(),
    );
    rmSync(data, { recursive: true });

    expect(Report.parse(report)).toMatchObject({
      ok: true,
      set: { id: '2026-11-24T020000Z', verdict: 'single(primary)' },
    });
    const [id = ''] = sets();
    const manifest = manifestOf(id);
    expect(manifest.files.map(({ name }) => name)).toEqual([
      'cms.zip',
      'lis.zip',
      'fe1.domain.local-local.zip',
      'fe2.domain.local-local.zip',
      'topology.xml',
      'RUNBOOK.md',
    ]);
    expect(manifest).toMatchObject({ active: ['primary'], verdict: { kind: 'single', side: 'primary' }, lab: true });
    expect(manifest.absent).toEqual([
      { what: 'RGS of fe1.domain.local', why: 'the pool has no workflow' },
      { what: 'RGS of fe2.domain.local', why: 'the pool has no workflow' },
    ]);
    expect(readdirSync(join(share(), 'london', id)).sort()).toEqual(
      [...manifest.files.map(({ name }) => name), 'manifest.json'].sort(),
    );
    expect(await checkBackupSet(join(share(), 'london', id), manifest)).toMatchObject({ ok: true });
    expect(renderText(report, 100)).toContain('cms.zip');
  });

  it.each([
    ['export-empty', /is no whole zip file/],
    ['export-truncated', /is no whole zip file|cannot be read/],
    ['export-names-other', /marks fe2\.domain\.local as active, and every witness names fe1/],
    ['export-bad-cms', /marks fe1\.domain\.local and fe2\.domain\.local as active/],
    ['share-full', /[Nn]o space|not enough space|full|Speicherplatz/],
    ['share-fills-up', /LIS: .*[Nn]o space|LIS: .*not enough space|LIS: .*Speicherplatz/],
    ['share-read-only', /CMS: .*denied|CMS: .*verweigert/],
    ['share-unreachable', /CMS: .*(?:network path was not found|Netzwerkpfad wurde nicht gefunden)/],
  ])('with %s there is no new set, the last good one is whole, and it is said', async (fault, said) => {
    const good = lay();
    await site.fault(fault);
    days(1);

    const report = await backup();

    expect(report.ok).toBe(false);
    expect(report.first).toMatch(/^No backup set of london was taken; every earlier set is still there\./);
    expect(report.first).toMatch(said);
    expect(report.set).toBeUndefined();
    expect(report.first.match(/\. /g), report.first).toHaveLength(1);
    expect(readdirSync(join(share(), 'london'))).toEqual([good]);
    expect(await checkBackupSet(join(share(), 'london', good), manifestOf(good))).toMatchObject({ ok: true });
  });

  it('exports nothing when the audit cannot be written', async () => {
    const good = lay();
    days(1);
    const exported = () => site.calls().filter((line) => line.includes('\tExport-')).length;
    site.audit(() => Promise.reject(new SfbError('UNAVAILABLE', 'The audit cannot be written (ENOSPC).')));

    const report = await backup();

    expect(report).toMatchObject({
      ok: false,
      first: expect.stringContaining('CMS: The audit cannot be written (ENOSPC)'),
    });
    expect(exported()).toBe(0);
    expect(sets()).toEqual([good]);
  });

  it('takes no set when the audit cannot be written any more on the way', async () => {
    let lines = 0;
    site.audit(async () => {
      lines += 1;
      if (lines > 4) throw new SfbError('UNAVAILABLE', 'The audit cannot be written (ENOSPC).');
    });

    const report = await backup();

    expect(report.first).toContain('RTCLOCAL of fe1.domain.local: The audit cannot be written (ENOSPC)');
    expect(site.calls().filter((line) => line.includes('\tExport-') && line.includes('\tbegin')).length).toBe(2);
    expect(sets()).toEqual([]);
  });

  it('says when a share is not there, and still keeps the set on the other', async () => {
    const report = await backup([
      { path: `${share()}-gone`, on: 'files.domain.local' },
      { path: share(), on: 'fe2.domain.local' },
    ]);

    expect(report.ok).toBe(true);
    expect(report.checks[0]).toMatchObject({ status: 'fail', sentence: expect.stringContaining('cannot be reached') });
    expect(sets()).toHaveLength(1);
  });

  it('lays the same files on every share', async () => {
    mkdirSync(`${share()}2`);
    await backup([
      { path: share(), on: 'fe2.domain.local' },
      { path: `${share()}2`, on: 'files.domain.local' },
    ]);

    const [id = ''] = sets();
    expect(await checkBackupSet(join(`${share()}2`, 'london', id), manifestOf(id))).toMatchObject({ ok: true });
  });

  it('exports the Response Groups of a pool that has workflows, and reads them again', async () => {
    await site.fault('rgs-name-clash');

    const report = await backup();

    const manifest = manifestOf(report.set?.id ?? '');
    const groups = ['fe1.domain.local-rgs.zip', 'fe2.domain.local-rgs.zip'];
    expect(manifest.files.map(({ name }) => name)).toEqual(expect.arrayContaining(groups));
    expect(manifest.absent).toEqual([]);
    const [name = ''] = groups;
    writeFileSync(file(manifest.id, name), 'other');
    const check = await checkBackupSet(join(share(), 'london', manifest.id), manifest);
    expect(check).toMatchObject({ ok: false, sentence: expect.stringContaining(name) });
  });

  it.each([
    { what: 'a run that was killed a day ago', marker: {}, files: ['cms.zip', 'lis.zip'], gone: true },
    { what: 'a run that is at work still', marker: { pid: process.pid }, files: ['cms.zip'], gone: false },
    { what: 'a run of another pair', marker: { pair: 'paris' }, files: ['cms.zip'], gone: false },
    { what: 'a run into whose folder somebody put a file', marker: {}, files: ['cms.zip', 'note.txt'], gone: false },
  ])('after the next good set, what $what left is gone: $gone', async ({ marker, files, gone }) => {
    const id = stampOf(new Date(START - 86_400_000));
    const path = join(share(), 'london', `.taking-${id}`);
    mkdirSync(path, { recursive: true });
    const mark = { format: 1, id, pair: 'london', lab: true, host: hostname(), pid: ended, ...marker };
    writeFileSync(join(path, 'taking.json'), JSON.stringify(mark));
    for (const name of files) writeFileSync(join(path, name), 'half');

    const report = await backup();

    expect(report.ok).toBe(true);
    expect(existsSync(path)).toBe(!gone);
    const said = report.checks.find(({ sentence }) => sentence.includes(path))?.sentence;
    expect(said).toMatch(gone ? /which a killed run had left unfinished, was removed/ : /so delete it by hand/);
    expect(sets()).toContain(ID);
    if (!gone) expect(readdirSync(path).sort()).toEqual([...files, 'taking.json'].sort());
  });

  it('finds other content of the right size, and such a set displaces nothing', async () => {
    for (let day = 0; day < 5; day += 1) {
      lay();
      days(1);
    }
    for (const id of sets().slice(1)) {
      const bytes = readFileSync(file(id, 'cms.zip'));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(file(id, 'cms.zip'), bytes);
    }
    days(3);
    await backup();

    expect(sets()).toHaveLength(6);
    const { report } = await runBackups(input());
    expect(report.sets.map(({ state }) => state)).toEqual(['good', 'bad', 'bad', 'bad', 'bad', 'good']);
    expect(report.sets[1]?.sentence).toContain('cms.zip has other content');
  });

  it('removes only what is older than five days and five daily sets, and leaves a set somebody put a file into', async () => {
    for (let day = 0; day < 6; day += 1) {
      lay();
      days(1);
    }
    const [first = '', second = ''] = sets();
    writeFileSync(file(first, 'note.txt'), 'mine');
    days(1);

    const report = await backup();

    expect(sets()).toContain(first);
    expect(sets()).not.toContain(second);
    expect(report.checks.map(({ sentence }) => sentence).join(' ')).toContain('holds more than its manifest names');
  });

  it('keeps five sets taken while split brain apart, and the last good one is there', async () => {
    const good = lay();
    await site.fault('split-brain-restarted');
    site.renew();
    days(8);
    const first = await backup();
    for (let day = 0; day < 3; day += 1) {
      days(8);
      lay(join(share(), 'london', first.set?.id ?? ''));
    }
    days(8);
    const last = await backup();

    for (const report of [first, last]) {
      expect(report.ok).toBe(false);
      expect(report.first).toMatch(/it is kept apart on fe2.*displaces no other/);
    }
    const { report } = await runBackups(input());
    expect(report.sets.filter(({ state }) => state === 'good').map(({ id }) => id)).toEqual([good]);
    expect(report.sets.filter(({ state }) => state === 'apart')).toHaveLength(5);
    site.renew();
  });

  it('removes nothing and says so when the clock was set back', async () => {
    for (let day = 0; day < 7; day += 1) {
      lay();
      days(20);
    }
    // Before the last set only: by this clock the first ones are older than five days and than five daily sets.
    const before = sets();
    site.at(START + 110 * 86_400_000);

    const report = await backup();

    expect(sets()).toEqual([report.set?.id, ...before].sort());
    expect(report.checks.map(({ sentence }) => sentence).join(' ')).toContain('The clock is behind');
  });

  it('does not call a set good that lies only on the server that is active now', async () => {
    const report = await backup([{ path: share(), on: 'fe1.domain.local' }]);

    expect(report).toMatchObject({ ok: false, first: expect.stringContaining('lies only on fe1.domain.local') });
    expect((await runBackups(input([{ path: share(), on: 'fe1.domain.local' }]))).report.ok).toBe(false);
  });
});
