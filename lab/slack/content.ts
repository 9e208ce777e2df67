import { SlackError } from './slack-error.js';
import type { StoredBlock } from './types.js';
import { checkBlocks, isRefusal } from './validate/message.js';
import type { Workspace } from './workspace.js';

/** Characters of `text`: a post is cut there, an edit refused (tech-facts 2.4). */
export const TEXT_LIMIT = { post: 40_000, update: 4000 } as const;

export interface Content {
  readonly text: string;
  readonly blocks: readonly StoredBlock[];
}

/**
 * Checks what is to be shown: words, blocks or both.
 * @param where For the record of what was wrong, e.g. "chat.postMessage".
 * @throws SlackError no_text, msg_too_long, invalid_blocks_format, invalid_blocks, msg_blocks_too_long
 */
export function checkContent(
  workspace: Workspace,
  given: { readonly text?: string | undefined; readonly blocks?: unknown },
  where: string,
  limit: number = TEXT_LIMIT.post,
): Content {
  const text = given.text ?? '';
  if (text.length > limit) {
    workspace.violate('too-long', `${where}: text has ${text.length} characters, ${limit} allowed`);
    throw new SlackError('msg_too_long');
  }
  const blocks = given.blocks ?? [];
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  if (blocks.length === 0) {
    if (text === '') throw new SlackError('no_text');
    return { text, blocks: [] };
  }
  const checked = checkBlocks(blocks, () => workspace.nextId('b'));
  if (isRefusal(checked)) {
    const rule = checked.error === 'msg_blocks_too_long' ? 'too-long' : 'invalid-blocks';
    workspace.violate(rule, `${where}: ${[checked.error, ...checked.messages].join('; ')}`);
    throw new SlackError(checked.error, checked.messages);
  }
  if (text.trim() === '') workspace.violate('missing-fallback-text', `${where}: blocks without a fallback text`);
  return { text, blocks: checked.blocks };
}
