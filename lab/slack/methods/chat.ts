import { z } from 'zod';
import { checkContent, TEXT_LIMIT } from '../content.js';
import type { Stored } from '../messages.js';
import { SlackError } from '../slack-error.js';
import type { Json } from '../types.js';
import type { Workspace } from '../workspace.js';
import { checkThread, flag, id, json, type Method, method, writableChannel } from './method.js';
import { messageJson } from './shown.js';

const METADATA_BYTES = 8000;
const Metadata = z.strictObject({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });

const content = { text: z.string().optional(), blocks: json.optional() };
const style = {
  mrkdwn: flag.optional(),
  parse: z.enum(['none', 'full', 'client']).optional(),
  link_names: flag.optional(),
};
const unfurl = { unfurl_links: flag.optional(), unfurl_media: flag.optional() };

const postMessage = method(
  {
    channel: id,
    ...content,
    ...style,
    ...unfurl,
    markdown_text: z.string().max(12_000).optional(),
    thread_ts: id.optional(),
    reply_broadcast: flag.optional(),
    metadata: json.optional(),
    client_msg_id: id.optional(),
  },
  (args, workspace) => {
    const where = 'chat.postMessage';
    const channel = writableChannel(workspace, args.channel, where);
    checkThread(workspace, channel.id, args.thread_ts, where);
    const checked = checkContent(workspace, asMarkdown(args), where);
    const message = workspace.messages.add({
      channel: channel.id,
      author: workspace.options.botUserId,
      ...checked,
      threadTs: args.thread_ts,
      metadata: checkMetadata(args.metadata),
    });
    return { channel: channel.id, ts: message.ts, message: messageJson(workspace, message, true) };
  },
);

const update = method(
  {
    channel: id,
    ts: id,
    ...content,
    ...style,
    metadata: json.optional(),
    reply_broadcast: flag.optional(),
  },
  (args, workspace) => {
    const where = 'chat.update';
    // An edit needs the channel's own id: a person's id doesn't do.
    const channel = writableChannel(workspace, workspace.users.has(args.channel) ? '' : args.channel, where);
    const old = ownMessage(workspace, channel.id, args.ts, where, 'cant_update_message');
    const checked = checkContent(workspace, args, where, TEXT_LIMIT.update);
    const metadata = args.metadata === undefined ? old.metadata : checkMetadata(args.metadata);
    const changed: Stored = { ...old, ...checked, metadata, edits: old.edits + 1 };
    workspace.messages.change(old, changed);
    return {
      channel: channel.id,
      ts: changed.ts,
      text: changed.text,
      message: messageJson(workspace, changed, true),
    };
  },
);

const remove = method({ channel: id, ts: id }, (args, workspace) => {
  const channel = writableChannel(workspace, args.channel, 'chat.delete');
  const old = ownMessage(workspace, channel.id, args.ts, 'chat.delete', 'cant_delete_message');
  workspace.messages.remove(old);
  return { channel: channel.id, ts: old.ts };
});

const postEphemeral = method(
  { channel: id, user: id, ...content, ...style, thread_ts: id.optional() },
  (args, workspace) => {
    const where = 'chat.postEphemeral';
    const channel = writableChannel(workspace, args.channel, where);
    if (!channel.members.includes(args.user)) {
      workspace.violate('wrong-channel', `${where}: ${args.user} is not in ${channel.id}`);
      throw new SlackError('user_not_in_channel');
    }
    checkThread(workspace, channel.id, args.thread_ts, where);
    const seen = workspace.addEphemeral({
      channel: channel.id,
      userId: args.user,
      threadTs: args.thread_ts,
      ...checkContent(workspace, args, where),
      via: 'chat.postEphemeral',
    });
    return { message_ts: seen.ts };
  },
);

function asMarkdown(args: { text?: string | undefined; blocks?: unknown; markdown_text?: string | undefined }) {
  if (args.markdown_text === undefined) return args;
  if (args.text !== undefined || args.blocks !== undefined) throw new SlackError('markdown_text_conflict');
  return { text: args.markdown_text, blocks: [{ type: 'markdown', text: args.markdown_text }] };
}

/** An empty object takes metadata away. */
function checkMetadata(given: unknown): Json | undefined {
  if (given === undefined || JSON.stringify(given) === '{}') return undefined;
  const metadata = Metadata.safeParse(given);
  if (!metadata.success) throw new SlackError('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(given)) > METADATA_BYTES) throw new SlackError('metadata_too_large');
  return metadata.data;
}

function ownMessage(workspace: Workspace, channel: string, ts: string, where: string, code: string): Stored {
  const message = workspace.messages.find(channel, ts);
  if (message === undefined) {
    workspace.violate('wrong-message', `${where}: no message ${ts} in ${channel}`);
    throw new SlackError('message_not_found');
  }
  if (message.author === workspace.options.botUserId) return message;
  workspace.violate('wrong-message', `${where}: message ${ts} in ${channel} is ${message.author}'s`);
  throw new SlackError(code);
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
};
