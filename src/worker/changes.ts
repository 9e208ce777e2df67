import { randomBytes } from 'node:crypto';
import { createPermitCheck } from '../approvals/permit.js';
import { APPROVAL_MINUTES, policyDigest } from '../approvals/policy.js';
import type { AuditChain } from '../audit/chain.js';
import { agentSettings } from '../config/agent.js';
import type { LoadedWorker } from '../config/load.js';
import { SfbError } from '../errors.js';
import type { createChanges } from '../jobs/changes.js';
import { catalogueDigestOf, openDoctorBook, requireDoctor } from '../jobs/doctor-record.js';
import { missingSet, takeFailoverSet } from '../jobs/failover/set.js';
import { observers } from '../jobs/observe/index.js';
import { planHash } from '../jobs/plan/hash.js';
import { holdsCms } from '../jobs/plan/holder.js';
import { recheckPlan } from '../jobs/plan/recheck.js';
import type { Plan } from '../jobs/plan/types.js';
import type { JobInput } from '../jobs/runners.js';
import { createChangePort } from '../journal/change-port.js';
import { agentDigestOf } from '../powershell/agent-digest.js';
import { cmdletUses } from '../powershell/cmdlets/index.js';
import type { Executor } from '../powershell/executor.js';
import { wordsOf } from '../queue/busy.js';
import type { ChangeDeps, Recheck, Site } from '../queue/change/types.js';
import type { JobRecord } from '../queue/record.js';
import type { Store } from '../queue/store.js';
import { systemTimer } from '../queue/time.js';

export interface ChangesOptions {
  readonly loaded: LoadedWorker;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly executor: Executor;
  readonly store: Store;
  readonly audit: AuditChain;
  readonly sites: (record: JobRecord) => Promise<JobInput>;
  readonly stopping: AbortSignal;
  readonly leaseMs: number;
  readonly permitMs: number;
  readonly openJobs: typeof createChanges;
  readonly log: ChangeDeps['log'];
}

/** Everything change jobs need in this process. */
export function createChangeDeps(options: ChangesOptions): ChangeDeps {
  const { loaded, store, audit, stopping, leaseMs, permitMs, openJobs, log } = options;
  const { approvals } = loaded.config.deployment;
  const { rule, quorum } = approvals;
  const jobs = openJobs({ takeSet: takeFailoverSet });
  return {
    store,
    jobs,
    observers,
    uses: cmdletUses,
    site: siteOf(options),
    planHash,
    policy: { rule, quorum },
    permitFault: createPermitCheck(loaded.permitPublicKey, quorum),
    holds: ({ input }, side) => holdsCms(input.ps, input.pair, side),
    recheck: (site, plan) => recheck(jobs, site, plan, store),
    audit: async (kind, body) => {
      // Redis being away is waited for; an audit that can't be written needs people.
      await audit.append(kind, body).catch((cause: unknown) => {
        throw new SfbError('CHECK_FAILED', (cause as Error).message, { cause });
      });
    },
    timer: systemTimer,
    newOwner: () => randomBytes(8).toString('hex'),
    newNonce: () => randomBytes(16).toString('hex'),
    leaseMs,
    pollMs: loaded.config.lab ? 100 : 1_000,
    permitMs,
    stopping,
    log,
  };
}

function siteOf({ loaded, env, executor, sites }: ChangesOptions): (record: JobRecord) => Promise<Site> {
  const { agentFolder } = agentSettings(loaded, env);
  const { deployment, lab } = loaded.config;
  const { rule, quorum, approvers } = deployment.approvals;
  const book = openDoctorBook(loaded.data);
  return async (record) => {
    const input = await sites(record);
    const question = { catalogueDigest: catalogueDigestOf(agentFolder), deployment: deployment.name, lab };
    return {
      input,
      changes: createChangePort(executor, input.pair),
      prepare: {
        deployment: deployment.name,
        build: agentDigestOf(agentFolder),
        policy: policyDigest({ rule, quorum }, approvers, APPROVAL_MINUTES),
        requireDoctor: () => {
          requireDoctor(input.pair, input.clock(), { ...question, records: book.read(input.pair.name) });
        },
      },
    };
  };
}

async function recheck(
  jobs: ReturnType<typeof createChanges>,
  { input }: Site,
  plan: Plan,
  store: Pick<Store, 'safeChangeInHand'>,
): Promise<Recheck> {
  const beside = await store.safeChangeInHand();
  if (beside !== undefined) {
    const sentence = `Job ${beside.id} (${wordsOf(beside)}) still works on these servers; this change begins when it has ended.`;
    return { found: 'unreadable', sentence };
  }
  const job = jobs[plan.kind as keyof typeof jobs];
  const found = await recheckPlan(job, input, plan);
  if (found.found !== 'same') return found;
  const missing = await missingSet(plan, input.pair);
  return missing === undefined ? found : { found: 'changed', sentence: missing };
}
