import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TriedWorld, tryWorld } from './lab-world.js';

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

describe('services and probes of health', () => {
  it('freezes the heartbeat of a stopped master and lets it live again', async () => {
    const heartbeat = async () => {
      const { rows } = await lab.well('jump', 'Get-CsManagementStoreReplicationStatus', {
        CentralManagementStoreStatus: true,
      });
      return (rows[0]?.value as { ActiveMasterLastHeartbeat: string } | undefined)?.ActiveMasterLastHeartbeat ?? '';
    };
    await lab.well('fe1', 'Stop-CsWindowsService', { Name: 'MASTER' });
    const stopped = await heartbeat();
    await lab.clock(10);
    const later = await heartbeat();
    await lab.well('fe1', 'Start-CsWindowsService', { Name: 'MASTER' });

    expect(later).toBe(stopped);
    expect(Date.parse(await heartbeat()) - Date.parse(stopped)).toBeGreaterThan(9 * 60_000);
  });

  it('tests a CMS database from its own server and not through a closed SQL', async () => {
    await lab.renew('lived-in');
    const args = { CentralManagementDatabase: true, SqlServerFqdn: 'fe2.domain.local', SqlInstanceName: 'rtc' };
    const own = await lab.well('fe2', 'Test-CsDatabase', args);
    const other = await lab.well('fe1', 'Test-CsDatabase', args);
    const found = (answer: typeof own) =>
      answer.rows.map((row) => row.value as { DatabaseName: string; Succeed: boolean });

    expect(found(own)).toMatchObject([
      { DatabaseName: 'xds', ExpectedVersion: '10.13.2', Succeed: true },
      { DatabaseName: 'lis', ExpectedVersion: '3.1.1', Succeed: true },
    ]);
    expect(found(other).map((row) => row.Succeed)).toEqual([false, false]);
    expect(other.warnings[0]).toBe(
      'Test-CsDatabase encountered errors. Consult the log file for a detailed analysis, and to make sure that all errors (2) and warnings (0) are addressed before continuing.',
    );
    expect(other.warnings[1]).toMatch(/^Detailed results can be found at "C:\\.*\.html"\.$/);
  });

  it('leaves the HTML log where -Report says, and goes on when that folder is not there', async () => {
    await lab.well('fe1', 'Enable-CsTopology', { Report: share('enable.html') });
    await lab.well('fe1', 'Enable-CsTopology', { Report: 'c:\\no\\such\\folder\\enable.html' });

    expect(readFileSync(onDisk('enable.html'), 'utf8')).toContain('<h1>Enable-CsTopology</h1>');
  });

  it('never runs a third CLS scenario on a computer', async () => {
    await lab.renew('lived-in');
    const args = { Scenario: 'HADR', Pools: 'fe1.domain.local' };
    const { rows } = await lab.well('jump', 'Start-CsClsLogging', args);
    await lab.renew('fresh');

    expect(rows.map((row) => row.text)).toEqual([
      'fe1.domain.local: Error: scenario AudioVideoConferencingIssue is already running',
    ]);
    expect((await lab.well('jump', 'Start-CsClsLogging', args)).rows[0]?.text).toBe('fe1.domain.local: Success');
    expect((await lab.well('jump', 'Show-CsClsLogging', { Pools: 'fe1.domain.local' })).rows[0]?.text).toBe(
      'fe1.domain.local: AlwaysOn, HADR',
    );
  });

  it('traces a scenario until it is stopped or its duration is over, and finds only what was written to disk', async () => {
    const fe1 = { Computers: 'fe1.domain.local' };
    const trace = () => lab.well('jump', 'Search-CsClsLogging', { ...fe1, Components: 'LyncBackup' });
    const running = async () => (await lab.well('jump', 'Show-CsClsLogging', fe1)).rows[0]?.text;
    await lab.renew('fresh');
    await lab.well('jump', 'Start-CsClsLogging', { ...fe1, Scenario: 'HADR', Duration: '0.00:05' });
    await lab.clock(2);

    expect((await trace()).rows).toEqual([]);
    await lab.well('jump', 'Sync-CsClsLogging', fe1);
    const found = (await trace()).rows.map(({ text }) => text);
    expect(found.length).toBeGreaterThan(1);
    expect(found[0]).toMatch(/^TL_INFO \[fe1\.domain\.local\] .* LyncBackup works$/);

    expect(await running()).toBe('fe1.domain.local: AlwaysOn, HADR');
    await lab.clock(5);
    expect(await running()).toBe('fe1.domain.local: AlwaysOn');
    const again = await lab.well('jump', 'Start-CsClsLogging', { ...fe1, Scenario: 'HADR' });
    expect(again.rows[0]?.text).toBe('fe1.domain.local: Success');

    await lab.well('jump', 'Stop-CsClsLogging', { ...fe1, Scenario: 'HADR' });
    expect(await running()).toBe('fe1.domain.local: AlwaysOn');
    const { errors } = await lab.on('jump', 'Start-CsClsLogging', { ...fe1, Scenario: 'HADR', Duration: '30' });
    expect(errors[0]?.id).toBe('InvalidDuration,Start-CsClsLogging');
  });

  it.each([
    { fault: 'second-hop-denied', server: 'fe2', cmdlet: 'Get-CsService', id: 'CmsLoginFailed,Get-CsService' },
    {
      fault: 'access-denied',
      server: 'fe2',
      cmdlet: 'Get-CsTopology',
      id: 'AccessDenied,PSSessionStateBroken,Get-CsTopology',
    },
  ])('$fault is met on its server only', async ({ fault, server, cmdlet, id }) => {
    await lab.fault(fault);

    expect((await lab.on(server, cmdlet)).errors[0]?.id).toBe(id);
    expect((await lab.on('fe1', cmdlet)).errors).toEqual([]);
  });

  it('gives five million characters under huge-output', async () => {
    await lab.fault('huge-output');
    const { rows } = await lab.well('jump', 'Get-CsTopology', { AsXml: true });

    expect(rows[0]?.text.length).toBeGreaterThan(5_000_000);
  });

  it('waits in real time for a latency, and only then', async () => {
    await lab.shell.invoke('Set-LabLatency', { World: lab.folder, Cmdlet: 'Get-CsService', Milliseconds: 400 });
    const time = async (cmdlet: string) => {
      const begin = performance.now();
      await lab.well('jump', cmdlet);
      return performance.now() - begin;
    };

    expect(await time('Get-CsService')).toBeGreaterThan(390);
  });
});
