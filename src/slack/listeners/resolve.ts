import type { types } from '@slack/bolt';
import { z } from 'zod';
import { resolvedText } from '../../commands/resume.js';
import { JobId } from '../../domain.js';
import { errorText, SfbError, userMessage } from '../../errors.js';
import { notCancellable } from '../../queue/cancel.js';
import { type JobRecord, Saw } from '../../queue/record.js';
import { ENDABLE, openStep, type Resolution } from '../../queue/resolve.js';
import type { ThreadStore } from '../../queue/threads.js';
import { REASON } from '../blocks/gate-modal.js';
import { cancelModal, resolveModal, SAW } from '../blocks/resolve-modal.js';
import type { People } from '../people.js';
import { type ResolveHow, resolveHow } from '../resolve-actions.js';
import { type CommandDeps, change, refuseRole } from './command.js';
import { Attempt, within } from './deadline.js';
import { type ClickArgs, Pressed, wrongPlace } from './gate-click.js';
import { DECIDE_WITHIN, type SubmitArgs, Submitted } from './gate-submit.js';

export interface ResolveDeps extends Pick<CommandDeps, 'home' | 'channel' | 'intake' | 'audit' | 'time' | 'log'> {
  readonly people: Pick<People, 'standing' | 'atGate'>;
  readonly store: Pick<ThreadStore, 'readJob' | 'posted'>;
  readonly openView: (trigger: string, view: types.ModalView) => Promise<void>;
}

/** The buttons of a job that was approved: what `/sfb resume` does, for the same people, and taking it back. */
export function createResolve(deps: ResolveDeps): {
  click(args: ClickArgs): Promise<void>;
  submit(args: SubmitArgs): Promise<void>;
} {
  return {
    async click({ body, ack, respond }) {
      await ack();
      const read = Pressed.safeParse(body);
      if (!read.success || !JobId.safeParse(read.data.actions[0]?.value).success)
        return deps.log.warn({}, 'a button was pressed in a way that no message of ours allows');
      const text = await press(read.data, deps).catch((error: unknown) => refused(error, deps));
      if (text === '') return;
      await respond?.({ response_type: 'ephemeral', replace_original: false, text }).catch((error: unknown) =>
        deps.log.warn({ error: errorText(error) }, 'an answer to a button could not be given'),
      );
    },

    async submit({ body, ack }) {
      const attempt = new Attempt();
      const work = end(body, deps, attempt).catch((error: unknown) => refused(error, deps));
      const told = await within(deps.time, DECIDE_WITHIN, work);
      attempt.over = true;
      const late = attempt.writing ? "It is not known yet whether this was recorded; look at the job's card." : LATE;
      const sentence = told ?? late;
      await (sentence === '' ? ack() : ack({ response_action: 'errors', errors: { [REASON]: sentence } }));
    },
  };
}

const LATE = 'Not recorded: there was no answer in time; press again.';

function refused(error: unknown, { log }: ResolveDeps): string {
  if (!(error instanceof SfbError)) log.error({ error: errorText(error) }, 'a button could not be answered');
  return userMessage(error);
}

/** The answer for whoever pressed; empty when a window opened. */
async function press(pressed: Pressed, deps: ResolveDeps): Promise<string> {
  const [button] = pressed.actions;
  const how = resolveHow(button?.action_id ?? '');
  const id = button?.value ?? '';
  const wrong = wrongPlace(pressed, pressed.channel.id, deps);
  if (wrong !== undefined) return wrong.sentence;
  const [record, posted] = await Promise.all([deps.store.readJob(id), deps.store.posted(id)]);
  if (how === undefined || record === undefined || posted.card?.ts !== pressed.message.ts) {
    return `That button is not on the card of job ${id}; nothing was done.`;
  }
  const fault = impossible(record, how);
  if (fault !== undefined) return fault;
  await mayResolve(record, how, pressed.user.id, deps);
  if (how === 'look')
    return resolvedText(id, await resolve(record, how, pressed.user.id, { reason: '' }, deps, new Attempt()));
  await deps.openView(pressed.trigger_id, how === 'cancel' ? cancelModal(record) : resolveModal(record));
  return '';
}

function impossible(record: JobRecord, how: ResolveHow): string | undefined {
  if (how === 'cancel') return notCancellable(record);
  const possible = how === 'look' ? record.state === 'needs-people' : ENDABLE.has(record.state);
  return possible ? undefined : `Job ${record.id} does not need people any more; nothing was done.`;
}

/** The sentence for the window; empty when it may close. */
async function end(body: unknown, deps: ResolveDeps, attempt: Attempt): Promise<string> {
  const { team, user, view } = Ending.parse(body);
  const wrong = wrongPlace({ team, user }, deps.channel, deps);
  if (wrong !== undefined) return wrong.sentence;
  const reason = (view.state.values[REASON]?.[REASON]?.value ?? '').trim();
  if (reason === '') return 'Give a reason: it is kept with the job.';
  const record = await deps.store.readJob(JobId.parse(view.private_metadata));
  if (record === undefined || ![deps.channel, ''].includes(record.channel))
    return 'There is no such job here; nothing was done.';
  const how = resolveHow(view.callback_id) === 'cancel' ? 'cancel' : 'end';
  await mayResolve(record, how, user.id, deps);
  const saw = view.state.values[SAW]?.[SAW]?.selected_option?.value;
  await resolve(record, how, user.id, { reason, saw }, deps, attempt);
  return '';
}

/** A submission with what was chosen; Slack sends more. */
const Ending = Submitted.extend({
  view: Submitted.shape.view.extend({
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({ value: z.string().nullish(), selected_option: z.object({ value: Saw }).nullish() }),
        ),
      ),
    }),
  }),
});

/** Who may end a job whose cmdlet may still run could have approved it: that frees the deployment for other changes. */
async function mayResolve(record: JobRecord, how: ResolveHow, userId: string, deps: ResolveDeps): Promise<void> {
  const { people, home } = deps;
  refuseRole('Resolving a job', 'operator-or-approver', await people.standing(userId));
  if (how !== 'end' || openStep(record) === undefined) return;
  const { approver, unread } = await people.atGate({ teamId: home.teamId, userId }, 'now');
  if (approver) return;
  const why = unread === undefined ? '' : ` (not all of them could be read: ${unread})`;
  const message = `A cmdlet of this job may still run, so only approvers may end it, and you are not on the list \`approvals.approvers\`${why}; whoever keeps this bot's configuration can change it. Nothing was done.`;
  throw new SfbError('NOT_ALLOWED', message);
}

async function resolve(
  { id }: JobRecord,
  how: ResolveHow,
  userId: string,
  { reason, saw }: Pick<Resolution, 'reason' | 'saw'>,
  deps: ResolveDeps,
  attempt: Attempt,
) {
  const why = { ...(reason === '' ? {} : { reason }), ...(saw === undefined ? {} : { saw }) };
  await change(deps, attempt, 'resume', { job: id, how, by: userId, ...why });
  const by = { teamId: deps.home.teamId, userId };
  const resolved =
    how === 'cancel'
      ? await deps.intake.cancelJob(by, id, reason)
      : await deps.intake.resolveJob(by, id, how, { reason, saw });
  attempt.writing = false;
  return resolved;
}
