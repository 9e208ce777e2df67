import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { button, call, section, standing, startBot, startSlack } from './bench.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const menu = {
  type: 'static_select',
  action_id: 'pair',
  options: ['london', 'paris'].map((pair) => ({ text: plain(pair.toUpperCase()), value: pair })),
};

/** A card with two buttons of one action and a menu; gives its ts. */
async function card(slack: LocalSlack): Promise<string> {
  const elements = [button('go', 'Go', 'job-1'), button('stop', 'Stop'), menu];
  const blocks = [section('a'), { type: 'actions', block_id: 'row', elements }];
  return String((await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'card', blocks })).ts);
}

interface Pressed {
  readonly payloads: Record<string, unknown>[];
}

/** A bot that keeps what was pressed, and acknowledges it with this. */
async function keeping(slack: LocalSlack, acknowledgement?: string): Promise<Pressed> {
  const payloads: Record<string, unknown>[] = [];
  await startBot(slack, (app) =>
    app.action(/.*/, async ({ ack, body }) => {
      payloads.push(body as unknown as Record<string, unknown>);
      await (ack as (answer?: string) => Promise<void>)(acknowledgement);
    }),
  );
  return { payloads };
}

describe('a click', () => {
  it('reaches the bot with the button, the message and who pressed', async () => {
    const slack = await startSlack();
    const { payloads } = await keeping(slack);
    const ts = await card(slack);

    const sent = await slack.click('U0BEN', { channel: 'C0SFB', ts, actionId: 'go' });

    expect(sent).toMatchObject({ status: 200, raw: '' });
    expect(payloads).toMatchObject([
      {
        type: 'block_actions',
        user: { id: 'U0BEN', team_id: 'T0LAB' },
        team: { id: 'T0LAB' },
        channel: { id: 'C0SFB' },
        container: { type: 'message', message_ts: ts, is_ephemeral: false },
        message: { ts, text: 'card' },
        actions: [{ action_id: 'go', block_id: 'row', value: 'job-1', type: 'button' }],
        trigger_id: sent.triggerId,
      },
    ]);
    expect(slack.violations()).toEqual([]);
  });

  it('chooses from a menu by value', async () => {
    const slack = await startSlack();
    const { payloads } = await keeping(slack);

    await slack.click('U0BEN', { channel: 'C0SFB', ts: await card(slack), actionId: 'pair', value: 'paris' });

    expect(payloads).toMatchObject([{ actions: [{ type: 'static_select', selected_option: { value: 'paris' } }] }]);
  });

  it("carries an outsider's own workspace beside the app's", async () => {
    const slack = await startSlack();
    const { payloads } = await keeping(slack);
    slack.admin.channel('C0SFB', { members: ['U0BOT', 'U0EVE'] });

    await slack.click('U0EVE', { channel: 'C0SFB', ts: await card(slack), actionId: 'go' });

    expect(payloads).toMatchObject([{ user: { team_id: 'T0OTHER' }, team: { id: 'T0LAB' } }]);
  });

  it.each([
    [
      'on a button that is not there',
      { actionId: 'approve' },
      'There is no "approve" to press; there is: go, stop, pair.',
    ],
    ['on a button with another value', { actionId: 'go', value: 'job-2' }, 'There is no "go" with the value "job-2"'],
    [
      'on a message that is not there',
      { actionId: 'go', ts: '1.000001' },
      'There is no message 1.000001 in C0SFB that U0ANA can see.',
    ],
  ])("can't be made %s", async (_name, target, message) => {
    const slack = await startSlack();
    const ts = await card(slack);

    await expect(slack.click('U0ANA', { channel: 'C0SFB', ts, ...target })).rejects.toThrow(message);
  });

  it("can't be made by who doesn't see the message, nor after the button was edited away", async () => {
    const slack = await startSlack();
    const ts = await card(slack);
    const target = { channel: 'C0SFB', ts, actionId: 'go' };

    await expect(slack.click('U0EVE', target)).rejects.toThrow('Eve is not in #sfb-control.');
    await call(slack, 'chat.update', { channel: 'C0SFB', ts, text: 'done' });
    await expect(slack.click('U0ANA', target)).rejects.toThrow('there is: nothing');
  });

  it.each([
    ['a body', 'thanks', 'a body (thanks)'],
    ['another status', undefined, 'status 401'],
  ])('holds an acknowledgement with %s against the app', async (_name, acknowledgement, detail) => {
    const slack = await startSlack();
    await keeping(slack, acknowledgement);
    const forgery = acknowledgement === undefined ? { secret: 'guessed' } : {};

    await slack.click('U0BEN', { channel: 'C0SFB', ts: await card(slack), actionId: 'go' }, forgery);

    expect(slack.violations()).toMatchObject([{ rule: 'bad-answer', detail: expect.stringContaining(detail) }]);
  });

  it('lets the bot replace the message through its response URL, private ones too', async () => {
    const slack = await startSlack();
    await startBot(slack, (app) =>
      app.action('go', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'gone', replace_original: true });
      }),
    );
    const blocks = [{ type: 'actions', elements: [button('go', 'Go')] }];
    const ts = await card(slack);
    await call(slack, 'chat.postEphemeral', { channel: 'C0SFB', user: 'U0ANA', text: 'psst', blocks });

    await slack.click('U0ANA', { channel: 'C0SFB', ts, actionId: 'go' });
    await slack.click('U0ANA', { channel: 'C0SFB', ts: slack.ephemerals('U0ANA')[0]?.ts ?? '', actionId: 'go' });
    await slack.waitFor(() => slack.ephemerals('U0ANA')[0]?.text === 'gone', 2000);

    expect(slack.messages('C0SFB')).toMatchObject([{ ts, text: 'gone', blocks: [], edits: 1 }]);
    expect(slack.ephemerals('U0ANA')).toHaveLength(1);
  });
});

