import type { PermitWish } from '../../approvals/permit.js';
import type { ApprovalPolicy, GateStore, Permit } from '../../approvals/types.js';
import type { Side } from '../../domain.js';
import type { ChangeJob, Observer, PrepareInput } from '../../jobs/change.js';
import type { Plan } from '../../jobs/plan/types.js';
import type { JobInput } from '../../jobs/runners.js';
import type { ChangePort } from '../../journal/types.js';
import type { CmdletUse } from '../../powershell/types.js';
import type { Lease } from '../leases.js';
import type { JobRecord } from '../record.js';
import type { Store } from '../store.js';
import type { Timer } from '../time.js';

export type ChangeStore = Pick<
  Store,
  | 'readJob'
  | 'moveJob'
  | 'patchJob'
  | 'takeLease'
  | 'renewLease'
  | 'releaseLease'
  | 'frozen'
  | 'putStatus'
  | 'holdDeployment'
  | 'redisNow'
  | 'putMove'
  | 'installation'
  | 'createInstallation'
  | 'lostData'
> &
  GateStore;

/** One pair as a change job meets it. */
export interface Site {
  readonly input: JobInput;
  readonly changes: ChangePort;
  /** What prepare needs beside the input. */
  readonly prepare: Omit<PrepareInput, keyof JobInput | 'progress'>;
}

export interface ChangeDeps {
  readonly store: ChangeStore;
  readonly jobs: Readonly<Record<string, ChangeJob>>;
  readonly observers: Readonly<Record<string, Observer>>;
  readonly uses: Readonly<Record<string, CmdletUse>>;
  /** Throws SfbError NOT_FOUND for a pair that this worker's deployment does not have. */
  readonly site: (record: JobRecord) => Promise<Site>;
  readonly planHash: (plan: Plan) => string;
  readonly policy: ApprovalPolicy;
  /** Why a permit does not hold, or undefined. `now` is milliseconds by Redis' clock. */
  readonly permitFault: (permit: Permit, wanted: PermitWish, now: number) => string | undefined;
  /** What differs from what people approved, now that the gate is passed (design 9). */
  readonly recheck: (site: Site, plan: Plan) => Promise<Recheck>;
  /** Whether a step's server of the CMS still holds it, read just before the step is begun. */
  readonly holds: (site: Site, side: Side) => Promise<Recheck>;
  /** Written down before it is done; what cannot be written down is not done. */
  readonly audit: (kind: string, body: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly timer: Timer;
  readonly newOwner: () => string;
  readonly newNonce: () => string;
  readonly leaseMs: number;
  /** Milliseconds between two looks at a running change. */
  readonly pollMs: number;
  /** How long the bot may take for a permit, in milliseconds. */
  readonly permitMs: number;
  /** Set when this worker is told to stop: whatever runs on a target runs on, another worker goes on from there. */
  readonly stopping: AbortSignal;
  readonly log: { error(data: object, text: string): void; info(data: object, text: string): void };
}

/** What `recheckPlan` of src/jobs/plan found, as far as a gate needs it. */
export type Recheck =
  | { readonly found: 'same' }
  /** The approval is void. */
  | { readonly found: 'changed'; readonly sentence: string }
  /** Nothing is decided: the approvals stay. */
  | { readonly found: 'unreadable'; readonly sentence: string };

/** A job in the hands of this worker. `record` is the newest one this worker wrote or read. */
export interface Held {
  record: JobRecord;
  readonly plan: Plan;
  readonly lease: Lease;
  readonly site: Site;
  /** Aborted when the lease is lost or the worker stops: then nothing more is written or begun. */
  readonly signal: AbortSignal;
}
