import type { Decided, Gate, GateStore, Permit, RefusalReason } from '../../src/approvals/types.js';
import type { Actor } from '../../src/domain.js';
import type { Plan, PlanNotes } from '../../src/jobs/plan/types.js';
import type { JobRecord, JobState } from '../../src/queue/record.js';
import type { Approvals } from '../../src/slack/start.js';
import type { Audit } from '../../src/slack/types.js';
import { aRecord, type FakeThreads } from './fakes.js';

export const JOB = 'failover-k3f9x2m1qa';
export const HASH = 'a'.repeat(64);

export function aPlan(change: Partial<Plan> = {}): Plan {
  const step = { effect: 'destructive' as const, expectedMs: 180_000, lateMs: 900_000 };
  return {
    format: 1,
    deployment: 'lab',
    pair: 'london',
    kind: 'failover',
    mode: 'planned',
    strategy: 'product',
    gate: 'gate',
    from: 'primary',
    to: 'backup',
    steps: [
      {
        ...step,
        id: 'edge-next-hop',
        kind: 'cmdlet',
        effect: 'reversible',
        title: 'Point the Edge pool at fe2',
        call: { use: 'set-cs-edge-server', params: {}, place: 'jump' },
        line: 'Set-CsEdgeServer -Identity EdgeServer:edgepool.domain.local -Registrar Registrar:fe2.domain.local',
        observe: { name: 'edge-next-hop', args: {} },
        undo: { use: 'set-cs-edge-server', params: {}, place: 'jump' },
        undoLine: 'Set-CsEdgeServer -Identity EdgeServer:edgepool.domain.local -Registrar Registrar:fe1.domain.local',
        pastNoReturn: false,
      },
      {
        ...step,
        id: 'cms-failover',
        kind: 'cmdlet',
        title: 'Move the CMS to fe2',
        call: { use: 'invoke-cs-management-server-failover', params: {}, place: 'backup' },
        line: 'Invoke-CsManagementServerFailover -Confirm:$false',
        observe: { name: 'cms-active', args: {} },
        pastNoReturn: true,
      },
      {
        ...step,
        id: 'settle',
        kind: 'wait',
        effect: 'read',
        title: 'Wait until every witness names fe2',
        observe: { name: 'settled', args: {} },
        pastNoReturn: true,
      },
    ],
    facts: {
      verdict: 'single(primary)',
      active: 'primary',
      rows: {},
      pairing: {},
      edgeNextHops: {},
      rtclocal: {},
      poolState: {},
      versions: {},
    },
    set: { id: '20261124T135500Z', files: {} },
    waived: [],
    build: 'b',
    policy: 'p',
    ...change,
  };
}

export const someNotes: PlanNotes = {
  notices: ['Users homed on fe1 are signed out for a few minutes.'],
  mind: ['Replica edge1.domain.local is not up to date.'],
  readAt: '2026-11-23T02:59:30.000Z',
  byHand: [
    'On the jump host: Set-CsEdgeServer -Identity EdgeServer:edgepool.domain.local -Registrar Registrar:fe2.domain.local',
    'On fe2.domain.local: Invoke-CsManagementServerFailover',
    'Then: Wait until every witness names fe2',
  ],
};

export function aGate(change: Partial<Gate> = {}): Gate {
  return {
    id: 'gate',
    planHash: HASH,
    requester: { teamId: 'T0LAB', userId: 'U0ANA' },
    policy: { rule: 'two-others', quorum: 2 },
    openedAt: '2026-11-23T03:00:00.000Z',
    votes: [],
    ...change,
  };
}

export function aChange(change: Partial<JobRecord> = {}): JobRecord {
  return aRecord({
    id: JOB,
    kind: 'failover',
    request: {},
    state: 'waiting-approval',
    plan: aPlan(),
    planHash: HASH,
    planNotes: someNotes,
    ...change,
  });
}

const SENTENCES: Partial<Record<RefusalReason, string>> = {
  'own-request': 'You asked for this change, and the rule two-others does not count whoever asked.',
  'not-posted': 'The plan is not in the channel yet.',
  'not-waiting': 'This job does not wait for that any more.',
  expired: 'The time to approve is over.',
  'other-plan': 'The plan has changed since.',
};

/** Gates in memory, beside the records of a `FakeThreads`; as strict as the interface says, by the given clock. */
export class FakeGates implements GateStore {
  readonly gates = new Map<string, Gate>();
  readonly calls: string[] = [];
  /** When set, every decision waits for it. */
  hold: Promise<void> | undefined;

  private readonly threads: FakeThreads;
  private readonly now: () => number;

  constructor(threads: FakeThreads, now: () => number) {
    this.threads = threads;
    this.now = now;
  }

  /** A job at its gate, as the worker would leave it. */
  open(record: JobRecord = aChange(), gate: Partial<Gate> = {}): void {
    const time = this.iso();
    this.gates.set(record.id, aGate({ openedAt: time, requester: record.requester, ...gate }));
    this.threads.put({ ...record, askedAt: time });
  }

  state(job = JOB): JobState | undefined {
    return this.threads.records.get(job)?.state;
  }

  readGate = async (job: string) => this.gates.get(job);

  async gatePosted(job: string, minutes: number): Promise<Decided> {
    const gate = this.gates.get(job);
    if (gate === undefined || gate.postedAt !== undefined) return { word: 'posted' };
    const postedAt = this.iso();
    const expiresAt = new Date(Date.parse(postedAt) + minutes * 60_000).toISOString();
    this.change(job, { postedAt, expiresAt });
    return { word: 'posted' };
  }

