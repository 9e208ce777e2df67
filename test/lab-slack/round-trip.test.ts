import type { App, types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { button, section, startBot, startSlack } from './bench.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const modal: types.ModalView = {
  type: 'modal',
  callback_id: 'approve',
  title: plain('Approve'),
  submit: plain('Approve'),
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text: 'This moves *london*.' } },
    {
      type: 'input',
      block_id: 'why',
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'reason', min_length: 3 },
    },
  ],
};

/** A bot with one command, one button and one modal. */
function approvals(app: App): void {
  let card = { channel: '', ts: '' };
  app.command('/sfb', async ({ ack, client, command }) => {
    const posted = await client.chat.postMessage({
      channel: command.channel_id,
      text: `Failover asked for by <@${command.user_id}>`,
      blocks: [
        section(`*Failover* asked for by <@${command.user_id}>`),
        { type: 'actions', elements: [button('ok', 'Approve', 'job-1')] },
      ] as types.KnownBlock[],
    });
    card = { channel: command.channel_id, ts: posted.ts ?? '' };
    await ack({ response_type: 'ephemeral', text: 'Recorded as job-1.' });
  });
  app.action('ok', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: 'trigger_id' in body ? String(body.trigger_id) : '', view: modal });
  });
  app.view('approve', async ({ ack, body, view, client }) => {
    const reason = view.state.values.why?.reason?.value ?? '';
    if (reason === 'because') return ack({ response_action: 'errors', errors: { why: 'Say more.' } });
    await ack();
    await client.chat.update({ ...card, text: `Approved by <@${body.user.id}>: ${reason}` });
  });
}

describe('a Bolt app on the local Slack', () => {
  it('gets a command, posts a card, opens a modal for a click and edits the card for what was submitted', async () => {
    const slack = await startSlack();
    await startBot(slack, approvals);

    const asked = await slack.slash('U0ANA', 'C0SFB', 'failover london');

    expect(asked).toMatchObject({ status: 200, timedOut: false, body: { text: 'Recorded as job-1.' } });
    expect(slack.ephemerals('U0ANA')).toMatchObject([{ text: 'Recorded as job-1.', via: 'answer' }]);
    const [card] = slack.messages('C0SFB');
    expect(card).toMatchObject({ author: 'U0BOT', text: 'Failover asked for by <@U0ANA>', edits: 0 });

    await slack.click('U0BEN', { channel: 'C0SFB', ts: card?.ts ?? '', actionId: 'ok' });
    const view = await slack.waitFor(() => slack.openViews('U0BEN')[0], 2000);
    expect(view).toMatchObject({ title: 'Approve', callbackId: 'approve' });

    const refused = await slack.submitView('U0BEN', view.id, { reason: 'because' });
    expect(refused).toMatchObject({ outcome: 'errors', errors: { why: 'Say more.' } });
    expect(slack.openViews('U0BEN')).toHaveLength(1);

    const approved = await slack.submitView('U0BEN', view.id, { reason: 'fe1 is on fire' });
    expect(approved.outcome).toBe('closed');
    expect(slack.openViews('U0BEN')).toEqual([]);
    const edited = await slack.waitFor(() => slack.messages('C0SFB').find((message) => message.edits === 1), 2000);
    expect(edited).toMatchObject({ ts: card?.ts, text: 'Approved by <@U0BEN>: fe1 is on fire', blocks: [] });
    expect(slack.violations()).toEqual([]);
  });
});
