import { describe, expect, it } from 'vitest';
import { type CmsServicesFacts, cmsServices } from '../../src/checks/cms-services.js';
import { createPort, healthy, pair } from './port.js';

const NAMES = ['MASTER', 'FTA', 'REPLICA', 'LYNCBACKUP'];
const read = (stopped: string[] = [], missing: string[] = []) => ({
  ok: true as const,
  value: NAMES.filter((name) => !missing.includes(name)).map((Name) => ({
    Name,
    Status: stopped.includes(Name) ? 'Stopped' : 'Running',
  })),
});
const failed = { ok: false as const, reason: 'WinRM is closed' };

describe('checks/cms-services', () => {
  it.each([
    {
      services: { primary: read(), backup: read() },
      verdict: { status: 'pass', sentence: 'MASTER, FTA, REPLICA and LYNCBACKUP run on fe1 and fe2.' },
    },
    {
      services: { primary: read(['MASTER', 'FTA']), backup: read(['LYNCBACKUP']) },
      verdict: {
        status: 'fail',
        sentence: 'Not running: MASTER on fe1 (Stopped), FTA on fe1 (Stopped) and LYNCBACKUP on fe2 (Stopped).',
        fix: 'Read the status first: while it is not single, do not start or restart anything.',
      },
    },
    {
      services: { primary: read([], ['REPLICA']), backup: read() },
      verdict: {
        status: 'unknown',
        sentence: 'Not read: REPLICA on fe1 (not listed).',
        fix: 'Run Get-CsWindowsService by hand on fe1.domain.local and fe2.domain.local.',
      },
    },
    {
      services: { primary: failed, backup: read() },
      verdict: {
        status: 'unknown',
        sentence: 'Not read: the services of fe1 (WinRM is closed).',
        fix: 'Run Get-CsWindowsService by hand on fe1.domain.local and fe2.domain.local.',
      },
    },
    {
      services: { primary: failed, backup: read(['FTA']) },
      verdict: {
        status: 'fail',
        sentence: 'Not running: FTA on fe2 (Stopped).',
        fix: 'Read the status first: while it is not single, do not start or restart anything.',
      },
    },
  ])('$verdict.status: $verdict.sentence', ({ services, verdict }) => {
    expect(cmsServices.judge({ to: 'backup', away: [], services }, pair)).toEqual(verdict);
  });

  it.each([
    { what: 'where nothing is moved', to: undefined, status: 'warn' },
    { what: 'where the CMS goes to the other server', to: 'backup', status: 'warn' },
    { what: 'but not where the CMS is to go', to: 'primary', status: 'fail' },
  ] as const)('expects that a failed over pool may have stopped them, $what', ({ to, status }) => {
    const services = { primary: read(['LYNCBACKUP']), backup: read() };

    expect(cmsServices.judge({ to, away: ['primary'], services }, pair)).toMatchObject({
      status,
      sentence: expect.stringMatching(/^Not running: LYNCBACKUP on fe1 \(Stopped\)/),
    });
  });

  it('expects no less of the other server, and nothing of what was not read', () => {
    const judge = (primary: CmsServicesFacts['services']['primary'], backup: typeof primary) =>
      cmsServices.judge({ to: undefined, away: ['primary'], services: { primary, backup } }, pair).status;

    expect(judge(read(['FTA']), read(['FTA']))).toBe('fail');
    expect(judge(failed, read())).toBe('unknown');
  });

  it('reads the services on each server', async () => {
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-cs-windows-service': ({ place }) =>
          place === 'primary' ? new Error('WinRM is closed') : [{ Name: 'MASTER', Status: 'Running' }],
      }),
    );

    expect(await cmsServices.gather({ ps, pair, to: 'backup' })).toEqual({
      to: 'backup',
      away: [],
      services: { primary: failed, backup: { ok: true, value: [{ Name: 'MASTER', Status: 'Running' }] } },
    });
    expect(calls.map(({ place }) => place)).toEqual(['primary', 'backup']);
  });

  it.each([
    { state: 'FailedOver', away: ['primary'] },
    { state: 'FailingOver', away: [] },
    { state: undefined, away: [] },
  ])('takes a pool for failed over by its PoolState $state only', async ({ state, away }) => {
    const { ps } = createPort(
      healthy('backup', {
        'get-cs-windows-service': () => [{ Name: 'FTA', Status: 'Stopped' }],
        'get-cs-registrar-configuration': () => [
          { Identity: 'Global', PoolState: 'Active' },
          { Identity: 'Service:Registrar:FE1.domain.local', PoolState: state },
        ],
      }),
    );

    expect(await cmsServices.gather({ ps, pair })).toMatchObject({ to: undefined, away });
  });
});
