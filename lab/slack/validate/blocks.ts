import { z } from 'zod';
import { accessory, actionElement, image, inputElement } from './elements.js';
import { blockId, hasOneImage, imageSource, NO_IMAGE, plainText, textObject, words } from './objects.js';
import { richText } from './rich-text.js';

const base = { block_id: blockId.optional() };

const header = z.strictObject({ type: z.literal('header'), text: plainText(150), ...base });
const divider = z.strictObject({ type: z.literal('divider'), ...base });

const section = z
  .strictObject({
    type: z.literal('section'),
    text: textObject(3000).optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
    ...base,
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'must provide text or fields');

/** Both kinds of text and images. */
const contextElement = z.union([image, textObject(3000)]);

const context = z.strictObject({
  type: z.literal('context'),
  elements: z.array(contextElement).min(1).max(10),
  ...base,
});

const actions = z.strictObject({
  type: z.literal('actions'),
  elements: z.array(actionElement).min(1).max(25),
  ...base,
});

const input = z.strictObject({
  type: z.literal('input'),
  label: plainText(2000),
  element: inputElement,
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  ...base,
});

const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    alt_text: words(2000),
    title: plainText(2000).optional(),
    ...imageSource,
    ...base,
  })
  .refine(hasOneImage, NO_IMAGE);

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  richText,
]);

const table = z.strictObject({
  type: z.literal('table'),
  rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z.strictObject({
        align: z.enum(['left', 'center', 'right']).optional(),
        is_wrapped: z.boolean().optional(),
      }),
    )
    .max(20)
    .optional(),
  ...base,
});

const markdown = z.strictObject({ type: z.literal('markdown'), text: words(12_000), ...base });

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  task_id: words(255),
  title: words(255),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: words(3000), text: words(255) })).optional(),
  ...base,
});

const plan = z.strictObject({
  type: z.literal('plan'),
  title: words(255),
  tasks: z.array(taskCard).max(50).optional(),
  ...base,
});

const everywhere = [header, divider, section, context, actions, input, imageBlock, richText] as const;

/** The blocks that the local Slack knows in a message; `file` can't be posted, only comes with an upload. */
export const messageBlock = z.discriminatedUnion('type', [...everywhere, table, markdown, taskCard, plan]);

/** The blocks it knows in a modal or home tab. */
export const viewBlock = z.discriminatedUnion('type', [...everywhere]);
