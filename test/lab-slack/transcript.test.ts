import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../lab/slack/html.js';
import type { LocalSlack } from '../../lab/slack/server.js';
import { answersFirst, renderTranscript } from '../../lab/slack/transcript.js';
import type { TimelineEntry } from '../../lab/slack/types.js';
import { button, call, section, startBot, startSlack, stepping, WORKSPACE } from './bench.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const cell = (text: string) => ({ type: 'raw_text', text });
const named = { users: [{ id: 'U0ANA', name: 'ana', realName: 'Ana (operator)' }, ...WORKSPACE.users.slice(1)] };

const card = [
  { type: 'header', text: plain('Status of london') },
  section(
    '*Only fe1 is active*, read by <@U0ANA> for <!subteam^S0APPROVE> in <#C0SFB>: `fe1` &lt;ok&gt; <https://example.com|help>',
  ),
  { type: 'context', elements: [plain('LAB'), { type: 'mrkdwn', text: 'job _j1_' }] },
  { type: 'divider' },
  {
    type: 'table',
    rows: [
      [cell('witness'), cell('fe1')],
      [cell('SCP on dc1'), cell('active')],
    ],
  },
  {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'Run this:' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'Get-CsManagementConnection' }] },
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: ['one', 'two'].map((text) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] })),
      },
    ],
  },
  {
    type: 'plan',
    title: 'Plan',
    tasks: [{ type: 'task_card', task_id: '1', title: 'Move the CMS', status: 'complete' }],
  },
  { type: 'actions', elements: [{ ...button('ok', 'Approve'), style: 'primary' }, button('no', 'Deny')] },
];

const modal: types.ModalView = {
  type: 'modal',
  title: plain('Approve'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
};

/** A command, a card with a thread, a click, a modal and an edit. */
async function story(): Promise<LocalSlack> {
  const slack = await startSlack(named);
  await startBot(slack, (app) => {
    app.command('/sfb', ({ ack }) => ack('Recorded as `j1`.'));
    app.action('ok', async ({ ack }) => ack());
    app.view(/.*/, async ({ ack }) => ack());
  });
  await slack.slash('U0ANA', 'C0SFB', 'status london');
  const { ts } = await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'reading', blocks: card });
  const reply = await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'reading fe1', thread_ts: ts });
  const { triggerId } = await slack.click('U0BEN', { channel: 'C0SFB', ts: String(ts), actionId: 'ok' });
  await call(slack, 'views.open', { trigger_id: triggerId, view: modal });
  await slack.submitView('U0BEN', slack.openViews('U0BEN')[0]?.id ?? '', { reason: 'fe1 burns' });
  await call(slack, 'chat.update', { channel: 'C0SFB', ts: reply.ts, text: 'fe1 *read*' });
  await call(slack, 'reactions.add', { channel: 'C0SFB', timestamp: ts, name: 'eyes' });
  return slack;
}

describe('the transcript', () => {
  it('shows what people saw', async () => {
    const slack = await story();

    expect(renderTranscript(slack, { width: 60 })).toBe(`#sfb-control  Ana (operator)> /sfb status london

sfb  (only visible to Ana)
  Recorded as \`j1\`.

sfb
  Status of london
  ════════════════
  Only fe1 is active, read by @Ana for @approvers in
  #sfb-control: \`fe1\` <ok> help (https://example.com)
  ‹ LAB  job j1 ›
  ──────────────────────────────────────────────────────────
  witness     fe1
  ──────────────────
  SCP on dc1  active
  Run this:
      Get-CsManagementConnection
  1. one
  2. two
  Plan
    ✓ Move the CMS
  [Approve] [Deny]
  :eyes:
  │
  │ sfb
  │   fe1 read

Ben presses [Approve]

┌─ Approve  (a window in front of Ben)
│ Reason: [          ]
│ [Send] [Cancel]
└─

Ben sends "Approve"
  Reason: fe1 burns
`);
  });

  it('shows one channel only, and times, when asked to', async () => {
    const slack = await startSlack({ clock: stepping() });
    slack.say('U0ANA', 'C0SFB', 'here');
    slack.say('U0BEN', 'C0OPEN', 'there');

    expect(renderTranscript(slack, { channel: 'C0OPEN' })).toBe('Ben\n  there\n');
    expect(renderTranscript(slack, { times: true })).toMatch(
      /^\+0\.0 s\nAna\n {2}here\n\n\+\d\.0 s\nBen\n {2}there\n$/,
    );
  });

  it('keeps within its width, except for what is to be copied', async () => {
    const slack = await startSlack();
    const command = 'Invoke-CsManagementServerFailover '.repeat(4);
    const rich = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: command }] }],
    };
    const wide = { type: 'table', rows: [[cell('a'), cell('word '.repeat(30))]] };
    await call(slack, 'chat.postMessage', {
      channel: 'C0SFB',
      text: 'a',
      blocks: [section('word '.repeat(60)), wide, rich],
    });

    const lines = renderTranscript(slack, { width: 50 }).split('\n');

    expect(lines).toContain(`      ${command.trimEnd()}`);
    expect(lines.filter((line) => line.length > 50 && !line.includes('Invoke'))).toEqual([]);
  });

  it.each([
    ['bold inside a sentence', 'a *b c* d', 'a b c d'],
    ['stars that are not marks', '2*3*4', '2*3*4'],
    ['code in which nothing means anything', '`*a* <@U0ANA>`', '`*a* <@U0ANA>`'],
    ['a fence', 'a\n```\nx *y*\n```', 'a\n\n  x *y*'],
    ['a mention of everybody', '<!channel> look', '@channel look'],
    ['somebody unknown', '<@U0NONE>', '@U0NONE'],
    ['an escaped mention', '&lt;@U0ANA&gt; &amp;amp;', '<@U0ANA> &amp;'],
  ])('reads %s', async (_name, text, shown) => {
    const slack = await startSlack();
    slack.say('U0ANA', 'C0SFB', text);

    expect(renderTranscript(slack)).toBe(`Ana\n  ${shown}\n`);
  });
});

