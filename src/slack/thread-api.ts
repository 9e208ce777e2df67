import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { callFailure } from './failure.js';
import type { Mark, Message, Sent, ThreadApi } from './types.js';

const EVENT_TYPE = 'sfb_job';

/** How many pages of a channel or thread are looked through for a lost post. */
const MAX_PAGES = 10;

const Found = z.object({
  ts: z.string(),
  user: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
  files: z.array(z.object({ title: z.string().nullish() })).optional(),
});

/**
 * The renderer's calls. `poster` must not retry by itself: a repeated post is a doubled post. `reader` may, it only looks.
 * Only posts of `botUserId` are ever found: anybody may write metadata.
 */
export function createThreadApi(poster: webApi.WebClient, reader: webApi.WebClient, botUserId: string): ThreadApi {
  return {
    async post(channel, thread, message, mark) {
      if (message.file !== undefined) return upload(poster, channel, thread, message.file, mark);
      return attempt(async () => {
        const wide = message.broadcast === true ? { reply_broadcast: true } : {};
        const where = thread === undefined ? {} : { thread_ts: thread, ...wide };
        const answer = await poster.chat.postMessage({
          channel,
          ...where,
          ...content(message, mark),
          unfurl_links: false,
          unfurl_media: false,
        });
        return answer.ts;
      });
    },

    async edit(channel, ts, message, mark) {
      // A file can't be edited; its content is final when it is first wanted.
      if (message.file !== undefined) return { ended: 'done', ts };
      return attempt(async () => (await poster.chat.update({ channel, ts, ...content(message, mark) })).ts);
    },

    find: (channel, thread, mark, since) =>
      attempt(() =>
        find(reader, { channel, thread, since }, (message) => message.user === botUserId && isMarked(message, mark)),
      ),
  };
}

async function attempt(call: () => Promise<string | undefined>): Promise<Sent> {
  try {
    const ts = await call();
    return ts === undefined ? { ended: 'unanswered', why: 'the answer has no ts' } : { ended: 'done', ts };
  } catch (error) {
    const failure = callFailure(error);
    // Slack says so when its own machinery failed: the message may have been taken.
    const unclear = failure.ended === 'refused' && ['internal_error', 'fatal_error'].includes(failure.code);
    return unclear ? { ended: 'unanswered', why: failure.code } : failure;
  }
}

function content({ text, blocks }: Message, { job, key }: Mark) {
  const metadata = { event_type: EVENT_TYPE, event_payload: { job, key } };
  // An empty list would be refused; leaving it out of an edit takes the blocks away.
  return { text, metadata, ...(blocks.length === 0 ? {} : { blocks: [...blocks] }) };
}

/** A file message carries no metadata; its title does the same work. */
function fileTitle({ job, key }: Mark, title: string): string {
  return `${title} (${job}, ${key})`;
}

async function upload(
  client: webApi.WebClient,
  channel: string,
  thread: string | undefined,
  file: NonNullable<Message['file']>,
  mark: Mark,
): Promise<Sent> {
  return attempt(async () => {
    const common = {
      channel_id: channel,
      filename: file.name,
      title: fileTitle(mark, file.title),
      content: file.content,
    };
    await client.filesUploadV2(thread === undefined ? common : { ...common, thread_ts: thread });
    // Slack names no message for a file; that it is there is all that is kept.
    return 'file';
  });
}

async function find(
  client: webApi.WebClient,
  { channel, thread, since }: { channel: string; thread: string | undefined; since: string },
  isIt: (message: z.infer<typeof Found>) => boolean,
): Promise<string> {
  const oldest = String(Math.floor(Date.parse(since) / 1000) - 60);
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const next = cursor === undefined ? {} : { cursor };
    const common = { channel, oldest, limit: 200, include_all_metadata: true, ...next };
    const answer =
      thread === undefined
        ? await client.conversations.history(common)
        : await client.conversations.replies({ ...common, ts: thread });
    const match = z
      .array(Found)
      .parse(answer.messages ?? [])
      .find(isIt);
    if (match !== undefined) return (match.files ?? []).length === 0 ? match.ts : 'file';
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return '';
  }
  return '';
}

function isMarked({ metadata, files }: z.infer<typeof Found>, { job, key }: Mark): boolean {
  if (metadata?.event_type === EVENT_TYPE)
    return metadata.event_payload.job === job && metadata.event_payload.key === key;
  return files?.some((file) => file.title?.endsWith(`(${job}, ${key})`)) ?? false;
}
