import type { Stored } from '../messages.js';
import type { Json, StoredFile } from '../types.js';
import type { OpenView } from '../views.js';
import type { Workspace } from '../workspace.js';

/** The bot's id as an integration, beside its user id. */
export const BOT_ID = 'B0SFB';
export const APP_ID = 'A0SFB';

/** A message as the Web API shows it. Metadata is only told to who asks for it. */
export function messageJson(workspace: Workspace, message: Stored, withMetadata: boolean): Json {
  const { channel, ts, author, text, blocks, files, metadata } = message;
  const { botUserId, teamId } = workspace.options;
  const replies = workspace.messages.replies(channel, ts);
  const latest = replies.at(-1)?.ts;
  const thread = message.threadTs ?? (latest === undefined ? undefined : ts);
  return {
    type: 'message',
    user: author,
    team: teamId,
    ...(author === botUserId ? { bot_id: BOT_ID, app_id: APP_ID } : {}),
    text,
    ts,
    ...(blocks.length === 0 ? {} : { blocks }),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(latest === undefined ? {} : { reply_count: replies.length, latest_reply: latest }),
    ...(files.length === 0 ? {} : { files: files.map(fileJson) }),
    ...(message.reactions.length === 0 ? {} : { reactions: message.reactions.map((name) => ({ name, count: 1 })) }),
    ...(message.edits === 0 ? {} : { edited: { user: author, ts } }),
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
  };
}

export function fileJson({ id, name, title, content }: StoredFile): Json {
  return { id, name, title, mode: 'hosted', size: Buffer.byteLength(content) };
}

/** A view as the Web API and view payloads show it. */
export function viewJson(workspace: Workspace, open: OpenView, values: Json = {}): Json {
  const { view, id, hash, rootId, previousId } = open;
  const { teamId } = workspace.options;
  return {
    id,
    team_id: teamId,
    app_id: APP_ID,
    app_installed_team_id: teamId,
    bot_id: BOT_ID,
    hash,
    root_view_id: rootId,
    previous_view_id: previousId ?? null,
    title: null,
    submit: null,
    close: null,
    callback_id: '',
    private_metadata: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    ...view,
    state: { values },
  };
}
