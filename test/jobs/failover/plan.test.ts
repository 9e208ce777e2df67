import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleLines } from '../../../src/jobs/failover/by-hand.js';
import { type FailoverFacts, planFailover } from '../../../src/jobs/failover/plan.js';
import { observers } from '../../../src/jobs/observe/index.js';
import { Step } from '../../../src/jobs/plan/types.js';
import { cmdletUses } from '../../../src/powershell/cmdlets/index.js';
import { failoverFacts } from '../plan/example.js';

const ids = (changes: Partial<FailoverFacts>) => planFailover({ ...failoverFacts, ...changes }).map(({ id }) => id);
const RESTART = ['replica', 'fta', 'master'].flatMap((name) => [`restart-${name}-stop`, `restart-${name}-start`]);
const TAIL = [...RESTART, 'restart-proof', 'verify'];
const EDGE = ['edge-next-hop', 'edge-replica'];
const CMS = ['cms-failover', 'lis-import', 'lis-publish', 'matrix-settled'];
const hop = (edgeNextHops: Record<string, string>) => ({ ...failoverFacts.facts, edgeNextHops });
const { lis: _lis, rgs: _rgs, ...bare } = failoverFacts.set;
const empty = { subnets: 0, switches: 0, ports: 0, waps: 0, locations: 0 };

/** Anything a site may look like, sensible or not. */
const anyFacts: fc.Arbitrary<FailoverFacts> = fc.record({
  pair: fc.constant(failoverFacts.pair),
  strategy: fc.constantFrom('product', 'already'),
  facts: fc
    .dictionary(
      fc.constantFrom('edgepool.domain.local', 'edge2.domain.local', 'third.domain.local'),
      fc.constantFrom('fe1.domain.local', 'FE1.domain.local', 'fe2.domain.local', '', 'other.domain.local'),
    )
    .map(hop),
  edgeServers: fc.constant(failoverFacts.edgeServers),
  newestStamp: fc.constant(failoverFacts.newestStamp),
  set: fc.record(
    {
      id: fc.constant('2026-03-02T100000Z'),
      files: fc.constant({}),
      lis: fc.constantFrom('\\\\fe2\\share\\it’s -Force.zip', 'C:\\lis.zip'),
      rgs: fc.constantFrom('C:\\-DisasterMode.zip', 'C:\\rgs.zip'),
    },
    { requiredKeys: ['id', 'files'] },
  ),
  lis: fc.record({ subnets: fc.nat(3), switches: fc.nat(3), ports: fc.nat(3), waps: fc.nat(3), locations: fc.nat(3) }),
  rgs: fc.record({ primary: fc.array(fc.string(), { maxLength: 3 }), backup: fc.array(fc.string(), { maxLength: 3 }) }),
}) as fc.Arbitrary<FailoverFacts>;

describe('the plan of a failover', () => {
  it('has who must hold the CMS read again before each step that rests on it', () => {
    const expected = (strategy: FailoverFacts['strategy']) =>
      planFailover({ ...failoverFacts, strategy }).flatMap(({ id, expect }) =>
        expect === undefined ? [] : [`${id}: ${expect.cms}`],
      );

    const after = ['pool-failover: backup', 'rgs-import: backup', 'restart-replica-stop: backup'];
    expect(expected('product')).toEqual(['edge-next-hop: primary', 'cms-failover: primary', ...after]);
    expect(expected('already')).toEqual(['edge-next-hop: backup', ...after]);
  });

  it.each<{ what: string; facts: Partial<FailoverFacts>; steps: string[] }>([
    { what: 'everything there is', facts: {}, steps: [...EDGE, ...CMS, 'pool-failover', 'rgs-import', ...TAIL] },
    {
      what: 'the CMS there already',
      facts: { strategy: 'already' },
      steps: [...EDGE, 'pool-failover', 'rgs-import', ...TAIL],
    },
    {
      what: 'no Edge pool behind the primary',
      facts: { facts: hop({ 'edgepool.domain.local': 'fe2.domain.local' }) },
      steps: [...CMS, 'pool-failover', 'rgs-import', ...TAIL],
    },
    {
      what: 'an empty LIS',
      facts: { lis: empty },
      steps: [...EDGE, 'cms-failover', 'matrix-settled', 'pool-failover', 'rgs-import', ...TAIL],
    },
    {
      what: 'a set without LIS and Response Groups',
      facts: { set: bare },
      steps: [...EDGE, 'cms-failover', 'matrix-settled', 'pool-failover', ...TAIL],
    },
    {
      what: 'Response Groups of one name on both',
      facts: { rgs: { primary: ['Helpdesk'], backup: ['Helpdesk'] } },
      steps: [...EDGE, ...CMS, 'pool-failover', ...TAIL],
    },
    {
      what: 'two Edge pools',
      facts: { facts: hop({ 'edgepool.domain.local': 'fe1.domain.local', 'edge2.domain.local': 'fe1.domain.local' }) },
      steps: ['edge-next-hop-1', 'edge-next-hop-2', 'edge-replica', ...CMS, 'pool-failover', 'rgs-import', ...TAIL],
    },
  ])('with $what has these steps in this order', ({ facts, steps }) => {
    expect(ids(facts)).toEqual(steps);
  });

  it('never holds a form for a lost primary, and keeps to the rules of the catalogue, whatever the facts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const steps = planFailover(facts);
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
        for (const step of steps) {
          expect(Step.parse(step)).toEqual(step);
          expect(observers).toHaveProperty(step.observe.name);
          for (const call of [step.call, step.undo]) {
            if (call === undefined) continue;
            const use = cmdletUses[call.use as keyof typeof cmdletUses];
            expect(use.params.safeParse(call.params).success).toBe(true);
            const given = [...Object.keys(call.params), ...Object.keys('fixed' in use ? (use.fixed ?? {}) : {})];
            expect(given.filter((name) => /Force|Backup|Disaster|Skip|Remove|WhatIf/.test(name))).toEqual([]);
          }
        }
        const text = steps.map(({ line = '' }) => line.replace(/'[^']*'/g, "''")).join('\n');
        expect(text).not.toMatch(/-(Force|BackupSqlServerFqdn|DisasterMode)/);
      }),
    );
  });

  it('has one point of no return: the CMS, or the pool where the CMS has moved; only what can be undone comes before', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const steps = planFailover(facts);
        const first = steps.findIndex(({ pastNoReturn }) => pastNoReturn);
        expect(steps[first]?.id).toBe(facts.strategy === 'product' ? 'cms-failover' : 'pool-failover');
        expect(steps.slice(first).every(({ pastNoReturn }) => pastNoReturn)).toBe(true);
        for (const { call, undo, effect } of steps.slice(0, first)) {
          expect(call === undefined || (undo !== undefined && effect === 'reversible')).toBe(true);
        }
      }),
    );
  });

  it('is the same for the same facts and says each call for a console with its server', () => {
    expect(planFailover(failoverFacts)).toEqual(planFailover(structuredClone(failoverFacts)));
    const lines = consoleLines(planFailover(failoverFacts), failoverFacts.pair);
    expect(lines).toContain('On fe2.domain.local: Invoke-CsManagementServerFailover');
    expect(lines).toContain("On fe2.domain.local: Invoke-CsPoolFailOver -PoolFqdn 'fe1.domain.local'");
    expect(lines[1]).toBe('Then: Wait until the Edge servers have heard of it');
  });
});
