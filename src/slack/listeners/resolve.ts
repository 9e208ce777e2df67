import type { types } from '@slack/bolt';
import { resolvedText } from '../../commands/resume.js';
import { JobId } from '../../domain.js';
import { errorText, SfbError, userMessage } from '../../errors.js';
import type { JobRecord } from '../../queue/record.js';
import type { ThreadStore } from '../../queue/threads.js';
import { REASON } from '../blocks/gate-modal.js';
import { resolveModal } from '../blocks/resolve-modal.js';
import { resolveHow } from '../resolve-actions.js';
import { type CommandDeps, change, refuseRole } from './command.js';
import { Attempt, within } from './deadline.js';
import { type ClickArgs, Pressed, wrongPlace } from './gate-click.js';
import { DECIDE_WITHIN, type SubmitArgs, Submitted } from './gate-submit.js';

export interface ResolveDeps
  extends Pick<CommandDeps, 'home' | 'channel' | 'people' | 'intake' | 'audit' | 'time' | 'log'> {
  readonly store: Pick<ThreadStore, 'readJob' | 'posted'>;
  readonly openView: (trigger: string, view: types.ModalView) => Promise<void>;
}

/** The buttons of a job that needs people, which do what `/sfb resume` does, for the same people. */
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
  if (record.state !== 'needs-people') return `Job ${id} does not need people any more; nothing was done.`;
  await mayResolve(pressed.user.id, deps);
  if (how === 'look') return resolvedText(id, await resolve(record, how, pressed.user.id, '', deps, new Attempt()));
  await deps.openView(pressed.trigger_id, resolveModal(record));
  return '';
}

/** The sentence for the window; empty when it may close. */
async function end(body: unknown, deps: ResolveDeps, attempt: Attempt): Promise<string> {
  const { team, user, view } = Submitted.parse(body);
  const wrong = wrongPlace({ team, user }, deps.channel, deps);
  if (wrong !== undefined) return wrong.sentence;
  const reason = (view.state.values[REASON]?.[REASON]?.value ?? '').trim();
  if (reason === '') return 'Give a reason: it is kept with the job.';
  const record = await deps.store.readJob(JobId.parse(view.private_metadata));
  if (record === undefined || ![deps.channel, ''].includes(record.channel))
    return 'There is no such job here; nothing was done.';
  await mayResolve(user.id, deps);
  await resolve(record, 'end', user.id, reason, deps, attempt);
  return '';
}

async function mayResolve(userId: string, { people }: ResolveDeps): Promise<void> {
  refuseRole('Resolving a job', 'operator-or-approver', await people.standing(userId));
}

async function resolve(
  { id }: JobRecord,
  how: 'look' | 'end',
  userId: string,
  reason: string,
  deps: ResolveDeps,
  attempt: Attempt,
) {
  await change(deps, attempt, 'resume', { job: id, how, by: userId, ...(reason === '' ? {} : { reason }) });
  const resolved = await deps.intake.resolveJob({ teamId: deps.home.teamId, userId }, id, how, reason);
  attempt.writing = false;
  return resolved;
}