describe('the page', () => {
  it('shows what people saw, as one file that loads nothing', async () => {
    const html = renderHtml(await story());

    for (const piece of [
      '<span class="command text">/sfb status london</span>',
      'Only visible to Ana',
      '<h3>Status of london</h3>',
      '<b>Only fe1 is active</b>, read by <span class="mention">@Ana</span>',
      '<code>fe1</code> &lt;ok&gt; <a href="https://example.com">help</a>',
      '<td class="text">SCP on dc1</td>',
      '<pre>Get-CsManagementConnection</pre>',
      '<ol><li>one</li><li>two</li></ol>',
      '<span class="button primary">Approve</span>',
      '<div class="thread">',
      'fe1 <b>read</b>',
      'Reason: fe1 burns',
    ]) {
      expect(html).toContain(piece);
    }
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(/);
  });

  it('escapes every text, whoever wrote it', async () => {
    const evil = `<img src=x onerror=alert(1)>"'&`;
    const slack = await startSlack({
      users: [{ id: 'U0ANA', name: evil, realName: evil }],
      channels: [{ id: 'C0SFB', name: evil, members: ['U0BOT', 'U0ANA'] }],
    });
    slack.say('U0ANA', 'C0SFB', evil);
    slack.say('U0ANA', 'C0SFB', '<javascript:alert(1)|press> <@U0ANA>');
    const rich = {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: evil },
        { type: 'link', url: 'javascript:alert(1)' },
      ],
    };
    const blocks = [
      { type: 'header', text: plain(evil) },
      { type: 'section', text: plain(evil), fields: [plain(evil)], accessory: button('a', evil) },
      {
        type: 'context',
        elements: [plain(evil), { type: 'image', image_url: 'https://example.com/a.png', alt_text: evil }],
      },
      {
        type: 'rich_text',
        elements: [
          rich,
          { ...rich, type: 'rich_text_quote' },
          { type: 'rich_text_list', style: 'bullet', elements: [rich] },
        ],
      },
      { type: 'table', rows: [[cell(evil)]] },
      { type: 'markdown', text: evil },
      { type: 'plan', title: evil, tasks: [{ type: 'task_card', task_id: '1', title: evil, status: 'error' }] },
      { type: 'input', label: plain(evil), element: { type: 'plain_text_input', action_id: 'x', initial_value: evil } },
    ];
    expect(await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: evil, blocks })).toMatchObject({ ok: true });

    const html = renderHtml(slack, { channel: 'C0SFB' });

    expect(html).not.toContain('<img');
    expect(html).not.toContain('href="javascript:');
    expect(html.split('&lt;img src=x onerror=alert(1)&gt;').length).toBeGreaterThan(15);
  });
});

describe('the order of a transcript', () => {
  it('has the answer to a command beside it, although a message of its job was quicker', () => {
    const command = (userId: string) => ({ kind: 'command', at: 1, channel: 'C0', userId, text: '/sfb' }) as const;
    const message = { kind: 'message', at: 2, channel: 'C0', ts: '1.0' } as const;
    const told = (userId: string, via: 'answer' | 'response_url') => {
      const ephemeral = { channel: 'C0', userId, ts: '2.0', threadTs: undefined, text: 'asked', blocks: [], via };
      return { kind: 'ephemeral', at: 3, channel: 'C0', ephemeral } as TimelineEntry;
    };
    const [later, answer] = [told('U0ANA', 'response_url'), told('U0ANA', 'answer')];

    const shown = answersFirst([command('U0BEN'), command('U0ANA'), message, later, answer]);

    expect(shown).toEqual([command('U0BEN'), command('U0ANA'), answer, message, later]);
  });
});
