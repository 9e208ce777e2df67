import { describe, expect, it } from 'vitest';
import type { ReplicasFacts } from '../../src/checks/replicas.js';
import { replicas } from '../../src/checks/replicas.js';
import { accepting, createPort, healthy, pair, READ_AT } from './port.js';

const facts = (fe1: boolean, fe2: boolean, edge: boolean) => [
  { replica: 'fe1.domain.local', upToDate: fe1 },
  { replica: 'FE2.domain.local', upToDate: fe2 },
  { replica: 'EDGE1.domain.local', upToDate: edge },
];
const of = (rows: ReplicasFacts['rows'], edges: ReplicasFacts['edges'] = { ok: true, value: [] }): ReplicasFacts => ({
  at: READ_AT,
  rows,
  edges,
});
const CONCERNED = { ok: true, value: ['edge1.domain.local'] } as const;
const UNREAD = { ok: false, reason: 'no topology' } as const;
const lags = (until: string) =>
  accepting({ laggards: [{ replica: 'edge1.domain.local', until, reason: 'Edge retired in spring' }] });
/** A pair in which one replica is out of date. */
const lagging = (stale: string, more: Parameters<typeof healthy>[1] = {}) =>
  healthy('primary', {
    'get-cs-management-store-replication-status': () =>
      ['fe1.domain.local', 'fe2.domain.local', 'edge1.domain.local'].map((ReplicaFqdn) => ({
        UpToDate: ReplicaFqdn !== stale,
        ReplicaFqdn,
        ProductVersion: '6.0.9319.534',
      })),
    ...more,
  });
const AGAIN = 'False is normal for some minutes after any change: read again in 5 minutes.';

describe('checks/replicas', () => {
  it.each([
    { rows: facts(true, true, true), verdict: { status: 'pass', sentence: '3 of 3 replicas are up to date.' } },
    {
      rows: facts(true, true, false),
      verdict: {
        status: 'warn',
        sentence: '2 of 3 replicas are up to date; False: EDGE1.domain.local.',
        fix: `${AGAIN} One that is known to lag is accepted in the config.`,
      },
    },
    {
      rows: facts(true, false, true),
      verdict: { status: 'fail', sentence: '2 of 3 replicas are up to date; False: FE2.domain.local.', fix: AGAIN },
    },
    {
      rows: facts(false, false, false),
      verdict: {
        status: 'fail',
        sentence: '0 of 3 replicas are up to date; False: fe1.domain.local, FE2.domain.local and EDGE1.domain.local.',
        fix: AGAIN,
      },
    },
    {
      rows: [],
      verdict: {
        status: 'unknown',
        sentence: 'No replica is listed for fe1.domain.local and fe2.domain.local.',
        fix: 'No output is no health: read the status for who is active.',
      },
    },
    {
      rows: facts(true, true, true).slice(1),
      verdict: {
        status: 'unknown',
        sentence: 'No replica is listed for fe1.domain.local.',
        fix: 'No output is no health: read the status for who is active.',
      },
    },
  ])('$verdict.status: $verdict.sentence', ({ rows, verdict }) => {
    expect(replicas.judge(of(rows), pair)).toEqual(verdict);
  });

  it.each([
    { because: 'is of the Edge concerned', edges: CONCERNED, until: undefined, status: 'fail', says: 'EDGE1' },
    { because: 'may be of the Edge concerned', edges: UNREAD, until: undefined, status: 'unknown', says: 'EDGE1' },
    {
      because: 'is accepted',
      edges: undefined,
      until: '2026-03-02',
      status: 'pass',
      says: 'EDGE1.domain.local (accepted until 2026-03-02: Edge retired in spring)',
    },
    {
      because: 'is accepted and of the Edge concerned',
      edges: CONCERNED,
      until: '2026-03-02',
      status: 'warn',
      says: 'accepted until',
    },
    {
      because: 'was accepted until yesterday',
      edges: CONCERNED,
      until: '2026-03-01',
      status: 'fail',
      says: 'EDGE1.domain.local (accepted only until 2026-03-01)',
    },
  ])('is $status when the stale one $because', ({ edges, until, status, says }) => {
    const verdict = replicas.judge(of(facts(true, true, false), edges), until === undefined ? pair : lags(until));

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.accepted).toBe(status === 'warn' ? true : undefined);
  });

  it('accepts no server of the pair, whatever stands in the list', () => {
    const own = accepting({
      laggards: [{ replica: 'fe2.domain.local', until: '2026-12-31', reason: 'it never answers' }],
    });

    expect(replicas.judge(of(facts(true, false, true)), own)).toMatchObject({ status: 'fail' });
  });

  it.each([
    { rows: facts(true, true, true), detail: '3 of 3 up to date' },
    { rows: facts(true, true, false), detail: '2 of 3 up to date; False: EDGE1.domain.local' },
    { rows: [], detail: 'no output at all' },
  ])('names nobody and shows: $detail', ({ rows, detail }) => {
    expect(replicas.testify(of(rows), pair)).toEqual([
      { row: 'replicas', label: 'Replicas', says: "can't tell", detail },
    ]);
  });

  it.each([
    { what: 'every replica is up to date', stale: '' },
    { what: 'one of the two servers lags', stale: 'fe2.domain.local' },
  ])('reads the topology for nobody when $what', async ({ stale }) => {
    const { ps, calls } = createPort(lagging(stale));

    expect((await replicas.gather({ ps, pair })).edges).toEqual({ ok: true, value: [] });
    expect(calls.map(({ name }) => name)).toEqual(['get-cs-management-store-replication-status']);
  });

  it('reads every replica from the jump host, and which servers its Edge pools have when another one lags', async () => {
    const edge = `<Topology><Clusters><Cluster Fqdn="edgepool.domain.local"><Machine Fqdn="EDGE1.domain.local"/></Cluster></Clusters></Topology>`;
    const { ps, calls } = createPort(lagging('edge1.domain.local', { 'get-cs-topology-as-xml': () => [edge] }));

    const gathered = await replicas.gather({ ps, pair });

    expect(gathered.rows.map((one) => one.replica)).toEqual([
      'fe1.domain.local',
      'fe2.domain.local',
      'edge1.domain.local',
    ]);
    expect(gathered).toMatchObject({ at: READ_AT, edges: { ok: true, value: ['edge1.domain.local'] } });
    expect(calls).toEqual([
      { name: 'get-cs-management-store-replication-status', params: {}, place: 'jump' },
      { name: 'get-cs-topology-as-xml', params: {}, place: 'jump' },
    ]);
  });
});
