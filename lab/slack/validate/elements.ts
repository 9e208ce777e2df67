import { z } from 'zod';
import {
  actionId,
  choice,
  confirm,
  hasOneImage,
  imageSource,
  NO_IMAGE,
  option,
  optionGroups,
  options,
  overflowOption,
  plainText,
  words,
} from './objects.js';

const actionable = { action_id: actionId.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholdable = { placeholder: plainText(150).optional() };
const confirmable = { confirm: confirm.optional() };
const dispatchable = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .optional(),
    })
    .optional(),
};
const many = { max_selected_items: z.int().min(1).optional() };
const menu = { ...actionable, ...focusable, ...placeholdable, ...confirmable };
const input = { ...actionable, ...focusable, ...placeholdable, ...dispatchable };

export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: words(75).optional(),
  ...actionable,
  ...confirmable,
});

const isEither = (menuOptions: { options?: unknown; option_groups?: unknown }) =>
  (menuOptions.options === undefined) !== (menuOptions.option_groups === undefined);
const EITHER = 'must provide exactly one of options and option_groups';

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    options: options.optional(),
    option_groups: optionGroups.optional(),
    initial_option: option.optional(),
    ...menu,
  })
  .refine(isEither, EITHER);

const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    options: options.optional(),
    option_groups: optionGroups.optional(),
    initial_options: options.optional(),
    ...menu,
    ...many,
  })
  .refine(isEither, EITHER);

const usersSelect = z.strictObject({ type: z.literal('users_select'), initial_user: words(255).optional(), ...menu });
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  initial_users: z.array(words(255)).optional(),
  ...menu,
  ...many,
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z.array(overflowOption).min(1).max(5),
  ...actionable,
  ...confirmable,
});
const chosen = { options: z.array(choice).min(1).max(10), ...actionable, ...confirmable, ...focusable };
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  initial_options: z.array(choice).optional(),
  ...chosen,
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  initial_option: choice.optional(),
  ...chosen,
});
const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  initial_date: z.iso.date().optional(),
  ...menu,
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  initial_value: z.string().optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  ...input,
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  ...input,
});

export const image = z
  .strictObject({ type: z.literal('image'), alt_text: words(2000), ...imageSource })
  .refine(hasOneImage, NO_IMAGE);

/** What may stand in an actions block. */
export const actionElement = z.discriminatedUnion('type', [
  button,
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  overflow,
  checkboxes,
  radioButtons,
  datepicker,
]);

/** What may stand beside the text of a section. */
export const accessory = z.discriminatedUnion('type', [
  button,
  image,
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  overflow,
  checkboxes,
  radioButtons,
  datepicker,
]);

/** What an input block may ask with. */
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  checkboxes,
  radioButtons,
  datepicker,
]);
