import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabShell } from '../../lab/shell.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

/** What every witness says, by its name. */
async function testimony(shell: LabShell, World: string): Promise<Record<string, string>> {
  const { rows, errors } = await shell.call('Get-LabTestimony', { World });
  expect(errors).toEqual([]);
  const said = rows.map((row) => row.value as { Witness: string; Says: string });
  return Object.fromEntries(said.map(({ Witness, Says }) => [Witness, Says]));
}

const flips = [
  { field: 'fe1.xds.CurrentState', set: { Value: 3 }, witness: 'xds fe1' },
  { field: 'fe2.xds.CurrentState', set: { Value: 0 }, witness: 'xds fe2' },
  { field: 'scp.dc1', set: { Value: 'fe2.domain.local\\rtc' }, witness: 'SCP dc1' },
  { field: 'scp.dc2', set: { Value: 'fe2.domain.local\\rtc' }, witness: 'SCP dc2' },
  { field: 'runtime.storeStatus', set: { Clear: true }, witness: 'store status' },
  { field: 'runtime.storeStatus.ActiveMasterFqdn', set: { Value: 'fe2.domain.local' }, witness: 'store status' },
  { field: 'runtime.storeStatus.ActiveFileTransferAgentFqdn', set: { Value: '' }, witness: 'store status' },
  { field: 'runtime.replicas', set: { Clear: true }, witness: 'replicas' },
  { field: 'runtime.replicas.fe2.UpToDate', set: { Value: false }, witness: 'replicas' },
  { field: 'connection.SqlServer', set: { Value: 'fe2.domain.local' }, witness: 'connection' },
  {
    field: 'services.centralManagementActive',
    set: { Value: 'fe2.domain.local', List: true },
    witness: 'service active',
  },
  { field: 'services.edgeRegistrar.edgepool', set: { Value: 'fe2.domain.local' }, witness: 'edge next hop' },
  { field: 'services.pairing.fe1', set: { Value: 'fe3.domain.local' }, witness: 'pairing' },
  { field: 'topology.active', set: { Value: 'fe2.domain.local', List: true }, witness: 'topology' },
  { field: 'topology.nextHops.edgepool', set: { Value: 'fe2.domain.local' }, witness: 'topology' },
  { field: 'topology.pairing.fe1', set: { Value: 'fe3.domain.local' }, witness: 'topology' },
  { field: 'fe1.rtclocal.active', set: { Value: 'fe2.domain.local', List: true }, witness: 'RTCLOCAL fe1' },
  { field: 'fe2.rtclocal.active', set: { Value: 'fe2.domain.local', List: true }, witness: 'RTCLOCAL fe2' },
  { field: 'fe2.rtclocal.nextHops.edgepool', set: { Value: 'fe2.domain.local' }, witness: 'RTCLOCAL fe2' },
  { field: 'fe1.rtclocal.pairing.fe1', set: { Value: 'fe3.domain.local' }, witness: 'RTCLOCAL fe1' },
  { field: 'backup.fe1.CMSMaster.ExportStatus', set: { Value: 'ErrorState' }, witness: 'backup fe1' },
  { field: 'backup.fe2.DataConf.ImportStatus', set: { Value: 'ErrorState' }, witness: 'backup fe2' },
  { field: 'fe1.component', set: { Clear: true }, witness: 'component fe1' },
  { field: 'fe2.component', set: { Clear: true }, witness: 'component fe2' },
  { field: 'poolState.fe1', set: { Value: 'FailedOver' }, witness: 'pool state' },
  { field: 'fe1.rtclocal.poolState.fe1', set: { Value: 'FailedOver' }, witness: 'pool state RTCLOCAL fe1' },
  { field: 'fe2.rtclocal.poolState.fe1', set: { Value: 'FailedOver' }, witness: 'pool state RTCLOCAL fe2' },
  { field: 'fe1.services.MASTER.status', set: { Value: 'Stopped' }, witness: 'services fe1' },
  { field: 'fe2.services.LYNCBACKUP.status', set: { Value: 'Stopped' }, witness: 'services fe2' },
] as const;

describe('the rule of the lab: no two witnesses read the same field', () => {
  let shell: LabShell;
  let before: Record<string, string>;
  const world = tempFolder('rule');
  beforeAll(async () => {
    shell = await warmLabShell();
    await shell.invoke('New-LabWorld', { Path: world });
    before = await testimony(shell, world);
  });
  afterAll(() => shell.close());

  it.each(flips)('$field is heard from $witness and from nobody else', async ({ field, set, witness }) => {
    const row = await shell.call('Get-LabField', { World: world, Path: field });
    await shell.invoke('Set-LabField', { World: world, Path: field, ...set });

    const after = await testimony(shell, world);
    const heard = Object.keys(after).filter((name) => after[name] !== before[name]);
    const was = row.rows[0];
    const restore = was?.text.startsWith('<Objs')
      ? { Xml: was.text }
      : { Value: was?.value as string | number | boolean };
    await shell.invoke('Set-LabField', { World: world, Path: field, ...restore });

    expect(heard).toEqual([witness]);
  });

  it('has a flip for every witness but the users, whose homing is a list', async () => {
    const named = new Set<string>(flips.map((flip) => flip.witness));

    expect(Object.keys(before).filter((name) => !named.has(name))).toEqual(['users']);
  });

  it('is the same world as before after all flips', async () => {
    expect(await testimony(shell, world)).toEqual(before);
  });
});
