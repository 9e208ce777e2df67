import { z } from 'zod';
import { SlackError } from '../slack-error.js';
import type { Workspace } from '../workspace.js';
import { checkThread, id, json, type Method, method, writableChannel } from './method.js';
import { fileJson } from './shown.js';

const Files = z.array(z.strictObject({ id, title: z.string().optional() })).min(1);

const getUploadUrl = method(
  {
    filename: id,
    length: z.coerce.number().int().min(1),
    alt_txt: z.string().optional(),
    alt_text: z.string().optional(),
    snippet_type: z.string().optional(),
  },
  ({ filename, length }, workspace) => {
    const fileId = workspace.nextId('F');
    const empty = { content: '', received: false, shared: false };
    workspace.uploads.set(fileId, { id: fileId, name: filename, title: filename, length, ...empty });
    return { upload_url: `${workspace.origin}/upload/${fileId}`, file_id: fileId };
  },
);

const completeUpload = method(
  {
    files: json,
    channel_id: id.optional(),
    thread_ts: id.optional(),
    initial_comment: z.string().optional(),
  },
  (args, workspace) => {
    const where = 'files.completeUploadExternal';
    const files = Files.safeParse(args.files);
    if (!files.success) throw new SlackError('invalid_arguments');
    const target = args.channel_id === undefined ? undefined : writableChannel(workspace, args.channel_id, where);
    if (target !== undefined) checkThread(workspace, target.id, args.thread_ts, where);
    const done = files.data.map((file) => complete(workspace, file.id, file.title));
    if (target !== undefined) {
      workspace.messages.add({
        channel: target.id,
        author: workspace.options.botUserId,
        text: args.initial_comment ?? '',
        threadTs: args.thread_ts,
        files: done,
      });
    }
    // Slack names the files, never the message they came with.
    return { files: done.map(fileJson) };
  },
);

function complete(workspace: Workspace, fileId: string, title: string | undefined) {
  const upload = workspace.uploads.get(fileId);
  if (upload === undefined || upload.shared) throw new SlackError('file_not_found');
  if (!upload.received) {
    workspace.violate('bad-upload', `file ${fileId} (${upload.name}) was completed before its bytes came`);
    throw new SlackError('file_not_found');
  }
  const file = { id: fileId, name: upload.name, title: title ?? upload.name, content: upload.content };
  workspace.uploads.set(fileId, { ...upload, ...file, shared: true });
  return file;
}

/** Takes the bytes of a file that was asked for; false when it is unknown or they are not what was announced. */
export function receiveUpload(workspace: Workspace, fileId: string, bytes: Buffer): boolean {
  const upload = workspace.uploads.get(fileId);
  if (upload === undefined || upload.received) return false;
  if (bytes.length !== upload.length) {
    workspace.violate('bad-upload', `file ${fileId} has ${bytes.length} bytes, ${upload.length} were announced`);
    return false;
  }
  workspace.uploads.set(fileId, { ...upload, content: bytes.toString('utf8'), received: true });
  return true;
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
