import type { Json, StoredBlock } from '../types.js';
import { mrkdwnRuns, type Run, runsText } from './mrkdwn.js';
import type { Names } from './names.js';
import { type RichPart, richParts } from './rich-text.js';
import { columns, wrap } from './table.js';

const TASK_MARK: Readonly<Record<string, string>> = { pending: '○', in_progress: '▶', complete: '✓', error: '✗' };

/** Blocks as lines of at most `width` characters. */
export function blockLines(blocks: readonly StoredBlock[], names: Names, width: number): string[] {
  return blocks.flatMap((block) => oneBlock(block, names, width));
}

function oneBlock(block: Json, names: Names, width: number): string[] {
  switch (block.type) {
    case 'header':
      return underlined(wrap(objectText(block.text, names), width));
    case 'section':
      return sectionLines(block, names, width);
    case 'context':
      return wrap(
        `‹ ${list(block.elements)
          .map((e) => contextText(e, names))
          .join('  ')} ›`,
        width,
      );
    case 'divider':
      return ['─'.repeat(width)];
    case 'actions':
      return wrap(
        list(block.elements)
          .map((element) => control(element, names))
          .join(' '),
        width,
      );
    case 'rich_text':
      return richLines(block, names, width);
    case 'table':
      return columns(tableCells(block, names), width);
    case 'markdown':
      return wrap(String(block.text), width);
    case 'input':
      return [...wrap(`${objectText(block.label, names)}: ${control(block.element, names)}`, width)];
    case 'image':
      return wrap(`[image: ${String(block.alt_text)}]`, width);
    case 'plan':
      return [
        ...wrap(String(block.title), width),
        ...list(block.tasks).flatMap((task) => taskLines(task, names, width)),
      ];
    case 'task_card':
      return taskLines(block, names, width);
    default:
      return [`[${String(block.type)}]`];
  }
}

/** A header keeps its letters: server names must be readable as they are. */
function underlined(lines: readonly string[]): string[] {
  return [...lines, '═'.repeat(Math.max(...lines.map((line) => line.length)))];
}

function sectionLines(block: Json, names: Names, width: number): string[] {
  const text = objectText(block.text, names);
  const beside = block.accessory === undefined ? '' : `  ${control(block.accessory, names)}`;
  const main = text === '' && beside === '' ? [] : wrap(`${text}${beside}`, width);
  return [...main, ...list(block.fields).flatMap((field) => wrap(objectText(field, names), width))];
}

/** Words of a text object as a reader sees them. */
export function objectText(object: unknown, names: Names): string {
  return runsText(objectRuns(object, names));
}

export function objectRuns(object: unknown, names: Names): Run[] {
  const { type, text } = (object ?? {}) as { type?: unknown; text?: unknown };
  if (typeof text !== 'string') return [];
  return type === 'mrkdwn' ? mrkdwnRuns(text, names) : [{ text, style: 'plain' }];
}

function contextText(element: Json, names: Names): string {
  return element.type === 'image' ? `[${String(element.alt_text)}]` : objectText(element, names);
}

/** A button, menu or input as it stands there. */
export function control(element: unknown, names: Names): string {
  const { type, text, placeholder, initial_value: value } = (element ?? {}) as Json;
  if (type === 'button') return `[${objectText(text, names)}]`;
  if (type === 'image') return `[image: ${String((element as Json).alt_text)}]`;
  if (type === 'plain_text_input' || type === 'number_input')
    return `[${typeof value === 'string' ? value : '          '}]`;
  return `[${objectText(placeholder, names) || String(type).replaceAll('_', ' ')} ▾]`;
}

function richLines(block: Json, names: Names, width: number): string[] {
  let number = 0;
  return richParts(block, names).flatMap((part) => {
    number = part.kind === 'number' ? number + 1 : 0;
    return partLines(part, number, width);
  });
}

function partLines({ kind, runs, indent }: RichPart, number: number, width: number): string[] {
  const text = kind === 'pre' ? runs.map((run) => run.text).join('') : runsText(runs);
  // What is meant to be copied stays as it is, however long.
  if (kind === 'pre')
    return text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `    ${line}`);
  const sign = { paragraph: '', quote: '> ', bullet: '• ', number: `${number}. ` }[kind];
  const before = `${'  '.repeat(indent)}${sign}`;
  return wrap(text, width - before.length).map(
    (line, index) => `${index === 0 || kind === 'quote' ? before : ' '.repeat(before.length)}${line}`,
  );
}

/** A table's cells as plain words. */
export function tableCells(block: Json, names: Names): string[][] {
  const rows = (block.rows ?? []) as readonly (readonly Json[])[];
  return rows.map((row) => row.map((cell) => (cell.type === 'rich_text' ? richText(cell, names) : String(cell.text))));
}

function richText(cell: Json, names: Names): string {
  return richParts(cell, names)
    .map(({ runs }) => runs.map((run) => run.text).join(''))
    .join('\n');
}

function taskLines(task: Json, names: Names, width: number): string[] {
  const parts = [task.details, task.output].filter((part) => part !== undefined) as Json[];
  const inner = parts.flatMap((part) => richLines(part, names, width - 4).map((line) => `    ${line}`));
  return [...wrap(`  ${TASK_MARK[String(task.status)] ?? '?'} ${String(task.title)}`, width), ...inner];
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
