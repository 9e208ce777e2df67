import { describe, expect, it } from 'vitest';
import type { Observer, ObserverContext } from '../../../src/jobs/change.js';
import { type ObserverName, observers } from '../../../src/jobs/observe/index.js';
import type { CmdletUseName } from '../../../src/powershell/cmdlets/index.js';
import { createPort, healthy, pair, type World } from '../../checks/port.js';

type Changes = Partial<Record<CmdletUseName, World>>;

interface Row {
  readonly name: ObserverName;
  readonly args?: Record<string, unknown>;
  readonly what: string;
  readonly world: World;
  readonly before: unknown;
  readonly seen: string;
}

const [fe1, fe2] = [pair.primary, pair.backup];
const pools =
  (state: string): World =>
  () => [{ Identity: `Service:Registrar:${fe1}`, PoolState: state }];
const poolStates = (cms: string, local: string): Changes => ({
  'get-cs-registrar-configuration': pools(cms),
  'get-cs-registrar-configuration-local-store': pools(local),
});
const edges = (Registrar: string | null): Changes => ({
  'get-cs-service-edge-server': () => [
    { Identity: 'EdgeServer:edgepool.domain.local', PoolFqdn: 'EdgePool.domain.local', Registrar },
  ],
});
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 10, minute));
const edge1 = (UpToDate: boolean, report: Date | null, update: Date | null): Changes => ({
  'get-cs-management-store-replication-status': () => [
    { UpToDate, ReplicaFqdn: 'EDGE1.domain.local', LastStatusReport: report, LastUpdateCreation: update },
  ],
});
const many =
  (count: number): World =>
  () =>
    Array.from({ length: count }, (_, index) => `row ${index}`);
