import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { healthy, type TriedWorld, tryWorld } from './lab-world.js';

let lab: TriedWorld;
beforeAll(async () => {
  lab = await tryWorld('backup');
});
afterAll(() => lab.shell.close());
beforeEach(async () => {
  await lab.renew('fresh');
  mkdirSync(join(lab.folder, 'share', 'fe2', 'CMS_BACKUP'), { recursive: true });
});

const share = (name: string) => `\\\\fe2.domain.local\\CMS_BACKUP\\${name}`;
const onDisk = (name: string) => join(lab.folder, 'share', 'fe2', 'CMS_BACKUP', name);

/** The entries of a zip file, read from its central directory. */
function entries(path: string): Map<string, string> {
  const file = readFileSync(path);
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end === -1) throw new Error('no central directory');
  const found = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = file.readUInt16LE(at + 28);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const data = file.subarray(start, start + file.readUInt32LE(at + 20));
    const text = file.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data);
    found.set(file.subarray(at + 46, at + 46 + nameLength).toString(), text.toString('utf8'));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return found;
}

describe('Export-CsConfiguration', () => {
  it('writes a real zip that names both pools and which is active', async () => {
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });
    const set = entries(onDisk('cms.zip'));

    expect([...set.keys()]).toEqual(['DocItemSet.xml', 'Header.xml']);
    expect(set.get('DocItemSet.xml')).toContain('Fqdn="fe2.domain.local"');
    expect(set.get('DocItemSet.xml')?.match(/IsActive="\w+"/g)).toEqual(['IsActive="true"', 'IsActive="false"']);
  });

  it('gives the same as bytes', async () => {
    const { rows } = await lab.well('jump', 'Export-CsConfiguration', { AsBytes: true });

    expect(rows.map((row) => row.type)).toEqual(['System.Byte[]']);
    expect(Buffer.from(String(rows[0]?.value), 'base64').subarray(0, 2).toString()).toBe('PK');
  });

  it('takes RTCLOCAL with -LocalStore, also when the CMS is gone', async () => {
    await lab.fault('sql-away-primary');
    const cms = await lab.on('fe2', 'Export-CsConfiguration', { FileName: 'c:\\cms.zip' });
    await lab.well('fe2', 'Export-CsConfiguration', { FileName: 'c:\\local.zip', LocalStore: true });

    expect(cms.errors[0]?.id).toBe('CmsConnectionFailed,Export-CsConfiguration');
    expect(existsSync(join(lab.folder, 'disks', 'fe2', 'c', 'local.zip'))).toBe(true);
  });

  it.each([
    { fault: 'export-empty', size: 0 },
    { fault: 'share-full', size: 0, error: 'System.IO.IOException,Export-CsConfiguration' },
  ])('leaves an empty file under $fault', async ({ fault, size, error }) => {
    await lab.fault(fault);
    const { errors } = await lab.on('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });

    expect(errors.map((one) => one.id)).toEqual(error === undefined ? [] : [error]);
    expect(statSync(onDisk('cms.zip')).size).toBe(size);
  });

  it('leaves a file that can not be read under export-truncated', async () => {
    await lab.fault('export-truncated');
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });
    const { errors } = await lab.on('fe1', 'Import-CsConfiguration', { FileName: share('cms.zip') });

    expect(() => entries(onDisk('cms.zip'))).toThrow();
    expect(errors[0]?.id).toBe('InvalidExport,Import-CsConfiguration');
  });

  it.each([
    { fault: 'export-bad-cms', active: ['IsActive="true"', 'IsActive="true"'] },
    { fault: 'export-names-other', active: ['IsActive="false"', 'IsActive="true"'] },
  ])('writes a good zip with bad content under $fault', async ({ fault, active }) => {
    await lab.fault(fault);
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });

    expect(
      entries(onDisk('cms.zip'))
        .get('DocItemSet.xml')
        ?.match(/IsActive="\w+"/g),
    ).toEqual(active);
  });

  it('fails when the share does not answer', async () => {
    await lab.fault('share-unreachable');
    const { errors } = await lab.on('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });

    expect(errors[0]?.exception).toBe('System.IO.IOException');
  });
});

describe('LIS', () => {
  it('is not exported onto an existing file (§3.15)', async () => {
    await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: 'c:\\lis.zip' });
    const { errors } = await lab.on('fe1', 'Export-CsLisConfiguration', { FileName: 'c:\\lis.zip' });

    expect(errors[0]?.message).toBe("The file 'c:\\lis.zip' already exists.");
  });

  it('is empty on the server the CMS was moved to, until it is imported and published', async () => {
    await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: share('lis.zip') });
    await lab.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });
    const empty = await lab.field('fe2.lis.subnets');
    await lab.well('fe2', 'Import-CsLisConfiguration', { FileName: share('lis.zip') });
    const published = await lab.field('fe2.lis.published');
    await lab.well('fe2', 'Publish-CsLisConfiguration');

    expect([empty, await lab.field('fe2.lis.subnets')]).toEqual(['0', '12']);
    expect([published, await lab.field('fe2.lis.published')]).toEqual(['False', 'True']);
  });

  it('stays as it was when the import fails', async () => {
    await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: share('lis.zip') });
    await lab.set('fe1.lis.subnets', 3);
    await lab.fault('lis-import-fails');
    const { errors } = await lab.on('fe1', 'Import-CsLisConfiguration', { FileName: share('lis.zip') });

    expect(errors[0]?.id).toBe('LisImportFailed,Import-CsLisConfiguration');
    expect(await lab.field('fe1.lis.subnets')).toBe('3');
  });
});

