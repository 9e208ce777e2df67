import { describe, expect, it } from 'vitest';
import { failoverReport } from '../../../src/jobs/failover/report.js';
import { renderText } from '../../../src/jobs/text.js';
import { ChangeReport, type CheckLine, type MatrixVerdict, type VerifyReport } from '../../../src/report.js';
import { decisiveRows, pair } from '../../checks/port.js';
import { examplePlan } from '../plan/example.js';

const plan = examplePlan();
const verdict = (kind: MatrixVerdict['kind'], first = `${kind}.`, side?: 'primary' | 'backup'): MatrixVerdict => ({
  kind,
  ...(side === undefined ? {} : { side }),
  name: kind,
  first,
  decidedBy: [],
});
const check = (id: string, status: CheckLine['status']): CheckLine => ({ id, title: id, status, sentence: `${id}.` });

function verified(changes: Partial<VerifyReport>): VerifyReport {
  return {
    ...{ kind: 'verify', pair: pair.name, primary: pair.primary, backup: pair.backup, lab: false, ok: true },
    kind: 'verify',
    verdict: verdict('single', 'The CMS is active on fe2 alone.', 'backup'),
    rows: decisiveRows('backup'),
    next: ['next of the matrix'],
    first: 'Verified.',
    checks: [check('replicas', 'pass'), check('pool-state', 'warn')],
    readings: 1,
    readAt: '2026-03-02T10:00:00.000Z',
    readMs: 100,
    ...changes,
  };
}

const reportOf = (ended: { stoppedAt?: string; sentence?: string }, changes: Partial<VerifyReport> = {}) =>
  ChangeReport.parse(failoverReport({ pair, jump: 'jump.domain.local' }, plan, ended, verified(changes)));

describe('the report of a failover', () => {
  it('is well when every step is done, the backup alone holds the CMS and nothing fails', () => {
    const report = reportOf({});

    expect(report).toMatchObject({ ok: true, notDone: [], next: [], set: '2026-03-02T100000Z' });
    expect(report.first).toMatch(/^Failover of london done: .*fe2\.domain\.local \(backup\) alone/);
  });

  it.each([
    {
      what: 'a check fails',
      ended: {},
      changes: { checks: [check('replicas', 'fail')] },
      first: /not verified.*replicas \(fail\)/,
    },
    {
      what: 'a check is not read',
      ended: {},
      changes: { checks: [check('replicas', 'unknown')] },
      first: /not verified/,
    },
    {
      what: 'the primary holds the CMS',
      ended: {},
      changes: { verdict: verdict('single', 'fe1.', 'primary' as const) },
      first: /not verified/,
    },
    {
      what: 'a step stopped',
      ended: { stoppedAt: 'pool-failover', sentence: 'It did not.' },
      changes: {},
      first: /^Failover of london stopped\. Stopped at "Send the users of fe1.*It did not\./,
    },
    {
      what: 'the first step stopped',
      ended: { stoppedAt: 'edge-next-hop' },
      changes: {},
      first: /0 of 16 steps are done/,
    },
  ])('is not well when $what', ({ ended, changes, first }) => {
    const report = reportOf(ended, changes);

    expect(report.ok).toBe(false);
    expect(report.first).toMatch(first);
    expect([...report.done, ...report.notDone]).toEqual(plan.steps.map(({ title }) => title));
  });

  it('gives what is left for a console, with its server, after a stop with one server in charge', () => {
    const { next } = reportOf({ stoppedAt: 'pool-failover' });

    expect(next[0]).toMatch(/^Read first who holds the CMS/);
    expect(next[1]).toBe("On fe2.domain.local: Invoke-CsPoolFailOver -PoolFqdn 'fe1.domain.local'");
  });

  it.each(['split-brain', 'none', 'disagree', 'cant-tell', 'returning'] as const)(
    'gives the way out of %s and no further step of the plan',
    (kind) => {
      const report = reportOf({ stoppedAt: 'pool-failover' }, { verdict: verdict(kind, `Users work (${kind}).`) });

      expect(report.next).toEqual(['next of the matrix']);
      if (kind === 'split-brain' || kind === 'none') expect(report.first).toMatch(/^Users work/);
      expect(renderText(report, 120)).toContain('not done Send the users');
    },
  );
});
