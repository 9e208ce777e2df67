import { escapeMrkdwn } from '../../commands/text.js';
import type { Message } from '../types.js';
import { document, fits, LIMITS, type Part, plainText, shorten } from './kit.js';

/**
 * A document as one message, or, when Slack wouldn't take it, as its summary and a file with every line. Nothing is cut.
 * `summary` is what screen readers and notifications say.
 */
export function documentMessages(
  parts: readonly Part[],
  summary: string,
  file: { name: string; title: string },
): Message[] {
  const text = shorten(escapeMrkdwn(summary), LIMITS.fallback);
  const blocks = [document(parts)];
  if (fits(blocks)) return [{ text, blocks }];
  const pointer = `${shorten(summary, LIMITS.text - 100)} Every line is in the file that follows.`;
  return [
    { text, blocks: [document([{ lines: [[{ text: pointer }]] }])] },
    { text, blocks: [], file: { ...file, content: plainText(parts) } },
  ];
}