const lis = (subnets: number, ports: number): Changes => ({
  'get-cs-lis-subnet': many(subnets),
  'get-cs-lis-switch': many(0),
  'get-cs-lis-port': many(ports),
  'get-cs-lis-wireless-access-point': many(0),
  'get-cs-lis-location': many(1),
});
const counts = (subnets: number, ports: number) => ({ subnets, switches: 0, ports, waps: 0, locations: 1 });
const groups = (...names: string[]): Changes => ({ 'get-cs-rgs-workflow': () => names.map((Name) => ({ Name })) });
const fta = (Status: string): Changes => ({ 'get-cs-windows-service': () => [{ Name: 'FTA', Status }] });
const atPrimary = Object.fromEntries(
  [
    'xds-state/primary',
    'xds-state/backup',
    'scp/dc1.domain.local',
    'scp/dc2.domain.local',
    'active-master',
    'active-file-transfer-agent',
    'rtclocal/primary',
    'rtclocal/backup',
  ].map((row) => [row, 'primary']),
);
const scpLate: Changes = {
  'get-sfb-scp': ({ params }) => [
    {
      DomainController: params.DomainController,
      BackEndServer: `${params.DomainController === 'dc2.domain.local' ? fe1 : fe2}/RTC`,
    },
  ],
};
const bothActive: Changes = { 'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }] };
const silent: Changes = { 'get-sfb-xds-state': () => new Error('Zeitüberschreitung') };

const row = (
  name: ObserverName,
  what: string,
  world: World | Changes,
  before: unknown,
  seen: string,
  args = {},
): Row => ({
  name,
  what,
  before,
  seen,
  args,
  world: typeof world === 'function' ? world : healthy('primary', world),
});

const pool = { pool: 'edgepool.domain.local' };
const stamps = { replicas: ['edge1.domain.local'], after: at(10).toISOString() };
const wanted = { counts: counts(12, 40) };
const stop = { name: 'FTA', status: 'Stopped' };

const rows: Row[] = [
  row('edge-next-hop', 'uses to', edges(`Registrar:${fe2}`), { registrar: `Registrar:${fe1}` }, 'happened', pool),
  row(
    'edge-next-hop',
    'is as before',
    edges(`Registrar:${fe1}`),
    { registrar: `Registrar:${fe1}` },
    'not-happened',
    pool,
  ),
  row('edge-next-hop', 'lost its next hop', edges(null), { registrar: `Registrar:${fe1}` }, 'cant-tell', pool),
  row(
    'edge-next-hop',
    'is elsewhere',
    edges('Registrar:other.domain.local'),
    { registrar: `Registrar:${fe1}` },
    'cant-tell',
    pool,
  ),
  row('edge-replica', 'reported since', edge1(true, at(13), at(12)), { late: [] }, 'happened', stamps),
  row('edge-replica', 'is not up to date', edge1(false, at(13), at(12)), { late: [] }, 'cant-tell', stamps),
  row('edge-replica', 'has nothing newer', edge1(true, at(11), at(9)), { late: [] }, 'cant-tell', stamps),
  row('edge-replica', 'reported before the update', edge1(true, at(11), at(12)), { late: [] }, 'cant-tell', stamps),
  row('edge-replica', 'has no stamps', edge1(true, null, null), { late: [] }, 'cant-tell', stamps),
  row('cms-failover', 'moved', healthy('backup'), { rows: atPrimary }, 'happened'),
  row('cms-failover', 'is as before', {}, { rows: atPrimary }, 'not-happened'),
  row('cms-failover', 'has no before-values', {}, { rows: {} }, 'cant-tell'),
  row('cms-failover', 'moved but one DC is late', healthy('backup', scpLate), { rows: atPrimary }, 'cant-tell'),
  row('cms-failover', 'cannot be read', silent, { rows: atPrimary }, 'cant-tell'),
  row('cms-failover', 'is active twice', bothActive, { rows: atPrimary }, 'cant-tell stop'),
  row('matrix-settled', 'names to alone', healthy('backup'), {}, 'happened'),
  row('matrix-settled', 'names from alone', {}, {}, 'cant-tell'),
  row('matrix-settled', 'lags', healthy('backup', scpLate), {}, 'cant-tell'),
  row('matrix-settled', 'is active twice', bothActive, {}, 'cant-tell stop'),
  row(
    'pool-failover',
    'is over in both',
    poolStates('FailedOver', 'FailedOver'),
    { cms: 'Active', local: 'Active' },
    'happened',
  ),
  row(
    'pool-failover',
    'is over in the CMS only',
    poolStates('FailedOver', 'Active'),
    { cms: 'Active', local: 'Active' },
    'cant-tell',
  ),
  row(
    'pool-failover',
    'is failing over',
    poolStates('FailingOver', 'Active'),
    { cms: 'FailingOver', local: 'Active' },
    'cant-tell',
  ),
  row(
    'pool-failover',
    'is as before',
    poolStates('Active', 'Active'),
    { cms: 'Active', local: 'Active' },
    'not-happened',
  ),
  row('lis-import', 'holds the set', lis(12, 40), { counts: counts(0, 0) }, 'happened', wanted),
  row('lis-import', 'holds more', lis(13, 40), { counts: counts(13, 0) }, 'happened', wanted),
  row('lis-import', 'is as before', lis(0, 0), { counts: counts(0, 0) }, 'not-happened', wanted),
  row('lis-import', 'holds a part', lis(12, 7), { counts: counts(0, 0) }, 'cant-tell', wanted),
  row('rgs-import', 'has all', groups('Desk', 'Help', 'Other'), { workflows: [] }, 'happened', {
    workflows: ['Help', 'Desk'],
  }),
  row('rgs-import', 'has none', groups('Other'), { workflows: ['Other'] }, 'not-happened', {
    workflows: ['Help', 'Desk'],
  }),
  row('rgs-import', 'has some', groups('Desk'), { workflows: [] }, 'cant-tell', { workflows: ['Help', 'Desk'] }),
  row('service-state', 'is as wanted', fta('Stopped'), { status: 'Running' }, 'happened', stop),
  row('service-state', 'is as before', fta('Running'), { status: 'Running' }, 'not-happened', stop),
  row('service-state', 'is between', fta('StopPending'), { status: 'Running' }, 'cant-tell', stop),
  row(
    'verify',
    'is as a failover leaves it',
    healthy('backup', poolStates('FailedOver', 'FailedOver')),
    {},
    'happened',
  ),
  row('verify', 'has the users at home', healthy('backup'), {}, 'cant-tell'),
  row(
    'verify',
    'has a stopped service',
    healthy('backup', { ...poolStates('FailedOver', 'FailedOver'), ...fta('Stopped') }),
    {},
    'cant-tell',
  ),
];

describe('observers', () => {
  it.each(rows)('$name: $seen when it $what', async ({ name, args = {}, world, before, seen }) => {
    const observer: Observer = observers[name];
    const context: ObserverContext = { pair, from: 'primary', to: 'backup', args };

    const answer = await observer.observe(createPort(world).ps, context, observer.before.parse(before));

    expect(`${answer.seen}${answer.stop ? ' stop' : ''}`).toBe(seen);
    expect(answer.sentence).not.toBe('');
  });

  it('has rows of every kind for each observer, and each goes by its key', () => {
    for (const [key, observer] of Object.entries(observers)) {
      expect(observer.name).toBe(key);
      const kinds = rows.filter(({ name }) => name === key).map(({ seen }) => seen.split(' ')[0]);
      expect(kinds).toContain('happened');
      expect(kinds).toContain('cant-tell');
    }
  });

  it('never takes a cmdlet that failed for an answer', async () => {
    const context: ObserverContext = {
      pair,
      from: 'primary',
      to: 'backup',
      args: { ...pool, ...stamps, ...wanted, ...stop },
    };
    const dead: World = () => new Error('Zugriff verweigert');
    for (const name of ['edge-next-hop', 'edge-replica', 'pool-failover', 'lis-import', 'service-state'] as const) {
      const observer: Observer = observers[name];
      await expect(observer.observe(createPort(dead).ps, context, {})).rejects.toThrow('Zugriff verweigert');
    }
  });
});
