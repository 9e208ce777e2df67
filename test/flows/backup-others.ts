import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stampOf } from '../../src/backup-set.js';
import { checkBackupSet } from '../../src/jobs/backup/check.js';
import { runBackups } from '../../src/jobs/backup/job.js';
import { renderText } from '../../src/jobs/text.js';
import { Report } from '../../src/report.js';
import { type backupSite, ID, START } from './backup-site.js';

/** Tests of a set beside what others, and earlier runs of ours, laid or took away there. */
export function besideOthers({
  share,
  sets,
  file,
  manifestOf,
  input,
  backup,
  days,
  lay,
}: ReturnType<typeof backupSite>) {
  it('gives two runs of one second a folder each', async () => {
    await Promise.all([backup(), backup()]);

    expect(sets()).toEqual(['2026-11-24T020000Z', '2026-11-24T020000Z-2']);
  });

  it('leaves a foreign file and folder named like ours alone', async () => {
    mkdirSync(join(share(), 'london', '2026-11-24T020000Z'), { recursive: true });
    writeFileSync(join(share(), 'london', '2026-11-24T020000Z-2'), 'mine');

    const report = await backup();

    expect(report.set?.id).toBe('2026-11-24T020000Z-3');
    expect(readdirSync(join(share(), 'london', '2026-11-24T020000Z'))).toEqual([]);
    expect(readFileSync(join(share(), 'london', '2026-11-24T020000Z-2'), 'utf8')).toBe('mine');
  });

  it('lists what a killed run left a day ago, names no younger one, and never removes it', async () => {
    const folder = (at: number) => join(share(), 'london', `.taking-${stampOf(new Date(at))}`);
    const old = folder(START - 86_400_000);
    for (const path of [old, folder(START - 86_000_000), `${old}-mine`]) mkdirSync(path, { recursive: true });
    writeFileSync(join(old, 'cms.zip'), 'half');
    lay();
    days(0.001);
    await backup();

    const { report } = await runBackups(input());

    expect(report.sets.map(({ id, state }) => [id, state])).toEqual([
      [expect.any(String), 'good'],
      [ID, 'good'],
      ['.taking-2026-11-23T020000Z', 'unfinished'],
    ]);
    expect(report.sets[2]).toMatchObject({ sentence: expect.stringContaining(`${old} was begun and never finished`) });
    expect(renderText(Report.parse(report), 100)).toContain('.taking-2026-11-23T020000Z');
    expect(readFileSync(join(old, 'cms.zip'), 'utf8')).toBe('half');
    expect(report.ok).toBe(true);
  });

  it('touches nothing when a foreign file has the name of the pair', async () => {
    writeFileSync(join(share(), 'london'), 'mine');

    expect(await backup()).toMatchObject({
      ok: false,
      first: expect.stringContaining('is not a folder; it was not touched'),
    });
    expect(readFileSync(join(share(), 'london'), 'utf8')).toBe('mine');
  });

  it('says what was deleted from or replaced in a set since', async () => {
    const id = lay();
    const manifest = manifestOf(id);
    rmSync(file(id, 'lis.zip'));
    writeFileSync(file(id, 'manifest.json'), JSON.stringify({ ...manifest, tool: 'other' }));

    const { ok, sentence } = await checkBackupSet(join(share(), 'london', id), manifest);

    expect(ok).toBe(false);
    expect(sentence).toContain('manifest.json is not the one written with the set');
    expect(sentence).toContain('lis.zip is gone');
    rmSync(join(share(), 'london', id), { recursive: true });
    expect((await checkBackupSet(join(share(), 'london', id), manifest)).sentence).toContain('is gone or no folder');
  });
}
