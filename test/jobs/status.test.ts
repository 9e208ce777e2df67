import { describe, expect, it } from 'vitest';
import { runStatus } from '../../src/jobs/status.js';
import type { StatusInput } from '../../src/jobs/types.js';
import { StatusReport } from '../../src/report.js';
import { createPort, healthy, pair, READ_AT, topologyXml, type World } from '../checks/port.js';

/** A clock that moves 400 ms each time it is looked at. */
function createClock() {
  let now = Date.parse('2026-03-02T11:00:00Z');
  return () => {
    now += 400;
    return new Date(now);
  };
}

const minutesLater = (minutes: number) => new Date(Date.parse(READ_AT) + minutes * 60_000).toISOString();

function status(world: World, input: Partial<StatusInput> = {}, at = READ_AT) {
  const { ps } = createPort(world, at);
  return runStatus({ ps, pair, lab: true, settleMinutes: 20, previous: undefined, clock: createClock(), ...input });
}

/** The first minutes of the story: both databases active, both status cmdlets empty, everything else still on fe1. */
const night = healthy('primary', {
  'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }],
  'get-cs-management-store-status': () => [],
  'get-cs-management-store-replication-status': () => [],
  'get-cs-service-central-management': () => [
    { PoolFqdn: 'fe1.domain.local', Active: false },
    { PoolFqdn: 'fe2.domain.local', Active: true },
  ],
  'get-cs-backup-service-status': () => [
    { BackupModules: [{ Identity: 'CentralMgmt.CMSMaster', ExportStatus: 'ErrorState', ImportStatus: 'ErrorState' }] },
  ],
});

/** One domain controller still names the old server. */
const oneScpBehind = healthy('backup', {
  'get-sfb-scp': ({ params }) => [
    {
      DomainController: params.DomainController,
      BackEndServer: params.DomainController === 'dc1.domain.local' ? 'fe1.domain.local\\rtc' : 'fe2.domain.local\\rtc',
    },
  ],
});

