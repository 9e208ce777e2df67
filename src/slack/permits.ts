import { countedVotes } from '../approvals/policy.js';
import type { ApprovalPolicy, Gate, GateStore, Permit, PermitBody } from '../approvals/types.js';
import type { Decisions } from '../audit/decisions.js';
import type { Actor } from '../domain.js';
import { errorText } from '../errors.js';
import type { Plan } from '../jobs/plan/types.js';
import { type LostData, lostData } from '../queue/lost.js';
import type { JobRecord } from '../queue/record.js';
import { listed, minute } from '../report.js';
import type { People } from './people.js';
import type { Audit, Log, Time } from './types.js';

/** How often gates are expired and wishes looked for, in milliseconds; a wake is quicker. */
const SWEEP = 5000;

/** How long a permit holds, in milliseconds by Redis' clock. */
const LIFETIME = 60_000;

/** A worker waits 15 s: for so many milliseconds Slack is asked again when it does not answer, and after what rest. */
const ASK_AGAIN = { for: 10_000, every: 1000 } as const;

export interface PermitDeps {
  readonly store: {
    readJob(id: string): Promise<JobRecord | undefined>;
    openJobs(): Promise<readonly string[]>;
    redisNow(): Promise<number>;
    lostData(): Promise<LostData | undefined>;
    subscribeWakes(wake: (id: string) => void): Promise<() => Promise<void>>;
  };
  readonly gates: Pick<GateStore, 'readGate' | 'givePermit' | 'refusePermit' | 'expireGates'>;
  readonly people: Pick<People, 'atGate'>;
  /** Undefined when this bot has no key. */
  readonly sign: ((body: PermitBody) => Permit) | undefined;
  readonly planHash: (plan: Plan) => string;
  /** This bot's own, whatever a gate in Redis says. */
  readonly policy: ApprovalPolicy;
  readonly audit: Audit;
  /** Whether this approval came through a bot, by the audit: what was merely written to Redis did not. */
  readonly witnessed: Decisions['approved'];
  /** Who denied or withdrew a job by the audit, whatever a gate in Redis says. */
  readonly ended: Decisions['ended'];
  /** Tells the channel that Redis lost data. */
  readonly tellLost: (lost: LostData) => Promise<void>;
  readonly time: Time;
  readonly log: Log;
}