describe('triggers', () => {
  const view = { type: 'modal', title: plain('Look'), blocks: [] };
  const open = (slack: LocalSlack, trigger: string) => call(slack, 'views.open', { trigger_id: trigger, view });

  async function pressed(slack: LocalSlack): Promise<string> {
    await keeping(slack);
    return (await slack.click('U0BEN', { channel: 'C0SFB', ts: await card(slack), actionId: 'go' })).triggerId;
  }

  it('open one modal', async () => {
    const slack = await startSlack();
    const trigger = await pressed(slack);

    expect(await open(slack, trigger)).toMatchObject({ ok: true, view: { title: plain('Look') } });
    expect(await open(slack, trigger)).toMatchObject({ error: 'exchanged_trigger_id' });
    expect(slack.openViews('U0BEN')).toMatchObject([{ title: 'Look' }]);
    expect(slack.violations()).toMatchObject([{ rule: 'trigger-misused' }]);
  });

  it('live three seconds', async () => {
    const { clock, move } = standing();
    const slack = await startSlack({ clock });
    const trigger = await pressed(slack);
    move(3001);

    expect(await open(slack, trigger)).toMatchObject({ error: 'expired_trigger_id' });
    expect(slack.violations()).toMatchObject([{ rule: 'trigger-misused' }]);
  });

  it('must have come from Slack', async () => {
    const slack = await startSlack();

    expect(await open(slack, '12345')).toMatchObject({ error: 'invalid_trigger_id' });
    expect(slack.violations()).toMatchObject([{ rule: 'trigger-misused' }]);
  });
});

describe('the home tab', () => {
  it('is published by the bot, and its buttons work', async () => {
    const slack = await startSlack();
    const { payloads } = await keeping(slack);
    const view: types.HomeView = {
      type: 'home',
      blocks: [{ type: 'actions', elements: [button('go', 'Go')] }] as types.KnownBlock[],
    };
    const published = await call(slack, 'views.publish', { user_id: 'U0ANA', view });
    const home = slack.home('U0ANA');

    expect(published).toMatchObject({ ok: true, view: { id: home?.id } });
    await slack.click('U0ANA', { viewId: home?.id ?? '', actionId: 'go' });
    expect(payloads).toMatchObject([{ view: { type: 'home' }, container: { type: 'view' } }]);
    expect(await call(slack, 'views.publish', { user_id: 'U0ANA', view, hash: 'old' })).toMatchObject({
      error: 'hash_conflict',
    });
    expect(slack.home('U0BEN')).toBeUndefined();
  });
});
