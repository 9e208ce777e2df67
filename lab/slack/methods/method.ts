import { z } from 'zod';
import { SlackError } from '../slack-error.js';
import type { Json, LabChannel } from '../types.js';
import type { Workspace } from '../workspace.js';

/** A Web API method: what it takes, and what it does. */
export interface Method {
  readonly args: z.ZodObject;
  /** @throws SlackError for an `ok: false` answer */
  run(args: Json, workspace: Workspace): Json;
}

/** A method whose arguments are read by these schemas; their type reaches `run`. */
export function method<S extends z.ZodRawShape>(
  shape: S,
  run: (args: z.output<z.ZodObject<S>>, workspace: Workspace) => Json,
): Method {
  const args = z.object(shape);
  return { args, run: (given, workspace) => run(given as z.output<z.ZodObject<S>>, workspace) };
}

/** An id or other word that may not be empty. */
export const id = z.string().min(1);

/** A switch as a form has it, or as JSON does. */
export const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1'),
]);

export const count = z.coerce.number().int().min(1);

/** A value that a form carries as JSON text. */
export const json = z.unknown().transform((value, context): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

/** @throws SlackError channel_not_found, not_in_channel; a private channel hides itself from outsiders. */
export function readableChannel(workspace: Workspace, channelId: string, where: string): LabChannel {
  const channel = workspace.channels.get(channelId);
  if (channel !== undefined && workspace.isBotIn(channel)) return channel;
  const code = channel === undefined || channel.isPrivate === true ? 'channel_not_found' : 'not_in_channel';
  workspace.violate('wrong-channel', `${where}: ${channelId} is ${code}`);
  throw new SlackError(code);
}

/** As above; an archived channel takes nothing, and a user id stands for the direct message with that person. */
export function writableChannel(workspace: Workspace, channelId: string, where: string): LabChannel {
  const person = workspace.users.get(channelId);
  const target = person === undefined ? channelId : workspace.directMessage(person.id).id;
  const channel = readableChannel(workspace, target, where);
  if (channel.isArchived !== true) return channel;
  workspace.violate('wrong-channel', `${where}: ${channelId} is archived`);
  throw new SlackError('is_archived');
}

/** @throws SlackError thread_not_found when the message isn't there, or is a reply itself. */
export function checkThread(workspace: Workspace, channel: string, threadTs: string | undefined, where: string): void {
  if (threadTs === undefined) return;
  const parent = workspace.messages.find(channel, threadTs);
  if (parent !== undefined && parent.threadTs === undefined) return;
  workspace.violate('wrong-message', `${where}: thread_ts ${threadTs} is no parent message in ${channel}`);
  throw new SlackError('thread_not_found');
}
