import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabShell } from '../../lab/shell.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';
import { moreOutputs } from './transcripts/more-outputs.js';
import { outputs } from './transcripts/outputs.js';
import { missing, refusals, whatIf } from './transcripts/refusals.js';

/** What Get-LabField gave, as Set-LabField takes it. */
function keptAs(text: string) {
  if (text.startsWith('<')) return { Xml: text };
  return { Value: /^\d+$/.test(text) ? Number(text) : text === 'True' ? true : text };
}

const DISPLAY = 'Microsoft.Rtc.Management.Xds.Display';

let shell: LabShell;
const world = tempFolder('contract');
beforeAll(async () => {
  shell = await warmLabShell();
  await shell.invoke('New-LabWorld', { Path: world, Profile: 'fresh' });
});
afterAll(() => shell.close());

describe('the getters of the lab', () => {
  it.each([...outputs, ...moreOutputs])(
    '$cmdlet $args gives what sfb-facts $facts says',
    async ({ cmdlet, args, server, type, names, says }) => {
      const { rows, errors, host } = await shell.call(cmdlet, { World: world, ...args }, server);

      expect(errors).toEqual([]);
      expect(host).toEqual([]);
      expect(rows.map((row) => row.type)).toEqual(says.map(() => type));
      expect(rows.map((row) => Object.keys(row.types))).toEqual(says.map(() => names));
      rows.forEach((row, index) => {
        expect(row.value).toMatchObject(says[index] ?? {});
      });
    },
  );

  it('gives SqlServer as an Fqdn object, not as a string (§2)', async () => {
    const { rows } = await shell.call('Get-CsManagementConnection', { World: world }, 'fe1.domain.local');

    expect(rows[0]?.types.SqlServer).toBe('Microsoft.Rtc.Management.Deploy.Fqdn');
  });

  it('gives the topology as an XElement with two CMS services, one of them active (§3.12)', async () => {
    const { rows } = await shell.call('Get-CsTopology', { World: world, AsXml: true }, 'jump.domain.local');

    expect(rows.map((row) => row.type)).toEqual(['System.Xml.Linq.XElement']);
    expect(rows[0]?.text).toContain('<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008"');
    expect(rows[0]?.text.match(/RoleName="CentralMgmt"/g)).toHaveLength(2);
    expect(rows[0]?.text.match(/IsActive="(true|false)"/g)).toEqual(['IsActive="true"', 'IsActive="false"']);
  });

  it('gives the topology as an object with the parts public scripts use (§3.12)', async () => {
    const { rows } = await shell.call('Get-CsTopology', { World: world }, 'jump.domain.local');

    expect(rows[0]?.type).toBe('Microsoft.Rtc.Management.Deploy.Internal.DefaultTopology');
    expect(Object.keys(rows[0]?.types ?? {}).sort()).toEqual(
      ['Clusters', 'InternalDomains', 'Machines', 'Services', 'Sites', 'SqlInstances'].sort(),
    );
  });

  it('gives every service of both pools and the Edge without a role, each ending as §3.10 says', async () => {
    const { rows } = await shell.call('Get-CsService', { World: world }, 'jump.domain.local');
    const ends = rows.map(({ types }) => Object.keys(types).slice(-6));
    const pools = rows.map(({ value }) => (value as { PoolFqdn: string }).PoolFqdn);

    expect(ends).toEqual(
      rows.map(() => ['DependentServiceList', 'ServiceId', 'SiteId', 'PoolFqdn', 'Version', 'Role']),
    );
    expect(rows.map(({ type, value }) => type === `${DISPLAY}${(value as { Role: string }).Role}`)).not.toContain(
      false,
    );
    expect([...new Set(pools)]).toEqual(['fe1.domain.local', 'fe2.domain.local', 'edgepool.domain.local']);
  });

  it.each([
    {
      field: 'runtime.storeStatus',
      cmdlet: 'Get-CsManagementStoreReplicationStatus',
      args: { CentralManagementStoreStatus: true },
    },
    { field: 'runtime.replicas', cmdlet: 'Get-CsManagementStoreReplicationStatus', args: {} },
    { field: 'backup.fe1', cmdlet: 'Get-CsBackupServiceStatus', args: { PoolFqdn: 'fe1.domain.local' } },
    { field: 'topology.active', cmdlet: 'Get-CsTopology', args: { AsXml: true } },
    { field: 'topology.active', cmdlet: 'Get-CsTopology', args: {} },
    { field: 'fe1.rtclocal.active', cmdlet: 'Get-CsTopology', args: { AsXml: true, LocalStore: true } },
    { field: 'services.published', cmdlet: 'Get-CsService', args: {} },
    { field: 'services.published', cmdlet: 'Get-CsService', args: { CentralManagement: true } },
    { field: 'scp.dc1', cmdlet: 'Get-CsConfigurationStoreLocation', args: {} },
    { field: 'services.pairing.fe2', cmdlet: 'Get-CsPoolBackupRelationship', args: { PoolFqdn: 'fe2.domain.local' } },
    {
      field: 'fe1.rtclocal.pairing.fe2',
      cmdlet: 'Get-CsPoolBackupRelationship',
      args: { PoolFqdn: 'fe2.domain.local', LocalStore: true },
    },
    { field: 'fe1.binaries', cmdlet: 'Get-CsServerPatchVersion', args: {} },
    { field: 'fe1.rgs.workflows', cmdlet: 'Get-CsRgsWorkflow', args: {} },
    { field: 'fe1.lis.subnets', cmdlet: 'Get-CsLisSubnet', args: {} },
    { field: 'fe1.lis.locations', cmdlet: 'Get-CsLisLocation', args: {} },
    { field: 'fe1.xds.CurrentState', cmdlet: 'Get-SfbXdsState', args: { SqlInstance: 'rtc' } },
  ])(
    '$cmdlet $args gives nothing at all, not $$null, when it has nothing to say (§8.8)',
    async ({ field, cmdlet, args }) => {
      const [kept = ''] = await shell.invoke('Get-LabField', { World: world, Path: field });
      const before = await shell.call(cmdlet, { World: world, ...args }, 'fe1.domain.local');
      await shell.invoke('Set-LabField', { World: world, Path: field, Clear: true });
      const answer = await shell.call(cmdlet, { World: world, ...args }, 'fe1.domain.local');
      await shell.invoke('Set-LabField', { World: world, Path: field, ...keptAs(kept) });

      expect(before.rows).not.toEqual([]);
      expect(answer.errors).toEqual([]);
      expect(answer.rows).toEqual([]);
    },
  );
});

