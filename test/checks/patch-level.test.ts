import { describe, expect, it } from 'vitest';
import { type PatchLevelFacts, patchLevel } from '../../src/checks/patch-level.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const read = (...value: string[]) => ({ ok: true as const, value });
const absent = { ok: false as const, reason: 'not recognized' };
const reported = (fe1: string, fe2: string) => ({
  ok: true as const,
  value: [
    { replica: 'fe1.domain.local', version: fe1 },
    { replica: 'FE2.domain.local', version: fe2 },
    { replica: 'edge1.domain.local', version: '6.0.9319.55' },
  ],
});
const facts = (change: Partial<PatchLevelFacts>): PatchLevelFacts => ({
  components: {
    primary: read('Core 6.0.9319.534', 'Web 6.0.9319.500'),
    backup: read('Web 6.0.9319.500', 'Core 6.0.9319.534'),
  },
  replicas: reported('6.0.9319.534', '6.0.9319.534'),
  ...change,
});
const bothAbsent = { primary: absent, backup: absent };

describe('checks/patch-level', () => {
  it.each([
    { because: 'the component lists are equal in any order', change: {}, status: 'pass', says: '6.0.9319' },
    {
      because: 'the cmdlet is absent and the replicas agree',
      change: { components: bothAbsent },
      status: 'pass',
      says: '(6.0.9319.534)',
    },
    {
      because: 'only one server has the cmdlet and the replicas agree',
      change: { components: { primary: read('Core 6.0.9319.534'), backup: absent } },
      status: 'pass',
      says: '(6.0.9319.534)',
    },
    {
      because: 'a component differs',
      change: { components: { primary: read('Core 6.0.9319.534'), backup: read('Core 6.0.9319.598') } },
      status: 'fail',
      says: 'fe2 Core 6.0.9319.598',
    },
    {
      because: 'the cmdlet is absent and the replicas differ',
      change: { components: bothAbsent, replicas: reported('6.0.9319.55', '6.0.9319.102') },
      status: 'fail',
      says: 'fe1 6.0.9319.55 and fe2 6.0.9319.102',
    },
    {
      because: 'a replica never said its version',
      change: { components: bothAbsent, replicas: reported('6.0.9319.55', '') },
      status: 'unknown',
      says: 'for fe2',
    },
    {
      because: 'nothing was read',
      change: { components: bothAbsent, replicas: absent },
      status: 'unknown',
      says: 'fe1 and fe2',
    },
  ])('is $status when $because', ({ change, status, says }) => {
    const verdict = patchLevel.judge(facts(change), pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('keeps going where the cmdlet does not exist', async () => {
    const missing = () => new Error('not recognized');
    const { ps } = createPort(prepared('primary', { 'get-cs-server-patch-version': missing }));

    const gathered = await patchLevel.gather({ ps, pair });

    expect(gathered.components.primary).toEqual({ ok: false, reason: 'not recognized' });
    expect(patchLevel.judge(gathered, pair)).toMatchObject({ status: 'pass' });
  });
});
