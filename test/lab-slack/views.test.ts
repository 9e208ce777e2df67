import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { button, call, section, startBot, startSlack } from './bench.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const letters = (count: number) => 'x'.repeat(count);

const input = (blockId: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: blockId,
  label: plain(blockId),
  element,
  ...more,
});

const form = {
  type: 'modal',
  title: plain('Approve'),
  submit: plain('Send'),
  private_metadata: 'job-1',
  callback_id: 'approve',
  blocks: [
    input('why', { type: 'plain_text_input', action_id: 'reason', min_length: 3, max_length: 10 }),
    input('note', { type: 'plain_text_input', action_id: 'note' }, { optional: true }),
    input('pair', {
      type: 'static_select',
      action_id: 'choice',
      options: [{ text: plain('London'), value: 'london' }],
      initial_option: { text: plain('London'), value: 'london' },
    }),
    input(
      'waive',
      { type: 'checkboxes', action_id: 'checks', options: [{ text: plain('LIS'), value: 'lis' }] },
      { optional: true },
    ),
  ],
};

/** A person with this modal in front of them; gives its id. */
async function opened(slack: LocalSlack, view: object = form): Promise<string> {
  const blocks = [{ type: 'actions', elements: [button('open', 'Open')] }];
  const { ts } = await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'card', blocks });
  const { triggerId } = await slack.click('U0BEN', { channel: 'C0SFB', ts: String(ts), actionId: 'open' });
  await call(slack, 'views.open', { trigger_id: triggerId, view });
  return slack.openViews('U0BEN').at(-1)?.id ?? '';
}

/** A bot that answers every submission with this and keeps what was submitted. */
async function answering(answer: object | undefined, slack?: LocalSlack) {
  const local = slack ?? (await startSlack());
  const submitted: object[] = [];
  await startBot(local, (app) => {
    app.action(/.*/, async ({ ack }) => ack());
    app.view(/.*/, async ({ ack, view }) => {
      submitted.push(view);
      await (ack as (answer?: object) => Promise<void>)(answer);
    });
    app.view({ type: 'view_closed' }, async ({ ack }) => ack());
  });
  return { slack: local, submitted };
}

