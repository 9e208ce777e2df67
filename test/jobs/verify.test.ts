import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/jobs/text.js';
import { runVerify, type VerifyInput } from '../../src/jobs/verify.js';
import type { CmdletUseName } from '../../src/powershell/cmdlets/index.js';
import { VerifyReport } from '../../src/report.js';
import { accepting, createPort, healthy, pair, READ_AT, type World } from '../checks/port.js';

type Changes = Partial<Record<CmdletUseName, World>>;

/** Runs a verify against a world that may change while it waits; time passes only in `sleep`. */
async function verify(world: World, more: Partial<VerifyInput> = {}) {
  let minutes = 0;
  const slept: number[] = [];
  let renewed = 0;
  const { ps } = createPort((call) => world(call), READ_AT);
  const { report, reading } = await runVerify({
    ps,
    pair,
    lab: false,
    settleMinutes: 20,
    previous: undefined,
    clock: () => new Date(Date.parse(READ_AT) + minutes * 60_000),
    wait: false,
    sleep: async (ms) => {
      slept.push(ms);
      minutes += ms / 60_000;
    },
    renew: () => {
      renewed += 1;
    },
    ...more,
  });
  return { report, reading, slept, renewed };
}

const BOTH_ACTIVE: Changes = { 'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }] };
const SCP_BEHIND: Changes = {
  'get-sfb-scp': ({ params }) => [
    { DomainController: params.DomainController, BackEndServer: 'fe1.domain.local\\rtc' },
  ],
};

describe('jobs/verify', () => {
  it('verifies a pair on which everything was read and everything passes', async () => {
    const { report, reading } = await verify(healthy('backup'));

    expect(VerifyReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({ ok: true, next: [], readings: 1, verdict: { kind: 'single', side: 'backup' } });
    expect(report.first).toBe(
      'Verified: the CMS is active on fe2.domain.local (backup) alone, all 8 witnesses that decide name it and all 5 checks pass.',
    );
    expect(report.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'replicas pass',
      'backup-service pass',
      'cms-services pass',
      'pool-state pass',
      'pool-state-local pass',
    ]);
    expect(reading).toMatchObject({ kind: 'status', verdict: { kind: 'single' } });
  });

  it('verifies with what is accepted in the config, and names it', async () => {
    const hides = () => [{ Identity: 'Global' }];
    const world = healthy('backup', {
      'get-cs-registrar-configuration': hides,
      'get-cs-registrar-configuration-local-store': hides,
    });
    const until = (day: string) => accepting({ hiddenPoolState: { until: day, reason: 'seen in the console' } });

    const accepted = await verify(world, { pair: until('2026-03-02') });
    const expired = await verify(world, { pair: until('2026-03-01') });

    expect(VerifyReport.parse(accepted.report)).toEqual(accepted.report);
    expect(accepted.report).toMatchObject({ ok: true, next: [] });
    expect(accepted.report.first).toMatch(/or are accepted in the config \(pool state and pool state local\)\.$/);
    expect(expired.report.ok).toBe(false);
  });

  it.each([
    {
      because: 'a service is stopped',
      changes: { 'get-cs-windows-service': () => [{ Name: 'MASTER', Status: 'Stopped' }] } as Changes,
      says: 'but 1 of 5 checks do not pass: CMS services (fails).',
    },
    {
      because: 'nothing answered for one check',
      changes: { 'get-cs-registrar-configuration': () => new Error('no answer') } as Changes,
      says: 'but 1 of 5 checks do not pass: pool state (not known).',
    },
    {
      because: 'a getter is silent',
      changes: { 'get-cs-management-store-replication-status': () => [] } as Changes,
      says: 'but 1 of 5 checks do not pass: replicas (not known).',
    },
    {
      because: 'the Backup Service is silent',
      changes: { 'get-cs-backup-service-status': () => [] } as Changes,
      says: 'but 1 of 5 checks do not pass: backup service (not known).',
    },
    {
      because: 'a pool is failed over',
      changes: {
        'get-cs-registrar-configuration': () => [
          { Identity: 'Service:Registrar:fe1.domain.local', PoolState: 'FailedOver' },
          { Identity: 'Service:Registrar:fe2.domain.local', PoolState: 'Active' },
        ],
      } as Changes,
      says: 'but 1 of 5 checks do not pass: pool state (warning).',
    },
    {
      because: 'one decisive witness could not be read',
      changes: {
        'get-sfb-xds-state': ({ place }) =>
          place === 'backup' ? new Error('no answer') : [{ Name: 'CurrentState', Value: 0 }],
      } as Changes,
      says: 'not read: xds on fe2',
    },
    { because: 'both databases are active', changes: BOTH_ACTIVE, says: 'Users work; do not restart services' },
  ])('does not verify when $because', async ({ changes, says }) => {
    const { report } = await verify(healthy('primary', changes));

    expect(report.ok).toBe(false);
    expect(report.first).toContain(says);
    expect(report.next.length).toBeGreaterThan(0);
  });

  it('is never good on silence: nothing at all answers', async () => {
    const { report } = await verify(() => []);

    expect(report.ok).toBe(false);
    expect(report.checks.filter(({ status }) => status === 'pass')).toEqual([]);
  });

  it('reads once without a wait, in sessions that keep no old connection', async () => {
    const { report, slept, renewed } = await verify(healthy('backup', SCP_BEHIND));

    expect(report).toMatchObject({ ok: false, readings: 1, verdict: { kind: 'disagree' } });
    expect({ slept, renewed }).toEqual({ slept: [], renewed: 1 });
  });

  it('waits until the witnesses have followed a move', async () => {
    let reads = 0;
    const { report, slept, renewed } = await verify(
      (call) => {
        if (call.name === 'get-sfb-scp' && call.params.DomainController === 'dc1.domain.local') reads += 1;
        return healthy('backup', reads <= 5 ? SCP_BEHIND : {})(call);
      },
      { wait: true },
    );

    expect(report).toMatchObject({ ok: true, readings: 6 });
    expect(slept).toEqual([60_000, 60_000, 60_000, 60_000, 60_000]);
    expect(renewed).toBe(6);
  });

  it('calls it a split brain when they still disagree at the end of the bound, and not before', async () => {
    const { report, slept } = await verify(healthy('backup', SCP_BEHIND), {
      wait: true,
      settleMinutes: 4,
      ps: advancing(healthy('backup', SCP_BEHIND)),
    });

    expect(slept).toEqual([60_000, 60_000, 60_000, 60_000]);
    expect(report).toMatchObject({ ok: false, readings: 5, verdict: { kind: 'split-brain' } });
  });

  it('does not wait when both databases call themselves active: that settles by no waiting', async () => {
    const { report, slept } = await verify(healthy('primary', BOTH_ACTIVE), { wait: true });

    expect(report.verdict.kind).toBe('split-brain');
    expect(slept).toEqual([]);
  });

  it('waits for replicas that lag after the matrix has settled, and no longer than the bound', async () => {
    const lagging: Changes = {
      'get-cs-management-store-replication-status': () =>
        [pair.primary, pair.backup].map((ReplicaFqdn) => ({ ReplicaFqdn, UpToDate: false })),
    };

    const { report, slept } = await verify(healthy('primary', lagging), { wait: true, settleMinutes: 3 });

    expect(slept).toEqual([60_000, 60_000, 60_000]);
    expect(report).toMatchObject({ ok: false, readings: 4 });
  });

  it('does not wait for a service', async () => {
    const stopped: Changes = { 'get-cs-windows-service': () => [{ Name: 'MASTER', Status: 'Stopped' }] };

    expect((await verify(healthy('primary', stopped), { wait: true })).slept).toEqual([]);
  });

  it('is printed with its matrix, its checks and their fixes', async () => {
    const { report } = await verify(
      healthy('primary', { 'get-cs-windows-service': () => [{ Name: 'MASTER', Status: 'Stopped' }] }),
    );

    const text = renderText(report, 100);

    expect(text).toContain('Not verified: the CMS is active on fe1.domain.local (primary) alone, but 1 of 5');
    expect(text).toContain('*  SCP on dc1');
    expect(text).toContain('fail     Not running: MASTER on fe1 (Stopped) and MASTER on fe2 (Stopped).');
    expect(text).toContain('         > Read the status first');
    expect(text).toContain('  - Then verify again: `verify london`.');
  });
});

/** A port whose answers are one minute apart from one round of reads to the next. */
function advancing(world: World) {
  let minute = -1;
  const { ps } = createPort(world);
  return {
    read: (async (use, params, place) => {
      if (use.name === 'get-sfb-scp' && JSON.stringify(params).includes('dc1')) minute += 1;
      const answer = await ps.read(use, params, place);
      return { ...answer, at: new Date(Date.parse(READ_AT) + Math.max(minute, 0) * 60_000).toISOString() };
    }) as typeof ps.read,
  };
}
