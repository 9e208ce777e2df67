import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareRows } from '../../src/jobs/doctor-compare.js';
import { getCsBackupServiceStatus } from '../../src/powershell/cmdlets/get-cs-backup-service-status.js';
import { getCsConfigurationStoreLocation } from '../../src/powershell/cmdlets/get-cs-configuration-store-location.js';
import { getCsManagementStoreStatus } from '../../src/powershell/cmdlets/get-cs-management-store-status.js';
import { getCsPoolBackupRelationship } from '../../src/powershell/cmdlets/get-cs-pool-backup-relationship.js';
import { getCsTopologyAsXml } from '../../src/powershell/cmdlets/get-cs-topology-as-xml.js';
import { getSfbXdsComponent } from '../../src/powershell/cmdlets/get-sfb-xds-component.js';
import { getSfbXdsState } from '../../src/powershell/cmdlets/get-sfb-xds-state.js';
import type { CmdletUse } from '../../src/powershell/types.js';

interface Row {
  readonly it: string;
  readonly use: CmdletUse;
  readonly rows: readonly unknown[];
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly told: string;
}

const state = (Value: unknown) => ({ Name: 'CurrentState', Value });
const module = { Identity: 'CentralMgmt.CMSMaster', ExportStatus: 'FinalState', ImportStatus: 'NormalState' };
const cases: Row[] = [
  { it: 'fits', use: getSfbXdsState, rows: [state(0)], verdict: 'pass', told: '1 row in the expected form' },
  {
    it: 'has no rows',
    use: getSfbXdsState,
    rows: [],
    verdict: 'unknown',
    told: 'no rows, so its properties could not be compared',
  },
  {
    it: 'misses a property',
    use: getSfbXdsState,
    rows: [state(0), { Name: 'CurrentState' }],
    verdict: 'fail',
    told: '2 rows, but Value is missing',
  },
  {
    it: 'has another type',
    use: getSfbXdsState,
    rows: [state('0')],
    verdict: 'fail',
    told: '1 row, but Value is of type string, not number',
  },
  {
    it: 'has a number with a fraction',
    use: getSfbXdsState,
    rows: [state(0.5)],
    verdict: 'fail',
    told: '1 row, but Value is of type number, not int',
  },
  {
    it: 'has none of several types',
    use: getSfbXdsComponent,
    rows: [{ Fqdn: 'fe1.domain.local', Component: 'Master', Registered: 'yes' }],
    verdict: 'fail',
    told: '1 row, but Registered is of type string',
  },
  {
    it: 'lacks what is not needed',
    use: getCsManagementStoreStatus,
    rows: [{ ActiveMasterFqdn: 'fe1', ActiveFileTransferAgentFqdn: null }],
    verdict: 'pass',
    told: '1 row in the expected form; not there and not needed: ActiveMasterLastHeartbeat and ActiveFileTransferAgentLastHeartbeat',
  },
  {
    it: 'has one of several possible names',
    use: getCsPoolBackupRelationship,
    rows: [{ PoolFqdn: 'fe1', BackupPoolFqdn: 'fe2' }],
    verdict: 'pass',
    told: '1 row in the expected form; not there and not needed: PrimaryPoolFqdn, PairedPoolFqdn and BackupPool',
  },
  {
    it: 'has none of several possible names',
    use: getCsConfigurationStoreLocation,
    rows: [{}],
    verdict: 'fail',
    told: '1 row, but there is none of BackEndServer',
  },
  {
    it: 'is a text as wanted',
    use: getCsTopologyAsXml,
    rows: ['<Topology/>'],
    verdict: 'pass',
    told: '1 row in the expected form',
  },
  {
    it: 'is no text',
    use: getCsTopologyAsXml,
    rows: [42],
    verdict: 'fail',
    told: '1 row, but the row is of type number, not string',
  },
  {
    it: 'fits inside a list',
    use: getCsBackupServiceStatus,
    rows: [{ BackupModules: [module, module] }],
    verdict: 'pass',
    told: '1 row in the expected form',
  },
  {
    it: 'misses a property inside a list',
    use: getCsBackupServiceStatus,
    rows: [{ BackupModules: [module, { Identity: 'x', ExportStatus: 'y' }] }],
    verdict: 'fail',
    told: '1 row, but BackupModules.ImportStatus is missing',
  },
];

describe('jobs/doctor-compare', () => {
  it.each(cases)('$verdict when an answer $it: $told', ({ use, rows, verdict, told }) => {
    expect(compareRows(use, rows)).toMatchObject({ verdict, told });
  });

  it('records the types seen, and never a value', () => {
    const { properties } = compareRows(getCsBackupServiceStatus, [
      { BackupModules: [module, { ...module, ImportStatus: null }] },
      { BackupModules: [{ Identity: 'secret', ExportStatus: new Date(0) }] },
    ]);

    expect(properties).toEqual({
      'BackupModules.Identity': 'string',
      'BackupModules.ExportStatus': 'date|string',
      'BackupModules.ImportStatus': 'missing|null|string',
    });
  });

  it('does not show a value that does not fit', () => {
    const use = { ...getSfbXdsState, row: z.object({ Name: z.string().regex(/^x$/), Value: z.number() }) };

    expect(compareRows(use, [{ Name: 'jane.doe', Value: 'jane.doe' }]).told).toBe(
      '1 row, but Name has another form (string) and Value is of type string, not number',
    );
  });
});
