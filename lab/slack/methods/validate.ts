import { z } from 'zod';
import { checkBlocks, isRefusal } from '../validate/message.js';
import { checkView } from '../validate/view.js';
import type { Workspace } from '../workspace.js';
import { json, type Method, method } from './method.js';

const Message = z.looseObject({ blocks: z.array(z.unknown()) });

/** Needs no token. Its faults are an answer, not a rule broken: asking is what it is for. */
const validate = method(
  { blocks: json.optional(), message: json.optional(), view: json.optional() },
  (args, workspace) => {
    const messages = faults(args, workspace);
    if (messages.length === 0) return {};
    return { ok: false, error: 'invalid_blocks', errors: messages.map(asError) };
  },
);

function faults(
  args: { blocks?: unknown; message?: unknown; view?: unknown },
  workspace: Workspace,
): readonly string[] {
  const nextId = () => workspace.nextId('b');
  if (args.view !== undefined) {
    const type = (args.view as { type?: unknown } | null)?.type === 'home' ? 'home' : 'modal';
    const view = checkView(args.view, type, nextId);
    return isRefusal(view) ? [view.error, ...view.messages].slice(view.messages.length === 0 ? 0 : 1) : [];
  }
  const blocks = args.blocks ?? Message.safeParse(args.message).data?.blocks;
  if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]'];
  const checked = checkBlocks(blocks, nextId);
  return isRefusal(checked) ? [checked.error, ...checked.messages].slice(checked.messages.length === 0 ? 0 : 1) : [];
}

function asError(message: string) {
  const [, text = message, pointer = ''] = /^(.*) \[json-pointer:(.*)\]$/.exec(message) ?? [];
  return { code: text.replace(/\W+/g, '_').toLowerCase(), message: text, pointer, constraint: null };
}

export const validateMethods: Readonly<Record<string, Method>> = { 'blocks.validate': validate };
