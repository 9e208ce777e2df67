import { describe, expect, it } from 'vitest';
import type { Observer, ObserverContext } from '../../../src/jobs/change.js';
import { type ObserverName, observers } from '../../../src/jobs/observe/index.js';
import { holdsCms } from '../../../src/jobs/plan/holder.js';
import { createPort, healthy, pair, type World } from '../../checks/port.js';

const silent = () => new Error('no answer');
const holds = (world: World) => holdsCms(createPort(world).ps, pair, 'primary');

describe('before a step that was planned on who holds the CMS', () => {
  it('is as planned when every witness names that server', async () => {
    expect(await holds(healthy('primary'))).toEqual({ found: 'same' });
  });

  it.each<{ what: string; world: World; found: string; says: RegExp }>([
    { what: 'the other server holds it', world: healthy('backup'), found: 'changed', says: /CMS on fe1.*now: .*fe2/ },
    {
      what: 'both databases call themselves active',
      world: healthy('primary', { 'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 0 }] }),
      found: 'changed',
      says: /^Users work; do not restart services/,
    },
    {
      what: 'a database gives no answer',
      world: healthy('primary', { 'get-sfb-xds-state': silent }),
      found: 'unreadable',
      says: /CMS on fe1/,
    },
    { what: 'nothing gives an answer', world: silent, found: 'unreadable', says: /CMS on fe1/ },
    {
      what: 'the witnesses differ',
      world: healthy('primary', {
        'get-cs-management-store-status': () => [
          { ActiveMasterFqdn: pair.backup, ActiveFileTransferAgentFqdn: pair.backup },
        ],
      }),
      found: 'unreadable',
      says: /CMS on fe1/,
    },
  ])('is $found when $what', async ({ world, found, says }) => {
    expect(await holds(world)).toEqual({ found, sentence: expect.stringMatching(says) });
  });
});

describe('what was read before a change', () => {
  const context: ObserverContext = { pair, from: 'primary', to: 'backup', args: { pool: 'edgepool.domain.local' } };
  const unexpected = (name: ObserverName, before: unknown) =>
    (observers[name] as Observer).unexpected?.(context, before);

  it.each<{ name: ObserverName; before: unknown; says: RegExp }>([
    { name: 'pool-failover', before: { cms: 'FailingOver', local: 'Active' }, says: /is FailingOver in the CMS/ },
    { name: 'pool-failover', before: { cms: 'FailedOver', local: 'FailedOver' }, says: /should be Active/ },
    {
      name: 'edge-next-hop',
      before: { registrar: `Registrar:${pair.backup}` },
      says: /should use fe1.*uses Registrar/,
    },
    { name: 'edge-next-hop', before: { registrar: '' }, says: /uses none/ },
  ])('keeps $name from being started with $before', ({ name, before, says }) => {
    expect(unexpected(name, before)).toMatch(says);
  });

  it.each<{ name: ObserverName; before: unknown }>([
    { name: 'pool-failover', before: { cms: 'Active', local: 'FailedBack' } },
    { name: 'pool-failover', before: { cms: '(none)', local: '(none)' } },
    { name: 'edge-next-hop', before: { registrar: `Registrar:${pair.primary}` } },
  ])('lets $name be started with $before', ({ name, before }) => {
    expect(unexpected(name, before)).toBeUndefined();
  });
});