describe('Response Groups', () => {
  const source = { FileName: share('rgs.zip'), Source: 'service:ApplicationServer:fe1.domain.local' };
  const destination = { FileName: share('rgs.zip'), Destination: 'service:ApplicationServer:fe2.domain.local' };

  it('go from one pool to the other by a file', async () => {
    await lab.well('fe1', 'Export-CsRgsConfiguration', source);
    await lab.well('fe2', 'Import-CsRgsConfiguration', destination);
    const clash = await lab.on('fe2', 'Import-CsRgsConfiguration', destination);

    expect(await lab.field('fe2.rgs.workflows')).toContain('Helpdesk');
    expect(clash.errors[0]?.id).toBe('RgsNameConflict,Import-CsRgsConfiguration');
  });

  it('are not exported onto an existing file, -Force or not (§3.16)', async () => {
    await lab.well('fe1', 'Export-CsRgsConfiguration', source);
    const { errors } = await lab.on('fe1', 'Export-CsRgsConfiguration', { ...source, Force: true });

    expect(errors[0]?.message).toBe(`The file '${source.FileName}' already exists.`);
  });

  it('can not be exported from a pool that has none', async () => {
    const { errors } = await lab.on('fe1', 'Export-CsRgsConfiguration', {
      ...source,
      Source: 'ApplicationServer:fe2.domain.local',
    });

    expect(errors[0]?.id).toBe('NoRgsConfiguration,Export-CsRgsConfiguration');
  });
});

describe('the rebuild', () => {
  const clean = (server: string) => ({
    CentralManagementDatabase: true,
    SqlServerFqdn: `${server}.domain.local`,
    SqlInstanceName: 'rtc',
    Clean: true,
    Confirm: false,
  });
  const services = async (verb: 'Stop' | 'Start') => {
    for (const server of ['fe1', 'fe2']) {
      for (const Name of ['MASTER', 'FTA', 'REPLICA', 'LYNCBACKUP'])
        await lab.on(server, `${verb}-CsWindowsService`, { Name });
    }
  };
  const wizard = (Server: string, Step: number) =>
    lab.shell.invoke('Invoke-LabWizard', { World: lab.folder, Server, Step });

  it('brings fe1 back by the nineteen steps, from a set that names it (§6.3)', async () => {
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });
    await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: share('lis.zip') });
    await lab.fault('split-brain-forced', { Now: true });
    await lab.well('fe1', 'Set-CsConfigurationStoreLocation', {
      SqlServerFqdn: 'fe1.domain.local',
      SqlInstanceName: 'rtc',
    });
    for (const server of ['fe1', 'fe2']) await lab.well(server, 'Install-CsDatabase', clean(server));
    const empty = await lab.said();
    await services('Stop');
    await lab.well('fe1', 'Import-CsConfiguration', { FileName: share('cms.zip') });
    await lab.well('fe1', 'Import-CsLisConfiguration', { FileName: share('lis.zip') });
    await lab.well('fe1', 'Enable-CsTopology');
    for (const server of ['fe1', 'fe2']) for (const step of [1, 2]) await wizard(server, step);
    await services('Start');
    await lab.well('fe1', 'Invoke-CsBackupServiceSync', { PoolFqdn: 'fe1.domain.local' });
    await lab.well('fe1', 'Invoke-CsManagementStoreReplication');
    await lab.clock(6);

    expect(empty).toMatchObject({
      'xds fe1': '0',
      'xds fe2': '3',
      topology: 'silent',
      'service active': 'silent',
      replicas: 'silent',
    });
    expect(await lab.said()).toMatchObject(healthy('fe1'));
    expect(await lab.field('fe1.lis.locations')).toBe('9');
  });

  it('does not come right from a set that names the other server (domain-notes 1.1)', async () => {
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });
    await lab.well('fe2', 'Set-CsConfigurationStoreLocation', {
      SqlServerFqdn: 'fe2.domain.local',
      SqlInstanceName: 'rtc',
    });
    await lab.well('fe2', 'Install-CsDatabase', clean('fe2'));
    await lab.well('fe2', 'Import-CsConfiguration', { FileName: share('cms.zip') });
    await lab.well('fe2', 'Enable-CsTopology');
    await lab.clock(6);

    expect(await lab.said()).toMatchObject({
      'xds fe1': '0',
      'xds fe2': '0',
      'SCP dc1': 'fe2.domain.local\\rtc',
      topology: expect.stringContaining('active fe1'),
    });
  });

  it('moves to fe2 at its console with Move-CsManagementServer, which refuses a remote session', async () => {
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: share('cms.zip') });
    const { errors } = await lab.on('fe2', 'Move-CsManagementServer', {
      ConfigurationFileName: share('cms.zip'),
      Confirm: false,
    });

    expect(errors[0]?.id).toBe('RemoteSession,Move-CsManagementServer');
  });

  it('deletes the administrators, and with them every right, when they own the database', async () => {
    await lab.fault('clean-deletes-group');
    await lab.well('fe2', 'Install-CsDatabase', clean('fe2'));
    const { errors } = await lab.on('fe1', 'Invoke-CsManagementStoreReplication');

    expect(errors[0]?.exception).toBe('System.UnauthorizedAccessException');
  });

  it('fails at step 1 of the wizard, or loses the update at step 2, when told so', async () => {
    await lab.fault('wizard-step-fails');
    await lab.fault('wizard-loses-cu');

    await expect(wizard('fe1', 1)).rejects.toThrow('code 1603');
    await wizard('fe1', 2);
    expect(await lab.field('fe1.binaries')).toBe('6.0.9319.0');
  });
});
