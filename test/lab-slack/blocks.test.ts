import { describe, expect, it } from 'vitest';
import { button, call, section, startSlack } from './bench.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const header = (text: string) => ({ type: 'header', text: plain(text) });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const rich = (...elements: object[]) => ({ type: 'rich_text', elements });
const pre = (text: string) => ({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
const cell = (text: string) => ({ type: 'raw_text', text });
const table = (rows: number, columns: number, text = 'x') => ({
  type: 'table',
  rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => cell(text))),
});
const times = (count: number, block: object) => Array.from({ length: count }, () => block);
const letters = (count: number) => 'x'.repeat(count);
const post = { channel: 'C0SFB', text: 'fallback' };

describe('blocks of a message', () => {
  it.each([
    ['a header of 150 characters', [header(letters(150))]],
    ['a section of 3000 characters', [section(letters(3000))]],
    [
      'a section with fields and a button beside it',
      [{ type: 'section', fields: [plain('a'), plain('b')], accessory: button('go', 'Go') }],
    ],
    ['a section that is expanded', [{ ...section('a'), expand: true }]],
    ['50 blocks', times(50, { type: 'divider' })],
    ['10 context elements', [{ type: 'context', elements: times(10, plain('a')) }]],
    [
      'a context with an image',
      [{ type: 'context', elements: [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }] }],
    ],
    ['25 buttons', [actions(...Array.from({ length: 25 }, (_, index) => button(`b${index}`, 'Go')))]],
    [
      'a button with a confirmation',
      [
        actions({
          ...button('go', 'Go', 'v'),
          style: 'danger',
          confirm: { title: plain('Sure?'), text: plain('Yes?') },
        }),
      ],
    ],
    ['a menu', [actions({ type: 'static_select', action_id: 'm', options: [{ text: plain('One'), value: '1' }] })]],
    ['the same action id in two blocks', [actions(button('go', 'Go')), actions(button('go', 'Go'))]],
    ['preformatted rich text', [rich(pre('Get-CsManagementConnection'))]],
    [
      'rich text with a list, a quote and mentions',
      [
        rich(
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U0ANA' }] }],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'q', style: { bold: true } }] },
        ),
      ],
    ],
    ['a table of 100 rows and one of 20 columns', [table(100, 2)]],
    ['a table of 20 columns', [{ ...table(2, 20), column_settings: [{ align: 'right', is_wrapped: true }] }]],
    [
      'a table with numbers and rich text',
      [{ type: 'table', rows: [[{ type: 'raw_number', value: 3, text: '3' }, rich(pre('a'))]] }],
    ],
    ['markdown', [{ type: 'markdown', text: '**a**' }]],
    ['an image', [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a', title: plain('A') }]],
    ['an input', [{ type: 'input', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'why' } }]],
    [
      'a plan with tasks',
      [
        {
          type: 'plan',
          title: 'Failover',
          tasks: [{ type: 'task_card', task_id: '1', title: 'Move', status: 'pending', details: rich(pre('a')) }],
        },
      ],
    ],
    ['13,200 characters together', times(11, section(letters(1200)))],
  ])('takes %s', async (_name, blocks) => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { ...post, blocks })).toMatchObject({ ok: true });
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    ['51 blocks', times(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['an unknown block', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0/type]'],
    ['a block without a type', [{ text: plain('a') }], 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'a file block, which only an upload makes',
      [{ type: 'file', external_id: 'a', source: 'remote' }],
      'unsupported type: file [json-pointer:/blocks/0/type]',
    ],
    [
      'a property Slack does not know',
      [{ ...section('a'), colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'a section of 3001 characters',
      [section(letters(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section with nothing in it', [{ type: 'section' }], 'must provide text or fields [json-pointer:/blocks/0]'],
    ['a bare string as text', [{ type: 'section', text: 'a' }], 'must be an object [json-pointer:/blocks/0/text]'],
    [
      '11 fields',
      [{ type: 'section', fields: times(11, plain('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2001 characters',
      [{ type: 'section', fields: [plain(letters(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header of 151 characters',
      [header(letters(151))],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }],
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      '11 context elements',
      [{ type: 'context', elements: times(11, plain('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'an empty context',
      [{ type: 'context', elements: [] }],
      'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '26 buttons',
      [actions(...Array.from({ length: 26 }, (_, index) => button(`b${index}`, 'Go')))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button label of 76 characters',
      [actions(button('go', letters(76)))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2001 characters',
      [actions(button('go', 'Go', letters(2001)))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action id of 256 characters',
      [actions(button(letters(256), 'Go'))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block id of 256 characters',
      [{ ...section('a'), block_id: letters(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'an unknown button style',
      [actions({ ...button('go', 'Go'), style: 'warning' })],
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a confirmation of 301 characters',
      [actions({ ...button('go', 'Go'), confirm: { text: plain(letters(301)) } })],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'the same action id twice in a block',
      [actions(button('go', 'Go'), button('go', 'No'))],
      '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'the same block id twice',
      [
        { ...section('a'), block_id: 'x' },
        { ...section('b'), block_id: 'x' },
      ],
      '`block_id` "x" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'a menu without options',
      [actions({ type: 'static_select', action_id: 'm' })],
      'must provide exactly one of options and option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a text input in an actions block',
      [actions({ type: 'plain_text_input', action_id: 'm' })],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    ['a table of 101 rows', [table(101, 1)], 'no more than 100 items allowed [json-pointer:/blocks/0/rows]'],
    ['a table of 21 columns', [table(1, 21)], 'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]'],
    ['an empty table cell', [table(1, 1, '')], 'must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]'],
    ['two tables', [table(1, 1), table(1, 1)], 'only_one_table_allowed [json-pointer:/blocks/1]'],
    [
      'a table of more than 10,000 characters',
      [table(51, 2, letters(99))],
      'table has 10098 characters, 10000 allowed [json-pointer:/blocks/0]',
    ],
    [
      'an image without a source',
      [{ type: 'image', alt_text: 'a' }],
      'must provide exactly one of image_url and slack_file [json-pointer:/blocks/0]',
    ],
    [
      'rich text in preformatted that is a mention',
      [rich({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U0ANA' }] })],
      'unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
    [
      'empty rich text',
      [rich(pre(''))],
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
    [
      'a task in no known state',
      [{ type: 'task_card', task_id: '1', title: 'a', status: 'late' }],
      'must be one of: pending, in_progress, complete, error [json-pointer:/blocks/0/status]',
    ],
    [
      'two markdown blocks of 12,001 characters',
      times(2, { type: 'markdown', text: letters(6001) }),
      'markdown blocks must be less than 12001 characters together [json-pointer:/blocks]',
    ],
  ])('refuses %s and says where', async (_name, blocks, message) => {
    const slack = await startSlack();

    const answer = await call(slack, 'chat.postMessage', { ...post, blocks });

    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(answer.errors).toContain(message);
    expect(answer.response_metadata).toMatchObject({ messages: expect.arrayContaining([`[ERROR] ${message}`]) });
    expect(slack.messages('C0SFB')).toEqual([]);
    expect(slack.violations()).toMatchObject([{ rule: 'invalid-blocks' }]);
  });

  it('refuses more than 13,200 characters over all blocks', async () => {
    const slack = await startSlack();
    const blocks = [...times(11, section(letters(1200))), section('x')];

    expect(await call(slack, 'chat.postMessage', { ...post, blocks })).toMatchObject({ error: 'msg_blocks_too_long' });
    expect(slack.violations()).toMatchObject([{ rule: 'too-long' }]);
  });

  it('posts blocks without a fallback text, but holds it against the app', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { channel: 'C0SFB', blocks: [section('a')] })).toMatchObject({
      ok: true,
    });
    expect(slack.violations()).toMatchObject([{ rule: 'missing-fallback-text' }]);
  });

  it('names blocks and elements that the app did not name', async () => {
    const slack = await startSlack();
    const unnamed = { type: 'button', text: plain('Go') };

    await call(slack, 'chat.postMessage', { ...post, blocks: [section('a'), actions(unnamed)] });

    const [text, buttons] = slack.messages('C0SFB')[0]?.blocks ?? [];
    expect(text?.block_id).not.toBe(buttons?.block_id);
    expect(buttons?.elements).toMatchObject([{ type: 'button', action_id: expect.stringMatching(/./) }]);
  });

  it.each([
    ['blocks that are no JSON', { blocks: '[{' }, 'invalid_blocks_format'],
    ['blocks that are no list', { blocks: { type: 'divider' } }, 'invalid_blocks_format'],
    ['nothing to say', {}, 'no_text'],
    ['an empty text', { text: '' }, 'no_text'],
    ['a text of 40,001 characters', { text: letters(40_001) }, 'msg_too_long'],
  ])('refuses %s', async (_name, content, error) => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { channel: 'C0SFB', ...content })).toMatchObject({ ok: false, error });
  });
});

describe('blocks.validate', () => {
  it('answers without a token, with code, message and pointer, and breaks no rule', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'blocks.validate', { blocks: [section('a')] }, '')).toMatchObject({ ok: true });
    expect(await call(slack, 'blocks.validate', { message: { blocks: [{ type: 'banner' }] } }, '')).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: [{ code: 'unsupported_type_banner', message: 'unsupported type: banner', pointer: '/blocks/0/type' }],
    });
    expect(await call(slack, 'blocks.validate', { view: { type: 'home', blocks: [table(1, 1)] } }, '')).toMatchObject({
      errors: [{ message: 'unsupported type: table', pointer: '/view/blocks/0/type' }],
    });
    expect(slack.violations()).toEqual([]);
  });
});
