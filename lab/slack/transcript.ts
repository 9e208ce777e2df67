import { blockLines } from './render/blocks.js';
import { mrkdwnRuns, runsText } from './render/mrkdwn.js';
import { type Names, namesOf } from './render/names.js';
import { wrap } from './render/table.js';
import type { SeenMessage, SeenView, Snapshot, StoredBlock, StoredFile, TimelineEntry } from './types.js';

export interface TranscriptOptions {
  /** Characters in a line; 100 when not given. */
  readonly width?: number;
  /** Only this channel; clicks and modals belong to all. */
  readonly channel?: string;
  /** Say when, in seconds since the first entry. Off, so that two runs give the same text. */
  readonly times?: boolean;
  /** Looks at a message before its final state, shown where they happened. */
  readonly moments?: readonly Moment[];
}

/** What somebody saw at a time, in milliseconds of the workspace's clock. */
export interface Moment {
  readonly at: number;
  readonly lines: readonly string[];
}

interface Page {
  readonly names: Names;
  readonly width: number;
  readonly bot: string;
  readonly messages: Map<string, readonly SeenMessage[]>;
}

/**
 * What people saw, as plain text: commands as they were typed, private answers, the bot's messages in their final state
 * with their threads, clicks and modals.
 */
export function renderTranscript(slack: { snapshot(): Snapshot }, options: TranscriptOptions = {}): string {
  const snapshot = slack.snapshot();
  const { channel, width = 100 } = options;
  const messages = new Map(snapshot.channels.map(({ id }) => [id, snapshot.messages(id)]));
  const page: Page = { names: namesOf(snapshot), width, bot: snapshot.botUserId, messages };
  const start = snapshot.timeline[0]?.at ?? 0;
  const shown = answersFirst(snapshot.timeline).filter(
    (entry) => channel === undefined || !('channel' in entry) || ['', channel].includes(entry.channel),
  );
  const parts = withMoments(shown, options.moments ?? [])
    .map((entry) => {
      const lines = 'lines' in entry ? [...entry.lines] : entryLines(entry, page);
      if (options.times !== true || lines.length === 0) return lines;
      return [`+${((entry.at - start) / 1000).toFixed(1)} s`, ...lines];
    })
    .filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A command's own answer beside the command, as people read it: a quick message of its job may be in the channel before it. */
export function answersFirst(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const shown: TimelineEntry[] = [];
  for (const entry of timeline) {
    const asked =
      entry.kind === 'ephemeral' && entry.ephemeral.via === 'answer'
        ? shown.findLastIndex((one) => one.kind === 'command' && one.userId === entry.ephemeral.userId)
        : -1;
    shown.splice(asked === -1 ? shown.length : asked + 1, 0, entry);
  }
  return shown;
}

function withMoments(entries: readonly TimelineEntry[], moments: readonly Moment[]): (TimelineEntry | Moment)[] {
  const all: (TimelineEntry | Moment)[] = [...entries];
  for (const moment of moments) all.splice(all.findLastIndex(({ at }) => at <= moment.at) + 1, 0, moment);
  return all;
}

/** One message as it stands now, without its thread. */
export function renderMessage(slack: { snapshot(): Snapshot }, message: SeenMessage, width = 100): string[] {
  const snapshot = slack.snapshot();
  const page: Page = { names: namesOf(snapshot), width, bot: snapshot.botUserId, messages: new Map() };
  return oneMessage(message, page, width);
}

function entryLines(entry: TimelineEntry, page: Page): string[] {
  const { names, width } = page;
  switch (entry.kind) {
    case 'command':
      return wrap(`#${names.channel(entry.channel)}  ${names.person(entry.userId)}> ${entry.text}`, width);
    case 'ephemeral': {
      const { userId, via, text, blocks } = entry.ephemeral;
      const author = via === 'slack' ? 'Slack' : names.person(page.bot);
      const head = `${author}  (only visible to ${names.mention(userId)})`;
      return [head, ...indented(contentLines(text, blocks, [], page, width - 2), '  ')];
    }
    case 'message':
      return messageLines(entry.channel, entry.ts, page);
    case 'click':
      return wrap(`${names.person(entry.userId)} presses [${entry.label}]`, width);
    case 'view':
      return viewLines(entry.view, page);
    case 'submission':
      return submissionLines(entry, page);
  }
}

/** A parent with its thread; replies have been shown with their parent. */
function messageLines(channel: string, ts: string, page: Page): string[] {
  const message = page.messages.get(channel)?.find((parent) => parent.ts === ts);
  if (message === undefined) return [];
  const replies = message.replies.flatMap((reply) => [
    '  │',
    ...indented(oneMessage(reply, page, page.width - 4), '  │ '),
  ]);
  return [...oneMessage(message, page, page.width), ...replies];
}

function oneMessage(message: SeenMessage, page: Page, width: number): string[] {
  const { author, text, blocks, files, reactions } = message;
  const reacted = reactions.length === 0 ? [] : [reactions.map((name) => `:${name}:`).join(' ')];
  const lines = [...contentLines(text, blocks, files, page, width - 2), ...reacted];
  return [page.names.person(author), ...indented(lines, '  ')];
}

function contentLines(
  text: string,
  blocks: readonly StoredBlock[],
  files: readonly StoredFile[],
  { names }: Page,
  width: number,
): string[] {
  const words = text === '' ? [] : wrap(runsText(mrkdwnRuns(text, names)), width);
  const main = blocks.length === 0 ? words : blockLines(blocks, names, width);
  return [...main, ...files.flatMap((file) => wrap(`[file ${file.name}: ${file.title}]`, width))];
}

function viewLines(view: SeenView, page: Page): string[] {
  const { names, width } = page;
  const rule = `┌─ ${view.title}  (a window in front of ${names.mention(view.userId)})`;
  const buttons = [view.submit === '' ? '' : `[${view.submit}]`, `[${view.close === '' ? 'Cancel' : view.close}]`];
  const lines = [...blockLines(view.blocks, names, width - 2), buttons.join(' ').trim()];
  return [rule, ...indented(lines, '│ '), '└─'];
}

function submissionLines(entry: Extract<TimelineEntry, { kind: 'submission' }>, { names, width }: Page): string[] {
  const head = `${names.person(entry.userId)} sends "${entry.view.title}"`;
  const values = entry.values.flatMap(({ label, value }) => wrap(`${label}: ${value}`, width - 2));
  const errors = entry.errors.flatMap((error) => wrap(`refused: ${error}`, width - 2));
  return [head, ...indented([...values, ...errors], '  ')];
}

function indented(lines: readonly string[], before: string): string[] {
  return lines.map((line) => `${before}${line}`.trimEnd());
}
