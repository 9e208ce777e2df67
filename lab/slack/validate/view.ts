import { z } from 'zod';
import type { CheckedView } from '../views.js';
import { viewBlock } from './blocks.js';
import { duplicates, type Refusal, withIds } from './message.js';
import { plainText } from './objects.js';
import { pointed, slackMessages } from './problems.js';

const VIEW_BYTES = 250_000;

const common = {
  blocks: z.array(viewBlock).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

const modal = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  ...common,
});

const home = z.strictObject({ type: z.literal('home'), ...common });

const view = z.discriminatedUnion('type', [modal, home]);

/** Checks a view for the place it is meant for. */
export function checkView(given: unknown, type: 'modal' | 'home', nextId: () => string): CheckedView | Refusal {
  const shape = view.safeParse(given, { reportInput: true });
  const messages = shape.success ? [] : slackMessages(shape.error, ['view']);
  if (shape.success) messages.push(...viewFaults(shape.data, type));
  if (messages.length > 0 || !shape.success) return { error: 'invalid_arguments', messages };
  if (Buffer.byteLength(JSON.stringify(given)) > VIEW_BYTES) return { error: 'view_too_large', messages: [] };
  return { ...shape.data, blocks: withIds(shape.data.blocks, nextId) };
}

function viewFaults(given: z.infer<typeof view>, type: 'modal' | 'home'): string[] {
  const messages = duplicates(given.blocks, ['view', 'blocks']);
  if (given.type !== type) messages.push(pointed(`must be ${type}`, ['view', 'type']));
  const asks = given.blocks.some((block) => block.type === 'input');
  if (asks && given.type === 'modal' && given.submit === undefined) {
    messages.push(pointed('missing required field: submit', ['view']));
  }
  return messages;
}
