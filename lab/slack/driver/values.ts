import type { Json, StoredBlock, ViewValues } from '../types.js';
import { optionsOf, textOf } from './elements.js';

export interface Filled {
  /** `state.values` of the payload, by block id and action id. */
  readonly state: Json;
  /** What the person entered, for the transcript. */
  readonly entered: readonly { readonly label: string; readonly value: string }[];
}

/** Fills the inputs of a modal. Throws for what Slack's own window would not let a person send. */
export function fill(blocks: readonly StoredBlock[], values: ViewValues): Filled {
  const inputs = blocks.filter((block) => block.type === 'input');
  const known = inputs.flatMap((block) => [block.block_id, elementOf(block).action_id]);
  const stray = Object.keys(values).filter((key) => !known.includes(key));
  if (stray.length > 0) throw new Error(`The modal has no input "${stray.join(', ')}"; it has: ${known.join(', ')}.`);
  const state: Record<string, Json> = {};
  const entered: { label: string; value: string }[] = [];
  for (const block of inputs) {
    const element = elementOf(block);
    const given = values[element.action_id] ?? values[block.block_id] ?? initial(element);
    const list = (typeof given === 'string' ? [given] : given).filter((value) => value !== '');
    const label = textOf(block.label);
    if (list.length === 0 && block.optional !== true) throw new Error(`"${label}" must be filled in.`);
    state[block.block_id] = { [element.action_id]: { type: element.type, ...stateOf(element, list, label) } };
    if (list.length > 0) entered.push({ label, value: list.map((value) => shown(element, value)).join(', ') });
  }
  return { state, entered };
}

type Element = Json & { readonly type: string; readonly action_id: string };

function elementOf(block: StoredBlock): Element {
  return block.element as Element;
}

/** What stands in an input before anybody typed. */
function initial(element: Element): readonly string[] {
  if (typeof element.initial_value === 'string') return [element.initial_value];
  const options = [element.initial_option, ...((element.initial_options ?? []) as unknown[])];
  const values = options.map((option) => (option as { value?: unknown } | undefined)?.value);
  const others = [element.initial_date, element.initial_user, ...((element.initial_users ?? []) as unknown[])];
  return [...values, ...others].filter((value) => typeof value === 'string');
}

function stateOf(element: Element, list: readonly string[], label: string): Json {
  const [first = null] = list;
  switch (element.type) {
    case 'plain_text_input':
      return { value: checkLength(element, first, label) };
    case 'number_input':
      return { value: first };
    case 'datepicker':
      return { selected_date: first };
    case 'users_select':
      return { selected_user: first };
    case 'multi_users_select':
      return { selected_users: list };
    case 'static_select':
    case 'radio_buttons':
      return { selected_option: first === null ? null : option(element, first, label) };
    default:
      return { selected_options: list.map((value) => option(element, value, label)) };
  }
}

function checkLength(element: Element, value: string | null, label: string): string | null {
  const { min_length: min = 0, max_length: max = 3000 } = element as { min_length?: number; max_length?: number };
  const length = value?.length ?? 0;
  if (value !== null && (length < min || length > max)) {
    throw new Error(`"${label}" takes ${min} to ${max} characters, not ${length}.`);
  }
  return value;
}

function option(element: Element, value: string, label: string): Json {
  const found = optionsOf(element).find((candidate) => candidate.value === value);
  if (found !== undefined) return found;
  const there = optionsOf(element).map((candidate) => String(candidate.value));
  throw new Error(`"${label}" has no option "${value}"; it has: ${there.join(', ')}.`);
}

function shown(element: Element, value: string): string {
  const found = optionsOf(element).find((candidate) => candidate.value === value);
  return found === undefined ? value : textOf(found.text);
}
