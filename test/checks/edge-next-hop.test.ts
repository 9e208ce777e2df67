import { describe, expect, it } from 'vitest';
import { type EdgeNextHopFacts, edgeNextHop } from '../../src/checks/edge-next-hop.js';
import { accepting, createPort, pair, READ_AT } from './port.js';
import { prepared } from './prepared.js';

const edge = (registrar: string | null, pool = 'edgepool.domain.local', site: string | null = 'Site:London') => ({
  pool,
  registrar,
  site,
});
const facts = (
  edges: EdgeNextHopFacts['edges'],
  toSite: EdgeNextHopFacts['toSite'] = { ok: true, value: 'Site:Leeds' },
) => ({
  to: 'backup' as const,
  at: READ_AT,
  toSite,
  edges,
});

describe('checks/edge-next-hop', () => {
  it.each([
    {
      because: 'it uses the pool that is left',
      edges: [edge('Registrar:fe1.domain.local')],
      status: 'pass',
      says: 'uses fe1',
    },
    {
      because: 'it is there already',
      edges: [edge('Registrar:FE2.domain.local')],
      status: 'pass',
      says: 'fe2 already',
    },
    {
      because: 'it uses a third pool',
      edges: [edge('Registrar:dir.domain.local')],
      status: 'pass',
      says: 'dir.domain',
    },
    { because: 'it has no next hop', edges: [edge(null)], status: 'warn', says: 'has no next hop' },
    {
      because: 'an Edge pool the config does not know uses the pool that is left',
      edges: [edge('Registrar:fe1.domain.local'), edge('Registrar:fe1.domain.local', 'edge2.domain.local')],
      status: 'fail',
      says: 'edge2.domain.local uses fe1.domain.local and is not in the config',
    },
    {
      because: 'an unknown Edge pool belongs to others',
      edges: [edge('Registrar:fe1.domain.local'), edge('Registrar:fe9.domain.local', 'edge9.domain.local')],
      status: 'pass',
      says: 'edgepool.domain.local uses fe1',
    },
    { because: 'no Edge service is listed', edges: [], status: 'unknown', says: 'edgepool.domain.local' },
  ])('is $status when $because', ({ edges, status, says }) => {
    const verdict = edgeNextHop.judge(facts(edges), pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('passes a pair without Edge pools', () => {
    expect(edgeNextHop.judge(facts([]), { ...pair, edgePools: [] }).status).toBe('pass');
  });

  it('reads the CMS from the jump host', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await edgeNextHop.gather({ ps, pair, to: 'primary' })).toEqual({
      to: 'primary',
      at: READ_AT,
      toSite: { ok: true, value: 'Site:London' },
      edges: [edge('Registrar:fe1.domain.local')],
    });
    expect(calls.map(({ place }) => place)).toEqual(['jump', 'jump']);
  });

  const LEFT = 'Registrar:fe1.domain.local';
  it.each([
    { because: 'it goes to another site', edges: [edge(LEFT)], site: 'Site:Leeds', status: 'pass', says: 'uses fe1.' },
    {
      because: 'it stays in its site, however that is written',
      edges: [edge(LEFT)],
      site: 'site:LONDON',
      status: 'fail',
      says: 'edgepool.domain.local and fe2.domain.local are in the same site (LONDON), where Microsoft changes',
    },
    {
      because: 'its own site is not shown',
      edges: [edge(LEFT, undefined, null)],
      site: 'Site:Leeds',
      status: 'fail',
      says: 'same site',
    },
    {
      because: 'nothing has to change',
      edges: [edge('Registrar:fe2.domain.local')],
      site: 'Site:London',
      status: 'pass',
      says: 'already',
    },
    {
      because: 'the site of the other pool is not shown',
      edges: [edge(LEFT)],
      site: null,
      status: 'unknown',
      says: 'not listed with one',
    },
  ])('is $status where the next hop changes and $because', ({ edges, site, status, says }) => {
    expect(edgeNextHop.judge(facts(edges, { ok: true, value: site }), pair)).toMatchObject({
      status,
      sentence: expect.stringContaining(says),
    });
  });

  it('does not guess a site that was not read', () => {
    expect(edgeNextHop.judge(facts([edge(LEFT)], { ok: false, reason: 'no route' }), pair)).toMatchObject({
      status: 'unknown',
      sentence: expect.stringContaining('The site of fe2.domain.local was not read (no route).'),
    });
  });

  it.each([
    { until: '2026-03-02', status: 'warn', says: 'accepted until 2026-03-02: we have always done so.' },
    { until: '2026-03-01', status: 'fail', says: 'accepted only until 2026-03-01.' },
  ])(
    'is $status in the same site where the config says that the cmdlet is used there: $says',
    ({ until, status, says }) => {
      const used = accepting({ edgeByCmdlet: { until, reason: 'we have always done so' } });
      const verdict = edgeNextHop.judge(facts([edge(LEFT)], { ok: true, value: 'Site:London' }), used);

      expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    },
  );
});
