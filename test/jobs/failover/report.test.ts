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
  ChangeReport.parse(
    failoverReport({ pair, jump: 'jump.domain.local', job: 'failover-k3f9x2m1qa' }, plan, ended, verified(changes)),
  );
const EDGE_BACK =
  "Set-CsEdgeServer -Identity 'EdgeServer:edgepool.domain.local' -Registrar 'Registrar:fe1.domain.local'";

describe('the report of a failover', () => {
  it('is well when every step is done, the backup alone holds the CMS and nothing fails', () => {
    const report = reportOf({});

    expect(report).toMatchObject({ ok: true, notDone: [], set: '2026-03-02T100000Z' });
    expect(report.next).toEqual([
      expect.stringMatching(/^Nothing more is needed now: .*"Failback, fe2\.domain\.local to fe1\.domain\.local"/),
    ]);
    expect(report.first).toMatch(/^Failover of london done: .*fe2\.domain\.local \(backup\) alone/);
  });

  it.each([
    {
      what: 'a check fails',
      ended: {},
      changes: { checks: [check('replicas', 'fail')] },
      first: /not verified.*replicas \(fails\)/,
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

  it('gives what is left for a console after a stop with one server in charge, and no line that was begun', () => {
    const { next } = reportOf({ stoppedAt: 'pool-failover' });

    expect(next[0]).toMatch(/^Read first who holds the CMS/);
    expect(next[1]).toMatch(/^"Send the users of fe1.*may have run: do not run it again; look first with/);
    expect(next[3]).toMatch(/^On fe2\.domain\.local: Import-CsRgsConfiguration/);
    expect(next.join('\n')).not.toContain('Invoke-CsPoolFailOver');
  });

  it('never gives the move of the CMS again, however well one server seems in charge', () => {
    const still = { verdict: verdict('single', 'fe1.', 'primary') };

    expect(reportOf({ stoppedAt: 'cms-failover' }, still).next.join('\n')).not.toContain(
      'Invoke-CsManagementServerFailover',
    );
    expect(reportOf({ stoppedAt: 'edge-replica' }, still).next).toContain(
      'On fe2.domain.local: Invoke-CsManagementServerFailover',
    );
  });

  it('gives the line of a service that must not stay stopped, after a look', () => {
    const { next } = reportOf({ stoppedAt: 'restart-master-start' });

    expect(next.slice(1, 4)).toEqual([
      expect.stringContaining('may have run'),
      'Only if it did not:',
      "On fe2.domain.local: Start-CsWindowsService -Name 'MASTER'",
    ]);
  });

  it.each([
    {
      what: 'the CMS did not move: back, on the server that holds it',
      at: 'cms-failover',
      changes: { verdict: verdict('single', 'fe1.', 'primary') },
      says: /has fe2\.domain\.local as next hop, as this job set it\. The CMS is on fe1.*does not go on, take/,
      on: 'fe1.domain.local',
    },
    {
      what: 'the CMS moved and the users did not: only if they stay',
      at: 'matrix-settled',
      changes: {},
      says: /The CMS is on fe2\.domain\.local, the users have not.*only if they stay on fe1/,
      on: 'fe2.domain.local',
    },
    {
      what: 'the CMS is split: nothing may be written to it now',
      at: 'cms-failover',
      changes: { verdict: verdict('split-brain') },
      says: /Leave it so for now, and publish no topology: both write the CMS/,
      on: 'the server that then holds the CMS',
    },
    {
      what: 'it stopped at the next hop itself',
      at: 'edge-next-hop',
      changes: { verdict: verdict('single', 'fe1.', 'primary') },
      says: /as far as this job came/,
      on: 'fe1.domain.local',
    },
  ])('says which Edge pool uses the backup and when to take that back: $what', ({ at, changes, says, on }) => {
    const { next } = reportOf({ stoppedAt: at }, changes);

    expect(next.join('\n')).toMatch(says);
    expect(next).toContain(`On ${on}: ${EDGE_BACK}`);
  });

  it('leaves the next hop alone once the users are there', () => {
    expect(reportOf({ stoppedAt: 'restart-proof' }).next.join('\n')).not.toContain('Set-CsEdgeServer');
  });

  it('names the set, its runbook, the journals and the audit as evidence after a split', () => {
    const next = reportOf({ stoppedAt: 'cms-failover' }, { verdict: verdict('split-brain') }).next.join('\n');

    for (const { path } of pair.shares) expect(next).toContain(`${path}/london/2026-03-02T100000Z`);
    expect(next).toContain('RUNBOOK.md there has the way out ("Recover")');
    expect(next).toContain('`npm run sfb -- journal london --job failover-k3f9x2m1qa`');
    expect(next).toContain('`npm run sfb -- audit`');
  });

  it.each(['split-brain', 'none', 'disagree', 'cant-tell', 'returning'] as const)(
    'gives the way out of %s and no further step of the plan',
    (kind) => {
      const report = reportOf({ stoppedAt: 'pool-failover' }, { verdict: verdict(kind, `Users work (${kind}).`) });

      expect(report.next[0]).toBe('next of the matrix');
      expect(report.next.join('\n')).not.toMatch(/Invoke-Cs|Import-Cs|Windows/);
      if (kind === 'split-brain' || kind === 'none') expect(report.first).toMatch(/^Users work/);
      expect(renderText(report, 120)).toContain('not done Send the users');
    },
  );
});
