import { describe, expect, it } from 'vitest';
import { backupService } from '../../src/checks/backup-service.js';
import type { Reading, Verdict } from '../../src/checks/types.js';
import type { Side } from '../../src/domain.js';
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

interface Row extends Pick<Verdict, 'status' | 'sentence'> {
  readonly primary: Reading<readonly Module[]>;
  readonly backup: Reading<readonly Module[]>;
  readonly to?: Side;
}

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
      status: 'fail',
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
      backup: read(receives, 'CMSMaster', { ImportStatus: 'NotInitialized' }),
      to: 'backup',
      status: 'fail',
      sentence:
        'Backup Service: fe2.domain.local does not take in what it is sent: CMSMaster on fe2 (NotInitialized/NotInitialized).',
    },
    {
      primary: read(sends),
      backup: read(receives, 'PresenceFocus', { ImportStatus: '' }),
      to: 'backup',
      status: 'fail',
      sentence:
        'Backup Service: fe2.domain.local does not take in what it is sent: PresenceFocus on fe2 (FinalState/).',
    },
    {
      primary: read(sends, 'DataConf', { ExportStatus: 'NonSteadyState', ImportStatus: '' }),
      backup: read(receives, 'DataConf', { ExportStatus: 'NonSteadyState' }),
      to: 'backup',
      status: 'warn',
      sentence:
        'Backup Service: Behind or not started: DataConf on fe1 (NonSteadyState/) and DataConf on fe2 (NonSteadyState/NormalState).',
    },
    {
      // The CMS is where it is to go already.
      primary: read(receives),
      backup: read(sends),
      to: 'backup',
      status: 'pass',
      sentence: 'The Backup Service of both pools is steady; it sends the CMS one way only.',
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
  ] satisfies Row[])('$status: $sentence', ({ primary, backup, to, status, sentence }: Row) => {
    const fix = status === 'pass' ? {} : { fix: FIX };

    expect(backupService.judge({ to, modules: { primary, backup } }, pair)).toEqual({ status, sentence, ...fix });
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
    expect(backupService.testify({ to: undefined, modules: { primary, backup } }, pair).map((row) => row.says)).toEqual(
      says,
    );
  });

  it('shows every module of a pool', () => {
    expect(backupService.testify({ to: undefined, modules: { primary: read(sends), backup: failed } }, pair)).toEqual([
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

    expect(await backupService.gather({ ps, pair, to: 'primary' })).toEqual({
      to: 'primary',
      modules: { primary: read(sends), backup: read(receives) },
    });
    expect(calls.map(({ params, place }) => [params.PoolFqdn, place])).toEqual([
      ['fe1.domain.local', 'jump'],
      ['fe2.domain.local', 'jump'],
    ]);
  });
});
