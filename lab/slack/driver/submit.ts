import { z } from 'zod';
import { viewJson } from '../methods/shown.js';
import { viewOf } from '../methods/views.js';
import { SlackError } from '../slack-error.js';
import type { ClickOptions, Sent, ViewSent, ViewValues } from '../types.js';
import { type OpenView, seenView } from '../views.js';
import type { Workspace } from '../workspace.js';
import { expectEmpty, openView, who } from './click.js';
import { deliver, form, signed } from './post.js';
import { fill } from './values.js';

/** What an app may answer to a submitted modal. */
const Answer = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);
type Answer = z.infer<typeof Answer>;

type Became = Pick<ViewSent, 'outcome' | 'errors'>;

/** A person presses a modal's submit button. Throws when the modal isn't in front, or an input is wrongly filled. */
export async function submitView(
  workspace: Workspace,
  userId: string,
  viewId: string,
  values: ViewValues,
  options: ClickOptions = {},
): Promise<ViewSent> {
  const open = openView(workspace, userId, viewId);
  if (open.view.submit === undefined) throw new Error(`The modal "${open.view.title?.text}" has nothing to submit.`);
  const { state, entered } = fill(open.view.blocks, values);
  const triggerId = options.triggerId ?? workspace.newTrigger(userId, viewId);
  const payload = {
    type: 'view_submission',
    ...who(workspace, userId, options.teamId),
    trigger_id: triggerId,
    view: viewJson(workspace, open, state),
    response_urls: [],
  };
  const about = { kind: 'submission', userId, channel: '', command: '' } as const;
  const request = signed(workspace, about, form({ payload: JSON.stringify(payload) }), undefined, options);
  const at = workspace.now();
  const place = workspace.timeline.push({
    kind: 'submission',
    at,
    userId,
    view: seenView(open),
    values: entered,
    errors: [],
  });
  const sent = await deliver(workspace, request, triggerId);
  const became = apply(workspace, open, sent);
  const errors = Object.values(became.errors);
  workspace.timeline[place - 1] = { kind: 'submission', at, userId, view: seenView(open), values: entered, errors };
  workspace.changed();
  return { ...sent, ...became };
}

/** A person closes a modal by its cross; the app hears of it only when it asked to. */
export async function closeView(workspace: Workspace, userId: string, viewId: string): Promise<Sent | undefined> {
  const open = openView(workspace, userId, viewId);
  workspace.views.close(open, open.view.clear_on_close === true);
  if (open.view.notify_on_close !== true) return undefined;
  const payload = {
    type: 'view_closed',
    ...who(workspace, userId),
    view: viewJson(workspace, open),
    is_cleared: open.view.clear_on_close === true,
  };
  const about = { kind: 'closed', userId, channel: '', command: '' } as const;
  const sent = await deliver(workspace, signed(workspace, about, form({ payload: JSON.stringify(payload) })));
  expectEmpty(workspace, sent, `the closing of "${open.view.title?.text}" by ${userId}`);
  return sent;
}

const TROUBLE = { outcome: 'failed', errors: {} } as const;

function apply(workspace: Workspace, open: OpenView, sent: Sent): Became {
  // The modal stays and says "We had some trouble connecting".
  if (sent.timedOut) return TROUBLE;
  const title = open.view.title?.text;
  if (sent.status !== 200) {
    workspace.violate(
      'bad-answer',
      `the submission of "${title}" was answered with status ${sent.status}, 200 expected`,
    );
    return TROUBLE;
  }
  if (sent.raw.trim() === '') {
    workspace.views.close(open, false);
    return { outcome: 'closed', errors: {} };
  }
  const answer = read(sent.raw);
  if (answer === undefined) {
    workspace.violate(
      'bad-answer',
      `the submission of "${title}" was answered with what Slack does not know: ${sent.raw}`,
    );
    return TROUBLE;
  }
  return act(workspace, open, answer);
}

function read(raw: string): Answer | undefined {
  try {
    return Answer.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined;
  }
}

function act(workspace: Workspace, open: OpenView, answer: Answer): Became {
  const { response_action: action } = answer;
  if (action === 'errors') return showErrors(workspace, open, answer.errors);
  if (action === 'clear') {
    workspace.views.close(open, true);
    return { outcome: 'closed', errors: {} };
  }
  try {
    const view = viewOf(workspace, answer.view, 'modal', `the answer "${action}" to a submission`);
    if (action === 'update') {
      workspace.views.update(open, view);
      return { outcome: 'updated', errors: {} };
    }
    return workspace.views.push(open.userId, view) === undefined ? TROUBLE : { outcome: 'pushed', errors: {} };
  } catch (error) {
    if (error instanceof SlackError) return TROUBLE;
    throw error;
  }
}

function showErrors(workspace: Workspace, open: OpenView, errors: Readonly<Record<string, string>>): Became {
  const inputs = open.view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const stray = Object.keys(errors).filter((blockId) => !inputs.includes(blockId));
  if (stray.length > 0) {
    workspace.violate('bad-answer', `errors were given for ${stray.join(', ')}, which is no input of the modal`);
    return TROUBLE;
  }
  workspace.views.setErrors(open, errors);
  return { outcome: 'errors', errors };
}
