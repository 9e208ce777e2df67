import type { types } from '@slack/bolt';

export type Block = types.KnownBlock;

/** What Slack accepts in one message, and the total we stay under (tech-facts 2.4, 2.5). */
export const LIMITS = {
  blocks: 50,
  header: 150,
  text: 3000,
  fallback: 4000,
  total: 9000,
  contextElements: 10,
} as const;

/** Longest paragraph, in code points: Slack's limit is in characters, and some of those count twice. */
const PARAGRAPH = LIMITS.text / 2;

/** Large and bold, at most 150 characters; a longer sentence becomes ordinary paragraphs, uncut. */
export function headline(text: string): Block[] {
  if (text.length > LIMITS.header) return paragraphs(text);
  return [{ type: 'header', text: { type: 'plain_text', text, emoji: false } }];
}

/**
 * Plain text: nothing in it is markup, so it may hold what a cmdlet said. Expanded, so that a phone hides nothing; several
 * blocks when it is longer than one may be; none for an empty text.
 */
export function paragraphs(text: string): Block[] {
  const parts = text.matchAll(new RegExp(`[^]{1,${PARAGRAPH}}(?=\\n|$)\\n?|[^]{1,${PARAGRAPH}}`, 'gu'));
  return [...parts]
    .map(([part]) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ type: 'section', text: { type: 'plain_text', text: part, emoji: false }, expand: true }));
}

/** Small grey print in mrkdwn; the caller escapes. */
export function smallPrint(parts: readonly string[]): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: parts.join('  ·  ') }] };
}

/** A person's own words in mrkdwn beside mentions; the caller escapes what is not markup. */
export function marked(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text }, expand: true };
}

export interface Button {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
}

/** No blocks for no buttons: Slack refuses an empty row. */
export function buttonRow(buttons: readonly Button[]): Block[] {
  if (buttons.length === 0) return [];
  const elements = buttons.map(
    ({ id, label, value, style }): types.Button => ({
      type: 'button',
      action_id: id,
      text: { type: 'plain_text', text: label, emoji: false },
      value,
      ...(style === undefined ? {} : { style }),
    }),
  );
  return [{ type: 'actions', elements }];
}

/** A line in pieces; only what is said to be bold or code is, nothing in the texts is markup. */
export type Line = readonly { readonly text: string; readonly bold?: boolean; readonly code?: boolean }[];

/** Lines to read, or text to be copied as it is (a console command). */
export type Part = { readonly lines: readonly Line[] } | { readonly copy: string };

/** One block of lines and commands: what cmdlets said can stand in it without meaning anything to Slack. */
export function document(parts: readonly Part[]): Block {
  return {
    type: 'rich_text',
    elements: parts.map((part) =>
      'copy' in part
        ? { type: 'rich_text_preformatted', elements: [{ type: 'text', text: part.copy }] }
        : { type: 'rich_text_section', elements: part.lines.flatMap(lineElements) },
    ),
  };
}

function lineElements(line: Line, index: number): types.RichTextElement[] {
  // Slack refuses a whole message for one empty text.
  const pieces = line
    .filter(({ text }) => text !== '')
    .map(
      ({ text, bold, code }): types.RichTextElement => ({
        type: 'text',
        text,
        ...(bold === true || code === true ? { style: { ...(bold && { bold }), ...(code && { code }) } } : {}),
      }),
    );
  return index === 0 ? pieces : [{ type: 'text', text: '\n' }, ...pieces];
}

/** Every text in a message, counted as Slack counts towards its undocumented total. */
function size(blocks: readonly Block[]): number {
  let total = 0;
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') total += value.length;
    return value;
  });
  return total;
}

/** Whether Slack takes these blocks in one message. */
export function fits(blocks: readonly Block[]): boolean {
  return blocks.length <= LIMITS.blocks && size(blocks) <= LIMITS.total && blocks.every(textFits);
}

function textFits(block: Block): boolean {
  if (block.type === 'header') return block.text.text.length <= LIMITS.header;
  if (block.type === 'section') return (block.text?.text.length ?? 0) <= LIMITS.text;
  if (block.type === 'context') return block.elements.length <= LIMITS.contextElements && size([block]) <= LIMITS.text;
  return true;
}

/** Cut at a length, with a mark; only for fallback texts, whose whole content is in the blocks or the file. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** The words of a document, for a file. */
export function plainText(parts: readonly Part[]): string {
  const text = (part: Part) =>
    'copy' in part ? `    ${part.copy}` : part.lines.map((line) => line.map((piece) => piece.text).join('')).join('\n');
  return `${parts.map(text).join('\n')}\n`;
}
