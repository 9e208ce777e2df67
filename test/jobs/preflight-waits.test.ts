import { describe, expect, it } from 'vitest';
import type { PreflightInput } from '../../src/jobs/preflight.js';
import { checkName, PreflightReport } from '../../src/report.js';
import { accepting, pair, topologyXml } from '../checks/port.js';
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

/** What says the other server for so many readings: the SCP of dc2, or the local store of fe2. */
function lateScp(readings: number): Changes {
  let left = readings;
  return {
    'get-sfb-scp': ({ params }) => [
      {
        DomainController: params.DomainController,
        BackEndServer:
          params.DomainController === 'dc2.domain.local' && left-- > 0 ? `${pair.backup}\\rtc` : `${pair.primary}/RTC`,
      },
    ],
  };
}

function lateLocalStore(readings: number, differ = topologyXml(['backup'])): Changes {
  // The matrix and rtclocal-equals-cms read it in the same turn.
  let left = readings * 2;
  return {
    'get-cs-topology-local-store': ({ place }) => [
      place === 'backup' && left-- > 0 ? differ : topologyXml(['primary']),
    ],
  };
}

const LOOKED = { until: '2026-03-02', reason: 'seen in the console' };
const HIDDEN: Changes = {
  'get-cs-registrar-configuration': () => [{ Identity: 'Global' }],
  'get-cs-registrar-configuration-local-store': () => [{ Identity: 'Global' }],
};
const RTM: Changes = { 'get-cs-server-patch-version': () => [{ ComponentName: 'Core', Version: '6.0.9319.0' }] };

/** Replicas that report anew at every reading, so that a sync need not wait for them. */
function reporting(): Changes {
  let readings = 0;
  return {
    'get-cs-management-store-replication-status': () => {
      readings += 1;
      return [pair.primary, pair.backup].map((ReplicaFqdn) => ({
        UpToDate: true,
        ReplicaFqdn,
        LastStatusReport: new Date(readings * 1000),
        LastUpdateCreation: new Date(readings * 1000 - 1),
        ProductVersion: '6.0.9319.534',
      }));
    },
  };
}

const PAIRING =
  '<Service RoleVersion="1" ServiceVersion="7"><ServiceId SiteId="1" RoleName="Registrar" Instance="1"/></Service>';

interface Late {
  readonly what: string;
  readonly changes: Changes;
  readonly more: Partial<PreflightInput>;
  readonly minutes: number;
  readonly ends: string;
}

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
    { what: 'the SCP of one controller', changes: lateScp(2), more: {}, minutes: 2, ends: 'single' },
    { what: 'one local store', changes: lateLocalStore(2), more: {}, minutes: 2, ends: 'single' },
    {
      what: 'the SCP, before a sync',
      changes: lateScp(2),
      more: { patient: false, sync: true },
      minutes: 3,
      ends: 'single',
    },
    { what: 'the SCP for good', changes: lateScp(99), more: {}, minutes: 5, ends: 'split-brain' },
    { what: 'one local store for good', changes: lateLocalStore(99), more: {}, minutes: 5, ends: 'split-brain' },
    {
      what: 'the SCP, where nobody waits',
      changes: lateScp(1),
      more: { patient: false },
      minutes: 0,
      ends: 'disagree',
    },
    {
      what: 'the SCP, and a right is missing',
      changes: { ...lateScp(1), ...NO_ADMIN },
      more: {},
      minutes: 0,
      ends: 'disagree',
    },
    {
      what: 'the SCP and who replicates',
      changes: {
        ...lateScp(99),
        'get-cs-management-store-status': () => [
          { ActiveMasterFqdn: pair.backup, ActiveFileTransferAgentFqdn: pair.backup },
        ],
      },
      more: {},
      minutes: 0,
      ends: 'disagree',
    },
    { what: 'both databases', changes: TWO_MASTERS, more: {}, minutes: 0, ends: 'split-brain' },
  ] satisfies Late[])(
    'reads a disagreement that may be a delay again before it blocks: $what',
    async ({ changes, more, minutes, ends }: Late) => {
      const done = await preflight(prepared('primary', { ...reporting(), ...changes }), { patient: true, ...more });

      expect([done.minutes, done.report.verdict.kind]).toEqual([minutes, ends]);
      expect(done.report.state).toBe(ends === 'single' ? 'ready' : 'not-ready');
      expect(done.changes.length).toBe(more.sync === true ? 3 : 0);
    },
  );

  it.each([
    { what: 'comes in time', readings: 3, minutes: 3, state: 'ready' },
    { what: 'stays', readings: 99, minutes: 5, state: 'not-ready' },
  ])('reads a local store that differs in its pairing only again: it $what', async ({ readings, minutes, state }) => {
    const changes = lateLocalStore(readings, topologyXml(['primary']).replace('</Services>', `${PAIRING}</Services>`));
    const done = await preflight(prepared('primary', { ...reporting(), ...changes }), { patient: true });

    expect(done.report).toMatchObject({ state, blockedBy: state === 'ready' ? [] : ['rtclocal-equals-cms'] });
    expect(done.minutes).toBeGreaterThanOrEqual(minutes);
    expect(done.minutes).toBeLessThanOrEqual(5);
  });

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
    expect(accepted.report.first).toContain(`${checkName(row.by)} (warning)`);
  });
});
