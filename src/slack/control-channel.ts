import type { webApi } from '@slack/bolt';
import { SfbError } from '../errors.js';
import { failureText } from './failure.js';

/**
 * Looks at the control channel once, at the start. Throws SfbError CONFIG for a channel in which nobody may run anything;
 * gives back sentences for what should be mended but needn't stop the bot.
 */
export async function checkControlChannel(client: webApi.WebClient, channel: string): Promise<string[]> {
  let seen: webApi.ConversationsInfoResponse['channel'];
  try {
    seen = (await client.conversations.info({ channel })).channel;
  } catch (error) {
    return [
      `The control channel ${channel} could not be looked at (${failureText(error)}); invite the bot there with /invite.`,
    ];
  }
  if (seen?.is_ext_shared === true || seen?.is_pending_ext_shared === true) {
    throw new SfbError(
      'CONFIG',
      `The control channel ${channel} is shared with another organisation; name a channel of this workspace alone in bot.slack.channel.`,
    );
  }
  if (seen?.is_archived === true) {
    throw new SfbError('CONFIG', `The control channel ${channel} is archived; name another one in bot.slack.channel.`);
  }
  const sentences: string[] = [];
  if (seen?.is_member === false) {
    sentences.push(`The bot is not in the control channel ${channel} and cannot write there; invite it with /invite.`);
  }
  if (seen?.is_private === false) {
    sentences.push(`The control channel ${channel} is public: every member of the workspace can read the reports.`);
  }
  return sentences;
}
