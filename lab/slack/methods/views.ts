import { SlackError } from '../slack-error.js';
import { isRefusal } from '../validate/message.js';
import { checkView } from '../validate/view.js';
import type { CheckedView, OpenView } from '../views.js';
import type { Workspace } from '../workspace.js';
import { id, json, type Method, method } from './method.js';
import { viewJson } from './shown.js';

/** @throws SlackError invalid_arguments, view_too_large */
export function viewOf(workspace: Workspace, given: unknown, type: 'modal' | 'home', where: string): CheckedView {
  const view = checkView(given, type, () => workspace.nextId('b'));
  if (!isRefusal(view)) return view;
  workspace.violate('invalid-view', `${where}: ${[view.error, ...view.messages].join('; ')}`);
  throw new SlackError(view.error, view.messages);
}

const open = method({ trigger_id: id, view: json }, (args, workspace) => {
  const view = viewOf(workspace, args.view, 'modal', 'views.open');
  refuseDouble(workspace, view);
  const trigger = workspace.takeTrigger(args.trigger_id);
  if (typeof trigger === 'string') throw new SlackError(trigger);
  return answer(workspace, workspace.views.open(trigger.userId, view));
});

const push = method({ trigger_id: id, view: json }, (args, workspace) => {
  const view = viewOf(workspace, args.view, 'modal', 'views.push');
  refuseDouble(workspace, view);
  const trigger = workspace.takeTrigger(args.trigger_id);
  if (typeof trigger === 'string') throw new SlackError(trigger);
  if (trigger.viewId === undefined) throw new SlackError('invalid_trigger_id', ['the trigger is not from a modal']);
  const pushed = workspace.views.push(trigger.userId, view);
  if (pushed === undefined) throw new SlackError('push_limit_reached');
  return answer(workspace, pushed);
});

const update = method(
  { view_id: id.optional(), external_id: id.optional(), hash: id.optional(), view: json },
  (args, workspace) => {
    const view = viewOf(workspace, args.view, 'modal', 'views.update');
    const old =
      args.view_id === undefined
        ? workspace.views.findExternal(args.external_id ?? '')
        : workspace.views.find(args.view_id);
    if (old === undefined) throw new SlackError('not_found');
    if (args.hash !== undefined && args.hash !== old.hash) throw new SlackError('hash_conflict');
    return answer(workspace, workspace.views.update(old, view));
  },
);

const publish = method({ user_id: id, view: json, hash: id.optional() }, (args, workspace) => {
  const view = viewOf(workspace, args.view, 'home', 'views.publish');
  if (!workspace.users.has(args.user_id)) throw new SlackError('user_not_found');
  const old = workspace.views.home(args.user_id);
  if (args.hash !== undefined && old !== undefined && args.hash !== old.hash) throw new SlackError('hash_conflict');
  return answer(workspace, workspace.views.publish(args.user_id, view));
});

function refuseDouble(workspace: Workspace, view: CheckedView): void {
  const { external_id: externalId = '' } = view;
  if (externalId !== '' && workspace.views.findExternal(externalId) !== undefined) {
    throw new SlackError('duplicate_external_id');
  }
}

function answer(workspace: Workspace, opened: OpenView) {
  return { view: viewJson(workspace, opened) };
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
