import type { Json, StoredBlock } from '../types.js';

/** An element that can be pressed or chosen from, and where it stands. */
export interface Found {
  readonly blockId: string;
  readonly element: Json & { readonly type: string; readonly action_id: string };
  /** The words on it, or on the chosen option. */
  readonly label: string;
  /** What is sent about it besides its ids. */
  readonly chosen: Json;
}

/** Finds an element by its action id (and value); throws with what is there when it isn't. */
export function findElement(blocks: readonly StoredBlock[], actionId: string, value: string | undefined): Found {
  const candidates = blocks.flatMap(elementsOf).filter(({ element }) => element.action_id === actionId);
  for (const { blockId, element } of candidates) {
    const chosen = choose(element, value);
    if (chosen !== undefined) return { blockId, element, ...chosen };
  }
  const there = blocks.flatMap(elementsOf).map(({ element }) => element.action_id);
  const wanted = value === undefined ? `"${actionId}"` : `"${actionId}" with the value "${value}"`;
  throw new Error(`There is no ${wanted} to press; there is: ${there.join(', ') || 'nothing'}.`);
}

function elementsOf(block: StoredBlock): { blockId: string; element: Found['element'] }[] {
  const inActions = block.type === 'actions' ? (block.elements as Found['element'][]) : [];
  const beside = [block.accessory, block.dispatch_action === true ? block.element : undefined];
  const all = [...inActions, ...beside.filter((element) => element !== undefined)] as Found['element'][];
  return all
    .filter((element) => element.action_id !== undefined)
    .map((element) => ({ blockId: block.block_id, element }));
}

function choose(element: Found['element'], value: string | undefined): { label: string; chosen: Json } | undefined {
  if (element.type === 'button') {
    if (value !== undefined && value !== element.value) return undefined;
    const { text, value: own } = element;
    return { label: textOf(text), chosen: { text, ...(own === undefined ? {} : { value: own }) } };
  }
  const option = optionsOf(element).find((candidate) => candidate.value === value);
  if (option === undefined) return undefined;
  const single = ['static_select', 'overflow', 'radio_buttons'].includes(element.type);
  const chosen: Json = single ? { selected_option: option } : { selected_options: [option] };
  return { label: textOf(option.text), chosen };
}

/** The options of a menu, in groups or not. */
export function optionsOf(element: Json): readonly Json[] {
  const groups = (element.option_groups ?? []) as readonly { readonly options: readonly Json[] }[];
  return [...((element.options ?? []) as readonly Json[]), ...groups.flatMap((group) => group.options)];
}

/** The words of a text object. */
export function textOf(object: unknown): string {
  const { text } = (object ?? {}) as { readonly text?: unknown };
  return typeof text === 'string' ? text : '';
}
