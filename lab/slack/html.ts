import { blocksHtml, escapeHtml, mrkdwnHtml } from './render/html-blocks.js';
import { type Names, namesOf } from './render/names.js';
import { STYLE } from './render/style.js';
import { answersFirst } from './transcript.js';
import type { SeenMessage, SeenView, Snapshot, StoredBlock, TimelineEntry } from './types.js';

export interface HtmlOptions {
  /** Only this channel; clicks and modals belong to all. */
  readonly channel?: string;
  readonly title?: string;
}

interface Page {
  readonly names: Names;
  readonly bot: string;
  readonly messages: Map<string, readonly SeenMessage[]>;
}

const COLOURS = ['#4a154b', '#1264a3', '#007a5a', '#b25d00', '#8d3b72', '#3f6212'];

/** What people saw, as one page that looks like a chat. Loads nothing and runs nothing; every text is escaped. */
export function renderHtml(slack: { snapshot(): Snapshot }, options: HtmlOptions = {}): string {
  const snapshot = slack.snapshot();
  const { channel } = options;
  const names = namesOf(snapshot);
  const messages = new Map(snapshot.channels.map(({ id }) => [id, snapshot.messages(id)]));
  const page: Page = { names, bot: snapshot.botUserId, messages };
  const entries = answersFirst(snapshot.timeline)
    .filter((entry) => channel === undefined || !('channel' in entry) || ['', channel].includes(entry.channel))
    .map((entry) => entryHtml(entry, page));
  const title = escapeHtml(options.title ?? (channel === undefined ? 'Local Slack' : `#${names.channel(channel)}`));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1>${title}</h1>
${entries.filter((entry) => entry !== '').join('\n')}
</main></body>
</html>
`;
}

function entryHtml(entry: TimelineEntry, page: Page): string {
  const { names } = page;
  switch (entry.kind) {
    case 'command':
      return row(page, entry.userId, `<span class="command text">${escapeHtml(entry.text)}</span>`);
    case 'ephemeral': {
      const { userId, via, text, blocks } = entry.ephemeral;
      const note = `<p class="note">Only visible to ${escapeHtml(names.mention(userId))}</p>`;
      const author = via === 'slack' ? 'Slackbot' : page.bot;
      return row(page, author, `${note}${contentHtml(text, blocks, page)}`, 'private');
    }
    case 'message': {
      const message = page.messages.get(entry.channel)?.find((parent) => parent.ts === entry.ts);
      return message === undefined ? '' : messageHtml(message, page);
    }
    case 'click':
      return note(`${names.person(entry.userId)} presses “${entry.label}”`);
    case 'view':
      return viewHtml(entry.view, page);
    case 'submission': {
      const values = entry.values.map(({ label, value }) => `${label}: ${value}`);
      const said = [`${names.person(entry.userId)} sends “${entry.view.title}”`, ...values, ...entry.errors];
      return note(said.join('\n'));
    }
  }
}

function note(text: string): string {
  return `<div class="entry"><span></span><span class="note text">${escapeHtml(text)}</span></div>`;
}

function row(page: Page, userId: string, inner: string, kind = ''): string {
  const name = page.names.person(userId);
  const colour = COLOURS[[...userId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS.length] ?? '';
  const app = userId === page.bot ? '<span class="app">APP</span>' : '';
  return `<div class="entry ${kind}"><span class="avatar" style="background:${colour}">${escapeHtml(name.charAt(0).toUpperCase())}</span><div><div class="who">${escapeHtml(name)}${app}</div>${inner}</div></div>`;
}

function messageHtml(message: SeenMessage, page: Page): string {
  const files = message.files.map(
    ({ name, title }) => `<p><span class="file">${escapeHtml(`${name}: ${title}`)}</span></p>`,
  );
  const reactions = message.reactions.map((name) => `<span class="file">${escapeHtml(`:${name}:`)}</span>`);
  const replies = message.replies.map((reply) => messageHtml(reply, page));
  const thread = replies.length === 0 ? '' : `<div class="thread">${replies.join('\n')}</div>`;
  const content = contentHtml(message.text, message.blocks, page);
  return row(page, message.author, `${content}${files.join('')}${reactions.join(' ')}${thread}`);
}

function contentHtml(text: string, blocks: readonly StoredBlock[], { names }: Page): string {
  if (blocks.length > 0) return blocksHtml(blocks, names);
  return text === '' ? '' : `<p class="text">${mrkdwnHtml(text, names)}</p>`;
}

function viewHtml(view: SeenView, { names }: Page): string {
  const submit = view.submit === '' ? '' : `<span class="button primary">${escapeHtml(view.submit)}</span>`;
  const close = `<span class="button">${escapeHtml(view.close === '' ? 'Cancel' : view.close)}</span>`;
  const head = `<h3>${escapeHtml(view.title)}</h3><p class="note">in front of ${escapeHtml(names.mention(view.userId))}</p>`;
  return `<div class="window">${head}${blocksHtml(view.blocks, names)}<p class="buttons">${close} ${submit}</p></div>`;
}
