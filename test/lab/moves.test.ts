import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { healthy, type TriedWorld, tryWorld } from './lab-world.js';
import { retried, tooSoon } from './transcripts/refusals.js';

let lab: TriedWorld;
beforeAll(async () => {
  lab = await tryWorld('moves');
});
afterAll(() => lab.shell.close());

const failover = 'Invoke-CsManagementServerFailover';
const forced = { BackupSqlServerFqdn: 'fe2.domain.local', BackupSqlInstanceName: 'RTC', Force: true, Confirm: false };
const calls = () => readFileSync(join(lab.folder, 'calls.log'), 'utf8').trimEnd().split('\n');

describe('a planned failover of the CMS', () => {
  it('moves every witness at once on a fresh pair', async () => {
    await lab.renew('fresh');
    const answer = await lab.well('fe2', failover, { Confirm: false });

    expect(answer.rows).toEqual([]);
    expect(answer.warnings).toEqual([]);
    expect(await lab.said()).toMatchObject(healthy('fe2'));
    expect(await lab.field('scp.dc1')).toBe('fe2.domain.local\\rtc');
  });

  it('tells the witnesses of a lived-in pair one after the other', async () => {
    await lab.renew('lived-in');
    const { warnings } = await lab.well('fe2', failover, { Confirm: false });
    const during = await lab.said();
    await lab.clock(6);

    expect(warnings).toEqual([retried(14), retried(13), retried(12)]);
    expect(during).toMatchObject({
      'xds fe1': '3',
      'xds fe2': '0',
      'RTCLOCAL fe1': expect.stringContaining('active fe1'),
    });
    expect(during).toMatchObject({ replicas: 'edge1 False, fe1 False, fe2 False' });
    expect(await lab.said()).toMatchObject(healthy('fe2'));
  });

  it('cannot be followed by another at once, nor by a forced replication', async () => {
    await lab.renew('lived-in');
    await lab.well('fe2', failover, { Confirm: false });
    const again = await lab.on('fe2', failover, { Confirm: false });
    const replication = await lab.on('fe2', 'Invoke-CsManagementStoreReplication');

    expect(again.errors.map((error) => error.message)).toEqual([tooSoon.failover]);
    expect(replication.errors.map((error) => error.message)).toEqual([tooSoon.replication]);
  });

  it('can be taken back later', async () => {
    await lab.renew('lived-in');
    await lab.well('fe2', failover, { Confirm: false });
    await lab.clock(6);
    await lab.well('fe1', failover, { Confirm: false });
    await lab.clock(6);

    expect(await lab.said()).toMatchObject(healthy('fe1'));
  });

  it('warns when the SCP names another server than the topology', async () => {
    await lab.renew('fresh');
    await lab.set('scp.dc1', 'fe2.domain.local\\rtc');
    const { warnings } = await lab.well('fe2', failover, { Confirm: false });

    expect(warnings).toEqual([
      "The Central Management Store database in Active Directory doesn't match the one in the topology",
    ]);
  });

  it('is refused while the Backup Service can not carry the rest over', async () => {
    await lab.renew('fresh');
    await lab.fault('backup-service-error');
    const { errors } = await lab.on('fe2', failover, { Confirm: false });

    expect(errors[0]?.id).toBe(`ReplicationIncomplete,${failover}`);
    expect(await lab.said()).toMatchObject({ 'xds fe1': '0', 'xds fe2': '3' });
  });

  it('writes a line before its effect and one after, with its parameters', async () => {
    await lab.renew('fresh');
    await lab.well('fe2', failover, { Confirm: false });

    expect(calls().map((line) => line.split('\t').slice(1))).toEqual([
      ['fe2.domain.local', failover, 'begin', '-Confirm False'],
      ['fe2.domain.local', failover, 'end', '-Confirm False'],
    ]);
  });
});

