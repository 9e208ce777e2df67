import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { checkContent } from './content.js';
import { answerJson, parseJson } from './http.js';
import { SlackError } from './slack-error.js';
import type { ResponseUrl, Workspace } from './workspace.js';

/** What may be sent to a response URL; switches are also taken as words, as Slack does. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
const Answer = z.strictObject({
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  replace_original: flag.default(false),
  delete_original: flag.default(false),
  thread_ts: z.string().optional(),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});
type Answer = z.infer<typeof Answer>;

/** Takes what an app sends to a response URL: no token, 5 uses, 30 minutes. */
export function answerResponseUrl(workspace: Workspace, id: string, bytes: Buffer, response: ServerResponse): void {
  const url = workspace.takeResponseUrl(id);
  if (typeof url === 'string') {
    answerJson(response, 404, { ok: false, error: url });
    return;
  }
  const answer = Answer.safeParse(parseJson(bytes).fields);
  if (!answer.success) {
    workspace.violate('response-url-misused', `response_url ${id}: ${z.prettifyError(answer.error)}`);
    answerJson(response, 400, { ok: false, error: 'invalid_payload' });
    return;
  }
  try {
    show(workspace, url, answer.data);
    answerJson(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    answerJson(response, 400, error.body());
  }
}

function show(workspace: Workspace, url: ResponseUrl, answer: Answer): void {
  const { userId, channel, origin } = url;
  const content = answer.delete_original ? undefined : checkContent(workspace, answer, 'response_url');
  if (content === undefined || (answer.replace_original && origin !== undefined)) {
    change(workspace, url, content);
    return;
  }
  const threadTs = answer.thread_ts;
  if (answer.response_type === 'in_channel') {
    workspace.messages.add({ channel, author: workspace.options.botUserId, threadTs, ...content });
  } else {
    workspace.addEphemeral({ channel, userId, threadTs, ...content, via: 'response_url' });
  }
}

/** Replaces (or deletes) the message that was clicked. */
function change(
  workspace: Workspace,
  { channel, origin }: ResponseUrl,
  content: ReturnType<typeof checkContent> | undefined,
): void {
  if (origin === undefined) throw new SlackError('no_original');
  if (origin.ephemeral) {
    workspace.editEphemeral(origin.ts, content);
    return;
  }
  const message = workspace.messages.find(channel, origin.ts);
  if (message === undefined) throw new SlackError('message_not_found');
  if (content === undefined) workspace.messages.remove(message);
  else workspace.messages.change(message, { ...content, edits: message.edits + 1 });
}