describe('the shape of a view', () => {
  it.each([
    [
      'a title of 25 characters',
      { ...form, title: plain(letters(25)) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a submit button of 25 characters',
      { ...form, submit: plain(letters(25)) },
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      '101 blocks',
      { ...form, blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'private_metadata of 3001 characters',
      { ...form, private_metadata: letters(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback id of 256 characters',
      { ...form, callback_id: letters(256) },
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'inputs without a submit button',
      { ...form, submit: undefined },
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'a table',
      { ...form, blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }] },
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    ['an unknown property', { ...form, colour: 'red' }, 'invalid additional property: colour [json-pointer:/view]'],
    [
      'two blocks of one id',
      {
        ...form,
        blocks: [
          { ...section('a'), block_id: 'x' },
          { ...section('b'), block_id: 'x' },
        ],
      },
      '`block_id` "x" already exists [json-pointer:/view/blocks/1/block_id]',
    ],
    ['a home tab', { type: 'home', blocks: [] }, 'must be modal [json-pointer:/view/type]'],
  ])('refuses %s', async (_name, view, message) => {
    const slack = await startSlack();

    expect(await call(slack, 'views.open', { trigger_id: 't', view })).toMatchObject({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: [`[ERROR] ${message}`] },
    });
    expect(slack.violations()).toMatchObject([{ rule: 'invalid-view' }]);
  });

  it('refuses more than 250 kB', async () => {
    const slack = await startSlack();
    const view = { ...form, blocks: Array.from({ length: 90 }, () => section(letters(2900))) };

    expect(await call(slack, 'views.open', { trigger_id: 't', view })).toMatchObject({ error: 'view_too_large' });
  });

  it('takes 100 blocks and a title of 24 characters', async () => {
    const { slack } = await answering(undefined);
    const blocks = Array.from({ length: 100 }, () => ({ type: 'divider' }));
    await opened(slack, { type: 'modal', title: plain(letters(24)), blocks });

    expect(slack.openViews('U0BEN')[0]?.blocks).toHaveLength(100);
  });
});

describe('a submission', () => {
  it('carries every input, filled or not, and closes the modal', async () => {
    const { slack, submitted } = await answering(undefined);
    const id = await opened(slack);

    const sent = await slack.submitView('U0BEN', id, { reason: 'because', checks: ['lis'] });

    expect(sent).toMatchObject({ outcome: 'closed', status: 200 });
    expect(submitted).toMatchObject([
      {
        id,
        private_metadata: 'job-1',
        callback_id: 'approve',
        app_installed_team_id: 'T0LAB',
        state: {
          values: {
            why: { reason: { type: 'plain_text_input', value: 'because' } },
            note: { note: { value: null } },
            pair: { choice: { selected_option: { value: 'london' } } },
            waive: { checks: { selected_options: [{ value: 'lis' }] } },
          },
        },
      },
    ]);
    expect(slack.openViews('U0BEN')).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    ['a needed input left empty', {}, '"why" must be filled in.'],
    ['too few characters', { reason: 'no' }, '"why" takes 3 to 10 characters, not 2.'],
    ['too many characters', { reason: letters(11) }, '"why" takes 3 to 10 characters, not 11.'],
    [
      'an option that is not there',
      { reason: 'because', choice: 'paris' },
      '"pair" has no option "paris"; it has: london.',
    ],
    ['an input that is not there', { reason: 'because', code: '1' }, 'The modal has no input "code"'],
  ])("can't be sent with %s", async (_name, values, message) => {
    const { slack } = await answering(undefined);
    const id = await opened(slack);

    await expect(slack.submitView('U0BEN', id, values)).rejects.toThrow(message);
  });

  it("can't be sent by somebody else, nor from under another modal", async () => {
    const { slack } = await answering(undefined);
    const id = await opened(slack, { ...form, blocks: [{ type: 'actions', elements: [button('more', 'More')] }] });
    const { triggerId } = await slack.click('U0BEN', { viewId: id, actionId: 'more' });
    await call(slack, 'views.push', { trigger_id: triggerId, view: form });

    await expect(slack.submitView('U0ANA', id, {})).rejects.toThrow('U0ANA has no view');
    await expect(slack.submitView('U0BEN', id, {})).rejects.toThrow('the top one is');
  });

  it('shows errors beside the inputs and stays open', async () => {
    const { slack } = await answering({ response_action: 'errors', errors: { why: 'Say more.' } });
    const id = await opened(slack);

    expect(await slack.submitView('U0BEN', id, { reason: 'because' })).toMatchObject({
      outcome: 'errors',
      errors: { why: 'Say more.' },
    });
    expect(slack.openViews('U0BEN')).toMatchObject([{ errors: { why: 'Say more.' } }]);
  });

  it.each([
    ['errors for a block that is no input', { response_action: 'errors', errors: { other: 'a' } }, 'bad-answer'],
    ['an unknown action', { response_action: 'shut' }, 'bad-answer'],
    ['an update with a bad view', { response_action: 'update', view: { ...form, title: plain('') } }, 'invalid-view'],
  ])('ends in trouble for %s', async (_name, answer, rule) => {
    const { slack } = await answering(answer);
    const id = await opened(slack);

    expect(await slack.submitView('U0BEN', id, { reason: 'because' })).toMatchObject({ outcome: 'failed' });
    expect(slack.openViews('U0BEN')).toHaveLength(1);
    expect(slack.violations()).toMatchObject([{ rule }]);
  });

  it.each([
    ['updates the modal', { response_action: 'update', view: { ...form, title: plain('Next') } }, 'updated', ['Next']],
    [
      'pushes another',
      { response_action: 'push', view: { ...form, title: plain('Next') } },
      'pushed',
      ['Approve', 'Next'],
    ],
    ['closes all', { response_action: 'clear' }, 'closed', []],
  ])('%s when the bot says so', async (_name, answer, outcome, titles) => {
    const { slack } = await answering(answer);
    const id = await opened(slack);

    expect(await slack.submitView('U0BEN', id, { reason: 'because' })).toMatchObject({ outcome });
    expect(slack.openViews('U0BEN').map(({ title }) => title)).toEqual(titles);
  });
});

describe('open modals', () => {
  const more = {
    type: 'modal',
    title: plain('More'),
    blocks: [{ type: 'actions', elements: [button('more', 'More')] }],
  };

  it('lie three deep at most', async () => {
    const { slack } = await answering(undefined);
    let id = await opened(slack, more);
    const push = async () => {
      const { triggerId } = await slack.click('U0BEN', { viewId: id, actionId: 'more' });
      return call(slack, 'views.push', { trigger_id: triggerId, view: more });
    };
    for (let depth = 2; depth <= 3; depth += 1) {
      expect(await push()).toMatchObject({ ok: true });
      id = slack.openViews('U0BEN').at(-1)?.id ?? '';
    }

    expect(await push()).toMatchObject({ error: 'push_limit_reached' });
    expect(slack.openViews('U0BEN')).toHaveLength(3);
  });

  it('are updated by id, under their hash', async () => {
    const { slack } = await answering(undefined);
    const id = await opened(slack, more);
    const { hash } = slack.openViews('U0BEN')[0] ?? { hash: '' };
    const view = { ...more, title: plain('Changed') };

    expect(await call(slack, 'views.update', { view_id: id, hash, view })).toMatchObject({ ok: true });
    expect(await call(slack, 'views.update', { view_id: id, hash, view })).toMatchObject({ error: 'hash_conflict' });
    expect(await call(slack, 'views.update', { view_id: 'V0', view })).toMatchObject({ error: 'not_found' });
    expect(slack.openViews('U0BEN')).toMatchObject([{ id, title: 'Changed' }]);
  });

  it('tell the bot when they are closed only if it asked', async () => {
    const { slack } = await answering(undefined);
    const quiet = await opened(slack, more);
    expect(await slack.closeView('U0BEN', quiet)).toBeUndefined();

    const telling = await opened(slack, { ...more, callback_id: 'told', notify_on_close: true });
    expect(await slack.closeView('U0BEN', telling)).toMatchObject({ status: 200 });
    expect(slack.openViews('U0BEN')).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });
});
