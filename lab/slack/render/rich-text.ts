import type { Json } from '../types.js';
import type { Run } from './mrkdwn.js';
import type { Names } from './names.js';

/** A paragraph of a rich_text block. */
export interface RichPart {
  readonly kind: 'paragraph' | 'bullet' | 'number' | 'quote' | 'pre';
  readonly runs: readonly Run[];
  readonly indent: number;
}

/** A rich_text block as paragraphs, list items, quotes and preformatted parts. */
export function richParts(block: Json, names: Names): RichPart[] {
  return list(block.elements).flatMap((part): RichPart[] => {
    const runs = list(part.elements).map((element) => elementRun(element, names));
    switch (part.type) {
      case 'rich_text_list': {
        const kind = part.style === 'ordered' ? 'number' : 'bullet';
        const indent = typeof part.indent === 'number' ? part.indent : 0;
        return list(part.elements).map((item) => ({
          kind,
          indent,
          runs: list(item.elements).map((element) => elementRun(element, names)),
        }));
      }
      case 'rich_text_preformatted':
        return [{ kind: 'pre', runs, indent: 0 }];
      case 'rich_text_quote':
        return [{ kind: 'quote', runs, indent: 0 }];
      default:
        return [{ kind: 'paragraph', runs, indent: 0 }];
    }
  });
}

function elementRun(element: Json, names: Names): Run {
  const mention = (text: string): Run => ({ text, style: 'mention' });
  switch (element.type) {
    case 'user':
      return mention(`@${names.mention(String(element.user_id))}`);
    case 'channel':
      return mention(`#${names.channel(String(element.channel_id))}`);
    case 'usergroup':
      return mention(`@${names.group(String(element.usergroup_id))}`);
    case 'broadcast':
      return mention(`@${String(element.range)}`);
    case 'emoji':
      return { text: `:${String(element.name)}:`, style: 'plain' };
    case 'link':
      return { text: String(element.text ?? element.url), style: styleOf(element), url: String(element.url) };
    default:
      return { text: String(element.text ?? element.fallback ?? element.value ?? ''), style: styleOf(element) };
  }
}

function styleOf({ style }: Json): Run['style'] {
  const set = (style ?? {}) as Record<string, unknown>;
  return (['code', 'bold', 'italic', 'strike'] as const).find((name) => set[name] === true) ?? 'plain';
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
