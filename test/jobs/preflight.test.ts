import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { PreflightRequest } from '../../src/jobs/preflight.js';
import { renderText } from '../../src/jobs/text.js';
import { PreflightReport } from '../../src/report.js';
import { topologyXml, type World } from '../checks/port.js';
import { prepared } from '../checks/prepared.js';
import { type Changes, NO_ADMIN, preflight, TWO_MASTERS } from './preflighting.js';

const SILENT: Changes = { 'get-sfb-group-member': () => [] };
const OLD_SETS: Changes = { 'get-sfb-backup-set': () => [] };
const PRIMARY_GONE =
  (world: World): World =>
  (call) =>
    call.place === 'primary' ? new Error('no route to fe1.domain.local') : world(call);

describe('jobs/preflight', () => {
  it('is ready when nothing blocks, names what to mind and gives the matrix as a status', async () => {
    const { report, reading, changes } = await preflight(prepared('primary'));

    expect(PreflightReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({ kind: 'preflight', state: 'ready', mode: 'planned', to: 'backup', blockedBy: [] });
    expect(report.first).toBe(
      'Ready for a planned failover of london to fe2.domain.local (backup): nothing blocks; worth a look: standard edition CMS (warning).',
    );
    expect(report.next).toEqual([]);
    expect(reading).toMatchObject({ kind: 'status', verdict: { kind: 'single', side: 'primary' } });
    expect(changes).toEqual([]);
  });

  it('lists every check that is not a decisive or informational row of the matrix', async () => {
    const { report } = await preflight(prepared('primary'));

    const inMatrix = ['xds-state', 'scp', 'active-master', 'active-file-transfer-agent', 'rtclocal', 'xds-component'];
    const skipped = ['configuration-store-location', 'cls-hadr'];
    const expected = Object.keys(checks).filter((id) => ![...inMatrix, ...skipped].includes(id));
    expect(report.checks.map(({ id }) => id).sort()).toEqual(['cms-matrix', ...expected].sort());
  });

  it.each<{ because: string; changes: Changes; state: string; by: string[]; first: string }>([
    {
      because: 'something that blocks fails',
      changes: NO_ADMIN,
      state: 'not-ready',
      by: ['recover-rights'],
      first:
        'Not ready for a planned failover of london to fe2.domain.local (backup): one check blocks: recover rights (fails).',
    },
    {
      because: 'something that blocks was not read',
      changes: SILENT,
      state: 'unknown',
      by: ['replicator-group'],
      first:
        'Not known whether it is ready for a planned failover of london to fe2.domain.local (backup): one check blocks: replicator group (not known).',
    },
    {
      because: 'one fails and one was not read',
      changes: { ...SILENT, ...NO_ADMIN },
      state: 'not-ready',
      by: ['replicator-group', 'recover-rights'],
      first:
        'Not ready for a planned failover of london to fe2.domain.local (backup): 2 checks block: replicator group (not known) and recover rights (fails).',
    },
    {
      because: 'a check that only warns does not pass',
      changes: OLD_SETS,
      state: 'ready',
      by: [],
      first:
        'Ready for a planned failover of london to fe2.domain.local (backup): nothing blocks; worth a look: backup sets (warning) and standard edition CMS (warning).',
    },
  ])('is $state when $because', async ({ changes, state, by, first }) => {
    const { report } = await preflight(prepared('primary', changes));

    expect(report).toMatchObject({ state, blockedBy: by, first });
  });

  it('never is ready when nothing answers', async () => {
    const { report } = await preflight(() => new Error('no answer'));

    expect(report.state).toBe('unknown');
    expect(report.checks.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual(['worker-place']);
  });

  it('says the sentence for a split brain before everything else, and its steps are the next ones', async () => {
    const { report } = await preflight(prepared('primary', TWO_MASTERS));

    expect(report.first).toMatch(
      /^Users work; do not restart services, do not edit SQL, do not run the failover again\./,
    );
    expect(report.first).toContain('Not ready for a planned failover');
    expect(report.next[0]).toBe('Keep every backup set you have, and let no schedule delete or replace one.');
  });

  it('gives the fixes of what blocks as the next steps', async () => {
    const { report } = await preflight(prepared('primary', NO_ADMIN));

    expect(report.next).toEqual([
      'Give the account what is missing, then open new sessions: a token keeps what it was given.',
      'Then preflight again: `preflight london`.',
    ]);
  });

  it('does not call a pool ready for a failover that is failed over already', async () => {
    const away: Changes = {
      'get-cs-registrar-configuration': () => [
        { Identity: 'Service:Registrar:fe1.domain.local', PoolState: 'FailedOver' },
        { Identity: 'Service:Registrar:fe2.domain.local', PoolState: 'Active' },
      ],
    };

    const planned = await preflight(prepared('primary', away));
    const back = await preflight(prepared('backup', away), { mode: 'failback' });

    expect(planned.report.blockedBy).toContain('pool-state');
    expect(back.report.blockedBy).not.toContain('pool-state');
  });

  describe('by mode', () => {
    it('asks the primary for a failback', async () => {
      const { report, calls } = await preflight(prepared('backup'), { mode: 'failback' });

      expect(report).toMatchObject({ state: 'ready', to: 'primary', mode: 'failback' });
      expect(report.first).toMatch(/^Ready for a failback of london to fe1\.domain\.local \(primary\)/);
      const asked = calls.filter(({ name }) => /what-if|certificate|cms-database/.test(name));
      expect(new Set(asked.map(({ place }) => place))).toEqual(new Set(['primary']));
    });

    it('does without the primary in a disaster, and says what it left out', async () => {
      const { report } = await preflight(PRIMARY_GONE(prepared('backup')), { mode: 'disaster' });

      expect(report.state).toBe('ready');
      expect(report.waived.map(({ id }) => id)).toEqual([
        'management-connection',
        'central-management-service',
        'cms-topology',
        'replicas',
        'backup-service',
        'pool-state',
        'pool-state-local',
        'rtclocal-equals-cms',
        'failover-what-if',
        'standard-edition-cms',
      ]);
      expect(report.checks.some(({ id }) => id === 'replicas')).toBe(false);
    });

    it('is stopped by two active databases in a disaster too', async () => {
      const { report } = await preflight(prepared('primary', TWO_MASTERS), { mode: 'disaster' });

      expect(report).toMatchObject({ state: 'not-ready', blockedBy: ['cms-matrix'] });
    });

    it('lets recover start from a split brain, and not without the rights for it', async () => {
      const split = await preflight(prepared('primary', TWO_MASTERS), { mode: 'recover' });
      const powerless = await preflight(prepared('primary', { ...TWO_MASTERS, ...NO_ADMIN }), { mode: 'recover' });

      expect(split.report.state).toBe('ready');
      expect(powerless.report.blockedBy).toEqual(['recover-rights']);
    });
  });

  describe('with sync', () => {
    it.each<{ because: string; changes: Changes }>([
      { because: 'both databases are active', changes: TWO_MASTERS },
      { because: 'a witness was not read', changes: { 'get-sfb-scp': () => new Error('no route') } },
      {
        because: 'the witnesses disagree',
        changes: { 'get-cs-topology-local-store': () => [topologyXml(['backup'])] },
      },
    ])('changes nothing while $because', async ({ changes }) => {
      const done = await preflight(prepared('primary', changes), { sync: true });

      expect(done.changes).toEqual([]);
      expect(done.report.blockedBy).toEqual(expect.arrayContaining(['cms-matrix', 'sync']));
      const line = done.report.checks.find(({ id }) => id === 'sync');
      expect(line?.sentence).toContain(done.report.verdict.name);
    });
  });

  it('takes only what it knows as a request', () => {
    expect(PreflightRequest.parse({})).toEqual({ mode: 'planned', sync: false, deep: false });
    expect(PreflightRequest.safeParse({ mode: 'dry-run' }).success).toBe(false);
    expect(PreflightRequest.safeParse({ force: true }).success).toBe(false);
  });
});

describe('jobs/text of a preflight', () => {
  it('shows what blocks first, marked, and what was left out last', async () => {
    const { report } = await preflight(PRIMARY_GONE(prepared('backup', SILENT)), { mode: 'disaster' });
    const { report: planned } = await preflight(prepared('primary', { ...SILENT, ...NO_ADMIN, ...OLD_SETS }));

    const lines = renderText(planned, 120).split('\n');
    const list = lines
      .filter((line) => /^(fail|unknown|warn|pass)/.test(line))
      .map((line) => line.split(/\s+/).slice(0, 2));

    expect(lines[0]).toMatch(/^Not ready for a planned failover/);
    expect(list.slice(0, 4)).toEqual([
      ['unknown!', 'replicator-group'],
      ['fail!', 'recover-rights'],
      ['warn', 'backup-sets'],
      ['warn', 'standard-edition-cms'],
    ]);
    expect(list.slice(4).every(([word]) => word === 'pass')).toBe(true);
    expect(renderText(report, 120)).toMatch(
      /left out {2}replicas +the replicas of both servers and of their Edge are up to date: left out in a\s/,
    );
  });
});
