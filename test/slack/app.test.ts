import { afterEach, describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { createSlackApp } from '../../src/slack/app.js';
import { startSlackBot } from '../../src/slack/start.js';
import { createTime } from '../../src/slack/time.js';
import { FakeIntake, FakeThreads, fakeLog } from './fakes.js';
import { fakeApprovals } from './gates.js';
import { aConfig, CHANNEL, secrets, startSlack } from './local.js';

const time = createTime();
let slack: LocalSlack;

afterEach(async () => {
  await slack.close();
});

function create(change: { token?: string; team?: string } = {}) {
  const settings = { ...secrets, SLACK_API_URL: slack.url, ...(change.token && { SLACK_BOT_TOKEN: change.token }) };
  const config = aConfig(change.team === undefined ? {} : { team: change.team });
  return createSlackApp({ slack: config.bot.slack, secrets: settings }, fakeLog(), time);
}

describe('slack/app', () => {
  it('refuses a token that Slack does not know, in one sentence without the token', async () => {
    slack = await startSlack(time);

    await expect(create({ token: 'xoxb-wrong-token' })).rejects.toMatchObject({
      code: 'CONFIG',
      message:
        'Slack did not accept the bot token (invalid_auth); check SLACK_BOT_TOKEN and that Slack can be reached.',
    });
  });

  it('refuses the token of another workspace', async () => {
    slack = await startSlack(time);

    await expect(create({ team: 'T0ELSE' })).rejects.toMatchObject({
      code: 'CONFIG',
      message:
        'The bot token belongs to workspace T0LAB, but bot.slack.team is T0ELSE; use the token of that workspace.',
    });
  });

  it('never repeats a post by itself, and does not wait out a limit inside the client', async () => {
    slack = await startSlack(time);
    const { poster } = await create();

    slack.failNext('chat.postMessage', { status: 503 });
    await expect(poster.chat.postMessage({ channel: CHANNEL, text: 'x' })).rejects.toThrow();
    slack.failNext('chat.postMessage', { status: 429, retryAfter: 60 });
    await expect(poster.chat.postMessage({ channel: CHANNEL, text: 'x' })).rejects.toMatchObject({ retryAfter: 60 });

    expect(slack.calls('chat.postMessage').length).toBe(2);
  });

  it('says in one sentence that its port is taken', async () => {
    slack = await startSlack(time);
    const port = Number(new URL(slack.url).port);
    const loaded = { config: aConfig({ port }), secrets: { ...secrets, SLACK_API_URL: slack.url } };
    const threads = new FakeThreads();
    const approvals = fakeApprovals(threads, time.now);
    const parts = { intake: new FakeIntake(), threads, approvals, log: fakeLog(), time, owner: 'bot-1' };

    await expect(startSlackBot({ loaded, ...parts })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(new RegExp(`^The bot cannot listen on 127.0.0.1:${port} \\(.*EADDRINUSE`)),
    });
  });
});
