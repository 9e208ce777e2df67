import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LabArguments, LabShell } from '../../lab/shell.js';
import { labNames } from '../../lab/where.js';
import { type PreflightInput, runPreflight } from '../../src/jobs/preflight.js';
import type { Executor } from '../../src/powershell/executor.js';
import { type PreflightLine, PreflightReport } from '../../src/report.js';
import { aSet } from '../checks/prepared.js';
import { labExecutor, labPair } from '../support/lab-agent.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';
import { BLOCKED_BY, BROKEN_READS, PASSING_IN_SILENCE, SEEN_ELSEWHERE } from './preflight-expected.js';
import { passingInSilence, record, useOf } from './replay.js';

/** What a pair in good order always has to mind: no backup job yet, a silent log, the standing advice. */
const STANDING = ['backup-sets warn', 'event-log unknown', 'standard-edition-cms warn'];
const start = Date.parse('2026-03-02T10:00:00Z');

describe('preflight on the lab', () => {
  const world = tempFolder('preflight');
  let shell: LabShell;
  let executor: Executor;
  let minutes = 0;

  /** A world has an id of its own, under which no session remembers anything: it is read as by new ones. */
  const renew = async (Profile: string) => void (await shell.invoke('New-LabWorld', { Path: world, Profile }));
  const lab = (name: string, args: LabArguments) => shell.invoke(name, { World: world, ...args });
  const preflight = async (more: Partial<PreflightInput> = {}) => {
    const { report } = await runPreflight({
      ps: executor.forPair(labPair),
      pair: labPair,
      lab: true,
      jump: 'jump.domain.local',
      settleMinutes: 20,
      previous: undefined,
      mode: 'planned',
      sync: false,
      clock: () => new Date(start + minutes * 60_000),
      sleep: async (ms) => {
        minutes += ms / 60_000;
        await lab('Step-LabClock', { Minutes: ms / 60_000 });
      },
      renew: () => undefined,
      ...more,
    });
    return report;
  };
  const line = (report: PreflightReport, id: string) => report.checks.find((one) => one.id === id) as PreflightLine;
  const minded = (report: PreflightReport) =>
    report.checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`);
  const changes = () => {
    const lines = readFileSync(join(world, 'calls.log'), { encoding: 'utf8', flag: 'a+' }).split('\n');
    return lines
      .map((text) => text.split('\t'))
      .flatMap(([, , name, mark, given]) => (mark === 'begin' ? [`${name} ${given}`] : []));
  };

  beforeAll(async () => {
    shell = await warmLabShell();
    executor = labExecutor(world);
  });
  afterAll(async () => {
    await executor.close();
    await shell.close();
  });

  it.each(['lived-in', 'fresh'] as const)(
    'is ready on the %s profile, names what to mind and changes nothing; where one use is silent, nothing that needs it passes',
    async (profile) => {
      await renew(profile);
      const recording = record(executor.forPair(labPair));

      const report = await preflight({ ps: recording.ps });

      expect(PreflightReport.parse(report)).toEqual(report);
      expect(report).toMatchObject({ state: 'ready', blockedBy: [], waived: [], next: [], to: 'backup', lab: true });
      expect(minded(report)).toEqual(STANDING);
      expect(report.first).toBe(
        'Ready for a planned failover of london to fe2.domain.local (backup): nothing blocks; ' +
          'worth a look: backup sets (warning), event log (not known) and standard edition CMS (warning).',
      );
      expect(changes()).toEqual([]);
      const calls = recording.calls();
      expect(new Set(calls.map(useOf)).size).toBeGreaterThan(25);
      expect(minded(await preflight({ ps: recording.replay() }))).toEqual(STANDING);
      expect(await passingInSilence(recording, (ps) => preflight({ ps }))).toEqual(
        Object.keys(PASSING_IN_SILENCE[profile]).sort(),
      );
    },
  );

  describe('with one fault', () => {
    beforeAll(() => renew('lived-in'));

    it('has an expectation for every fault there is', () => {
      expect([BLOCKED_BY, BROKEN_READS, SEEN_ELSEWHERE].flatMap(Object.keys).sort()).toEqual(labNames('faults'));
    });

    it.each(Object.entries(BLOCKED_BY))('%s: %s', async (Name, expected) => {
      await lab('Set-LabField', { Path: 'id', Value: randomUUID() });
      const fault = (await shell.call('Get-LabFault', { World: world, Name })).rows[0]?.value as { Trap: boolean };
      await lab('Set-LabFault', { Name, Now: fault.Trap });
      try {
        const report = await preflight();

        expect([report.state, ...report.blockedBy].join(' ')).toBe(expected);
      } finally {
        await lab('Clear-LabFault', { Name });
      }
    });
  });

  describe('with a read that does not come back', () => {
    beforeAll(() => renew('lived-in'));

    it.each(Object.entries(BROKEN_READS))(
      '%s leaves it not known whether it is ready, and names what was not read',
      async (Name, { cmdlet, unread }) => {
        await lab('Set-LabFault', { Name, Option: cmdlet });
        const real = executor.forPair(labPair);
        // The boundary waits two seconds at least.
        const read: typeof real.read = (use, ...rest) =>
          real.read(use.cmdlet === cmdlet ? { ...use, lateMs: 1 } : use, ...rest);
        try {
          const report = await preflight({ ps: { ...real, read } });

          expect(report.state).toBe('unknown');
          expect(report.blockedBy).toContain(unread);
          expect(line(report, unread)).toMatchObject({ status: 'unknown' });
        } finally {
          await lab('Clear-LabFault', { Name });
        }
      },
    );
  });

  it('is as ready as without them under all the faults that only a later step can meet', async () => {
    await renew('lived-in');
    for (const Name of Object.keys(SEEN_ELSEWHERE)) await lab('Set-LabFault', { Name });

    const report = await preflight();

    expect(report).toMatchObject({ state: 'ready', blockedBy: [] });
    expect(minded(report)).toEqual(STANDING);
  });

  describe('with one field of the world broken', () => {
    beforeEach(() => renew('lived-in'));

    it.each([
      { Path: 'probe.token.fe2', set: { Value: 'Domain Users', List: true }, found: 'recover-rights fail' },
      { Path: 'probe.token.jump', set: { Clear: true }, found: 'recover-rights unknown' },
      { Path: 'probe.localAdmin.fe1', set: { Value: false }, found: 'recover-rights fail' },
      { Path: 'probe.sysAdmin.fe2', set: { Value: false }, found: 'recover-rights fail' },
      { Path: 'probe.replicatorGroup', set: { Value: 'fe1.domain.local', List: true }, found: 'replicator-group fail' },
      { Path: 'probe.replicatorGroup', set: { Clear: true }, found: 'replicator-group unknown' },
      { Path: 'probe.shareWritable', set: { Value: false }, found: 'second-hop fail' },
      { Path: 'probe.freeBytes', set: { Value: 1000 }, found: 'share-space fail' },
      { Path: 'probe.certificates.fe2', set: { Clear: true }, found: 'certificates unknown' },
      { Path: 'fe2.lis.exists', set: { Value: false }, found: 'cms-databases fail' },
      { Path: 'fe2.rtclocal.nextHops.edgepool', set: { Value: 'fe2.domain.local' }, found: 'rtclocal-equals-cms fail' },
      { Path: 'fe1.rtclocal.pairing.fe1', set: { Value: 'fe3.domain.local' }, found: 'rtclocal-equals-cms fail' },
      { Path: 'services.pairing.fe1', set: { Value: 'fe3.domain.local' }, found: 'pool-pairing fail' },
      { Path: 'poolStateHidden', set: { Value: true }, found: 'pool-state unknown, pool-state-local unknown' },
      { Path: 'whatIf.pool', set: { Value: 'fe2.domain.local' }, found: 'failover-what-if fail' },
    ])('$Path: $found and nothing else', async ({ Path, set, found }) => {
      await lab('Set-LabField', { Path, ...set });

      const report = await preflight();

      expect(minded(report).filter((text) => !STANDING.includes(text))).toEqual(found.split(', '));
      expect(report.state).toBe(found.endsWith('fail') ? 'not-ready' : 'unknown');
    });
  });

  it('finds a whole backup set, its age by the clock of the world', async () => {
    await renew('lived-in');
    const stamp = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 19).replaceAll(':', '');
    const sets = join(world, 'share', 'fe2', 'CMS_BACKUP', 'london');
    for (const name of [`${stamp}Z`, 'half']) mkdirSync(join(sets, name), { recursive: true });
    writeFileSync(join(sets, `${stamp}Z`, 'manifest.json'), aSet({ id: `${stamp}Z` }).Manifest);
    writeFileSync(join(sets, `${stamp}Z`, 'cms.zip'), 'x'.repeat(81));

    const report = await preflight();

    expect(line(report, 'backup-sets')).toMatchObject({ status: 'pass' });
    expect(line(report, 'backup-sets').sentence).toMatch(/^1 whole backup set; the newest is [23] h old\.$/);
  });

  describe('with sync', () => {
    beforeEach(async () => {
      minutes = 0;
      await renew('lived-in');
    });

    it('syncs both pools, forces replication, waits for every replica and reads everything again', async () => {
      const report = await preflight({ sync: true, renew: () => executor.renew() });

      expect(changes()).toEqual([
        'Invoke-CsBackupServiceSync -PoolFqdn fe1.domain.local',
        'Invoke-CsBackupServiceSync -PoolFqdn fe2.domain.local',
        'Invoke-CsManagementStoreReplication ',
      ]);
      expect(line(report, 'sync')).toMatchObject({ status: 'pass', severity: 'blocks' });
      expect(line(report, 'sync').sentence).toContain('every replica has reported since (4 min)');
      expect(report.state).toBe('ready');
      expect(line(report, 'event-log').sentence).toContain('in the last 4 min');
    });

    it('judges what it reads after the sync, not what it read before', async () => {
      const report = await preflight({
        sync: true,
        sleep: async (ms) => {
          minutes += ms / 60_000;
          await lab('Step-LabClock', { Minutes: ms / 60_000 });
          await lab('Set-LabField', { Path: 'probe.sysAdmin.fe2', Value: false });
          await lab('Set-LabField', { Path: 'fe2.lis.exists', Value: false });
        },
      });

      expect(report).toMatchObject({ state: 'not-ready', blockedBy: ['cms-databases', 'recover-rights'] });
      expect(line(report, 'sync')).toMatchObject({ status: 'pass' });
    });

    it('is refused, and changes nothing, while more than one server may hold the CMS', async () => {
      await lab('Set-LabFault', { Name: 'split-brain-restarted' });

      const report = await preflight({ sync: true });

      expect(changes()).toEqual([]);
      expect(line(report, 'sync')).toMatchObject({ status: 'fail' });
      expect(report.state).toBe('not-ready');
      expect(report.first).toMatch(/^Users work; do not restart services, do not edit SQL,/);
    });

    it('is not ready when replication is refused because the CMS was moved just now', async () => {
      await lab('Set-LabFault', { Name: 'failover-too-soon' });

      const report = await preflight({ sync: true });

      expect(report).toMatchObject({ state: 'not-ready', blockedBy: ['sync'] });
      expect(line(report, 'sync').sentence).toContain('Invoke-CsManagementStoreReplication');
    });
  });

  describe('in the other modes', () => {
    afterEach(() => renew('lived-in'));

    it.each([
      { mode: 'disaster', fault: 'primary-down', state: 'ready', to: 'backup' },
      { mode: 'disaster', fault: 'split-brain-restarted', state: 'not-ready', to: 'backup' },
      { mode: 'recover', fault: 'split-brain-restarted', state: 'ready', to: 'backup' },
    ] as const)('$mode with $fault is $state, and says what it left out', async ({ mode, fault, state, to }) => {
      await renew('lived-in');
      await lab('Set-LabFault', { Name: fault });

      const report = await preflight({ mode });

      expect(report).toMatchObject({ state, to, mode });
      expect(report.waived.map(({ id }) => id)).toContain('rtclocal-equals-cms');
      expect(report.waived.every(({ why }) => why.length > 10)).toBe(true);
    });
  });
});