describe('jobs/status', () => {
  it('reports a pair in good order: who is active, four good notes, nothing to do', async () => {
    const report = await status(healthy('backup'));

    expect(StatusReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      kind: 'status',
      pair: 'london',
      primary: 'fe1.domain.local',
      backup: 'fe2.domain.local',
      lab: true,
      verdict: { kind: 'single', side: 'backup' },
      next: [],
      readAt: READ_AT,
      readMs: 400,
    });
    expect(report.rows).toHaveLength(17);
    expect(report.notes).toEqual([
      { status: 'pass', sentence: '3 of 3 replicas are up to date.' },
      {
        status: 'pass',
        sentence: 'The Backup Service of both pools is steady; it sends the CMS one way only.',
      },
      { status: 'pass', sentence: 'MASTER, FTA, REPLICA and LYNCBACKUP run on fe1 and fe2.' },
      { status: 'pass', sentence: 'PoolState: fe1 Active and fe2 Active.' },
    ]);
    expect(report).not.toHaveProperty('namesBothSince');
  });

  it('recognises the night of the story and says what to keep, what not to run, and what to discuss', async () => {
    const report = await status(night, { lastMove: { to: 'backup', endedAt: minutesLater(-2) } });

    expect(report.verdict.first).toBe(
      'Users work; do not restart services, do not edit SQL, do not run the failover again. ' +
        'The CMS is active on both fe1.domain.local (primary) and fe2.domain.local (backup): ' +
        'each of the two databases calls itself active.',
    );
    expect(report.notes.map((note) => note.status)).toEqual(['unknown', 'fail', 'pass', 'pass']);
    expect(report.next).toEqual([
      'Keep every backup set you have, and let no schedule delete or replace one.',
      'Do not run Invoke-CsBackupServiceSync: it would carry one copy of the CMS over the other.',
      'Save what each server holds now (this only reads):',
      'On fe1.domain.local: Export-CsConfiguration -LocalStore -FileName C:\\Temp\\london-primary-local.zip',
      'On fe2.domain.local: Export-CsConfiguration -LocalStore -FileName C:\\Temp\\london-backup-local.zip',
      'The recover job is not built yet. What follows is Microsoft\'s repair (support article "Cannot perform CMS ' +
        'failover"), to discuss with a second administrator first, not to run blindly; it is for fe1.domain.local ' +
        '(not on fe2.domain.local):',
      'On fe1.domain.local: Get-CsWindowsService -ExcludeActivityLevel',
      'On fe2.domain.local: Get-CsWindowsService -ExcludeActivityLevel',
      'MASTER, FTA, REPLICA and LYNCBACKUP must be running on both before it goes on.',
      'On fe1.domain.local: Invoke-CsManagementServerFailover -Restore',
      'On fe1.domain.local: Export-CsConfiguration -FileName C:\\Temp\\configuration.zip',
      'On fe1.domain.local: Import-CsConfiguration -FileName C:\\Temp\\configuration.zip -LocalStore',
      'On fe1.domain.local: Invoke-CsManagementStoreReplication',
      'Then read again before anything else: `status london --fresh`.',
    ]);
  });

  it('names no server for the repair when the connection names none', async () => {
    const world: World = (call) => (call.name === 'get-cs-management-connection' ? [] : night(call));

    const { next } = await status(world);

    expect(next).toContain(
      'On the server that Get-CsManagementConnection names: Invoke-CsManagementServerFailover -Restore',
    );
  });

  it('sees two servers named twice in 3 minutes as a split brain, and not before', async () => {
    const first = await status(oneScpBehind);
    const early = await status(oneScpBehind, { previous: first }, minutesLater(2));
    const second = await status(oneScpBehind, { previous: early }, minutesLater(3));
    const stays = await status(oneScpBehind, { previous: second }, minutesLater(40));

    expect([first, early, second, stays].map(({ verdict }) => verdict.kind)).toEqual([
      'disagree',
      'disagree',
      'split-brain',
      'split-brain',
    ]);
    expect([first, early, second, stays].map((report) => report.namesBothSince)).toEqual(Array(4).fill(READ_AT));
    expect(first.next).toEqual([
      'Read again in 3 minutes: `status london --fresh`.',
      'Keep every backup set you have, and let no schedule delete or replace one.',
      'Do not run Invoke-CsBackupServiceSync: it would carry one copy of the CMS over the other.',
    ]);
  });

  it.each([
    { because: 'is of another pair', change: { pair: 'paris' }, later: 5 },
    { because: 'named one server', change: { namesBothSince: undefined }, later: 5 },
    { because: 'is more than an hour old', change: {}, later: 61 },
  ])('starts anew when the previous status $because', async ({ change, later }) => {
    const previous = { ...(await status(oneScpBehind)), ...change } as StatusReport;

    const report = await status(oneScpBehind, { previous }, minutesLater(later));

    expect(report.verdict.kind).toBe('disagree');
    expect(report.namesBothSince).toBe(minutesLater(later));
  });

  it('counts the minutes after a move by the clock of the servers', async () => {
    const lastMove = { to: 'backup', endedAt: minutesLater(-19.5) } as const;

    const report = await status(oneScpBehind, { lastMove });
    const late = await status(oneScpBehind, { lastMove }, minutesLater(1));

    expect(report.verdict).toMatchObject({ kind: 'settling', side: 'backup' });
    expect(report.next).toEqual([
      'Wait, then read again: `status london --fresh`. Do not run the move a second time and do not restart services.',
    ]);
    expect(late.verdict.kind).toBe('disagree');
  });

  it('says how to read by hand what could not be read, each on its server', async () => {
    const gone = healthy('backup');
    const world: World = (call) => (call.place === 'primary' ? new Error('no route to fe1.domain.local') : gone(call));

    const report = await status(world);

    expect(report.verdict.name).toBe('single(backup), primary unread');
    expect(report.next).toEqual([
      'Do not start a planned failover or failback before xds on fe1 and RTCLOCAL on fe1 can be read.',
      "On fe1.domain.local: Invoke-Sqlcmd -ServerInstance '.\\rtc' -Query \"SELECT [Value] FROM [xds].[dbo].[DbConfigInt] WHERE [Name] = 'CurrentState'\"",
      'On fe1.domain.local: (Get-CsTopology -AsXml -LocalStore).ToString()',
      'Then read again: `status london --fresh`.',
    ]);
    expect(report.notes[2]).toEqual({
      status: 'unknown',
      sentence:
        'Not read: the services of fe1 (no route to fe1.domain.local). ' +
        'Run Get-CsWindowsService by hand on fe1.domain.local and fe2.domain.local.',
    });
  });

  it('is never healthy when nothing answers, and takes the time from its own clock', async () => {
    const report = await status(() => new Error('the jump host lost its network'));

    expect(report.verdict.kind).toBe('cant-tell');
    expect(report.readAt).toBe('2026-03-02T11:00:00.400Z');
    expect(report.notes.map((note) => note.status)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(report.next).toEqual([
      'Change nothing and start no failover while this is not known: silence is not health.',
      expect.stringContaining('On fe1.domain.local: Invoke-Sqlcmd'),
      expect.stringContaining('On fe2.domain.local: Invoke-Sqlcmd'),
      'On the jump host: Get-CsConfigurationStoreLocation -GlobalSettingsDomainController dc1.domain.local',
      'On the jump host: Get-CsConfigurationStoreLocation -GlobalSettingsDomainController dc2.domain.local',
      'On the jump host: Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus',
      'On fe1.domain.local: (Get-CsTopology -AsXml -LocalStore).ToString()',
      'On fe2.domain.local: (Get-CsTopology -AsXml -LocalStore).ToString()',
      'Then read again: `status london --fresh`.',
    ]);
  });

  it('offers the repair for a dead replication, and for no other blank', async () => {
    const blank = { ActiveMasterFqdn: '', ActiveFileTransferAgentFqdn: '' };
    const restore = 'On fe1.domain.local: Invoke-CsManagementServerFailover -Restore';

    const dead = await status(healthy('primary', { 'get-cs-management-store-status': () => [blank] }));
    const lost = await status(
      healthy('primary', { 'get-sfb-scp': () => [{ DomainController: 'dc1.domain.local', BackEndServer: '' }] }),
    );

    expect([dead, lost].map(({ verdict }) => verdict.name)).toEqual(['disagree, replication dead', 'disagree']);
    expect([dead, lost].map(({ next }) => next.includes(restore))).toEqual([true, false]);
    expect([dead, lost].map(({ next }) => next[0])).toEqual(
      Array(2).fill('Read again in 3 minutes: `status london --fresh`.'),
    );
  });

  it('watches a returning server and touches nothing', async () => {
    const world = healthy('backup', {
      'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }],
      'get-cs-topology-local-store': ({ place }) => [topologyXml([place === 'primary' ? 'primary' : 'backup'])],
    });

    const report = await status(world, { returning: 'primary' });

    expect(report.verdict.name).toBe('returning(primary)');
    expect(report.next).toEqual([
      'Change nothing on either server. Read again every 5 minutes, for 30 minutes at most: `status london --fresh`.',
      'Needed on fe1.domain.local: CurrentState 3 (backup). The recover job is not built yet.',
    ]);
  });

  it('does not take the services of a pool that is failed over for a fault', async () => {
    const world = healthy('backup', {
      'get-cs-windows-service': ({ place }) =>
        ['MASTER', 'FTA', 'REPLICA', 'LYNCBACKUP'].map((Name) => ({
          Name,
          Status: place === 'primary' ? 'Stopped' : 'Running',
        })),
    });

    const away: World = (call) =>
      call.name === 'get-cs-registrar-configuration'
        ? [{ Identity: 'Service:Registrar:fe1.domain.local', PoolState: 'FailedOver' }]
        : world(call);

    expect((await status(world)).notes[2]?.status).toBe('fail');
    expect((await status(away)).notes[2]).toEqual({
      status: 'warn',
      sentence: expect.stringContaining(
        'LYNCBACKUP on fe1 (Stopped); that may be because fe1.domain.local is failed over.',
      ),
    });
  });
});
