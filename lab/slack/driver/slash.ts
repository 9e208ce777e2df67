import { z } from 'zod';
import { checkContent } from '../content.js';
import { APP_ID } from '../methods/shown.js';
import { SlackError } from '../slack-error.js';
import type { LabChannel, LabUser, Sent, SentRequest, SlashOptions, SlashSent } from '../types.js';
import type { Workspace } from '../workspace.js';
import { deliver, form, signed } from './post.js';

/** The JSON answer to a slash command. */
const Answer = z.strictObject({
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});

/** A person types a command in a channel. Throws when they could not: a person who isn't there types nothing. */
export async function slash(
  workspace: Workspace,
  userId: string,
  channelId: string,
  text: string,
  options: SlashOptions = {},
): Promise<SlashSent> {
  const { user, channel } = present(workspace, userId, channelId);
  const command = options.command ?? '/sfb';
  const triggerId = options.triggerId ?? workspace.newTrigger(userId);
  const body = form({
    token: 'deprecated',
    team_id: options.teamId ?? workspace.options.teamId,
    team_domain: 'lab',
    channel_id: channel.id,
    channel_name: channel.isPrivate === true ? 'privategroup' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: workspace.newResponseUrl(userId, channelId),
    trigger_id: triggerId,
  });
  workspace.timeline.push({
    kind: 'command',
    at: workspace.now(),
    userId,
    channel: channelId,
    text: `${command} ${text}`.trimEnd(),
  });
  const request = signed(workspace, { kind: 'command', userId, channel: channelId, command }, body, undefined, options);
  return showAnswer(workspace, await deliver(workspace, request, triggerId));
}

/** Who types where; the person must exist and be in the channel. */
export function present(
  workspace: Workspace,
  userId: string,
  channelId: string,
): { user: LabUser; channel: LabChannel } {
  const user = workspace.users.get(userId);
  const channel = workspace.channels.get(channelId);
  if (user === undefined) throw new Error(`Nobody here has the id ${userId}.`);
  if (channel === undefined) throw new Error(`There is no channel ${channelId}.`);
  if (user.deleted === true) throw new Error(`${user.realName} is deactivated and can't sign in.`);
  if (!channel.members.includes(userId)) throw new Error(`${user.realName} is not in #${channel.name}.`);
  return { user, channel };
}

/** Shows a command's answer, or Slack's own words when there is none that can be shown. */
export function showAnswer(workspace: Workspace, sent: Sent): SlashSent {
  const { request } = sent;
  if (request.kind !== 'command') return { ...sent, body: undefined };
  if (sent.timedOut) return failed(workspace, sent, 'operation_timeout');
  if (sent.status !== 200) {
    workspace.violate('bad-answer', `${request.command} was answered with status ${sent.status}, 200 expected`);
    return failed(workspace, sent, 'dispatch_failed');
  }
  if (sent.raw.trim() === '') return done(workspace, sent, undefined);
  const answer = read(sent.raw);
  if (answer === undefined) {
    workspace.violate('bad-answer', `${request.command} was answered with what Slack does not know: ${sent.raw}`);
    return failed(workspace, sent, 'invalid_command_response');
  }
  try {
    const content = checkContent(workspace, answer, `the answer to ${request.command}`);
    const body = { response_type: answer.response_type, ...content };
    showContent(workspace, request, body);
    return done(workspace, sent, body);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return failed(workspace, sent, 'invalid_command_response');
  }
}

/** Plain text, or a JSON object of the known form; undefined for JSON of another form. */
function read(raw: string): z.infer<typeof Answer> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { response_type: 'ephemeral', text: raw };
  }
  if (typeof value !== 'object') return { response_type: 'ephemeral', text: raw };
  return Answer.safeParse(value).data;
}

function showContent(workspace: Workspace, request: SentRequest, body: NonNullable<SlashSent['body']>): void {
  const { channel, userId } = request;
  const { text, blocks } = body;
  if (body.response_type === 'in_channel') {
    workspace.messages.add({ channel, author: workspace.options.botUserId, text, blocks });
  } else {
    workspace.addEphemeral({ channel, userId, threadTs: undefined, text, blocks, via: 'answer' });
  }
}

function failed(workspace: Workspace, sent: Sent, code: string): SlashSent {
  const { channel, userId, command } = sent.request;
  const text = `${command} failed with the error "${code}"`;
  workspace.addEphemeral({ channel, userId, threadTs: undefined, text, blocks: [], via: 'slack' });
  return { ...sent, body: undefined };
}

function done(workspace: Workspace, sent: Sent, body: SlashSent['body']): SlashSent {
  workspace.changed();
  return { ...sent, body };
}
