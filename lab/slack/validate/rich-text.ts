import { z } from 'zod';
import { blockId, words } from './objects.js';

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    code: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    underline: z.boolean().optional(),
  })
  .optional();

const text = z.strictObject({ type: z.literal('text'), text: words(12_000), style });
const link = z.strictObject({
  type: z.literal('link'),
  url: words(3000),
  text: words(12_000).optional(),
  unsafe: z.boolean().optional(),
  style,
});

const element = z.discriminatedUnion('type', [
  text,
  link,
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.strictObject({ type: z.literal('color'), value: words(255), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: words(255), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: words(255),
    url: words(3000).optional(),
    fallback: words(3000).optional(),
    style,
  }),
  z.strictObject({
    type: z.literal('emoji'),
    name: words(255),
    unicode: words(255).optional(),
    url: words(3000).optional(),
    style,
  }),
  z.strictObject({ type: z.literal('team'), team_id: words(255), style }),
  z.strictObject({ type: z.literal('user'), user_id: words(255), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: words(255), style }),
]);

const border = z.union([z.literal(0), z.literal(1)]).optional();

const section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(element) });

const part = z.discriminatedUnion('type', [
  section,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(section).min(1),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
    border,
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(element), border }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z.array(z.discriminatedUnion('type', [text, link])),
    border,
  }),
]);

export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: blockId.optional(),
  elements: z.array(part).min(1),
});