describe("the seed's night", () => {
  beforeEach(() => lab.renew('lived-in'));

  it.each([
    { trap: 'split-brain-forced', args: forced },
    { trap: 'split-brain-bare', args: { Confirm: false } },
  ])('begins with $trap when that form is run, fails fifteen looks and heals back', async ({ trap, args }) => {
    await lab.fault(trap);
    const before = await lab.said();
    const answer = await lab.on('fe2', failover, args);
    const split = await lab.said();
    await lab.heal(trap);

    expect(answer.warnings).toEqual(Array.from({ length: 14 }, (_, index) => retried(14 - index)));
    expect(answer.errors.map((error) => error.id)).toEqual([`VerificationFailed,${failover}`]);
    expect(split).toMatchObject({
      'xds fe1': '0',
      'xds fe2': '0',
      'store status': 'silent',
      replicas: 'silent',
      'service active': 'fe2',
      connection: 'fe1.domain.local',
      topology: expect.stringContaining('active fe1'),
      'RTCLOCAL fe2': expect.stringContaining('active fe1'),
      users: 'fe1, fe1, fe2',
    });
    expect(await lab.said()).toEqual(before);
  });

  it('does not happen by the other form', async () => {
    await lab.fault('split-brain-forced');
    await lab.well('fe2', failover, { Confirm: false });
    await lab.clock(6);

    expect(await lab.said()).toMatchObject(healthy('fe2'));
  });

  it('writes no error into the event log (§3.23)', async () => {
    const log = (server: string) => readFileSync(join(lab.folder, `events-${server}.domain.local.log`), 'utf8');
    const before = [log('fe1'), log('fe2')];
    await lab.fault('split-brain-forced', { Now: true });

    expect([log('fe1'), log('fe2')]).toEqual(before);
  });

  it('goes on as the seed tells it: services restarted, SCP moved, still no master', async () => {
    await lab.fault('split-brain-forced', { Now: true });
    for (const server of ['fe1', 'fe2']) {
      for (const Name of ['REPLICA', 'FTA']) {
        await lab.well(server, 'Stop-CsWindowsService', { Name });
        await lab.well(server, 'Start-CsWindowsService', { Name });
      }
    }
    const restarted = await lab.said();
    await lab.well('fe2', 'Set-CsManagementServer', { Identity: 'fe2.domain.local' });
    await lab.clock(1);

    expect(restarted).toMatchObject({
      'store status': 'master (blank), fta (blank)',
      replicas: 'edge1 False, fe1 False, fe2 False',
    });
    expect(await lab.said()).toMatchObject({
      'SCP dc1': 'fe2.domain.local/RTC',
      'SCP dc2': 'fe2.domain.local/RTC',
      'store status': 'master (blank), fta (blank)',
    });
  });

  it('ends with the official repair, restore in place (§6.2)', async () => {
    await lab.fault('split-brain-forced', { Now: true });
    await lab.well('fe1', failover, { Restore: true, Confirm: false });
    await lab.well('fe1', 'Export-CsConfiguration', { FileName: 'c:\\configuration.zip' });
    await lab.well('fe1', 'Import-CsConfiguration', { FileName: 'c:\\configuration.zip', LocalStore: true });
    await lab.well('fe1', 'Invoke-CsManagementStoreReplication');
    await lab.clock(6);

    expect(await lab.said()).toMatchObject(healthy('fe1'));
  });

  it('is not ended by a -Restore that reports success and does nothing', async () => {
    await lab.fault('split-brain-forced', { Now: true });
    const split = await lab.said();
    await lab.fault('restore-does-nothing');
    await lab.well('fe1', failover, { Restore: true, Confirm: false });

    expect(await lab.said()).toEqual(split);
  });
});

