import { describe, expect, it } from 'vitest';
import { failoverWhatIf } from '../../src/checks/failover-what-if.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const state = (value: number | null) => ({ ok: true as const, value: [value] });
const failed = { ok: false as const, reason: 'closed' };
const text = (current: string, proposed: string) => `Aktueller Zustand: "${current}"\nVorschlag: "${proposed}\\rtc"`;
const [fe1, fe2] = [pair.primary, pair.backup];

describe('checks/failover-what-if', () => {
  it.each([
    {
      because: 'it names the current host first, in any language',
      said: text('FE1.domain.local', fe2),
      status: 'pass',
    },
    { because: 'it names another host than the active database', said: text(fe2, fe1), status: 'fail' },
    { because: 'it names no server of the pair', said: 'Current State: "fe9.domain.local"', status: 'unknown' },
    { because: 'it says nothing', said: '', status: 'unknown' },
  ])('is $status when $because', ({ said, status }) => {
    const states = { primary: state(0), backup: state(3) };

    const verdict = failoverWhatIf.judge({ to: 'backup', text: said, states }, pair);

    expect(verdict.status).toBe(status);
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it.each([
    { because: 'the CMS is where it should go', states: { primary: state(3), backup: state(0) }, status: 'warn' },
    { because: 'no database was read', states: { primary: failed, backup: failed }, status: 'warn' },
    { because: 'both databases are active', states: { primary: state(0), backup: state(0) }, status: 'warn' },
  ])('is $status when it names the target and $because', ({ states, status }) => {
    expect(failoverWhatIf.judge({ to: 'backup', text: text(fe2, fe1), states }, pair).status).toBe(status);
  });

  it.each([
    { because: 'its database was not read', states: { primary: failed, backup: state(3) } },
    { because: 'its database gave nothing', states: { primary: { ok: true as const, value: [] }, backup: state(3) } },
    { because: 'neither database is active', states: { primary: state(3), backup: state(3) } },
  ])('is unknown when it names the current host and $because', ({ states }) => {
    const verdict = failoverWhatIf.judge({ to: 'backup', text: text(fe1, fe2), states }, pair);

    expect(verdict).toMatchObject({ status: 'unknown', fix: 'Read in the status who is active.' });
  });

  it('reads the host text on the server to move to', async () => {
    const { ps, calls } = createPort(prepared('backup'));

    const facts = await failoverWhatIf.gather({ ps, pair, to: 'primary' });

    expect(facts.text).toContain('fe2.domain.local');
    expect(calls[0]).toEqual({ name: 'invoke-cs-management-server-failover-what-if', params: {}, place: 'primary' });
    expect(failoverWhatIf.judge(facts, pair).status).toBe('pass');
  });
});
