import { createHash } from 'node:crypto';
import type { Message } from './types.js';

/** Equal content gives equal digests: how the renderer sees that a message is up to date. */
export function digest({ text, blocks, file }: Message): string {
  return createHash('sha256')
    .update(JSON.stringify([text, blocks, file ?? null]))
    .digest('hex')
    .slice(0, 32);
}
