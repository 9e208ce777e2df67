import type { AuditChain } from './chain.js';
import type { AuditLine } from './line.js';

/** What the bot's own audit knows of people's decisions, whatever Redis says of them. Everything throws as the audit does. */
export interface Decisions {
  /** Whether this approval came through the bot: what was merely written to Redis did not. */
  approved(approval: { job: string; planHash: string; by: string }): Promise<boolean>;
  /** Who denied or withdrew a job. It was written down before Redis was told, so Redis may not know it (any more). */
  ended(job: string): Promise<Ending | undefined>;
  /** One line in mrkdwn for each job that people decided on since then, the oldest first. */
  since(time: string): Promise<string[]>;
}

export interface Ending {
  readonly action: 'deny' | 'withdraw';
  readonly by: string;
  /** ISO, UTC. */
  readonly at: string;
}

export function createDecisions(audit: Pick<AuditChain, 'lines'>): Decisions {
  return {
    approved: async ({ job, planHash: hash, by }) =>
      (await audit.lines()).some(
        ({ kind, body }) => kind === 'decision' && isSame(body, { action: 'approve', job, planHash: hash, by }),
      ),

    async ended(job) {
      const line = (await audit.lines()).find(
        ({ kind, body }) =>
          kind === 'decision' && body.job === job && (body.action === 'deny' || body.action === 'withdraw'),
      );
      if (line === undefined) return undefined;
      return { action: line.body.action as Ending['action'], by: String(line.body.by), at: line.at };
    },

    async since(time) {
      const jobs = new Map<string, string[]>();
      for (const line of await audit.lines()) {
        const words = line.at < time ? undefined : wordsOf(line);
        if (words === undefined) continue;
        const job = String(line.body.job);
        jobs.set(job, [...(jobs.get(job) ?? []), words]);
      }
      return [...jobs].map(([job, words]) => `${job}: ${words.join(', ')}`);
    },
  };
}

const DONE: Readonly<Record<string, string>> = { approve: 'approved by', deny: 'denied by', withdraw: 'withdrawn by' };

function wordsOf({ kind, body }: AuditLine): string | undefined {
  if (kind === 'decision') return `${DONE[String(body.action)] ?? body.action} <@${String(body.by)}>`;
  return kind === 'permit' ? `permitted to run under epoch ${String(body.epoch)}` : undefined;
}

function isSame(body: unknown, wanted: Readonly<Record<string, string>>): boolean {
  const found = new Map(Object.entries(body ?? {}));
  return Object.entries(wanted).every(([name, value]) => found.get(name) === value);
}
