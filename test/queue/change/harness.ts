import { z } from 'zod';
import type { Permit } from '../../../src/approvals/types.js';
import { defineChangeJob, defineObserver, type Prepared, type Seen } from '../../../src/jobs/change.js';
import type { Plan, Step } from '../../../src/jobs/plan/types.js';
import { runChange } from '../../../src/queue/change/run-change.js';
import type { ChangeDeps, Recheck, Site } from '../../../src/queue/change/types.js';
import { systemTimer } from '../../../src/queue/time.js';
import { aPlan, someNotes } from '../../slack/gates.js';
import { aJob, type Here } from '../harness.js';
import { aStatus } from '../reports.js';
import { FakeTargets } from './targets.js';

export const BEN = { teamId: 'T0LAB', userId: 'U0BEN' };
export const CLEO = { teamId: 'T0LAB', userId: 'U0CLEO' };
export const HASH = 'c'.repeat(64);

/** Two changes, one on each server, and a look at the end. */
export const STEPS: readonly Step[] = [
  aStep('edge', 'jump', false),
  aStep('cms', 'backup', true, 'invoke-cs-management-server-failover'),
  { ...aStep('settled', 'backup', true), kind: 'wait', effect: 'read', call: undefined, line: undefined },
].map(({ call, line, ...step }) => ({
  ...step,
  ...(call === undefined ? {} : { call }),
  ...(line === undefined ? {} : { line }),
})) as Step[];

function aStep(id: string, place: 'jump' | 'backup', pastNoReturn: boolean, use = id) {
  return {
    id,
    kind: 'cmdlet' as 'cmdlet' | 'wait',
    title: `Do ${id}`,
    effect: 'destructive' as 'destructive' | 'read',
    call: { use, params: { Identity: id }, place } as Step['call'],
    line: `Set-${id}` as string | undefined,
    observe: { name: id, args: {} },
    expectedMs: 10,
    lateMs: 60_000,
    pastNoReturn,
  };
}

export interface Change {
  readonly targets: FakeTargets;
  /** What each observer sees; by default whether the step's effect came. */
  readonly seen: Map<string, () => Seen>;
  readonly effects: Set<string>;
  readonly plan: Plan;
  readonly audit: string[];
  /** What was looked at by an observer, and before which looks the sessions were dropped. */
  readonly looks: string[];
  readonly deps: ChangeDeps;
  /** Ana asks; the id of her job. */
  ask(): Promise<string>;
  /** Prepared and approved by Ben and Cleo. */
  approved(): Promise<string>;
  /** One ring. */
  ring(id: string, change?: Partial<ChangeDeps>): Promise<void>;
  /** Answers the next wish for a permit, as the bot does. */
  permit(id: string): Promise<void>;
}

/** Everything those steps start, in their order. */
export const ALL = ['jump edge.1', 'backup cms.1'];

/** One ring of an approved job, and the bot's permit for it. */
export async function runs(change: Change, id: string): Promise<void> {
  await Promise.all([change.ring(id), change.permit(id)]);
}

export interface Options {
  readonly prepare?: () => Promise<Prepared>;
  readonly recheck?: () => Promise<Recheck>;
  /** What the second step is planned on. */
  readonly expects?: Step['expect'];
  /** The first step can be taken back. */
  readonly undoes?: boolean;
  /** Waits for `settled` before the point of no return, too. */
  readonly waits?: boolean;
}

