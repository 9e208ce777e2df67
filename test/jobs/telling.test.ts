import { describe, expect, it } from 'vitest';
import { telling } from '../../src/jobs/telling.js';
import { invokeCsBackupServiceSync } from '../../src/powershell/cmdlets/invoke-cs-backup-service-sync.js';
import type { SafeChangePort } from '../../src/powershell/types.js';
import { createPort, pair } from '../checks/port.js';

describe('a port that tells', () => {
  it('says each safe change as a console would take it, before it is run', async () => {
    const { ps, changes } = createPort(() => []);
    const told: string[] = [];
    const port = telling(ps, (what) => told.push(`${what}, after ${changes.length}`));

    await port.change(invokeCsBackupServiceSync, { PoolFqdn: pair.primary }, 'jump');

    expect(told).toEqual([`Invoke-CsBackupServiceSync -PoolFqdn '${pair.primary}', after 0`]);
    expect(changes).toMatchObject([{ name: 'invoke-cs-backup-service-sync' }]);
  });

  it('says what a change says while it runs', async () => {
    const told: (string | undefined)[] = [];
    const { ps } = createPort(() => []);
    const progress = { activity: 'Syncing', status: 'fe2', percent: 40 };
    const change: SafeChangePort['change'] = async (use, params, place, options) => {
      options?.onStream?.({ warnings: ['one', 'two'], verbose: [], progress: null });
      options?.onStream?.({ warnings: ['two'], verbose: [], progress });
      options?.onStream?.({ warnings: [], verbose: [], progress: null });
      return await ps.change(use, params, place);
    };
    const port = telling({ ...ps, change }, (_what, said) => told.push(said));

    await port.change(invokeCsBackupServiceSync, { PoolFqdn: pair.primary }, 'jump');

    expect(told).toEqual([undefined, 'two', 'Syncing, fe2, 40 %']);
  });
});
