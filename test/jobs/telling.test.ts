import { describe, expect, it } from 'vitest';
import { telling } from '../../src/jobs/telling.js';
import { invokeCsBackupServiceSync } from '../../src/powershell/cmdlets/invoke-cs-backup-service-sync.js';
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
});
