import type { KeyObject } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createPermitCheck } from '../../src/approvals/permit.js';
import { defineChangeJob, defineObserver } from '../../src/jobs/change.js';
import { planHash } from '../../src/jobs/plan/hash.js';
import type { Plan, PlanNotes } from '../../src/jobs/plan/types.js';
import type { Intent, StepTrace, TargetState } from '../../src/journal/types.js';
import { cmdletUses } from '../../src/powershell/cmdlets/index.js';
import { runChange } from '../../src/queue/change/run-change.js';
import type { ChangeDeps, Site } from '../../src/queue/change/types.js';
import { WORKER_STATES } from '../../src/queue/record.js';
import type { Store } from '../../src/queue/store.js';
import { systemTimer } from '../../src/queue/time.js';
import type { Report } from '../../src/report.js';
import { DEPLOYMENT } from './stack.js';

/** The worker's own orchestration (gate, permit, claim, steps) over a target that only counts what is started on it. */
export interface StandIn {
  /** Destructive cmdlets started so far. */
  readonly started: () => number;
  /** While held, approved jobs wait. */
  hold(): void;
  go(): void;
  stop(): Promise<void>;
}

export async function startStandIn(store: Store, permitKey: KeyObject): Promise<StandIn> {
  const target = new CountingTarget();
  const stopping = new AbortController();
  const deps = depsOf(store, target, permitKey, stopping.signal);
  let held = false;
  let work = Promise.resolve();
  const look = async () => {
    for (const id of await store.openJobs()) {
      const record = await store.readJob(id);
      if (record === undefined || !WORKER_STATES.has(record.state)) continue;
      if (!(held && record.state === 'approved')) await runChange(record, job, deps);
    }
  };
  const wake = () => {
    work = work.then(() => (stopping.signal.aborted ? undefined : look())).catch(() => undefined);
  };
  const unsubscribe = await store.subscribeWakes(wake);
  return {
    started: () => target.started,
    hold() {
      held = true;
    },
    go() {
      held = false;
      wake();
    },
    async stop() {
      stopping.abort();
      await unsubscribe();
      await work;
    },
  };
}

const USE = 'invoke-cs-management-server-failover';

const plan: Plan = {
  format: 1,
  deployment: DEPLOYMENT,
  pair: 'london',
  kind: 'failover',
  mode: 'planned',
  strategy: 'product',
  gate: 'failover',
  from: 'primary',
  to: 'backup',
  steps: [
    {
      id: 'cms-failover',
      kind: 'cmdlet',
      title: 'Move the CMS to fe2.domain.local',
      effect: 'destructive',
      call: { use: USE, params: {}, place: 'backup' },
      line: 'Invoke-CsManagementServerFailover',
      observe: { name: 'moved', args: {} },
      expectedMs: 1,
      lateMs: 60_000,
      pastNoReturn: true,
    },
  ],
  facts: {
    verdict: 'single(primary)',
    rows: {},
    pairing: {},
    edgeNextHops: {},
    rtclocal: {},
    poolState: {},
    versions: {},
  },
  waived: [],
  build: 'b',
  policy: 'p',
};

const notes: PlanNotes = { notices: [], mind: [], readAt: '2026-01-01T00:00:00.000Z', byHand: [] };

const job = defineChangeJob({
  kind: 'failover',
  request: z.object({}),
  // Each plan is another one, so that each job has its own hash.
  prepare: async () => ({
    end: 'planned' as const,
    plan: { ...plan, build: randomBytes(8).toString('hex') },
    notes,
  }),
  readFacts: async () => plan.facts,
  report: async () => report,
});

const report: Report = {
  kind: 'status',
  pair: 'london',
  primary: 'fe1.domain.local',
  backup: 'fe2.domain.local',
  lab: true,
  verdict: { kind: 'single', side: 'backup', name: 'single(backup)', first: 'The plan was run.', decidedBy: [] },
  rows: [],
  notes: [],
  next: [],
  readAt: '2026-01-01T00:00:00.000Z',
  readMs: 1,
};

const moved = defineObserver({
  name: 'moved',
  before: z.object({}),
  readBefore: async () => ({}),
  observe: async () => ({ seen: 'happened', sentence: 'It moved.' }),
});

function depsOf(store: Store, target: CountingTarget, permitKey: KeyObject, stopping: AbortSignal): ChangeDeps {
  const name = () => randomBytes(8).toString('hex');
  const input = { pair: { name: 'london' }, ps: {}, renew: () => {}, sleep: async () => {} };
  return {
    store,
    jobs: { failover: job },
    observers: { moved },
    uses: cmdletUses,
    site: async () => ({ input, changes: target, prepare: {} }) as unknown as Site,
    planHash,
    policy: { rule: 'two-others', quorum: 2 },
    permitFault: createPermitCheck(permitKey, 2),
    holds: async () => ({ found: 'same' }),
    recheck: async () => ({ found: 'same' }),
    audit: async () => {},
    timer: systemTimer,
    newOwner: name,
    newNonce: name,
    leaseMs: 30_000,
    pollMs: 10,
    permitMs: 15_000,
    stopping,
    log: { error: () => {}, info: () => {} },
  };
}

/** A target that keeps fence and intents in memory and counts starts. */
class CountingTarget {
  started = 0;
  #fence: TargetState['fence'];
  readonly #steps = new Map<string, Map<string, StepTrace>>();

  async fence(_place: string, fence: NonNullable<TargetState['fence']>): Promise<TargetState> {
    this.#fence = fence;
    return this.#state(fence.job);
  }

  async look(_place: string, of: string): Promise<TargetState> {
    return this.#state(of);
  }

  async start(
    _use: unknown,
    _params: unknown,
    _place: string,
    order: Omit<Intent, 'use' | 'cmdlet' | 'parameters' | 'at' | 'pid'>,
  ) {
    this.started += 1;
    const at = new Date().toISOString();
    const intent: Intent = {
      ...order,
      use: USE,
      cmdlet: 'Invoke-CsManagementServerFailover',
      parameters: {},
      at,
      pid: 1,
    };
    const outcome = { ok: true, errors: [], warnings: [], host: '', at, ms: 1 };
    const steps = this.#steps.get(order.job) ?? new Map<string, StepTrace>();
    this.#steps.set(order.job, steps.set(`${order.step}.${order.attempt}`, { intent, outcome }));
    return intent;
  }

  async tail() {
    return { lines: [], next: 0 };
  }

  #state(of: string): TargetState {
    const steps = Object.fromEntries(this.#steps.get(of) ?? []);
    const installation = this.#fence?.installation;
    return { place: 'backup', computer: 'fe2.domain.local', installation, fence: this.#fence, running: false, steps };
  }
}
