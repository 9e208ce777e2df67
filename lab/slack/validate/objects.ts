import { z } from 'zod';

/** Text inside a text object: never empty, and as long as its place allows. */
export const words = (max: number) => z.string().min(1).max(max);

export const blockId = z.string().min(1).max(255);
export const actionId = z.string().min(1).max(255);

/** `plain_text` of at most `max` characters. */
export const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: words(max), emoji: z.boolean().optional() });

export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: words(max), verbatim: z.boolean().optional() });

/** Either kind of text object. */
export const textObject = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);

export const confirm = z.strictObject({
  title: plainText(100).optional(),
  text: textObject(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const optionRest = {
  value: z.string().min(1).max(75),
  description: plainText(75).optional(),
};

/** An option of a menu. */
export const option = z.strictObject({ text: plainText(75), ...optionRest });

/** An option of check boxes or radio buttons, whose words may be mrkdwn. */
export const choice = z.strictObject({ text: textObject(75), ...optionRest });

export const overflowOption = z.strictObject({
  text: plainText(75),
  ...optionRest,
  url: z.string().max(3000).optional(),
});

export const options = z.array(option).min(1).max(100);

export const optionGroups = z
  .array(z.strictObject({ label: plainText(75), options }))
  .min(1)
  .max(100);

/** What an image shows, by address or by a file in Slack. */
export const imageSource = {
  image_url: z
    .url({ protocol: /^https?$/ })
    .max(3000)
    .optional(),
  slack_file: z
    .union([z.strictObject({ url: z.string().min(1) }), z.strictObject({ id: z.string().min(1) })])
    .optional(),
};

/** One source, not none and not two. */
export function hasOneImage(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}

export const NO_IMAGE = 'must provide exactly one of image_url and slack_file';