describe('what the lab refuses', () => {
  it.each(refusals)('$cmdlet $args ($facts)', async ({ cmdlet, args, server, id, says }) => {
    const { rows, errors } = await shell.call(cmdlet, { World: world, ...args }, server);

    expect(rows).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.id).toBe(`${id},${cmdlet}`);
    expect(errors[0]?.message).toContain(says);
  });

  const absent = Object.entries(missing).flatMap(([parameter, cmdlets]) =>
    cmdlets.map((cmdlet) => ({ parameter, cmdlet })),
  );
  it.each(absent)('$cmdlet has no -$parameter (§2.1)', async ({ parameter, cmdlet }) => {
    const { errors } = await shell.call(cmdlet, { World: world, [parameter]: true }, 'fe2.domain.local');

    expect(errors[0]?.message).toBe(`A parameter cannot be found that matches parameter name '${parameter}'.`);
  });

  it('has no cmdlet at all for updates before the update that brought it (§3.21)', async () => {
    await shell.invoke('Set-LabField', { World: world, Path: 'patchCmdlet', Value: false });
    const { errors } = await shell.call('Get-CsServerPatchVersion', { World: world }, 'fe1.domain.local');
    await shell.invoke('Set-LabField', { World: world, Path: 'patchCmdlet', Value: true });

    expect(errors[0]?.exception).toBe('System.Management.Automation.CommandNotFoundException');
    expect(errors[0]?.message).toContain("The term 'Get-CsServerPatchVersion' is not recognized");
  });

  it.each([
    { cmdlet: 'Get-SfbXdsState', args: { SqlInstance: 'rtc' } },
    { cmdlet: 'Get-CsTopology', args: { LocalStore: true } },
  ])(
    '$cmdlet $args on the jump host, which has no such database (§1.11 of the domain notes)',
    async ({ cmdlet, args }) => {
      const { rows, errors } = await shell.call(cmdlet, { World: world, ...args }, 'jump.domain.local');

      expect(rows).toEqual([]);
      expect(errors[0]?.category).toBe('ConnectionError');
    },
  );

  it('a cmdlet that asks for confirmation and is not told -Confirm:$false when nobody can answer', async () => {
    const { errors } = await shell.call('Invoke-CsManagementServerFailover', { World: world }, 'fe2.domain.local');

    expect(errors).toHaveLength(1);
    expect(existsSync(join(world, 'calls.log'))).toBe(false);
  });
});

describe('-WhatIf', () => {
  it.each(whatIf)('of $cmdlet $args changes nothing and speaks to the host only (§2.1)', async ({ cmdlet, args }) => {
    const before = await shell.invoke('Get-LabDump', { World: world });
    const answer = await shell.call(cmdlet, { World: world, ...args, WhatIf: true }, 'fe2.domain.local');

    expect(answer.errors).toEqual([]);
    expect(answer.rows).toEqual([]);
    expect([...answer.warnings, ...answer.verbose]).toEqual([]);
    expect(answer.host.at(-1)).toMatch(/^What if: /);
    expect(await shell.invoke('Get-LabDump', { World: world })).toEqual(before);
    expect(existsSync(join(world, 'calls.log'))).toBe(false);
  });

  it('of the CMS failover names the pool that hosts the CMS now (§5.1)', async () => {
    const { host } = await shell.call(
      'Invoke-CsManagementServerFailover',
      { World: world, WhatIf: true },
      'fe2.domain.local',
    );

    expect(host).toContain(' Central Management Server Pool: "fe1.domain.local"');
  });
});
