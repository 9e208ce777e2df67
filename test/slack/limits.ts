import type { Message } from '../../src/slack/types.js';

/** What Slack would refuse in a message, by its own documented limits; written apart from the code that keeps them. */
export function faultsOf({ text, blocks, file }: Message): string[] {
  const faults: string[] = [];
  if (text.trim() === '') faults.push('no fallback text');
  if (text.length > 4000) faults.push('fallback text over 4000');
  if (blocks.length > 50) faults.push(`${blocks.length} blocks`);
  if (blocks.length === 0 && file === undefined) faults.push('nothing to show');
  if (file !== undefined && file.content.length === 0) faults.push('an empty file');
  if (JSON.stringify(blocks).length > 20_000) faults.push('too much JSON');
  for (const block of blocks) {
    const inner = JSON.stringify(block);
    if (/"elements":\[\]/.test(inner)) faults.push(`no elements in a ${block.type}`);
    if (/"text":""/.test(inner)) faults.push(`an empty text in a ${block.type}`);
    if (block.type === 'header' && block.text.text.length > 150) faults.push('header over 150');
    if (block.type === 'section' && (block.text?.text.length ?? 0) > 3000) faults.push('section over 3000');
    if (block.type === 'context' && (block.elements.length > 10 || inner.length > 3000))
      faults.push('context too long');
  }
  const total = [...JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].reduce(
    (sum, [, t]) => sum + (t?.length ?? 0),
    0,
  );
  if (total > 10_000) faults.push(`${total} characters in all`);
  return faults;
}

/** Every text that Slack reads as mrkdwn, where a mention would be active. */
export function mrkdwnOf({ text, blocks }: Message): string[] {
  const found = [text];
  JSON.stringify(blocks, (_key, value: unknown) => {
    if (value !== null && typeof value === 'object' && 'type' in value && value.type === 'mrkdwn' && 'text' in value) {
      found.push(String(value.text));
    }
    return value;
  });
  return found;
}

/** All that a person reads in the blocks, in order. */
export function readable({ blocks }: Message): string {
  const texts: string[] = [];
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.join('\u2502');
}
