import { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { call, standing, startSlack, TOKEN } from './bench.js';

const post = (slack: LocalSlack, channel = 'C0SFB') => call(slack, 'chat.postMessage', { channel, text: 'a' });

function client(slack: LocalSlack, options: webApi.WebClientOptions = {}): webApi.WebClient {
  return new webApi.WebClient(TOKEN, { slackApiUrl: slack.url, logLevel: webApi.LogLevel.ERROR, ...options });
}

describe('rate limits', () => {
  it('lets a small burst of posts through, then one a second in a channel', async () => {
    const { clock, move } = standing();
    const slack = await startSlack({ clock });
    for (let burst = 0; burst < 3; burst += 1) expect(await post(slack)).toMatchObject({ ok: true });

    expect(await post(slack)).toMatchObject({ status: 429, error: 'ratelimited', retryAfter: '1' });
    expect(slack.violations()).toMatchObject([{ rule: 'rate-limited' }]);
    move(1000);
    expect(await post(slack)).toMatchObject({ ok: true });
    expect(await post(slack)).toMatchObject({ status: 429 });
    for (let second = 0; second < 20; second += 1) {
      move(1000);
      expect(await post(slack)).toMatchObject({ ok: true });
    }
    expect(slack.messages('C0SFB')).toHaveLength(24);
  });

  it('counts each channel by itself', async () => {
    const { clock } = standing();
    const slack = await startSlack({ clock });
    slack.admin.channel('C0OPEN', { members: ['U0BOT'] });
    for (let burst = 0; burst < 3; burst += 1) await post(slack);

    expect(await post(slack, 'C0OPEN')).toMatchObject({ ok: true });
  });

  it.each([
    ['chat.update', 50, { channel: 'C0SFB', text: 'a' }],
    ['usergroups.users.list', 20, { usergroup: 'S0APPROVE' }],
    ['users.info', 100, { user: 'U0ANA' }],
  ])('takes %s %i times a minute', async (method, limit, args) => {
    const { clock, move } = standing();
    const slack = await startSlack({ clock });
    const { ts = '' } = await post(slack);
    const once = () => call(slack, method, { ...args, ...(method === 'chat.update' ? { ts } : {}) });
    for (let count = 0; count < limit; count += 1) expect(await once()).toMatchObject({ ok: true });

    move(20_000);
    expect(await once()).toMatchObject({ status: 429, retryAfter: '40' });
    move(40_000);
    expect(await once()).toMatchObject({ ok: true });
  });
});

describe('failures on demand', () => {
  it.each([
    ['a 500', { status: 500 }, { status: 500, ok: false }],
    ['a 429', { status: 429, retryAfter: 7 }, { status: 429, retryAfter: '7' }],
    ["Slack's refusal", { error: 'internal_error' }, { status: 200, error: 'internal_error' }],
  ])('answers with %s, once, without acting', async (_name, failure, answer) => {
    const slack = await startSlack();
    slack.failNext('chat.postMessage', failure);

    expect(await post(slack)).toMatchObject(answer);
    expect(slack.messages('C0SFB')).toEqual([]);
    expect(await post(slack)).toMatchObject({ ok: true });
    expect(slack.calls()).toMatchObject([{ acted: false }, { acted: true }]);
  });

  it('acts first and fails then, as often as it is told to', async () => {
    const slack = await startSlack();
    slack.failNext('chat.postMessage', { status: 500, afterEffect: true, times: 2 });

    for (const status of [500, 500, 200]) expect(await post(slack)).toMatchObject({ status });
    expect(slack.messages('C0SFB')).toHaveLength(3);
    expect(slack.calls().map(({ acted }) => acted)).toEqual([true, true, true]);
  });

  it('drops the connection', async () => {
    const slack = await startSlack();
    slack.failNext('chat.postMessage', { drop: true, afterEffect: true });

    await expect(post(slack)).rejects.toThrow('fetch failed');
    expect(slack.messages('C0SFB')).toHaveLength(1);
    expect(slack.calls()).toMatchObject([{ status: 0, result: undefined, acted: true }]);
  });

  it('makes a WebClient post twice when a 500 comes after the post', async () => {
    const slack = await startSlack();
    slack.failNext('chat.postMessage', { status: 500, afterEffect: true });

    await client(slack, { retryConfig: { retries: 1, minTimeout: 1 } }).chat.postMessage({
      channel: 'C0SFB',
      text: 'a',
    });

    expect(slack.messages('C0SFB')).toHaveLength(2);
  });

  it('tells a WebClient how long to wait', async () => {
    const slack = await startSlack();
    slack.failNext('chat.postMessage', { status: 429, retryAfter: 12 });

    const refused = client(slack, { rejectRateLimitedCalls: true }).chat.postMessage({ channel: 'C0SFB', text: 'a' });

    await expect(refused).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 12 });
  });

  it('holds calls of a method until they are let go', async () => {
    const slack = await startSlack();
    slack.pause('chat.postMessage');
    const held = post(slack);
    await call(slack, 'auth.test', {});

    expect(slack.messages('C0SFB')).toEqual([]);
    slack.resume();
    expect(await held).toMatchObject({ ok: true });
    expect(slack.calls().map(({ method }) => method)).toEqual(['auth.test', 'chat.postMessage']);
  });
});

describe('waiting', () => {
  it('gives what the predicate finds, at once or after a change', async () => {
    const slack = await startSlack();
    const first = slack.waitFor(() => slack.messages('C0SFB')[0], 1000);
    slack.say('U0ANA', 'C0SFB', 'hello');

    expect(await first).toMatchObject({ text: 'hello' });
    expect(await slack.waitFor(() => slack.messages('C0SFB').length === 1, 0)).toBe(true);
  });

  it('says in vain what was last seen', async () => {
    const slack = await startSlack();
    await call(slack, 'chat.postMessage', { channel: 'C0OPEN', text: 'a' });

    await expect(slack.waitFor(() => false, 1, 'the report')).rejects.toThrow(
      'the report did not happen within 1 ms. Last calls: chat.postMessage 200 not_in_channel. ' +
        'Rules broken: wrong-channel: chat.postMessage: C0OPEN is not_in_channel.',
    );
  });

  it('passes on what the predicate throws', async () => {
    const slack = await startSlack();

    const waiting = slack.waitFor(() => {
      throw new Error('no such step');
    }, 1000);

    await expect(waiting).rejects.toThrow('no such step');
  });
});
