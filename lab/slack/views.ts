import type { SeenView, StoredBlock } from './types.js';
import type { Workspace } from './workspace.js';

/** How many modals may lie on each other. */
const STACK = 3;

/** A view as the app gave it, checked. */
export interface CheckedView {
  readonly type: 'modal' | 'home';
  readonly title?: { readonly text: string } | undefined;
  readonly submit?: { readonly text: string } | undefined;
  readonly close?: { readonly text: string } | undefined;
  readonly callback_id?: string | undefined;
  readonly private_metadata?: string | undefined;
  readonly external_id?: string | undefined;
  readonly clear_on_close?: boolean | undefined;
  readonly notify_on_close?: boolean | undefined;
  readonly blocks: readonly StoredBlock[];
}

export interface OpenView {
  readonly id: string;
  readonly userId: string;
  readonly view: CheckedView;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  readonly errors: Readonly<Record<string, string>>;
}

/** Open modals (a stack a person) and published home tabs. */
export class Views {
  readonly #workspace: Workspace;
  readonly #stacks = new Map<string, OpenView[]>();
  readonly #homes = new Map<string, OpenView>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  stack(userId: string): readonly OpenView[] {
    return this.#stacks.get(userId) ?? [];
  }

  find(id: string): OpenView | undefined {
    return [...this.#stacks.values()].flat().find((open) => open.id === id);
  }

  findExternal(externalId: string): OpenView | undefined {
    return [...this.#stacks.values()].flat().find((open) => open.view.external_id === externalId);
  }

  /** Opens a modal by itself, closing what the person had open. */
  open(userId: string, view: CheckedView): OpenView {
    this.#stacks.set(userId, []);
    return this.#add(userId, view);
  }

  /** Lays a modal on top; undefined when three lie there already. */
  push(userId: string, view: CheckedView): OpenView | undefined {
    return this.stack(userId).length >= STACK ? undefined : this.#add(userId, view);
  }

  #add(userId: string, view: CheckedView): OpenView {
    const stack = [...this.stack(userId)];
    const id = this.#workspace.nextId('V');
    const below = stack.at(-1);
    const hash = this.#hash();
    const open: OpenView = { id, userId, view, hash, rootId: below?.rootId ?? id, previousId: below?.id, errors: {} };
    this.#stacks.set(userId, [...stack, open]);
    this.#record(open);
    return open;
  }

  /** Shows another content in an open modal. */
  update(old: OpenView, view: CheckedView): OpenView {
    const open: OpenView = { ...old, view, hash: this.#hash(), errors: {} };
    this.#replace(open);
    this.#record(open);
    return open;
  }

  setErrors(old: OpenView, errors: Readonly<Record<string, string>>): void {
    this.#replace({ ...old, errors });
    this.#workspace.changed();
  }

  #replace(open: OpenView): void {
    const stack = this.stack(open.userId).map((other) => (other.id === open.id ? open : other));
    this.#stacks.set(open.userId, stack);
  }

  /** Takes the top modal away, or all of them. */
  close(open: OpenView, all: boolean): void {
    const stack = this.stack(open.userId).filter((other) => other.id !== open.id);
    this.#stacks.set(open.userId, all ? [] : stack);
    this.#workspace.changed();
  }

  publish(userId: string, view: CheckedView): OpenView {
    const id = this.#homes.get(userId)?.id ?? this.#workspace.nextId('V');
    const home: OpenView = { id, userId, view, hash: this.#hash(), rootId: id, previousId: undefined, errors: {} };
    this.#homes.set(userId, home);
    this.#workspace.changed();
    return home;
  }

  home(userId: string): OpenView | undefined {
    return this.#homes.get(userId);
  }

  #hash(): string {
    return `${Math.floor(this.#workspace.now() / 1000)}.${this.#workspace.nextId('h')}`;
  }

  #record(open: OpenView): void {
    const at = this.#workspace.now();
    this.#workspace.timeline.push({ kind: 'view', at, userId: open.userId, view: seenView(open) });
    this.#workspace.changed();
  }
}

export function seenView({ id, userId, view, hash, errors }: OpenView): SeenView {
  return {
    id,
    userId,
    hash,
    errors,
    type: view.type,
    title: view.title?.text ?? '',
    submit: view.submit?.text ?? '',
    close: view.close?.text ?? '',
    callbackId: view.callback_id ?? '',
    privateMetadata: view.private_metadata ?? '',
    blocks: view.blocks,
  };
}
