import { describe, expect, it } from 'vitest';
import { cmsServices } from '../../src/checks/cms-services.js';
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
    expect(cmsServices.judge({ fenced: undefined, services }, pair)).toEqual(verdict);
  });

  it('expects the services of a fenced server to be off', () => {
    const services = { primary: read(NAMES), backup: read() };

    expect(cmsServices.judge({ fenced: 'primary', services }, pair)).toEqual({
      status: 'pass',
      sentence: 'MASTER, FTA, REPLICA and LYNCBACKUP run on fe2; fe1 is fenced, its services are expected to be off.',
    });
  });

  it('reads the services on each server', async () => {
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-cs-windows-service': ({ place }) =>
          place === 'primary' ? new Error('WinRM is closed') : [{ Name: 'MASTER', Status: 'Running' }],
      }),
    );

    expect(await cmsServices.gather({ ps, pair, fenced: 'primary' })).toEqual({
      fenced: 'primary',
      services: { primary: failed, backup: { ok: true, value: [{ Name: 'MASTER', Status: 'Running' }] } },
    });
    expect(calls.map(({ place }) => place)).toEqual(['primary', 'backup']);
  });
});
