import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDrift } from '../../src/jobs/plan/drift.js';
import { planHash } from '../../src/jobs/plan/hash.js';
import { recheckPlan } from '../../src/jobs/plan/recheck.js';
import { renderText } from '../../src/jobs/text.js';
import { getCsManagementConnection } from '../../src/powershell/cmdlets/get-cs-management-connection.js';
import { cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { CmdletUse } from '../../src/powershell/types.js';
import { labPair } from '../support/lab-agent.js';
import { type FailoverLab, openFailoverLab } from './failover-lab.js';

describe('a failover carried out on the lab by the calls of its plan', { timeout: 120_000 }, () => {
  let site: FailoverLab;

  beforeAll(async () => {
    site = await openFailoverLab();
    for (const profile of ['lived-in', 'fresh'] as const) {
      await site.renew(profile);
      await site.keep(profile);
    }
  }, 120_000);
  afterAll(() => site.close());

  it.each(['lived-in', 'fresh'] as const)('ends verified on the %s profile, with every step seen', async (profile) => {
    const planned = await site.planned(profile);
    const { plan } = planned;

    const ended = await site.run(plan);

    expect(ended).toEqual({});
    const report = await site.report(planned, ended);
    expect(report).toMatchObject({ ok: true, notDone: [], verdict: { name: 'single(backup)' } });
    expect(report.done).toHaveLength(plan.steps.length);
    expect(report.first).toMatch(/^Failover of london done: the CMS is active on fe2\.domain\.local \(backup\) alone/);
    expect(await site.lab.field('poolState.fe1')).toBe('FailedOver');
  });

  it('cannot be begun by a read or a safe change', async () => {
    const ps = site.executor.forPair(labPair);
    const changes = Object.values(cmdletUses).filter(
      ({ effect }) => effect === 'reversible' || effect === 'destructive',
    );

    for (const use of changes) {
      const params: Readonly<Record<string, string>> = { PoolFqdn: 'fe1.domain.local', Name: 'FTA', FileName: 'x' };
      const known = Object.fromEntries(Object.entries(params).filter(([name]) => name in use.params.shape));
      for (const ask of [ps.read, ps.change]) {
        await expect(ask.call(ps, use as CmdletUse, known, 'backup')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      }
    }
    expect(changes).toHaveLength(8);
  });

  it('stops at the split of the seed, and the first sentence is for the frightened', async () => {
    const planned = await site.planned('lived-in');
    await site.lab.fault('split-brain-bare');

    const ended = await site.run(planned.plan);

    expect(ended.stoppedAt).toBe('cms-failover');
    const report = await site.report(planned, ended);
    expect(report.first).toMatch(
      /^Users work; do not restart services, do not edit SQL, do not run the failover again\./,
    );
    expect(report.first).toContain('2 of 13 steps are done');
    expect(report).toMatchObject({ ok: false, set: '2026-03-02T100000Z' });
    expect(report.notDone[0]).toBe('Move the CMS to fe2.domain.local, planned form');
    expect(report.next.join('\n')).toMatch(/On fe1\.domain\.local: Export-CsConfiguration -LocalStore/);
    expect(report.next.join('\n')).not.toMatch(/Invoke-CsPoolFailOver|-Force/);
    expect(await site.lab.field('poolState.fe1')).toBe('Active');
    const text = renderText(report, 100);
    expect(text).toMatch(/done {5}Give edgepool\.domain\.local the next hop/);
    expect(text).toMatch(/not done Move the CMS/);
  });

  it('does not end verified when the latent break shows at the restart proof', async () => {
    const planned = await site.planned('lived-in');
    await site.lab.fault('latent-break');

    const ended = await site.run(planned.plan);

    expect(ended.stoppedAt).toMatch(/^restart-/);
    expect(await site.report(planned, ended)).toMatchObject({ ok: false });
  });

  it('reads the CMS where it was as long as its sessions are those from before the move, and where it is once they are renewed', async () => {
    await site.planned('lived-in');
    const ps = site.executor.forPair(labPair);
    const connected = async (place: 'jump' | 'primary') =>
      (await ps.read(getCsManagementConnection, {}, place)).rows[0]?.SqlServer;
    const both = async () => [await connected('jump'), await connected('primary')];
    const [old, now] = ['fe1.domain.local', 'fe2.domain.local'];

    expect(await both()).toEqual([old, old]);
    await site.lab.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });
    expect(await both()).toEqual([old, old]);
    site.executor.renew();
    expect(await both()).toEqual([now, now]);
  });

  it('sends only the users where the CMS is on the backup already, and ends verified', async () => {
    await site.planned('lived-in');
    await site.lab.well('fe2', 'Invoke-CsManagementServerFailover', { Confirm: false });
    await site.lab.clock(30);
    await site.keep('already');
    const planned = await site.planned('already');

    const ended = await site.run(planned.plan);

    expect(ended).toEqual({});
    expect(planned.plan).toMatchObject({ strategy: 'already', facts: { verdict: 'single(backup)' } });
    expect(planned.plan.steps.map(({ id, pastNoReturn }) => `${id} ${pastNoReturn}`).slice(0, 3)).toEqual([
      'edge-next-hop false',
      'edge-replica false',
      'pool-failover true',
    ]);
    expect(planned.plan.steps[0]?.call?.place).toBe('backup');
    const report = await site.report(planned, ended);
    expect(report).toMatchObject({ ok: true, notDone: [], verdict: { name: 'single(backup)' } });
    expect(await site.lab.field('poolState.fe1')).toBe('FailedOver');
    expect(await site.lab.field('services.edgeRegistrar.edgepool')).toBe('fe2.domain.local');
  });

  it.each([
    {
      fault: 'failover-too-soon',
      profile: 'lived-in',
      stoppedAt: 'cms-failover',
      seen: 'not-happened',
      says: /^Nothing moved: every witness names fe1.*cannot be moved to pool fe2/,
      verdict: 'single(primary)',
      pool: 'Active',
    },
    {
      fault: 'lis-import-fails',
      profile: 'fresh',
      stoppedAt: 'lis-import',
      seen: 'not-happened',
      says: /^The LIS has 0 subnets, .*; the set has 12 subnets, .*Location Information Service database could not be updated/,
      verdict: 'single(backup)',
      pool: 'Active',
    },
    {
      fault: 'rgs-name-clash',
      profile: 'fresh',
      stoppedAt: 'rgs-import',
      seen: 'cant-tell',
      says: /^fe2\.domain\.local had Helpdesk before the import.*"Helpdesk" already exists/,
      verdict: 'single(backup)',
      pool: 'FailedOver',
    },
  ] as const)('$fault after the plan stops it at $stoppedAt, the state is said and nothing follows', async (row) => {
    const planned = await site.planned(row.profile);
    const { steps } = planned.plan;
    await site.lab.fault(row.fault);

    const ended = await site.run(planned.plan);

    expect(ended).toEqual({ stoppedAt: row.stoppedAt, seen: row.seen, sentence: expect.stringMatching(row.says) });
    const at = steps.findIndex(({ id }) => id === row.stoppedAt);
    const report = await site.report(planned, ended);
    expect(report).toMatchObject({ ok: false, verdict: { name: expect.stringContaining(row.verdict) } });
    expect(report.first).toContain(`Stopped at "${steps[at]?.title}": ${at} of ${steps.length} steps are done.`);
    expect(report.first).toContain(report.verdict.first);
    expect(report.notDone).toEqual(steps.slice(at).map(({ title }) => title));
    expect(await site.lab.field('poolState.fe1')).toBe(row.pool);
    const calls = (list: typeof steps) => list.flatMap(({ call }) => call?.use ?? []);
    expect(site.changes()).toEqual(calls(steps.slice(0, at)));
  });

  it('sees a fact that changed after the plan, and reads one digest as long as none does', async () => {
    const { job, plan } = await site.planned('lived-in');
    const hashes = new Set<string>();
    for (let reading = 0; reading < 8; reading += 1) {
      // Two at once, and the clock goes on: heartbeats, replica flags and module states move under them.
      const both = await Promise.all([job.readFacts(site.input(), plan), job.readFacts(site.input(), plan)]);
      for (const facts of both) hashes.add(planHash({ ...plan, facts }));
      await site.lab.clock(0.5);
    }
    expect([...hashes]).toEqual([planHash(plan)]);

    await site.lab.well('fe1', 'Set-CsEdgeServer', {
      Identity: 'EdgeServer:edgepool.domain.local',
      Registrar: 'Registrar:fe2.domain.local',
    });
    expect(await findDrift(plan.facts, () => job.readFacts(site.input(), plan))).toMatchObject({
      found: 'changed',
      changes: expect.arrayContaining(['next hop of edgepool.domain.local: fe1.domain.local → fe2.domain.local']),
    });
  });

  it('voids the approval for a check that fails now, and only stops for one that cannot be read', async () => {
    const { job, plan } = await site.planned('lived-in');
    expect(await recheckPlan(job, site.input(), plan)).toEqual({ found: 'same' });

    await site.lab.fault('service-stopped');
    expect(await recheckPlan(job, site.input(), plan)).toMatchObject({
      found: 'changed',
      changes: ['cms-services'],
      sentence: expect.stringMatching(/^The approval is void, because a check that blocks fails now/),
    });
    await site.lab.heal('service-stopped');
    await site.lab.fault('access-denied');
    expect(await recheckPlan(job, site.input(), plan)).toMatchObject({ found: 'unreadable' });
    expect(await findDrift(plan.facts, () => job.readFacts(site.input(), plan))).toMatchObject({ found: 'unreadable' });
  });
});
