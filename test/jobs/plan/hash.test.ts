import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SfbError } from '../../../src/errors.js';
import { factChanges, findDrift } from '../../../src/jobs/plan/drift.js';
import { decidingFacts, type FactReads } from '../../../src/jobs/plan/facts.js';
import { planHash } from '../../../src/jobs/plan/hash.js';
import type { DecidingFacts, Plan, Step } from '../../../src/jobs/plan/types.js';
import type { StatusReport } from '../../../src/report.js';
import { decisiveRows, pair, topologyXml } from '../../checks/port.js';
import { examplePlan, facts } from './example.js';

type Path = readonly (string | number)[];
const base = planHash(examplePlan());

/** Every value inside that is no object, by its path. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function replaced<T>(value: T, path: Path, change: (old: unknown) => unknown): T {
  const copy = structuredClone(value) as Record<string, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  at[last] = change(at[last]);
  return copy as T;
}

const other = (old: unknown) =>
  typeof old === 'boolean' ? !old : typeof old === 'number' ? old + 1 : `${String(old)}x`;
const NOT_HASHED = ['title', 'line', 'undoLine', 'expectedMs'];
const paths = leaves(examplePlan());
const hashed = paths.filter((path) => !NOT_HASHED.includes(String(path.at(-1))));

describe('the hash of a plan', () => {
  it('changes with any single value that people approve', () => {
    fc.assert(
      fc.property(fc.constantFrom(...hashed), (path) => {
        expect(planHash(replaced(examplePlan(), path, other)), path.join('.')).not.toBe(base);
      }),
      { numRuns: hashed.length * 3 },
    );
    expect(hashed.length).toBeGreaterThan(100);
  });

  it('does not change with titles, shown lines and expected times, nor with the order of keys', () => {
    const unhashed = paths.filter((path) => NOT_HASHED.includes(String(path.at(-1))));
    for (const path of unhashed) expect(planHash(replaced(examplePlan(), path, other))).toBe(base);
    expect(unhashed.length).toBeGreaterThan(20);

    const turned = Object.fromEntries(Object.entries(examplePlan()).reverse()) as Plan;
    expect(planHash(turned)).toBe(base);
    expect(base).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes with the order of the steps, with one left out and with one added', () => {
    const steps = examplePlan().steps;
    const [first, second, ...rest] = steps as [Step, Step, ...Step[]];
    expect(planHash(examplePlan({ steps: [second, first, ...rest] }))).not.toBe(base);
    expect(planHash(examplePlan({ steps: steps.slice(0, -1) }))).not.toBe(base);
    expect(planHash(examplePlan({ steps: [...steps, first] }))).not.toBe(base);
  });
});

const names: FactReads = {
  pairing: { primary: ['FE2.domain.local', pair.primary], backup: [pair.primary, pair.backup] },
  edges: [{ pool: 'EdgePool.domain.local', registrar: 'Registrar:FE1.domain.local' }],
  cms: topologyXml(['primary']),
  local: { primary: topologyXml(['primary']), backup: topologyXml(['primary']) },
  pools: [
    { identity: 'Service:Registrar:fe1.domain.local', state: 'Active' },
    { identity: 'Service:Registrar:fe2.domain.local', state: 'Active' },
  ],
  versions: { primary: ['6.0.9319.534'], backup: ['6.0.9319.534'] },
};

function status(note: string, detail: string, readAt: string): StatusReport {
  return {
    ...{ kind: 'status', pair: pair.name, primary: pair.primary, backup: pair.backup, lab: true },
    kind: 'status',
    verdict: { kind: 'single', side: 'primary', name: 'single(primary)', first: note, decidedBy: [] },
    rows: [
      ...decisiveRows('primary').map((row) => ({ ...row, detail })),
      { row: 'replicas', label: 'Replicas', weight: 'shown', says: "can't tell", detail: note },
    ],
    notes: [{ status: 'warn', sentence: note }],
    next: [],
    readAt,
    readMs: note.length,
  };
}

describe('deciding facts', () => {
  it('are the same whatever flaps: states of the Backup Service, replica flags, heartbeats, times, order and case', () => {
    const once = decidingFacts(status('FinalState', 'fe1', '2026-03-02T10:00:00Z'), names, pair);
    const text = fc.constantFrom('SteadyState', 'FinalState', 'edge1 False', 'fe2 True', '10:02:05');
    fc.assert(
      fc.property(text, text, fc.date({ noInvalidDate: true }), fc.boolean(), (note, detail, at, upper) => {
        const turned = [...names.pools].reverse();
        const edges = names.edges.map(({ pool, registrar }) => ({
          pool,
          registrar: upper ? registrar.toLowerCase() : registrar,
        }));
        const again = decidingFacts(status(note, detail, at.toISOString()), { ...names, edges, pools: turned }, pair);
        expect(again).toEqual(once);
        expect(planHash(examplePlan({ facts: again }))).toBe(planHash(examplePlan({ facts: once })));
      }),
      { numRuns: 500 },
    );
    expect(once.edgeNextHops).toEqual({ 'edgepool.domain.local': 'fe1.domain.local' });
    expect(once.pairing).toEqual(facts.pairing);
  });

  it.each([
    { what: 'the pairing', reads: { pairing: { ...names.pairing, primary: [] } } },
    {
      what: 'a next hop',
      reads: { edges: [{ pool: 'edgepool.domain.local', registrar: 'Registrar:fe2.domain.local' }] },
    },
    { what: 'a local store', reads: { local: { ...names.local, backup: topologyXml(['backup']) } } },
    {
      what: 'a PoolState',
      reads: { pools: [{ identity: 'Service:Registrar:fe1.domain.local', state: 'FailedOver' }] },
    },
    { what: 'a version', reads: { versions: { ...names.versions, backup: ['6.0.9319.0'] } } },
  ])('change with $what', ({ reads }) => {
    const report = status('', '', '2026-03-02T10:00:00Z');
    const once = decidingFacts(report, names, pair);

    expect(decidingFacts(report, { ...names, ...reads }, pair)).not.toEqual(once);
  });
});

describe('drift', () => {
  it('names every fact that changed, old and new', async () => {
    fc.assert(
      fc.property(fc.constantFrom(...leaves(facts)), (path) => {
        const now = replaced(facts, path, (old) => `${String(old)}x`) as DecidingFacts;
        expect(factChanges(facts, now)).toHaveLength(1);
        expect(factChanges(facts, now)[0]).toMatch(/: (.+) → \1x$/);
      }),
    );
    const now = { ...facts, poolState: { ...facts.poolState, 'fe1.domain.local': 'FailedOver' } };
    expect(await findDrift(facts, async () => now)).toEqual({
      found: 'changed',
      changes: ['PoolState of fe1.domain.local: Active → FailedOver'],
      sentence:
        'The approval is void, because what it rests on has changed: PoolState of fe1.domain.local: Active → FailedOver. Nothing was begun; ask again.',
    });
  });

  it('is none for the same facts, and not known when they cannot be read', async () => {
    expect(await findDrift(facts, async () => structuredClone(facts))).toEqual({ found: 'same' });
    const failing = () => Promise.reject(new SfbError('CHECK_FAILED', 'Not read: xds on fe2.'));
    expect(await findDrift(facts, failing)).toMatchObject({ found: 'unreadable' });
    expect(await findDrift(facts, failing)).toHaveProperty('sentence', expect.stringContaining('Not read: xds on fe2'));
  });
});