export function aChange(here: Here, options: Options = {}): Change {
  const targets = new FakeTargets();
  const effects = new Set<string>();
  const seen = new Map<string, () => Seen>();
  const audit: string[] = [];
  const looks: string[] = [];
  const plan = aPlan({ steps: stepsFor(options), deployment: here.deployment });
  targets.behaviours.set('edge-undo', { effect: () => void effects.delete('edge') });
  for (const { id } of STEPS) targets.behaviours.set(id, { effect: () => void effects.add(id) });
  const observer = (name: string) =>
    defineObserver({
      name,
      before: z.object({ had: z.boolean() }),
      readBefore: async () => ({ had: effects.has(name) }),
      observe: async (_ps, { from }) => {
        looks.push(name);
        return seen.get(name)?.() ?? sawEffect(effects, name, from === plan.from);
      },
    });
  const job = defineChangeJob({
    kind: 'failover',
    request: z.object({}),
    prepare: options.prepare ?? (async () => ({ end: 'planned' as const, plan, notes: someNotes })),
    readFacts: async () => plan.facts,
    report: async (_input, _plan, ended) => aStatus(ended.sentence ?? 'all steps are done'),
  });
  let names = 0;
  const deps: ChangeDeps = {
    store: here.store,
    jobs: { failover: job },
    observers: Object.fromEntries(STEPS.map(({ id }) => [id, observer(id)])),
    uses: Object.fromEntries(STEPS.flatMap(({ id, call }) => (call === undefined ? [] : [[call.use, aUse(id)]]))),
    site: async () => aSite(targets, () => void looks.push('renewed')),
    planHash: () => HASH,
    policy: { rule: 'two-others', quorum: 2 },
    permitFault: () => undefined,
    holds: async () => ({ found: 'same' }),
    recheck: options.recheck ?? (async () => ({ found: 'same' })),
    audit: async (kind, body) => {
      const more = kind === 'run' ? [[body.approvers].flat().join(', '), body.auditHead] : [body.step ?? ''];
      audit.push([kind, ...more].join(' ').trim());
    },
    timer: systemTimer,
    newOwner: () => `owner-${++names}`,
    newNonce: () => `nonce-${++names}`,
    leaseMs: 10_000,
    pollMs: 10,
    permitMs: 2_000,
    stopping: new AbortController().signal,
    log: { error: () => {}, info: () => {} },
  };
  const ring: Change['ring'] = async (id, change = {}) => {
    const record = await here.store.readJob(id);
    if (record !== undefined) await runChange(record, job, { ...deps, ...change });
  };
  const ask = async () => {
    const asked = { ...aJob(), kind: 'failover', request: {} };
    await here.store.createJob(asked);
    return asked.id;
  };
  return {
    targets,
    seen,
    effects,
    plan,
    audit,
    looks,
    deps,
    ask,
    ring,
    permit: (id) => answer(here, id),
    async approved() {
      await here.redis.del(here.keys.changing);
      const id = await ask();
      await ring(id);
      await here.store.gatePosted(id, 15);
      await here.store.approve(id, HASH, BEN, 'yes');
      await here.store.approve(id, HASH, CLEO, 'yes');
      return id;
    },
  };
}

function stepsFor({ expects, undoes, waits }: Options): Step[] {
  const steps = STEPS.map((step) => {
    if (step.id === 'cms' && expects !== undefined) return { ...step, expect: expects };
    const undo = { use: 'edge', params: { Identity: 'back' }, place: 'jump' as const };
    return step.id === 'edge' && undoes === true ? { ...step, undo, undoLine: 'Set-edge back' } : step;
  });
  const before = STEPS.filter(({ id }) => waits === true && id === 'settled');
  const heard = before.map((step) => ({ ...step, id: 'heard', pastNoReturn: false }));
  return [...steps.slice(0, 1), ...heard, ...steps.slice(1)];
}

function sawEffect(effects: ReadonlySet<string>, name: string, forwards: boolean): Seen {
  if (name === 'settled' || effects.has(name) === forwards) return { seen: 'happened', sentence: `${name} is so.` };
  return { seen: 'not-happened', sentence: `${name} is not so.` };
}

function aUse(name: string) {
  return {
    name,
    cmdlet: `Set-${name}`,
    effect: 'destructive',
    params: z.object({}),
  } as unknown as ChangeDeps['uses'][string];
}

function aSite(targets: FakeTargets, renew: () => void): Site {
  const input = { pair: { name: 'london' }, ps: {}, renew, sleep: async () => {} };
  return { input, changes: targets.port(), prepare: {} } as unknown as Site;
}

async function answer(here: Here, id: string): Promise<void> {
  // Where no wish comes, the worker was killed before it: nobody may wait for ever.
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const state = (await here.store.readJob(id))?.state;
    if (state !== 'approved' && state !== 'permit-wanted') return;
    const gate = await here.store.readGate(id);
    const wanted = gate?.wanted;
    if (gate !== undefined && wanted !== undefined && gate.permit?.body.nonce !== wanted.nonce) {
      const { epoch, nonce } = wanted;
      const names = { deployment: here.deployment, pair: 'london', job: id, gate: gate.id, planHash: gate.planHash };
      const body = { ...names, epoch, nonce, approvers: [BEN, CLEO], expires: Date.now() + 60_000, auditHead: 'h' };
      const permit: Permit = { body, signature: 's' };
      await here.store.givePermit(id, nonce, permit);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
