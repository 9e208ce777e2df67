import { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { call, startSlack, TOKEN } from './bench.js';

describe('uploads', () => {
  it("takes a WebClient's three-step upload into a thread", async () => {
    const slack = await startSlack();
    const thread = slack.say('U0ANA', 'C0SFB', 'where is the log?');
    const client = new webApi.WebClient(TOKEN, { slackApiUrl: slack.url });

    await client.filesUploadV2({
      channel_id: 'C0SFB',
      thread_ts: thread,
      filename: 'log.txt',
      title: 'The log',
      content: 'Zürich – done\n',
      initial_comment: 'here',
    });

    expect(slack.messages('C0SFB')[0]?.replies).toMatchObject([
      { author: 'U0BOT', text: 'here', files: [{ name: 'log.txt', title: 'The log', content: 'Zürich – done\n' }] },
    ]);
    expect(slack.violations()).toEqual([]);
    expect(await call(slack, 'conversations.replies', { channel: 'C0SFB', ts: thread })).toMatchObject({
      messages: [{}, { files: [{ title: 'The log', size: 17 }] }],
    });
  });

  it('needs the bytes that were announced', async () => {
    const slack = await startSlack();
    const asked = await call(slack, 'files.getUploadURLExternal', { filename: 'a.txt', length: 3 });
    const files = [{ id: String(asked.file_id) }];

    const upload = await fetch(String(asked.upload_url), { method: 'POST', body: 'abcd' });
    expect(upload.status).toBe(400);
    expect(await call(slack, 'files.completeUploadExternal', { files, channel_id: 'C0SFB' })).toMatchObject({
      error: 'file_not_found',
    });
    expect(slack.violations()).toMatchObject([
      { rule: 'bad-upload', detail: expect.stringContaining('has 4 bytes, 3 were announced') },
      { rule: 'bad-upload', detail: expect.stringContaining('before its bytes came') },
    ]);
  });

  it.each([
    ['an empty file', 'files.getUploadURLExternal', { filename: 'a.txt', length: 0 }, 'invalid_arguments'],
    [
      'a file nobody asked for',
      'files.completeUploadExternal',
      { files: [{ id: 'F1' }], channel_id: 'C0SFB' },
      'file_not_found',
    ],
    [
      'a channel without the bot',
      'files.completeUploadExternal',
      { files: [{ id: 'F1' }], channel_id: 'C0OPEN' },
      'not_in_channel',
    ],
    [
      'a thread that is not there',
      'files.completeUploadExternal',
      { files: [{ id: 'F1' }], channel_id: 'C0SFB', thread_ts: '1.1' },
      'thread_not_found',
    ],
  ])('refuses %s', async (_name, method, args, error) => {
    const slack = await startSlack();

    expect(await call(slack, method, args)).toMatchObject({ ok: false, error });
  });
});
