import { describe, expect, it } from 'vitest';
import { backupService } from '../../src/checks/backup-service.js';
import { backupModules, createPort, healthy, pair } from './port.js';

type Module = ReturnType<typeof backupModules>['BackupModules'][number];
const sends = backupModules(true).BackupModules;
const receives = backupModules(false).BackupModules;
const read = (modules: readonly Module[], module = '', change: Partial<Module> = {}) => ({
  ok: true as const,
  value: modules.map((one) => (one.Identity.endsWith(module) && module !== '' ? { ...one, ...change } : one)),
});
const failed = { ok: false as const, reason: 'no answer' };
const FIX = 'Read again in 5 minutes. Do not run Invoke-CsBackupServiceSync unless one server alone holds the CMS.';

describe('checks/backup-service', () => {
  it.each([
    {
      primary: read(sends),
      backup: read(receives),
      status: 'pass',
      sentence: 'The Backup Service of both pools is steady; it sends the CMS one way only.',
    },
    {
      primary: read(receives),
      backup: read(sends),
      status: 'pass',
      sentence: 'The Backup Service of both pools is steady; it sends the CMS one way only.',
    },
    {
      primary: read(sends, 'PresenceFocus', { ExportStatus: 'ErrorState' }),
      backup: read(receives, 'CMSMaster', { ImportStatus: 'ErrorState' }),
      status: 'fail',
      sentence: 'Backup Service: In error: PresenceFocus on fe1 and CMSMaster on fe2.',
    },
    {
      primary: read(sends),
      backup: read(sends),
      status: 'fail',
      sentence: 'Backup Service: Both pools send the CMS to each other.',
    },
    {
      primary: read(receives),
      backup: read(receives),
      status: 'warn',
      sentence: 'Backup Service: Neither pool sends the CMS to the other.',
    },
    {
      primary: read(sends, 'DataConf', { ExportStatus: 'NonSteadyState' }),
      backup: read(receives),
      status: 'warn',
      sentence: 'Backup Service: Behind or not started: DataConf on fe1 (NonSteadyState/NormalState).',
    },
    {
      primary: read(sends),
      backup: read(receives, 'CMSMaster', { ImportStatus: 'NotInitialized' }),
      status: 'warn',
      sentence: 'Backup Service: Behind or not started: CMSMaster on fe2 (NotInitialized/NotInitialized).',
    },
    {
      primary: read(sends),
      backup: failed,
      status: 'unknown',
      sentence: 'Backup Service: No usable answer for fe2.domain.local.',
    },
    {
      primary: read([]),
      backup: read(receives.slice(0, 2)),
      status: 'unknown',
      sentence: 'Backup Service: No usable answer for fe1.domain.local and fe2.domain.local.',
    },
  ])('$status: $sentence', ({ primary, backup, status, sentence }) => {
    const fix = status === 'pass' ? {} : { fix: FIX };

    expect(backupService.judge({ primary, backup }, pair)).toEqual({ status, sentence, ...fix });
  });

  it.each([
    { primary: read(sends), backup: read(receives), says: ['primary', 'primary'] },
    { primary: read(receives), backup: read(sends), says: ['backup', 'backup'] },
    { primary: read(sends), backup: read(sends), says: ['primary', 'backup'] },
    {
      primary: read(sends, 'CMSMaster', { ExportStatus: 'ErrorState' }),
      backup: failed,
      says: ["can't tell", "can't tell"],
    },
    { primary: read([]), backup: read(receives), says: ["can't tell", 'primary'] },
  ])('names the pool that sends the CMS: $says', ({ primary, backup, says }) => {
    expect(backupService.testify({ primary, backup }, pair).map((row) => row.says)).toEqual(says);
  });

  it('shows every module of a pool', () => {
    expect(backupService.testify({ primary: read(sends), backup: failed }, pair)).toEqual([
      {
        row: 'backup-service/primary',
        label: 'Backup service fe1',
        says: 'primary',
        detail: 'export/import: PresenceFocus Final/Normal, DataConf Steady/Normal, CMSMaster Final/NotInitialized',
      },
      { row: 'backup-service/backup', label: 'Backup service fe2', says: "can't tell", detail: 'not read: no answer' },
    ]);
  });

  it('asks both pools from the jump host', async () => {
    const { ps, calls } = createPort(healthy('primary'));

    expect(await backupService.gather({ ps, pair })).toEqual({ primary: read(sends), backup: read(receives) });
    expect(calls.map(({ params, place }) => [params.PoolFqdn, place])).toEqual([
      ['fe1.domain.local', 'jump'],
      ['fe2.domain.local', 'jump'],
    ]);
  });
});
