import type { Actor } from '../domain.js';
import { SfbError } from '../errors.js';
import type { JobStore } from './jobs.js';
import type { JobRecord, StepRecord } from './record.js';

/** What became of a job that needs people: it looks again, it is ended, or somebody else must end it, too. */
export type Resolved = 'looks' | 'ended' | 'one-more';

/** People who must agree to end a job while one of its cmdlets may still run (engineering-notes 2.2.10). */
const QUORUM = 2;

/** The step of which nobody knows whether its cmdlet still runs: claimed, and no outcome was ever adopted. */
export function openStep(record: Pick<JobRecord, 'steps'>): StepRecord | undefined {
  return record.steps.find(
    ({ claim, outcome, state }) => claim !== undefined && outcome === undefined && state !== 'done',
  );
}

/**
 * A person's answer to a job that needs people. Looking starts nothing a second time. Ending gives the deployment free
 * for other changes, so where a cmdlet may still run two people must want it; the server's own lock holds all the same.
 * Throws SfbError NOT_FOUND, or CONFLICT when the job does not need people or was changed meanwhile.
 */
export async function resolveJob(
  store: Pick<JobStore, 'readJob' | 'moveJob' | 'patchJob'>,
  id: string,
  how: 'look' | 'end',
  { by, at, reason }: { readonly by: Actor; readonly at: string; readonly reason: string },
): Promise<Resolved> {
  if (how === 'look') {
    await store.moveJob(id, { from: 'needs-people', to: 'running' }, { sentence: null, endings: null });
    return 'looks';
  }
  const record = await store.readJob(id);
  if (record === undefined) throw new SfbError('NOT_FOUND', `There is no job ${id}; nothing was changed.`);
  const others = (record.endings ?? []).filter((one) => one.by.userId !== by.userId || one.by.teamId !== by.teamId);
  const endings = [...others, { by, at, reason }];
  const open = openStep(record);
  const { revision } = record;
  if (open !== undefined && endings.length < QUORUM) {
    const sentence = `Nobody knows whether "${open.title}" still runs, so ending it takes one more person.`;
    await store.patchJob(id, { state: 'needs-people', revision }, { sentence, endings });
    return 'one-more';
  }
  const sentence = `Ended where it was: ${reason}`;
  await store.moveJob(id, { from: 'needs-people', to: 'stopped', revision }, { sentence, endings });
  return 'ended';
}