export interface Permits {
  start(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Answers workers that stand at a passed gate, after asking Slack once more who approved; and closes gates whose time is over. */
export function createPermits(deps: PermitDeps): Permits {
  const { store, gates, time, log } = deps;
  const answering = new Map<string, Promise<void>>();
  const firstSeen = new Map<string, number>();
  let open = true;
  let cancel = () => {};
  let unsubscribe = async () => {};

  async function look(id: string): Promise<void> {
    try {
      const wish = await wishOf(id, deps);
      if (wish === undefined) return;
      const { nonce } = wish.wanted;
      const since = firstSeen.get(nonce) ?? time.now();
      firstSeen.set(nonce, since);
      const answer = await judge(wish, deps);
      if (answer.word === 'again' && time.now() - since < ASK_AGAIN.for) time.after(ASK_AGAIN.every, () => wake(id));
      else await reply(wish, answer, deps);
    } catch (error) {
      log.warn({ job: id, error: errorText(error) }, 'a run permit could not be answered; it is tried again');
    }
  }

  function wake(id: string): void {
    if (!open || answering.has(id)) return;
    answering.set(
      id,
      look(id).finally(() => answering.delete(id)),
    );
  }

  async function sweep(): Promise<void> {
    try {
      const lost = await store.lostData();
      if (lost?.told === false) void deps.tellLost(lost);
      for (const id of await gates.expireGates()) log.info({ job: id }, 'a gate expired');
      for (const id of await store.openJobs()) wake(id);
    } catch (error) {
      log.warn({ error: errorText(error) }, 'gates could not be swept; tried again');
    }
    if (open) cancel = time.after(SWEEP, () => void sweep());
  }

  return {
    async start() {
      unsubscribe = await store.subscribeWakes(wake);
      await sweep();
    },

    async stop() {
      open = false;
      cancel();
      await Promise.all(answering.values());
      await unsubscribe();
    },
  };
}

interface Wish {
  readonly record: JobRecord & { readonly plan: Plan };
  readonly gate: Gate;
  readonly wanted: NonNullable<Gate['wanted']>;
}

/** What a worker waits for, unless it was answered. */
async function wishOf(id: string, { store, gates }: PermitDeps): Promise<Wish | undefined> {
  const record = await store.readJob(id);
  if (record?.state !== 'permit-wanted' || record.plan === undefined) return undefined;
  const gate = await gates.readGate(id);
  if (gate?.wanted === undefined || gate.permitRefused !== undefined) return undefined;
  if (gate.permit?.body.nonce === gate.wanted.nonce) return undefined;
  return { record: { ...record, plan: record.plan }, gate, wanted: gate.wanted };
}

type Answer =
  | { readonly word: 'yes'; readonly approvers: readonly Actor[] }
  | { readonly word: 'no' | 'again'; readonly sentence: string };

async function judge({ record, gate }: Wish, deps: PermitDeps): Promise<Answer> {
  const no = (sentence: string): Answer => ({ word: 'no', sentence: `${sentence} Nothing was changed.` });
  if (deps.sign === undefined) return no(NO_KEY);
  if ((await deps.store.lostData()) !== undefined) return no(lostData().message);
  const ended = await deps.ended(record.id);
  if (ended !== undefined) {
    const word = ended.action === 'deny' ? 'denied' : 'withdrew';
    return no(`${ended.by} ${word} it at ${minute(ended.at)} by this bot's audit, and Redis does not know it.`);
  }
  const planHash = deps.planHash(record.plan);
  if (planHash !== gate.planHash || planHash !== record.planHash) {
    return no('The plan in Redis is not the one that was approved; somebody wrote to Redis by hand.');
  }
  const { rule, quorum } = deps.policy;
  if (gate.policy.rule !== rule || gate.policy.quorum !== quorum) {
    return no(
      `The plan was approved under ${gate.policy.rule} with ${gate.policy.quorum}, and this bot's configuration says ${rule} with ${quorum}.`,
    );
  }
  const approvers = countedVotes(gate);
  if (approvers.length < quorum) return no(`${approvers.length} of ${quorum} approvals count by the rule ${rule}.`);
  for (const { userId } of approvers) {
    if (await deps.witnessed({ job: record.id, planHash, by: userId })) continue;
    return no(
      `The approval of ${userId} is in Redis and not in this bot's audit; somebody wrote to Redis by hand, or the audit was lost.`,
    );
  }
  return await stillApprovers(approvers, deps);
}

const NO_KEY =
  'This bot has no key to sign run permits with; make one with `node scripts/permit-key.mjs`, name it in `bot.permitKey` and its public half in `worker.permitPublicKey`, start both again and ask again.';

/** Asks Slack about each of them now. */
async function stillApprovers(approvers: readonly Actor[], { people }: PermitDeps): Promise<Answer> {
  const now = await Promise.all(approvers.map((actor) => people.atGate(actor, 'now')));
  const unread = now.filter((person) => person.unread !== undefined && !person.approver);
  if (unread.length > 0) {
    const who = listed(unread.map(({ actor }) => actor.userId));
    const sentence = `Slack did not say whether ${who} may still approve (${unread[0]?.unread}); ask again when Slack answers. Nothing was changed.`;
    return { word: 'again', sentence };
  }
  const gone = now.filter(({ approver }) => !approver);
  if (gone.length === 0) return { word: 'yes', approvers };
  const ruledOut = gone.some((person) => person.ruledOut !== undefined);
  const why = ruledOut ? 'no full, active member of this workspace any more' : 'not on `approvals.approvers` any more';
  const who = listed(gone.map(({ actor }) => actor.userId));
  const sentence = `${who} approved and ${gone.length === 1 ? 'is' : 'are'} ${why}, so the quorum is not met; ask again and have others approve. Nothing was changed.`;
  return { word: 'no', sentence };
}

async function reply(wish: Wish, answer: Answer, deps: PermitDeps): Promise<void> {
  const { record, wanted } = wish;
  if (answer.word !== 'yes') return await refuse(wish, answer.sentence, deps);
  let auditHead: string;
  try {
    const approvers = answer.approvers.map(({ userId }) => userId);
    const { epoch, nonce } = wanted;
    auditHead = await deps.audit.append('permit', {
      job: record.id,
      planHash: wish.gate.planHash,
      epoch,
      nonce,
      approvers,
    });
  } catch (error) {
    deps.log.error({ job: record.id, error: errorText(error) }, 'a permit could not be written to the audit');
    return await refuse(
      wish,
      `The bot's audit cannot be written (${errorText(error)}), so it gave no run permit. Nothing was changed.`,
      deps,
    );
  }
  const body = bodyOf(wish, answer.approvers, (await deps.store.redisNow()) + LIFETIME, auditHead);
  const permit = deps.sign?.(body);
  if (permit === undefined) return;
  const decided = await deps.gates.givePermit(record.id, wanted.nonce, permit);
  deps.log.info({ job: record.id, word: decided.word }, 'a run permit was given');
}

function bodyOf(
  { record, gate, wanted }: Wish,
  approvers: readonly Actor[],
  expires: number,
  auditHead: string,
): PermitBody {
  const { deployment, pair, id: job } = record;
  const { epoch, nonce } = wanted;
  return {
    deployment,
    pair,
    job,
    gate: gate.id,
    planHash: gate.planHash,
    epoch,
    nonce,
    approvers: [...approvers],
    expires,
    auditHead,
  };
}

async function refuse({ record, wanted }: Wish, sentence: string, { gates, audit, log }: PermitDeps): Promise<void> {
  const decided = await gates.refusePermit(record.id, wanted.nonce, sentence);
  log.warn({ job: record.id, word: decided.word }, `no run permit: ${sentence}`);
  await audit
    .append('permit-refused', { job: record.id, sentence })
    .catch((error: unknown) => log.error({ error: errorText(error) }, 'a refusal could not be written to the audit'));
}
