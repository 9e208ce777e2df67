import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TriedWorld, tryWorld } from './lab-world.js';

/**
 * The noise of a real pair, in the words of design 5, as its own cmdlets show it. ICMP is closed to every lab: nothing in
 * one answers a ping.
 */
describe('a world that is made without a profile', () => {
  let lab: TriedWorld;
  beforeAll(async () => {
    lab = await tryWorld('lived-in');
    await lab.shell.invoke('New-LabWorld', { Path: lab.folder });
  });
  afterAll(() => lab.shell.close());

  /** What every row of a cmdlet comes to. */
  async function rows<T>(
    server: string,
    cmdlet: string,
    args: Record<string, string | boolean>,
    seen: (row: T) => unknown,
  ) {
    return (await lab.well(server, cmdlet, args)).rows.map(({ value }) => seen(value as T));
  }

  /** Level and source of everything in the event log of a server. */
  function events(server: string): string[] {
    const lines = readFileSync(join(lab.folder, `events-${server}.domain.local.log`), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => line.split('\t').slice(1, 4).join(' '));
  }

  it('is a pair that has lived, before anything is moved', async () => {
    const sql = { CentralManagementDatabase: true, SqlServerFqdn: 'fe2.domain.local', SqlInstanceName: 'rtc' };
    const succeed = (row: { Succeed: boolean }) => row.Succeed;
    const lis = ['Subnet', 'Switch', 'Port', 'WirelessAccessPoint', 'Location'];
    const counts = await Promise.all(lis.map((kind) => lab.well('jump', `Get-CsLis${kind}`)));
    const said = await lab.said();
    const whatIf = await lab.well('fe2', 'Invoke-CsManagementServerFailover', { WhatIf: true });
    await lab.fault('access-denied');
    const denied = await lab.on('fe2', 'Get-CsTopology');
    await lab.heal('access-denied');

    expect({
      'unrelated event-log errors': [...events('fe1'), ...events('fe2')],
      'an old Component row with Registered 0': [said['component fe1'], said['component fe2']],
      'partner SQL closed, its own open': [
        await rows('fe1', 'Test-CsDatabase', sql, succeed),
        await rows('fe2', 'Test-CsDatabase', sql, succeed),
      ],
      'NotInitialized on the standby': said['backup fe2'],
      'no RGS': (await lab.well('jump', 'Get-CsRgsWorkflow')).rows,
      'empty LIS': counts.flatMap((answer) => answer.rows),
      'somebody else’s CLS scenario': (await lab.well('jump', 'Show-CsClsLogging')).rows.map(({ text }) => text),
      'WhatIf text on the host and in no stream': [whatIf.rows, whatIf.warnings, whatIf.verbose],
      'localised error texts': denied.errors[0]?.message.split(' : ')[1],
    }).toEqual({
      'unrelated event-log errors': [
        'LS User Services 32178 Error',
        'LS Protocol Stack 14428 Error',
        'LS Protocol Stack 14428 Error',
        'LS Data MCU 41026 Warning',
      ],
      'an old Component row with Registered 0': [
        'fe2 Master 0, fe1 Master 1, fe1 Fta 1',
        'fe2 Master 0, fe1 Master 1, fe1 Fta 1',
      ],
      'partner SQL closed, its own open': [
        [false, false],
        [true, true],
      ],
      'NotInitialized on the standby': expect.stringMatching(/CMSMaster NotInitialized\/NormalState$/),
      'no RGS': [],
      'empty LIS': [],
      'somebody else’s CLS scenario': [
        'edge1.domain.local: AlwaysOn',
        'fe1.domain.local: AlwaysOn, AudioVideoConferencingIssue',
        'fe2.domain.local: AlwaysOn, AudioVideoConferencingIssue',
      ],
      'WhatIf text on the host and in no stream': [[], [], []],
      'localised error texts': 'Zugriff verweigert',
    });
    expect(whatIf.host.join('\n')).toMatch(/Central Management Server Pool: "fe1\.domain\.local"/);
  });

  it('shows a move late, on every witness at its own time, and old sessions do not show it at all', async () => {
    const inOldSession = (cmdlet: string, server: string, args = {}) =>
      lab.shell.call(cmdlet, { World: lab.folder, ...args }, `${server}.domain.local`);
    const connected = async () => {
      const { rows: found } = await inOldSession('Get-CsManagementConnection', 'jump');
      return /Source=(fe\d)/.exec(String((found[0]?.value as { Connection?: string } | undefined)?.Connection))?.[1];
    };
    const replicas = async (minutes: number) => {
      await lab.clock(minutes);
      return (await lab.said()).replicas;
    };
    const scp = async () => {
      const said = await lab.said();
      return [said['SCP dc1'], said['SCP dc2']];
    };

    await lab.well('jump', 'Invoke-CsManagementStoreReplication');
    const replicating = [await replicas(0), await replicas(2.75), await replicas(5)];
    await connected();
    await inOldSession('Invoke-CsManagementServerFailover', 'fe2', { Confirm: false });
    const stale = await connected();
    const lagging = await lab.said();
    await lab.clock(30);
    const settled = await lab.said();
    await lab.well('fe1', 'Set-CsConfigurationStoreLocation', {
      SqlServerFqdn: 'fe1.domain.local',
      SqlInstanceName: 'rtc',
    });
    const apart = await scp();
    await lab.clock(1);

    expect({
      'Edge replica False for a while after forced replication': replicating,
      'sessions caching the CMS connection': stale,
      'witnesses lagging after a good move': [lagging['RTCLOCAL fe1'], lagging.replicas],
      'and right in the end': [settled['RTCLOCAL fe1'], settled.replicas, settled.connection],
      'AD delay on one DC': [apart, await scp()],
    }).toEqual({
      'Edge replica False for a while after forced replication': [
        'edge1 False, fe1 False, fe2 False',
        'edge1 False, fe1 True, fe2 True',
        'edge1 True, fe1 True, fe2 True',
      ],
      'sessions caching the CMS connection': 'fe1',
      'witnesses lagging after a good move': [
        expect.stringMatching(/^active fe1;/),
        'edge1 False, fe1 False, fe2 False',
      ],
      'and right in the end': [
        expect.stringMatching(/^active fe2;/),
        'edge1 True, fe1 True, fe2 True',
        'fe2.domain.local',
      ],
      'AD delay on one DC': [
        ['fe1.domain.local\\rtc', 'fe2.domain.local\\rtc'],
        ['fe1.domain.local\\rtc', 'fe1.domain.local\\rtc'],
      ],
    });
    // The cmdlet itself waits for the nearest of them; these are its minutes for the others.
    const lags = ['runtime', 'replicas', 'localSource', 'localTarget', 'backup', 'scpDc2'];
    for (const name of lags) expect(Number(await lab.field(`lag.${name}`)), name).toBeGreaterThan(0);
  });
});
