import type { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { checkControlChannel } from '../../src/slack/control-channel.js';

const good = { is_member: true, is_private: true, is_archived: false, is_ext_shared: false };

function clientSeeing(channel: object | Error): webApi.WebClient {
  const info = async () => {
    if (channel instanceof Error) throw channel;
    return { ok: true, channel };
  };
  return { conversations: { info } } as unknown as webApi.WebClient;
}

describe('slack/control-channel', () => {
  it.each([
    { channel: good, says: [] },
    {
      channel: { ...good, is_member: false },
      says: ['The bot is not in the control channel C0SFB and cannot write there'],
    },
    { channel: { ...good, is_private: false }, says: ['The control channel C0SFB is public'] },
    { channel: new Error('channel_not_found'), says: ['could not be looked at (channel_not_found); invite the bot'] },
  ])('says $says', async ({ channel, says }) => {
    expect(await checkControlChannel(clientSeeing(channel), 'C0SFB')).toEqual(
      says.map((part) => expect.stringContaining(part)),
    );
  });

  it.each([
    { channel: { ...good, is_ext_shared: true }, says: 'is shared with another organisation' },
    { channel: { ...good, is_pending_ext_shared: true }, says: 'is shared with another organisation' },
    { channel: { ...good, is_archived: true }, says: 'is archived; name another one' },
  ])('refuses to start where the channel $says', async ({ channel, says }) => {
    await expect(checkControlChannel(clientSeeing(channel), 'C0SFB')).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(says),
    });
  });
});
