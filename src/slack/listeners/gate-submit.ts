import { z } from 'zod';
import type { GateAction } from '../../approvals/policy.js';
import type { Decided } from '../../approvals/types.js';
import { errorText, userMessage } from '../../errors.js';
import { REASON } from '../blocks/gate-modal.js';
import { type GateValue, gateActionOf, readGateValue } from '../gate-actions.js';
import { type GateRefusal, refusalFor } from '../gate-refusals.js';
import { Attempt, within } from './deadline.js';
import { type GateDeps, noteRefusal, readStored, wrongPlace } from './gate-click.js';

/** How long a decision may take before the person is told to press again: Slack itself waits 3 s. */
export const DECIDE_WITHIN = 2000;

/** What we read of a submitted modal; Slack sends more. */
export const Submitted = z.object({
  team: z.object({ id: z.string() }).nullable(),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});
type Submitted = z.infer<typeof Submitted>;

export interface SubmitArgs {
  readonly body: unknown;
  readonly ack: (answer?: { response_action: 'errors'; errors: Record<string, string> }) => Promise<void>;
}

/** A submitted modal: everything is read again now, then it is written down once, and only then the window closes. */
export function createGateSubmit(deps: GateDeps): (args: SubmitArgs) => Promise<void> {
  return async ({ body, ack }) => {
    const attempt = new Attempt();
    const work = submit(body, deps, attempt).catch((error: unknown): string => {
      deps.log.error({ error: errorText(error) }, 'a decision failed');
      return attempt.writing ? NOT_KNOWN : `Not recorded: ${userMessage(error)} Press again.`;
    });
    const sentence = await within(deps.time, DECIDE_WITHIN, work);
    attempt.over = true;
    const told =
      sentence ??
      (attempt.writing ? NOT_KNOWN : `Not recorded: no answer in time while ${attempt.stage}; press again.`);
    await (told === '' ? ack() : ack({ response_action: 'errors', errors: { [REASON]: told } }));
  };
}

const NOT_KNOWN = "It is not known yet whether this was recorded; look at the job's card. Pressing again counts once.";

/** The sentence for the person; empty when it is done. */
async function submit(body: unknown, deps: GateDeps, attempt: Attempt): Promise<string> {
  const submitted = Submitted.parse(body);
  const { callback_id: id, private_metadata: metadata, state } = submitted.view;
  const action = gateActionOf(id);
  const value = readGateValue(metadata);
  if (action === undefined || value === undefined)
    return 'This window is of another version of the bot; close it and press the button again.';
  const about = { action, by: submitted.user.id, job: value.job, planHash: value.planHash };
  const reason = (state.values[REASON]?.[REASON]?.value ?? '').trim();
  const refusal = await decide(submitted, action, value, reason, deps, attempt);
  if (refusal === undefined) return '';
  await noteRefusal(deps, refusal, about);
  return refusal.sentence;
}

async function decide(
  submitted: Submitted,
  action: GateAction,
  value: GateValue,
  reason: string,
  deps: GateDeps,
  attempt: Attempt,
): Promise<GateRefusal | undefined> {
  // A submission names no channel: the job's own is looked at below.
  const wrong = wrongPlace(submitted, deps.channel, deps);
  if (wrong !== undefined) return wrong;
  if (reason === '') return { reason: 'no-reason', sentence: 'Give a reason: it is kept with your decision.' };
  attempt.stage = 'reading the job';
  const stored = await readStored(action, value, deps);
  if ('reason' in stored) return stored;
  if (stored.record.channel !== deps.channel) {
    return { reason: 'wrong-place', sentence: `Job ${value.job} belongs to another channel; nothing was done.` };
  }
  attempt.stage = 'asking Slack who you are';
  const actor = { teamId: deps.home.teamId, userId: submitted.user.id };
  const refusal = refusalFor(action, stored, await deps.people.atGate(actor, 'now'));
  if (refusal !== undefined) return refusal;
  if (attempt.over) return { reason: 'unread', sentence: 'Not recorded: it took too long.' };
  attempt.writing = true;
  const unwritten = await writeDown(deps, { ...value, action, by: actor.userId, reason });
  if (unwritten !== undefined) {
    attempt.writing = false;
    return unwritten;
  }
  const decided = await deps.gates[action](value.job, value.planHash, actor, reason);
  attempt.writing = false;
  return after(decided, value, deps);
}

/** What cannot be written to the audit is not done. */
async function writeDown(
  { audit, log }: GateDeps,
  decision: Readonly<Record<string, string>>,
): Promise<GateRefusal | undefined> {
  try {
    await audit.append('decision', decision);
    return undefined;
  } catch (error) {
    log.error({ error: errorText(error) }, 'a decision could not be written to the audit');
    const sentence = `Not recorded: the audit cannot be written (${errorText(error)}), and what is not written down is not done; tell whoever keeps this bot.`;
    return { reason: 'audit', sentence };
  }
}

function after(decided: Decided, { job }: GateValue, { ring, log }: GateDeps): GateRefusal | undefined {
  if (decided.word === 'refused') return decided;
  if (decided.word === 'already-counted') {
    return { reason: 'not-waiting', sentence: 'You had approved before; an approval counts once. Close this window.' };
  }
  if (decided.word === 'quorum') {
    ring(job).catch((error: unknown) =>
      log.warn({ job, error: errorText(error) }, 'the ring failed; a sweeper rings again'),
    );
  }
  return undefined;
}
