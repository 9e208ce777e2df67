import type { JobRecord } from '../queue/record.js';
import type { Button } from './blocks/kit.js';

/** Action ids of the buttons of a job that needs people; the window of the second bears its id, too. */
export const RESOLVE_ID = /^resolve-(look|end)$/;

export function resolveHow(id: string): 'look' | 'end' | undefined {
  return id === 'resolve-look' ? 'look' : id === 'resolve-end' ? 'end' : undefined;
}

/** What people can do about a job that stands and waits for them, or is late; none in any other state. */
export function resolveButtons({ id, state }: Pick<JobRecord, 'id' | 'state'>): Button[] {
  const end: Button = { id: 'resolve-end', label: 'End it here', value: id, style: 'danger' };
  if (state === 'late') return [end];
  return state === 'needs-people'
    ? [{ id: 'resolve-look', label: 'Look again', value: id, style: 'primary' }, end]
    : [];
}
