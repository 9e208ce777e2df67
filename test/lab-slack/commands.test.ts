import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { section, standing, startBot, startSlack } from './bench.js';

type Answer = Parameters<SlackCommandMiddlewareArgs['ack']>[0];

/** A bot that answers every command with this. */
async function answering(answer: unknown): Promise<LocalSlack> {
  const slack = await startSlack();
  await startBot(slack, (app) => app.command(/.*/, ({ ack }) => ack(answer as Answer)));
  return slack;
}

describe('a command', () => {
  it('reaches the bot with the fields that Slack sends', async () => {
    const slack = await startSlack();
    const bodies: object[] = [];
    await startBot(slack, (app) =>
      app.command('/sfb', async ({ ack, body }) => {
        bodies.push(body);
        await ack();
      }),
    );

    const sent = await slack.slash('U0ANA', 'C0SFB', 'status “london” --fresh');

    expect(bodies).toEqual([
      expect.objectContaining({
        command: '/sfb',
        text: 'status “london” --fresh',
        user_id: 'U0ANA',
        user_name: 'ana',
        team_id: 'T0LAB',
        channel_id: 'C0SFB',
        trigger_id: sent.triggerId,
        is_enterprise_install: 'false',
        response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\//),
      }),
    ]);
    expect(sent).toMatchObject({ status: 200, body: undefined, timedOut: false });
    expect(slack.ephemerals('U0ANA')).toEqual([]);
  });

  it.each([
    ['plain words', 'Recorded.', { text: 'Recorded.', response_type: 'ephemeral' }],
    [
      'an object',
      { text: 'Recorded.', blocks: [section('*Recorded.*')] },
      { text: 'Recorded.', blocks: [{ type: 'section' }] },
    ],
  ])('is answered privately with %s', async (_name, answer, body) => {
    const slack = await answering(answer);

    expect(await slack.slash('U0ANA', 'C0SFB', 'status')).toMatchObject({ body });
    expect(slack.ephemerals('U0ANA')).toMatchObject([{ channel: 'C0SFB', text: 'Recorded.', via: 'answer' }]);
    expect(slack.ephemerals('U0BEN')).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });

  it('is answered for all when the bot says so, also where the bot is no member', async () => {
    const slack = await answering({ response_type: 'in_channel', text: 'Hello all' });
    await slack.slash('U0ANA', 'C0OPEN', 'status');

    expect(slack.messages('C0OPEN')).toMatchObject([{ author: 'U0BOT', text: 'Hello all' }]);
    expect(slack.ephemerals('U0ANA')).toEqual([]);
  });

  it.each([
    ['blocks that Slack refuses', { text: 'a', blocks: [section('')] }, 'invalid-blocks'],
    ['a property that Slack does not know', { text: 'a', colour: 'red' }, 'bad-answer'],
    ['nothing to show', { response_type: 'ephemeral' }, undefined],
  ])('shows an error for %s', async (_name, answer, rule) => {
    const slack = await answering(answer);

    expect(await slack.slash('U0ANA', 'C0SFB', 'status')).toMatchObject({ status: 200, body: undefined });
    expect(slack.ephemerals('U0ANA')).toMatchObject([
      { via: 'slack', text: '/sfb failed with the error "invalid_command_response"' },
    ]);
    expect(slack.violations().map((violation) => violation.rule)).toEqual(rule === undefined ? [] : [rule]);
  });

  it('fails in front of the person when no answer comes in 3 s', async () => {
    const slack = await startSlack();
    await startBot(slack, (app) => app.command('/sfb', async () => {}));

    const sent = await slack.slash('U0ANA', 'C0SFB', 'status');

    expect(sent).toMatchObject({ status: 0, timedOut: true, body: undefined });
    expect(sent.ms).toBeGreaterThanOrEqual(2990);
    expect(slack.ephemerals('U0ANA')).toMatchObject([
      { via: 'slack', text: '/sfb failed with the error "operation_timeout"' },
    ]);
    expect(slack.violations()).toMatchObject([{ rule: 'late-answer' }]);
  });

  it('fails at once when nobody listens', async () => {
    const slack = await startSlack({ requestUrl: 'http://127.0.0.1:9/slack/events' });

    expect(await slack.slash('U0ANA', 'C0SFB', 'status')).toMatchObject({ status: 0, timedOut: false });
    expect(slack.ephemerals('U0ANA')).toMatchObject([{ text: '/sfb failed with the error "dispatch_failed"' }]);
  });

  it.each([
    ['somebody unknown', 'U0NONE', 'C0SFB', 'Nobody here has the id U0NONE.'],
    ['somebody deactivated', 'U0OLD', 'C0SFB', "Otto is deactivated and can't sign in."],
    ['somebody who is not in the channel', 'U0EVE', 'C0SFB', 'Eve is not in #sfb-control.'],
    ['nowhere', 'U0ANA', 'C0NONE', 'There is no channel C0NONE.'],
  ])("can't be typed by %s", async (_name, user, channel, message) => {
    const slack = await answering('a');

    await expect(slack.slash(user, channel, 'status')).rejects.toThrow(message);
  });
});

