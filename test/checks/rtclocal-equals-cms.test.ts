import { describe, expect, it } from 'vitest';
import { rtclocalEqualsCms } from '../../src/checks/rtclocal-equals-cms.js';
import { createPort, pair, topologyXml } from './port.js';
import { prepared } from './prepared.js';

const read = (value: string) => ({ ok: true as const, value });
const failed = { ok: false as const, reason: 'SQL is closed' };
const quiet = { ok: true as const, value: [] };
const good = topologyXml(['primary']);
const hop = (fqdn: string) =>
  good.replace(
    '</Services>',
    `<Service><ServiceId SiteId="1" RoleName="EdgeServer" Instance="3"/><Hop Fqdn="${fqdn}"/></Service></Services>`,
  );
const facts = {
  cms: read(good),
  local: { primary: read(good), backup: read(good) },
  underWay: quiet,
};

describe('checks/rtclocal-equals-cms', () => {
  it.each([
    { because: 'all three say the same', change: {}, status: 'pass', says: 'next hops and pairing' },
    {
      because: 'a server names another active CMS',
      change: { local: { primary: read(good), backup: read(topologyXml(['backup'])) } },
      status: 'fail',
      says: 'fe2 differs in the active CMS (fe2.domain.local instead of fe1.domain.local)',
    },
    {
      because: 'a server has another next hop',
      change: { cms: read(hop('fe2')), local: { primary: read(hop('fe1')), backup: read(hop('fe2')) } },
      status: 'fail',
      says: 'fe1 differs in EdgeServer 1-3',
    },
    {
      because: 'a server has not heard of an Edge service',
      change: { cms: read(hop('fe2')), local: { primary: read(hop('fe2')), backup: read(good) } },
      status: 'fail',
      says: 'fe2 differs in EdgeServer 1-3',
    },
    {
      because: 'replication to the server that differs is under way',
      change: {
        cms: read(hop('fe2')),
        local: { primary: read(hop('fe2')), backup: read(good) },
        underWay: { ok: true as const, value: ['fe2.domain.local'] },
      },
      status: 'unknown',
      says: 'Replication to it is under way',
    },
    {
      because: 'replication to another server is under way',
      change: {
        cms: read(hop('fe2')),
        local: { primary: read(hop('fe2')), backup: read(good) },
        underWay: { ok: true as const, value: ['edge1.domain.local'] },
      },
      status: 'fail',
      says: 'fe2 differs',
    },
    { because: 'the CMS was not read', change: { cms: failed }, status: 'unknown', says: 'SQL is closed' },
    {
      because: 'a server was not read',
      change: { local: { primary: read(good), backup: failed } },
      status: 'unknown',
      says: 'SQL is closed',
    },
  ])('is $status when $because', ({ change, status, says }) => {
    const verdict = rtclocalEqualsCms.judge({ ...facts, ...change }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('does not mind white space, attribute order or prefixes', () => {
    const other = good.replaceAll('><', '>\n  <').replace(/(SiteId="1") (RoleName="[A-Za-z]+")/g, '$2 $1');

    expect(rtclocalEqualsCms.judge({ ...facts, cms: read(other) }, pair).status).toBe('pass');
  });

  it('reads each local store on its own server, and calls a replica behind its update under way', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 10, minute));
    const { ps, calls } = createPort(
      prepared('primary', {
        'get-cs-management-store-replication-status': () => [
          { UpToDate: true, ReplicaFqdn: 'fe1.domain.local', LastStatusReport: at(5), LastUpdateCreation: at(4) },
          { UpToDate: true, ReplicaFqdn: 'fe2.domain.local', LastStatusReport: at(4), LastUpdateCreation: at(5) },
          { UpToDate: false, ReplicaFqdn: 'edge1.domain.local', LastStatusReport: null },
        ],
        'get-cs-topology-as-xml': () => [],
      }),
    );

    const gathered = await rtclocalEqualsCms.gather({ ps, pair });

    expect(gathered.underWay).toEqual({ ok: true, value: ['fe2.domain.local', 'edge1.domain.local'] });
    expect(gathered.cms).toEqual({ ok: false, reason: 'no output at all' });
    expect(calls.filter(({ name }) => name === 'get-cs-topology-local-store').map(({ place }) => place)).toEqual([
      'primary',
      'backup',
    ]);
  });
});
