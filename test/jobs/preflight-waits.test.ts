import { describe, expect, it } from 'vitest';
import { PreflightReport } from '../../src/report.js';
import { accepting, pair } from '../checks/port.js';
import { prepared } from '../checks/prepared.js';
import { type Changes, NO_ADMIN, preflight, TWO_MASTERS } from './preflighting.js';

/** Replicas of fe2 that are False for so many readings. */
function behind(readings: number): Changes {
  let left = 2 * readings;
  return {
    'get-cs-management-store-replication-status': () =>
      [pair.primary, pair.backup].map((ReplicaFqdn) => ({
        UpToDate: ReplicaFqdn === pair.primary || left-- <= 0,
        ReplicaFqdn,
        ProductVersion: '6.0.9319.534',
      })),
  };
}

const LOOKED = { until: '2026-03-02', reason: 'seen in the console' };
const HIDDEN: Changes = {
  'get-cs-registrar-configuration': () => [{ Identity: 'Global' }],
  'get-cs-registrar-configuration-local-store': () => [{ Identity: 'Global' }],
};
const RTM: Changes = { 'get-cs-server-patch-version': () => [{ ComponentName: 'Core', Version: '6.0.9319.0' }] };

describe('jobs/preflight, what does not stop a change', () => {
  it.each([
    { because: 'they come in time', changes: behind(3), patient: true, minutes: [1, 5], state: 'ready' },
    { because: 'they do not come', changes: behind(99), patient: true, minutes: [5, 5], state: 'not-ready' },
    { because: 'nobody waits', changes: behind(99), patient: false, minutes: [0, 0], state: 'not-ready' },
    {
      because: 'something else blocks too',
      changes: { ...behind(99), ...NO_ADMIN },
      patient: true,
      minutes: [0, 0],
      state: 'not-ready',
    },
    {
      because: 'the CMS has two holders',
      changes: { ...behind(99), ...TWO_MASTERS },
      patient: true,
      minutes: [0, 0],
      state: 'not-ready',
    },
  ])(
    'reads replicas that are False again for five minutes at most: $because',
    async ({ changes, patient, minutes, state }) => {
      const done = await preflight(prepared('primary', changes), { patient });

      expect(done.report.state).toBe(state);
      expect(done.minutes).toBeGreaterThanOrEqual(minutes[0] ?? 0);
      expect(done.minutes).toBeLessThanOrEqual(minutes[1] ?? 0);
    },
  );

  it.each([
    { what: 'PoolState that is not shown', accepted: { hiddenPoolState: LOOKED }, changes: HIDDEN, by: 'pool-state' },
    {
      what: 'a version known to split',
      accepted: { splitVersion: { version: '6.0.9319.0', ...LOOKED } },
      changes: RTM,
      by: 'known-split-version',
    },
  ])('is stopped by $what, and ready with a standing warning where the config accepts it', async (row) => {
    const world = prepared('primary', row.changes);
    const accepted = await preflight(world, { pair: accepting(row.accepted) });

    expect((await preflight(world)).report.blockedBy).toEqual([row.by]);
    expect(PreflightReport.parse(accepted.report)).toEqual(accepted.report);
    expect(accepted.report).toMatchObject({ state: 'ready', blockedBy: [] });
    expect(accepted.report.first).toContain(`${row.by} (warn)`);
  });
});