describe('signatures', () => {
  it('are verified by Bolt: another secret is refused and the person sees a failure', async () => {
    const slack = await answering('Recorded.');

    expect(await slack.slash('U0ANA', 'C0SFB', 'status', { secret: 'guessed' })).toMatchObject({ status: 401 });
    expect(slack.ephemerals('U0ANA')).toMatchObject([
      { via: 'slack', text: '/sfb failed with the error "dispatch_failed"' },
    ]);
    expect(await slack.slash('U0ANA', 'C0SFB', 'status')).toMatchObject({ status: 200 });
  });

  it.each([
    ['an old one is refused', -301, 401],
    ['one of five minutes ago passes', -290, 200],
    ['one from the future passes Bolt, so the bot has to look itself', 3600, 200],
  ])('carry a time: %s', async (_name, timestampSkewSeconds, status) => {
    const slack = await answering('Recorded.');

    expect(await slack.slash('U0ANA', 'C0SFB', 'status', { timestampSkewSeconds })).toMatchObject({ status });
  });

  it('do not stop a replay: the same bytes pass Bolt twice, with the same trigger', async () => {
    const slack = await startSlack();
    const triggers: string[] = [];
    await startBot(slack, (app) =>
      app.command('/sfb', async ({ ack, body }) => {
        triggers.push(body.trigger_id);
        await ack('Recorded.');
      }),
    );
    const first = await slack.slash('U0ANA', 'C0SFB', 'status');

    const second = await slack.replay(first.request);
    await slack.slash('U0ANA', 'C0SFB', 'status', { triggerId: first.triggerId });

    expect(second).toMatchObject({ status: 200, body: { text: 'Recorded.' }, request: first.request });
    expect(triggers).toEqual([first.triggerId, first.triggerId, first.triggerId]);
    expect(slack.ephemerals('U0ANA')).toHaveLength(3);
  });

  it('can be put under anything, also under what no person could do', async () => {
    const slack = await answering('Recorded.');
    const body = new URLSearchParams({
      command: '/sfb',
      user_id: 'U0NONE',
      team_id: 'T0OTHER',
      channel_id: 'C1',
    }).toString();

    expect(await slack.send(body, 'application/x-www-form-urlencoded')).toMatchObject({
      status: 200,
      raw: 'Recorded.',
    });
    expect(await slack.send(body, 'application/x-www-form-urlencoded', { secret: 'guessed' })).toMatchObject({
      status: 401,
    });
  });
});

describe('a response URL', () => {
  /** The URL that the bot was given with a command. */
  async function given(options: Parameters<typeof startSlack>[0] = {}): Promise<{ slack: LocalSlack; url: string }> {
    const slack = await startSlack(options);
    let url = '';
    await startBot(slack, (app) =>
      app.command('/sfb', async ({ ack, body }) => {
        url = body.response_url;
        await ack();
      }),
    );
    await slack.slash('U0ANA', 'C0SFB', 'status');
    return { slack, url };
  }

  async function respond(url: string, answer: object) {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(answer) });
    return { status: response.status, body: await response.json() };
  }

  it('answers five times and not a sixth', async () => {
    const { slack, url } = await given();
    for (let use = 0; use < 5; use += 1) expect(await respond(url, { text: 'a' })).toMatchObject({ status: 200 });

    expect(await respond(url, { text: 'a' })).toEqual({ status: 404, body: { ok: false, error: 'used_url' } });
    expect(slack.ephemerals('U0ANA')).toHaveLength(5);
    expect(slack.violations()).toMatchObject([
      { rule: 'response-url-misused', detail: expect.stringContaining('used 6 times') },
    ]);
  });

  it('is gone after 30 minutes', async () => {
    const { clock, move } = standing();
    const { slack, url } = await given({ clock });
    move(30 * 60_000);
    expect(await respond(url, { text: 'a' })).toMatchObject({ status: 200 });
    move(1);

    expect(await respond(url, { text: 'a' })).toMatchObject({ status: 404, body: { error: 'expired_url' } });
    expect(slack.violations()).toMatchObject([{ rule: 'response-url-misused' }]);
  });

  it('speaks to all when told to, and refuses what Slack refuses', async () => {
    const { slack, url } = await given();
    await respond(url, { response_type: 'in_channel', text: 'all' });

    expect(slack.messages('C0SFB')).toMatchObject([{ text: 'all', author: 'U0BOT' }]);
    expect(await respond(url, { text: 'a', blocks: [section('')] })).toMatchObject({
      status: 400,
      body: { error: 'invalid_blocks' },
    });
    expect(await respond(url, { txt: 'a' })).toMatchObject({ status: 400 });
    expect(await respond(url, { delete_original: true })).toMatchObject({
      status: 400,
      body: { error: 'no_original' },
    });
  });
});

describe('an event', () => {
  it('reaches the bot signed and in its envelope', async () => {
    const slack = await startSlack();
    const seen: object[] = [];
    await startBot(slack, (app) =>
      app.event('app_home_opened', async ({ event, body }) => {
        seen.push({ user: event.user, team: body.team_id });
      }),
    );

    const sent = await slack.event({ type: 'app_home_opened', user: 'U0ANA', channel: 'D1', tab: 'home' });

    expect(sent).toMatchObject({ status: 200, timedOut: false });
    expect(seen).toEqual([{ user: 'U0ANA', team: 'T0LAB' }]);
  });
});
