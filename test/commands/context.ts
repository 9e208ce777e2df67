import { commands } from '../../src/commands/index.js';
import type { Asked, CommandContext, Frozen, JobLine } from '../../src/commands/types.js';
import { london } from './pairs.js';

/** What a command may ask and a test is not about. */
export const idle = {
  jobs: async () => [],
  frozen: async () => undefined,
  freeze: async () => undefined,
  thaw: async () => false,
  resolveJob: async () => 'looks' as const,
} satisfies Partial<CommandContext>;

/** A context in memory, and what was asked of it. */
export function inContext(change: { jobs?: JobLine[]; frozen?: Frozen; note?: string; id?: string } = {}) {
  const asked: Asked[] = [];
  const state = { frozen: change.frozen };
  const resolved: string[] = [];
  const context: CommandContext = {
    actor: { teamId: 'T0LAB', userId: 'U0ANA' },
    pairs: [london],
    roles: new Set(['anyone', 'viewer', 'operator', 'operator-or-approver'] as const),
    commands,
    statusMaxAge: 60,
    lastStatus: async () => undefined,
    jobs: async () => change.jobs ?? [],
    frozen: async () => state.frozen,
    async freeze(reason) {
      state.frozen = { by: context.actor, reason, at: '2026-11-24T14:05:00.000Z' };
    },
    async thaw() {
      const was = state.frozen !== undefined;
      state.frozen = undefined;
      return was;
    },
    async resolveJob(job, how) {
      resolved.push(`${how} ${job}`);
      return how === 'end' ? 'ended' : 'looks';
    },
    async requestJob(job) {
      asked.push(job);
      return { id: change.id ?? 'failover-k3f9x2m1qa', ...(change.note && { note: change.note }) };
    },
  };
  return { context, asked, state, resolved };
}

export function aLine(change: Partial<JobLine> = {}): JobLine {
  return {
    id: 'failover-k3f9x2m1qa',
    kind: 'failover',
    state: 'waiting-approval',
    open: true,
    askedAt: '2026-11-24T14:00:00.000Z',
    requester: { teamId: 'T0LAB', userId: 'U0ANA' },
    ...change,
  };
}
