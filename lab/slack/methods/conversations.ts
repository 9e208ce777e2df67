import { z } from 'zod';
import type { Stored } from '../messages.js';
import { SlackError } from '../slack-error.js';
import type { Json, LabChannel } from '../types.js';
import type { Workspace } from '../workspace.js';
import { count, flag, id, type Method, method, readableChannel } from './method.js';
import { messageJson } from './shown.js';

const paging = { cursor: z.string().optional(), limit: count.max(1000).optional() };
const span = {
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
};

const info = method(
  { channel: id, include_num_members: flag.optional(), include_locale: flag.optional() },
  (args, workspace) => {
    const channel = workspace.channels.get(args.channel);
    // A public channel can be looked at from outside.
    const hidden = channel === undefined || (channel.isPrivate === true && !workspace.isBotIn(channel));
    if (hidden) throw new SlackError('channel_not_found');
    return { channel: channelJson(workspace, channel, args.include_num_members === true) };
  },
);

function channelJson(workspace: Workspace, channel: LabChannel, withCount: boolean): Json {
  const isPrivate = channel.isPrivate ?? false;
  const shared = channel.isExtShared ?? false;
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate && channel.isIm !== true,
    is_im: channel.isIm ?? false,
    is_private: isPrivate,
    is_archived: channel.isArchived ?? false,
    is_member: workspace.isBotIn(channel),
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    context_team_id: workspace.options.teamId,
    ...(withCount ? { num_members: channel.members.length } : {}),
  };
}

const members = method({ channel: id, ...paging }, (args, workspace) => {
  const channel = readableChannel(workspace, args.channel, 'conversations.members');
  const { items, more } = page(channel.members, args.cursor, args.limit ?? 100);
  return { members: items, ...more };
});

const history = method({ channel: id, ...paging, ...span }, (args, workspace) => {
  const channel = readableChannel(workspace, args.channel, 'conversations.history');
  const parents = workspace.messages
    .inChannel(channel.id)
    .filter((message) => message.threadTs === undefined && within(message, args))
    .toReversed();
  const { items, more } = page(parents, args.cursor, args.limit ?? 100);
  const withMetadata = args.include_all_metadata === true;
  return {
    messages: items.map((message) => messageJson(workspace, message, withMetadata)),
    has_more: 'response_metadata' in more,
    ...more,
  };
});

const replies = method({ channel: id, ts: id, ...paging, ...span }, (args, workspace) => {
  const channel = readableChannel(workspace, args.channel, 'conversations.replies');
  const parent = workspace.messages.find(channel.id, args.ts);
  if (parent === undefined) throw new SlackError('thread_not_found');
  const inThread = workspace.messages.replies(channel.id, args.ts).filter((message) => within(message, args));
  const { items, more } = page(inThread, args.cursor, args.limit ?? 1000);
  const withMetadata = args.include_all_metadata === true;
  return {
    // The head of the thread comes with every page.
    messages: [parent, ...items].map((message) => messageJson(workspace, message, withMetadata)),
    has_more: 'response_metadata' in more,
    ...more,
  };
});

const open = method({ users: id.optional(), channel: id.optional(), return_im: flag.optional() }, (args, workspace) => {
  if (args.channel !== undefined) {
    return { channel: { id: readableChannel(workspace, args.channel, 'conversations.open').id } };
  }
  const people = (args.users ?? '').split(',').filter((user) => user !== '');
  const [person] = people;
  if (person === undefined) throw new SlackError('users_list_not_supplied');
  if (people.length > 1)
    throw new SlackError('not_enough_users', ['the local Slack opens messages to one person only']);
  const user = workspace.users.get(person);
  if (user === undefined) throw new SlackError('user_not_found');
  if (user.deleted === true) throw new SlackError('user_disabled');
  return { channel: { id: workspace.directMessage(person).id } };
});

function within(
  { ts }: Stored,
  {
    oldest,
    latest,
    inclusive,
  }: { oldest?: string | undefined; latest?: string | undefined; inclusive?: boolean | undefined },
): boolean {
  const at = Number(ts);
  const from = Number(oldest ?? 0);
  const to = latest === undefined ? Number.POSITIVE_INFINITY : Number(latest);
  return inclusive === true ? at >= from && at <= to : at > from && at < to;
}

/** One page of a list; the cursor is the number of items before it. */
function page<T>(all: readonly T[], cursor: string | undefined, limit: number) {
  const start = cursor === undefined || cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString());
  if (!Number.isInteger(start)) throw new SlackError('invalid_cursor');
  const items = all.slice(start, start + limit);
  const next = start + limit;
  const more =
    next < all.length ? { response_metadata: { next_cursor: Buffer.from(String(next)).toString('base64') } } : {};
  return { items, more };
}

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': info,
  'conversations.members': members,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.open': open,
};
