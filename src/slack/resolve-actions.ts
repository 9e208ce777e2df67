import { notCancellable } from '../queue/cancel.js';
import type { JobRecord } from '../queue/record.js';
import type { Button } from './blocks/kit.js';

/** Action ids of the buttons of a job that was approved; the windows of the last two bear their ids, too. */
export const RESOLVE_ID = /^resolve-(look|end|cancel)$/;

export type ResolveHow = 'look' | 'end' | 'cancel';

export function resolveHow(id: string): ResolveHow | undefined {
  const how = RESOLVE_ID.exec(id)?.[1];
  return how === 'look' || how === 'end' || how === 'cancel' ? how : undefined;
}

/** What people can do about a job that was approved: take it back while that is possible, or resolve it where it stands. */
export function resolveButtons(record: Parameters<typeof notCancellable>[0]): Button[] {
  const { id, state } = record;
  const cancel: Button = { id: 'resolve-cancel', label: 'Cancel it', value: id, style: 'danger' };
  return [...standing(id, state), ...(notCancellable(record) === undefined ? [cancel] : [])];
}

function standing(id: string, state: JobRecord['state']): Button[] {
  const end: Button = { id: 'resolve-end', label: 'End it here', value: id, style: 'danger' };
  if (state === 'late') return [end];
  return state === 'needs-people'
    ? [{ id: 'resolve-look', label: 'Look again', value: id, style: 'primary' }, end]
    : [];
}
