import type { Json, StoredBlock } from '../types.js';
import { control, objectRuns, objectText, tableCells } from './blocks.js';
import { mrkdwnRuns, type Run } from './mrkdwn.js';
import type { Names } from './names.js';
import { type RichPart, richParts } from './rich-text.js';

const TASK_MARK: Readonly<Record<string, string>> = { pending: '○', in_progress: '▶', complete: '✓', error: '✗' };
const TAG: Readonly<Partial<Record<Run['style'], string>>> = {
  bold: 'b',
  italic: 'i',
  strike: 's',
  code: 'code',
  pre: 'pre',
};

/** For element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export function mrkdwnHtml(text: string, names: Names): string {
  return runsHtml(mrkdwnRuns(text, names));
}

export function blocksHtml(blocks: readonly StoredBlock[], names: Names): string {
  return blocks.map((block) => blockHtml(block, names)).join('\n');
}

function runsHtml(runs: readonly Run[]): string {
  return runs.map(runHtml).join('');
}

function runHtml({ text, style, url }: Run): string {
  const words = escapeHtml(text);
  if (style === 'mention') return `<span class="mention">${words}</span>`;
  const tag = TAG[style];
  const styled = tag === undefined ? words : `<${tag}>${words}</${tag}>`;
  return url !== undefined && /^https?:/i.test(url) ? `<a href="${escapeHtml(url)}">${styled}</a>` : styled;
}

function blockHtml(block: Json, names: Names): string {
  const text = (object: unknown) => runsHtml(objectRuns(object, names));
  switch (block.type) {
    case 'header':
      return `<h3>${text(block.text)}</h3>`;
    case 'section':
      return sectionHtml(block, names);
    case 'context':
      return `<p class="context">${list(block.elements)
        .map((e) => (e.type === 'image' ? picture(e) : text(e)))
        .join(' ')}</p>`;
    case 'divider':
      return '<hr>';
    case 'actions':
      return `<p>${list(block.elements)
        .map((element) => controlHtml(element, names))
        .join(' ')}</p>`;
    case 'rich_text':
      return richHtml(block, names);
    case 'table':
      return tableHtml(tableCells(block, names));
    case 'markdown':
      return `<p class="text">${escapeHtml(String(block.text))}</p>`;
    case 'input':
      return `<p class="input"><label>${text(block.label)}</label>${controlHtml(block.element, names)}</p>`;
    case 'image':
      return `<p>${picture(block)}</p>`;
    case 'plan':
      return `<p><b>${escapeHtml(String(block.title))}</b></p>${list(block.tasks)
        .map((task) => taskHtml(task, names))
        .join('')}`;
    case 'task_card':
      return taskHtml(block, names);
    default:
      return `<p>[${escapeHtml(String(block.type))}]</p>`;
  }
}

function sectionHtml(block: Json, names: Names): string {
  const beside =
    block.accessory === undefined ? '' : `<span class="beside">${controlHtml(block.accessory, names)}</span>`;
  const words = block.text === undefined ? '' : `<p class="text">${runsHtml(objectRuns(block.text, names))}</p>`;
  const fields = list(block.fields).map((field) => `<div class="text">${runsHtml(objectRuns(field, names))}</div>`);
  return `${beside}${words}${fields.length === 0 ? '' : `<div class="fields">${fields.join('')}</div>`}`;
}

function controlHtml(element: unknown, names: Names): string {
  const { type, style, text } = (element ?? {}) as Json;
  if (type === 'image') return picture(element as Json);
  if (type !== 'button') return `<span class="field">${escapeHtml(control(element, names).slice(1, -1))}</span>`;
  const look = style === 'primary' || style === 'danger' ? ` ${style}` : '';
  return `<span class="button${look}">${escapeHtml(objectText(text, names))}</span>`;
}

/** Nothing is loaded from anywhere: an image is its description. */
function picture(image: Json): string {
  return `<span class="picture">${escapeHtml(String(image.alt_text))}</span>`;
}

function richHtml(block: Json, names: Names): string {
  let open = '';
  const pieces: string[] = [];
  const listTag = ({ kind }: RichPart) => ({ bullet: 'ul', number: 'ol' })[kind as string] ?? '';
  for (const part of richParts(block, names)) {
    const tag = listTag(part);
    if (tag !== open) pieces.push(open === '' ? '' : `</${open}>`, tag === '' ? '' : `<${tag}>`);
    open = tag;
    pieces.push(partHtml(part));
  }
  return [...pieces, open === '' ? '' : `</${open}>`].join('');
}

function partHtml({ kind, runs }: RichPart): string {
  const inner = runsHtml(runs);
  switch (kind) {
    case 'pre':
      return `<pre>${inner}</pre>`;
    case 'quote':
      return `<blockquote class="text">${inner}</blockquote>`;
    case 'paragraph':
      return `<p class="text">${inner}</p>`;
    default:
      return `<li>${inner}</li>`;
  }
}

function tableHtml(rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag} class="text">${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${rows.map((cells, index) => row(cells, index === 0 ? 'th' : 'td')).join('')}</table>`;
}

function taskHtml(task: Json, names: Names): string {
  const status = String(task.status);
  const parts = [task.details, task.output].filter((part) => part !== undefined) as Json[];
  const head = `<p class="task ${escapeHtml(status)}">${TASK_MARK[status] ?? '?'} ${escapeHtml(String(task.title))}</p>`;
  return `${head}${parts.map((part) => `<div class="inner">${richHtml(part, names)}</div>`).join('')}`;
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
