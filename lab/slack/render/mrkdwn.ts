import type { Names } from './names.js';

/** A run of text in one style. */
export interface Run {
  readonly text: string;
  readonly style: 'plain' | 'bold' | 'italic' | 'strike' | 'code' | 'pre' | 'mention';
  /** Where it leads, for links. */
  readonly url?: string;
}

/** Code first: nothing inside it means anything. Then `<…>`, then the marks around words. */
const PIECE =
  /```(?<pre>[\s\S]*?)```|`(?<code>[^`\n]+)`|<(?<angle>[^<>\n]+)>|(?<![\w*])\*(?<bold>[^*\n]+)\*(?![\w*])|(?<![\w_])_(?<italic>[^_\n]+)_(?![\w_])|(?<![\w~])~(?<strike>[^~\n]+)~(?![\w~])/gu;

const MARKED = ['pre', 'code', 'bold', 'italic', 'strike'] as const;

/** Slack's markup as runs, as a reader sees it: marks gone, ids as names, escapes undone. */
export function mrkdwnRuns(text: string, names: Names): Run[] {
  const runs: Run[] = [];
  let end = 0;
  const plain = (part: string) => {
    if (part !== '') runs.push({ text: unescapeMrkdwn(part), style: 'plain' });
  };
  for (const match of text.matchAll(PIECE)) {
    plain(text.slice(end, match.index));
    runs.push(...pieceRuns(match.groups ?? {}, names));
    end = match.index + match[0].length;
  }
  plain(text.slice(end));
  return runs;
}

function pieceRuns(groups: Readonly<Record<string, string | undefined>>, names: Names): Run[] {
  if (groups.angle !== undefined) return [angleRun(groups.angle, names)];
  const style = MARKED.find((mark) => groups[mark] !== undefined) ?? 'bold';
  const inner = groups[style] ?? '';
  if (style === 'code' || style === 'pre') return [{ text: unescapeMrkdwn(inner), style }];
  return mrkdwnRuns(inner, names).map((run) => (run.style === 'plain' ? { ...run, style } : run));
}

/** `<@U1>`, `<#C1|name>`, `<!subteam^S1>`, `<!here>`, `<https://…|words>` */
function angleRun(angle: string, names: Names): Run {
  const [target = '', label] = angle.split('|');
  const mention = (text: string): Run => ({ text, style: 'mention' });
  if (target.startsWith('@')) return mention(`@${names.mention(target.slice(1))}`);
  if (target.startsWith('#')) return mention(`#${names.channel(target.slice(1))}`);
  if (target.startsWith('!subteam^')) return mention(`@${names.group(target.slice('!subteam^'.length))}`);
  if (target.startsWith('!date^')) return { text: unescapeMrkdwn(label ?? target), style: 'plain' };
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`);
  return { text: unescapeMrkdwn(label ?? target), style: 'plain', url: unescapeMrkdwn(target) };
}

function unescapeMrkdwn(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Runs as readable text: code keeps its quotes, a link its address when the words are others. */
export function runsText(runs: readonly Run[]): string {
  return runs
    .map(({ text, style, url }) => {
      if (style === 'pre') return `\n${text.replace(/^\n|\n$/g, '')}\n`;
      if (style === 'code') return `\`${text}\``;
      return url === undefined || url === text ? text : `${text} (${url})`;
    })
    .join('')
    .replace(/^\n|\n$/g, '');
}
