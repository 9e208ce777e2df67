import { describe, expect, it } from 'vitest';
import { type KnownSplitVersionFacts, knownSplitVersion } from '../../src/checks/known-split-version.js';
import { accepting, createPort, pair, READ_AT } from './port.js';
import { prepared } from './prepared.js';

const RTM = '6.0.9319.0';
const read = (...value: string[]) => ({ ok: true as const, value });
const absent = { ok: false as const, reason: 'not recognized' };
const reported = (fe1: string, fe2: string) => ({
  ok: true as const,
  value: [
    { replica: 'fe1.domain.local', version: fe1 },
    { replica: 'FE2.domain.local', version: fe2 },
    { replica: 'edge1.domain.local', version: RTM },
  ],
});
const facts = (change: Partial<KnownSplitVersionFacts>): KnownSplitVersionFacts => ({
  at: READ_AT,
  components: { primary: absent, backup: absent },
  replicas: reported('6.0.9319.534', '6.0.9319.534'),
  ...change,
});
const acknowledged = (version: string, until = '2026-03-02') =>
  accepting({ splitVersion: { version, until, reason: 'update planned in April' } });

describe('checks/known-split-version', () => {
  it.each([
    { because: 'neither server has it, though another one has', change: {}, status: 'pass', says: `has ${RTM}` },
    { because: 'both have it', change: { replicas: reported(RTM, RTM) }, status: 'fail', says: `fe1 and fe2 ${RTM}` },
    { because: 'one has it', change: { replicas: reported('6.0.9319.55', RTM) }, status: 'fail', says: `fe2 ${RTM}` },
    {
      because: 'one has it and of the other nothing is known',
      change: { replicas: reported('', RTM) },
      status: 'fail',
      says: `fe2 ${RTM}`,
    },
    {
      because: 'a component has it',
      change: { components: { primary: read(`Core ${RTM}`), backup: absent }, replicas: absent },
      status: 'fail',
      says: `fe1 ${RTM}`,
    },
    {
      because: 'of one server nothing is known',
      change: { replicas: reported('6.0.9319.55', '') },
      status: 'unknown',
      says: 'for fe2',
    },
    { because: 'nothing was read', change: { replicas: absent }, status: 'unknown', says: 'for fe1 and fe2' },
  ])('is $status when $because', ({ change, status, says }) => {
    const verdict = knownSplitVersion.judge(facts(change), pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it.each([
    {
      who: acknowledged(RTM),
      status: 'warn',
      says: 'split the CMS; accepted until 2026-03-02: update planned in April.',
    },
    { who: acknowledged(RTM, '2026-03-01'), status: 'fail', says: '(accepted only until 2026-03-01)' },
    { who: acknowledged('6.0.9319.1'), status: 'fail', says: 'split the CMS.' },
  ])('is $status when it is acknowledged: $says', ({ who, status, says }) => {
    const verdict = knownSplitVersion.judge(facts({ replicas: reported(RTM, RTM) }), who);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.accepted).toBe(status === 'warn' ? true : undefined);
  });

  it('asks what patch-level asks, and keeps when that was', async () => {
    const { ps, calls } = createPort(prepared('primary'));

    expect(await knownSplitVersion.gather({ ps, pair })).toMatchObject({ at: READ_AT, replicas: { ok: true } });
    expect(calls.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'get-cs-server-patch-version primary',
      'get-cs-server-patch-version backup',
      'get-cs-management-store-replication-status jump',
    ]);
  });
});
