import { describe, expect, it } from 'vitest';
import { cmsDatabases } from '../../src/checks/cms-databases.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const both = (xds: string, lis: string) => [
  { name: 'xds', state: xds },
  { name: 'lis', state: lis },
];

describe('checks/cms-databases', () => {
  it.each([
    { because: 'both are online', databases: both('ONLINE', 'ONLINE'), status: 'pass', says: 'online on fe2' },
    {
      because: 'one is missing',
      databases: both('ONLINE', 'ONLINE').slice(0, 1),
      status: 'fail',
      says: 'lis (missing)',
    },
    {
      because: 'one is not online',
      databases: both('RECOVERY_PENDING', 'ONLINE'),
      status: 'fail',
      says: 'xds (RECOVERY_PENDING)',
    },
    { because: 'none is listed', databases: [], status: 'unknown', says: 'Neither xds nor lis' },
  ])('is $status when $because', ({ databases, status, says }) => {
    const verdict = cmsDatabases.judge({ to: 'backup', databases }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it.each([
    { to: undefined, place: 'backup' },
    { to: 'primary', place: 'primary' },
  ] as const)('asks the server to move to on that server itself ($place)', async ({ to, place }) => {
    const { ps, calls } = createPort(prepared('primary'));

    await cmsDatabases.gather({ ps, pair, ...(to === undefined ? {} : { to }) });

    expect(calls).toEqual([{ name: 'get-sfb-cms-database', params: { SqlInstance: 'rtc' }, place }]);
  });
});