  async approve(job: string, planHash: string, by: Actor, reason: string): Promise<Decided> {
    await this.hold;
    this.calls.push(`approve ${by.userId}`);
    const gate = this.gates.get(job);
    const refusal = this.refusal(job, planHash, ['waiting-approval']);
    if (gate === undefined || refusal !== undefined) return refusal ?? refused('unknown-job');
    if (gate.postedAt === undefined) return refused('not-posted');
    if (Date.parse(gate.expiresAt ?? '') <= this.now()) return refused('expired');
    if (gate.policy.rule === 'two-others' && by.userId === gate.requester.userId) return refused('own-request');
    if (gate.votes.some((vote) => vote.by.userId === by.userId)) return { word: 'already-counted' };
    const votes = [...gate.votes, { by, reason, at: this.iso() }];
    const quorum = votes.length >= gate.policy.quorum;
    this.change(job, { votes }, quorum ? 'approved' : undefined);
    return { word: quorum ? 'quorum' : 'counted' };
  }

  async deny(job: string, planHash: string, by: Actor, reason: string): Promise<Decided> {
    const refusal = this.refusal(job, planHash, ['waiting-approval', 'approved', 'permit-wanted']);
    if (refusal !== undefined) return refusal;
    this.change(job, { denied: { by, reason, at: this.iso() } }, 'refused');
    return { word: 'denied' };
  }

  async withdraw(job: string, planHash: string, by: Actor, reason: string): Promise<Decided> {
    const refusal = this.refusal(job, planHash, ['waiting-approval', 'approved', 'permit-wanted']);
    if (refusal !== undefined) return refusal;
    this.change(job, { withdrawn: { by, reason, at: this.iso() } }, 'withdrawn');
    return { word: 'withdrawn' };
  }

  async expireGates(): Promise<string[]> {
    const over = [...this.gates].filter(
      ([job, { expiresAt }]) => this.state(job) === 'waiting-approval' && Date.parse(expiresAt ?? '') <= this.now(),
    );
    for (const [job] of over) this.change(job, {}, 'expired');
    return over.map(([job]) => job);
  }

  async givePermit(job: string, nonce: string, permit: Permit): Promise<Decided> {
    if (this.gates.get(job)?.wanted?.nonce !== nonce) return refused('not-waiting');
    this.change(job, { permit });
    return { word: 'permitted' };
  }

  async refusePermit(job: string, nonce: string, sentence: string): Promise<Decided> {
    if (this.gates.get(job)?.wanted?.nonce !== nonce) return refused('not-waiting');
    this.change(job, { permitRefused: sentence });
    return { word: 'permitted' };
  }

  /** What a worker does when it comes to an approved gate. */
  want(job = JOB, nonce = 'nonce-1', epoch = 7): void {
    this.change(job, { wanted: { epoch, nonce, at: this.iso() } }, 'permit-wanted');
  }

  openGate = async () => undefined;
  wantPermit = async (job: string) => this.want(job);
  claim = async (): Promise<Decided> => ({ word: 'claimed' });

  private iso(): string {
    return new Date(this.now()).toISOString();
  }

  private refusal(job: string, planHash: string, states: readonly JobState[]): Decided | undefined {
    const gate = this.gates.get(job);
    if (gate === undefined) return refused('unknown-job');
    if (gate.planHash !== planHash) return refused('other-plan');
    return states.includes(this.state(job) ?? 'asked') ? undefined : refused('not-waiting');
  }

  private change(job: string, change: Partial<Gate>, state?: JobState): void {
    const gate = this.gates.get(job);
    const record = this.threads.records.get(job);
    if (gate === undefined || record === undefined) return;
    this.gates.set(job, { ...gate, ...change });
    this.threads.put({ ...record, state: state ?? record.state, revision: record.revision + 1 });
  }
}

/** An audit in memory; `failure` stands for a full disk. */
export class FakeAudit implements Audit {
  readonly entries: { readonly kind: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
  failure: Error | undefined;

  append = async (kind: string, body: Readonly<Record<string, unknown>>): Promise<string> => {
    if (this.failure !== undefined) throw this.failure;
    this.entries.push({ kind, body });
    return `head-${this.entries.length}`;
  };

  kinds(): string[] {
    return this.entries.map(({ kind }) => kind);
  }
}

/** Everything approvals need, in memory; permits are signed by nobody. */
export function fakeApprovals(
  threads: FakeThreads,
  now: () => number,
): Approvals & { readonly gates: FakeGates; readonly audit: FakeAudit } {
  const gates = new FakeGates(threads, now);
  const audit = new FakeAudit();
  return {
    gates,
    audit,
    sign: (body) => ({ body, signature: 'signed' }),
    planHash: () => HASH,
    witnessed: async ({ job, by }) =>
      audit.entries.some(({ kind, body }) => kind === 'decision' && body.job === job && body.by === by),
    ended: async () => undefined,
    decided: async () => [],
    openJobs: async () => [...threads.records.keys()],
    redisNow: async () => now(),
    lostData: async () => undefined,
    toldLost: async () => undefined,
    lastScheduled: async () => ({ now: now() }),
  };
}

function refused(reason: RefusalReason): Decided {
  return { word: 'refused', reason, sentence: SENTENCES[reason] ?? `Refused: ${reason}.` };
}
