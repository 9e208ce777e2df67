import { z } from 'zod';
import type { StoredBlock } from '../types.js';
import { messageBlock } from './blocks.js';
import { pointed, slackMessages } from './problems.js';

/** Slack refuses a message: its error code and, for blocks, what is wrong where. */
export interface Refusal {
  readonly error: string;
  readonly messages: readonly string[];
}

const MESSAGE_BLOCKS = 50;
/** Undocumented total over all blocks (tech-facts 2.4). */
const TOTAL = 13_200;
const MARKDOWN_TOTAL = 12_000;
const TABLE_TOTAL = 10_000;

export type Checked = { readonly blocks: readonly StoredBlock[] } | Refusal;

export function isRefusal(checked: object): checked is Refusal {
  return 'error' in checked;
}

/** Checks the blocks of a message and gives them the ids that Slack adds. */
export function checkBlocks(blocks: readonly unknown[], nextId: () => string): Checked {
  const shape = z.array(messageBlock).max(MESSAGE_BLOCKS).safeParse(blocks, { reportInput: true });
  const messages = shape.success ? [] : slackMessages(shape.error, ['blocks']);
  messages.push(...duplicates(blocks, ['blocks']), ...tableFaults(blocks));
  if (messages.length > 0 || !shape.success) return { error: 'invalid_blocks', messages };
  if (textLength(blocks) > TOTAL) return { error: 'msg_blocks_too_long', messages: [] };
  return { blocks: withIds(shape.data, nextId) };
}

/** Block ids must differ in a message, action ids in a block. */
export function duplicates(blocks: readonly unknown[], path: readonly PropertyKey[]): string[] {
  const messages: string[] = [];
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const { block_id: id, elements } = record(block);
    if (typeof id === 'string' && seen.has(id)) {
      messages.push(pointed(`\`block_id\` "${id}" already exists`, [...path, index, 'block_id']));
    }
    if (typeof id === 'string') seen.add(id);
    messages.push(...duplicateActions(elements, [...path, index, 'elements']));
  }
  return messages;
}

function duplicateActions(elements: unknown, path: readonly PropertyKey[]): string[] {
  if (!Array.isArray(elements)) return [];
  const ids = elements.map((element) => record(element).action_id);
  return ids.flatMap((id, index) =>
    typeof id === 'string' && ids.indexOf(id) < index
      ? [pointed(`\`action_id\` "${id}" already exists`, [...path, index, 'action_id'])]
      : [],
  );
}

function tableFaults(blocks: readonly unknown[]): string[] {
  const ofType = (type: string) =>
    blocks.flatMap((block, index) => (record(block).type === type ? [{ block, index }] : []));
  const tables = ofType('table');
  const messages = tables.slice(1).map(({ index }) => pointed('only_one_table_allowed', ['blocks', index]));
  for (const { block, index } of tables) {
    const length = textLength([block]);
    if (length > TABLE_TOTAL)
      messages.push(pointed(`table has ${length} characters, ${TABLE_TOTAL} allowed`, ['blocks', index]));
  }
  const markdown = ofType('markdown');
  if (textLength(markdown.map(({ block }) => block)) > MARKDOWN_TOTAL) {
    messages.push(pointed(`markdown blocks must be less than ${MARKDOWN_TOTAL + 1} characters together`, ['blocks']));
  }
  return messages;
}

/** All the words in blocks: every `text`, and the titles of plans and tasks. */
export function textLength(blocks: readonly unknown[]): number {
  let total = 0;
  JSON.stringify(blocks, (key, value: unknown) => {
    if ((key === 'text' || key === 'title') && typeof value === 'string') total += value.length;
    return value;
  });
  return total;
}

/** Slack names blocks and elements that the app did not name. */
export function withIds(blocks: readonly object[], nextId: () => string): readonly StoredBlock[] {
  const named = (element: unknown) => ({ action_id: nextId(), ...record(element) });
  return blocks.map((block) => {
    const { type, elements, accessory, element, ...rest } = record(block);
    return {
      type: String(type),
      block_id: nextId(),
      ...rest,
      ...(elements === undefined
        ? {}
        : { elements: type === 'actions' ? (elements as unknown[]).map(named) : elements }),
      ...(accessory === undefined
        ? {}
        : { accessory: record(accessory).type === 'image' ? accessory : named(accessory) }),
      ...(element === undefined ? {} : { element: named(element) }),
    };
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