describe('a disaster', () => {
  beforeEach(() => lab.renew('lived-in'));

  it('is met by the forced form only, edge after the CMS, then the pool', async () => {
    await lab.fault('primary-down');
    const bare = await lab.on('fe2', failover, { Confirm: false });
    await lab.well('fe2', failover, forced);
    await lab.clock(6);
    const over = { PoolFqdn: 'fe1.domain.local', DisasterMode: true, Confirm: false };
    const hindered = await lab.on('fe2', 'Invoke-CsPoolFailOver', over);
    const edge = { Identity: 'EdgeServer:edgepool.domain.local', Registrar: 'Registrar:fe2.domain.local' };
    await lab.well('jump', 'Set-CsEdgeServer', edge);
    await lab.well('jump', 'Invoke-CsPoolFailOver', over);
    await lab.clock(6);

    expect(bare.errors[0]?.id).toBe(`SourceUnreachable,${failover}`);
    expect(hindered.errors[0]?.id).toBe('EdgeNextHop,Invoke-CsPoolFailOver');
    expect(await lab.said()).toMatchObject({
      'xds fe2': '0',
      'store status': 'master fe2.domain.local, fta fe2.domain.local',
      replicas: 'edge1 True, fe1 False, fe2 True',
      'pool state': 'fe1 FailedOver, fe2 Active',
      'pool state RTCLOCAL fe2': 'fe1 FailedOver, fe2 Active',
    });
  });

  it('leaves a returning primary that is demoted only while its Backup Service runs', async () => {
    await lab.fault('primary-down');
    await lab.well('fe2', failover, forced);
    await lab.heal('primary-down');
    const back = await lab.said();
    await lab.well('fe1', 'Stop-CsWindowsService', { Name: 'LYNCBACKUP' });
    await lab.clock(30);
    const fenced = await lab.said();
    await lab.well('fe1', 'Start-CsWindowsService', { Name: 'LYNCBACKUP' });
    await lab.clock(5);

    expect(back).toMatchObject({ 'xds fe1': '0', 'xds fe2': '0' });
    expect(fenced).toMatchObject({ 'xds fe1': '0' });
    expect(await lab.said()).toMatchObject(healthy('fe2'));
  });
});

describe('a pool', () => {
  it('fails over and back, and its state is heard in the CMS first', async () => {
    await lab.renew('lived-in');
    const edge = { Identity: 'edgepool.domain.local', Registrar: 'Registrar:fe2.domain.local' };
    await lab.well('jump', 'Set-CsEdgeServer', edge);
    await lab.well('jump', 'Invoke-CsPoolFailOver', { PoolFqdn: 'fe1.domain.local', Confirm: false });
    const over = await lab.said();
    const again = await lab.on('jump', 'Invoke-CsPoolFailOver', { PoolFqdn: 'fe1.domain.local', Confirm: false });
    await lab.clock(5);
    const later = await lab.said();
    await lab.well('jump', 'Invoke-CsPoolFailBack', { PoolFqdn: 'fe1.domain.local', Confirm: false });

    expect(over).toMatchObject({
      'pool state': 'fe1 FailedOver, fe2 Active',
      'pool state RTCLOCAL fe2': 'fe1 Active, fe2 Active',
    });
    expect(again.errors[0]?.id).toBe('WrongPoolState,Invoke-CsPoolFailOver');
    expect(later).toMatchObject({ 'pool state RTCLOCAL fe2': 'fe1 FailedOver, fe2 Active', users: 'fe1, fe1, fe2' });
    expect((await lab.said())['pool state']).toBe('fe1 FailedBack, fe2 Active');
  });

  it('does not fail over while the CMS names no master', async () => {
    await lab.renew('fresh');
    await lab.fault('headless');
    await lab.set('fe1.xds.CurrentState', 0);
    await lab.set('services.edgeRegistrar.edgepool', 'fe2.domain.local');
    const { errors } = await lab.on('jump', 'Invoke-CsPoolFailOver', { PoolFqdn: 'fe1.domain.local', Confirm: false });

    expect(errors[0]?.id).toBe('CmsNotWorking,Invoke-CsPoolFailOver');
  });
});

describe('a session', () => {
  it('keeps the CMS connection it first used, on a lived-in pair, until it is renewed', async () => {
    await lab.renew('lived-in');
    const connection = () =>
      lab.shell
        .call('Get-CsManagementConnection', { World: lab.folder }, 'jump.domain.local')
        .then(({ rows }) => (rows[0]?.value as { SqlServer: string } | undefined)?.SqlServer);
    await lab.on('jump', 'Get-CsManagementConnection');
    await lab.shell.call(failover, { World: lab.folder, Confirm: false }, 'fe2.domain.local');
    await lab.clock(6);
    const kept = await connection();
    const write = await lab.shell.call(
      'Invoke-CsManagementStoreReplication',
      { World: lab.folder },
      'jump.domain.local',
    );
    await lab.shell.invoke('Reset-LabSession', {});

    expect(kept).toBe('fe1.domain.local');
    expect(write.errors[0]?.id).toBe('CmsReadOnly,Invoke-CsManagementStoreReplication');
    expect(await connection()).toBe('fe2.domain.local');
  });
});
