import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { GateAction } from '../../approvals/policy.js';
import type { GateStore } from '../../approvals/types.js';
import { errorText, userMessage } from '../../errors.js';
import type { ThreadStore } from '../../queue/threads.js';
import { gateModal } from '../blocks/gate-modal.js';
import { type GateValue, gateActionOf, gateValue, readGateValue } from '../gate-actions.js';
import { type GateRefusal, refusalFor, type Stored, storedFor } from '../gate-refusals.js';
import type { People } from '../people.js';
import type { Audit, Home, Log, Time } from '../types.js';
import { within } from './deadline.js';

/** How long a click waits to hear who it is before the modal opens anyway: its trigger lives 3 s, and the submission asks again. */
const KNOW_WITHIN = 1000;

/** What we read of a pressed button; Slack sends more. */
export const Pressed = z.object({
  team: z.object({ id: z.string() }).nullable(),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string() }),
  trigger_id: z.string().min(1),
  actions: z.array(z.object({ action_id: z.string(), value: z.string() })).min(1),
});
export type Pressed = z.infer<typeof Pressed>;

export interface GateDeps {
  readonly home: Home;
  readonly channel: string;
  readonly people: Pick<People, 'atGate'>;
  readonly store: Pick<ThreadStore, 'readJob' | 'posted'>;
  readonly gates: Pick<GateStore, 'readGate' | 'approve' | 'deny' | 'withdraw'>;
  readonly audit: Audit;
  /** Opens a modal; throws when Slack does not take it. */
  readonly openView: (trigger: string, view: types.ModalView) => Promise<void>;
  /** Tells a worker that a job can go on. */
  readonly ring: (job: string) => Promise<void>;
  readonly time: Time;
  readonly log: Log;
}

export interface ClickArgs {
  readonly body: unknown;
  readonly ack: () => Promise<void>;
  readonly respond?: (answer: {
    response_type: 'ephemeral';
    replace_original: false;
    text: string;
  }) => Promise<unknown>;
}

/** A pressed button of a gate opens a modal at once. It decides nothing, so the click is acknowledged first. */
export function createGateClick(deps: GateDeps): (args: ClickArgs) => Promise<void> {
  return async ({ body, ack, respond }) => {
    await ack();
    const read = Pressed.safeParse(body);
    if (!read.success) {
      deps.log.warn({}, 'a button was pressed in a way that no message of ours allows');
      return;
    }
    const refusal = await open(read.data, deps).catch((error: unknown): GateRefusal => {
      deps.log.error({ error: errorText(error) }, 'a button could not be answered');
      return { reason: 'unread', sentence: `${userMessage(error)} Nothing was recorded; press again.` };
    });
    if (refusal === undefined) return;
    await noteRefusal(deps, refusal, { by: read.data.user.id, button: read.data.actions[0]?.action_id ?? '' });
    await respond?.({ response_type: 'ephemeral', replace_original: false, text: refusal.sentence }).catch(
      (error: unknown) => deps.log.warn({ error: errorText(error) }, 'a refusal could not be told'),
    );
  };
}

async function open(pressed: Pressed, deps: GateDeps): Promise<GateRefusal | undefined> {
  const [button] = pressed.actions;
  const action = gateActionOf(button?.action_id ?? '');
  const value = readGateValue(button?.value ?? '');
  const wrong = wrongPlace(pressed, pressed.channel.id, deps);
  if (wrong !== undefined) return wrong;
  if (action === undefined || value === undefined) {
    return { reason: 'unknown-job', sentence: 'That button carries nothing this bot knows; nothing was done.' };
  }
  const stored = await readStored(action, value, deps);
  if ('reason' in stored) return stored;
  const foreign = await wrongMessage(pressed, value, stored, deps);
  if (foreign !== undefined) return foreign;
  const actor = { teamId: deps.home.teamId, userId: pressed.user.id };
  const person = await within(deps.time, KNOW_WITHIN, deps.people.atGate(actor, 'remembered'));
  const refusal = person === undefined ? undefined : refusalFor(action, stored, person);
  if (refusal !== undefined && refusal.reason !== 'unread') return refusal;
  const now = new Date(deps.time.now()).toISOString();
  const view = gateModal(action, stored.record, stored.gate, { now, metadata: gateValue(value) });
  try {
    await deps.openView(pressed.trigger_id, view);
    return undefined;
  } catch (error) {
    deps.log.warn({ job: value.job, error: errorText(error) }, 'a modal could not be opened');
    return { reason: 'unread', sentence: 'Slack did not open the window in time; nothing was recorded, press again.' };
  }
}

/** By the person's own workspace too: in a shared channel `team` is ours whoever presses. */
export function wrongPlace(
  { team, user }: Pick<Pressed, 'team' | 'user'>,
  channel: string,
  { home, channel: ours }: Pick<GateDeps, 'home' | 'channel'>,
): GateRefusal | undefined {
  const refused = (sentence: string): GateRefusal => ({ reason: 'wrong-place', sentence });
  if (team !== null && team.id !== home.teamId) return refused('This bot serves another workspace; nothing was done.');
  // In an organisation a sibling workspace's people are told apart by what Slack says of each.
  if (home.enterpriseId === undefined && (team === null || (user.team_id ?? home.teamId) !== home.teamId)) {
    return refused(
      'Your account belongs to another workspace; only members of this one can decide here. Nothing was done.',
    );
  }
  return channel === ours ? undefined : refused(`Changes are decided only in <#${ours}>; nothing was done.`);
}

export async function readStored(
  action: GateAction,
  value: GateValue,
  { store, gates }: Pick<GateDeps, 'store' | 'gates'>,
): Promise<Stored | GateRefusal> {
  const [record, gate] = await Promise.all([store.readJob(value.job), gates.readGate(value.job)]);
  return storedFor(action, value, record, gate);
}

/** A button counts only in the messages of the job it names. */
async function wrongMessage(
  { message, channel }: Pressed,
  { job }: GateValue,
  { record }: Stored,
  { store }: GateDeps,
): Promise<GateRefusal | undefined> {
  const posted = await store.posted(job);
  const own = [posted.card?.ts, posted.gate?.ts].includes(message.ts) && record.channel === channel.id;
  const sentence = `That button is not on a message of job ${job}; use the buttons in its thread. Nothing was done.`;
  return own ? undefined : { reason: 'wrong-message', sentence };
}

/** A refusal changes nothing, so it stands even where it cannot be written down. */
export async function noteRefusal(
  { audit, log }: Pick<GateDeps, 'audit' | 'log'>,
  { reason }: GateRefusal,
  about: Readonly<Record<string, string>>,
): Promise<void> {
  log.info({ ...about, reason }, 'refused at a gate');
  await audit
    .append('refusal', { ...about, reason })
    .catch((error: unknown) => log.error({ error: errorText(error) }, 'a refusal could not be written to the audit'));
}
