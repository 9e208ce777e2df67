import { describe, expect, it } from 'vitest';
import { edgeNextHop } from '../../src/checks/edge-next-hop.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const edge = (registrar: string | null, pool = 'edgepool.domain.local') => ({ pool, registrar });

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
    const verdict = edgeNextHop.judge({ to: 'backup', edges }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('passes a pair without Edge pools', () => {
    expect(edgeNextHop.judge({ to: 'backup', edges: [] }, { ...pair, edgePools: [] }).status).toBe('pass');
  });

  it('reads the CMS from the jump host', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await edgeNextHop.gather({ ps, pair, to: 'primary' })).toEqual({
      to: 'primary',
      edges: [edge('Registrar:fe1.domain.local')],
    });
    expect(calls.map(({ place }) => place)).toEqual(['jump']);
  });
});
