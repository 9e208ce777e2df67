import { APP_ID, messageJson, viewJson } from '../methods/shown.js';
import type { ClickOptions, ClickTarget, Json, SeenEphemeral, Sent, StoredBlock } from '../types.js';
import type { OpenView } from '../views.js';
import type { Workspace } from '../workspace.js';
import { type Found, findElement } from './elements.js';
import { deliver, form, signed } from './post.js';
import { present } from './slash.js';

/** Who acts, as every interactive payload says it. */
export function who(workspace: Workspace, userId: string, teamId?: string): Json {
  const user = workspace.users.get(userId);
  const home = teamId ?? user?.teamId ?? workspace.options.teamId;
  return {
    user: { id: userId, username: user?.name ?? '', name: user?.name ?? '', team_id: home },
    // The app's workspace, also when the person belongs to another one (tech-facts 2.6).
    team: { id: workspace.options.teamId, domain: 'lab' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: APP_ID,
    token: 'deprecated',
  };
}

/** A person presses a button or chooses from a menu that they can see. Throws when it isn't there. */
export async function click(
  workspace: Workspace,
  userId: string,
  target: ClickTarget,
  options: ClickOptions = {},
): Promise<Sent> {
  const place = findPlace(workspace, userId, target);
  const found = findElement(place.blocks, target.actionId, target.value);
  const triggerId = options.triggerId ?? workspace.newTrigger(userId, place.viewId);
  const payload = {
    type: 'block_actions',
    ...who(workspace, userId, options.teamId),
    ...place.payload(),
    trigger_id: triggerId,
    actions: [action(workspace, found)],
  };
  const { channel } = place;
  workspace.timeline.push({
    kind: 'click',
    at: workspace.now(),
    userId,
    channel,
    label: found.label,
    ts: place.ts,
  });
  const about = { kind: 'action', userId, channel, command: '' } as const;
  const body = form({ payload: JSON.stringify(payload) });
  const sent = await deliver(workspace, signed(workspace, about, body, undefined, options), triggerId);
  expectEmpty(workspace, sent, `the click of ${userId} on "${found.label}"`);
  return sent;
}

/** A click and a closed modal are acknowledged with 200 and nothing else. */
export function expectEmpty(workspace: Workspace, sent: Sent, what: string): void {
  if (sent.timedOut || (sent.status === 200 && sent.raw === '')) {
    workspace.changed();
    return;
  }
  const got = sent.status === 200 ? `a body (${sent.raw.slice(0, 100)})` : `status ${sent.status}`;
  workspace.violate('bad-answer', `${what} was answered with ${got}, 200 without a body expected`);
}

function action(workspace: Workspace, { blockId, element, chosen }: Found): Json {
  const { type, action_id, confirm } = element;
  return {
    type,
    action_id,
    block_id: blockId,
    ...chosen,
    ...(confirm === undefined ? {} : { confirm }),
    action_ts: workspace.nextTs(),
  };
}

interface Place {
  readonly blocks: readonly StoredBlock[];
  readonly channel: string;
  readonly ts: string | undefined;
  readonly viewId: string | undefined;
  payload(): Json;
}

function findPlace(workspace: Workspace, userId: string, target: ClickTarget): Place {
  if ('viewId' in target) return inView(workspace, openView(workspace, userId, target.viewId));
  const { channel, ts } = target;
  present(workspace, userId, channel);
  const ephemeral = workspace.ephemerals.find((seen) => seen.ts === ts && seen.userId === userId);
  return ephemeral === undefined ? inMessage(workspace, userId, channel, ts) : inEphemeral(workspace, ephemeral);
}

function inMessage(workspace: Workspace, userId: string, channel: string, ts: string): Place {
  const message = workspace.messages.find(channel, ts);
  if (message === undefined) throw new Error(`There is no message ${ts} in ${channel} that ${userId} can see.`);
  return {
    blocks: message.blocks,
    channel,
    ts,
    viewId: undefined,
    payload: () => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: false,
        ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
      },
      channel: { id: channel, name: workspace.channels.get(channel)?.name ?? '' },
      message: messageJson(workspace, message, true),
      state: { values: {} },
      response_url: workspace.newResponseUrl(userId, channel, { ts, ephemeral: false }),
    }),
  };
}

function inEphemeral(workspace: Workspace, { userId, channel, ts, blocks }: SeenEphemeral): Place {
  return {
    blocks,
    channel,
    ts,
    viewId: undefined,
    payload: () => ({
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: true },
      channel: { id: channel, name: workspace.channels.get(channel)?.name ?? '' },
      state: { values: {} },
      response_url: workspace.newResponseUrl(userId, channel, { ts, ephemeral: true }),
    }),
  };
}

function inView(workspace: Workspace, open: OpenView): Place {
  return {
    blocks: open.view.blocks,
    channel: '',
    ts: undefined,
    viewId: open.view.type === 'modal' ? open.id : undefined,
    payload: () => ({ container: { type: 'view', view_id: open.id }, view: viewJson(workspace, open) }),
  };
}

/** A modal or home tab in front of this person; throws when it isn't. */
export function openView(workspace: Workspace, userId: string, viewId: string): OpenView {
  const top = workspace.views.stack(userId).at(-1);
  if (top?.id === viewId) return top;
  const home = workspace.views.home(userId);
  if (home?.id === viewId) return home;
  throw new Error(`${userId} has no view ${viewId} in front; the top one is ${top?.id ?? 'none'}.`);
}
