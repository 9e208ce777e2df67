import type { GateStore } from '../approvals/types.js';
import type { Actor } from '../domain.js';
import { SfbError } from '../errors.js';
import type { JobStore } from './jobs.js';
import type { JobRecord, JobState, Saw, StepRecord } from './record.js';

/** What became of a job that people resolve: it looks again, it is ended, or somebody else must end it, too. */
export type Resolved = 'looks' | 'ended' | 'one-more';

/** For a job that never had a gate; otherwise the gate's own quorum counts. */
const QUORUM = 2;

/** States in which people may end a job: it waits for them, or its cmdlet is past its time and left running. */
export const ENDABLE: ReadonlySet<JobState> = new Set(['needs-people', 'late']);

/** The step of which nobody knows whether its cmdlet still runs: claimed, and no outcome was ever adopted. */
export function openStep(record: Pick<JobRecord, 'steps'>): StepRecord | undefined {
  return record.steps.find(
    ({ claim, outcome, state }) => claim !== undefined && outcome === undefined && state !== 'done',
  );
}

export interface Resolution {
  readonly by: Actor;
  readonly at: string;
  readonly reason: string;
  /** Must be given where a cmdlet may still run. */
  readonly saw?: Saw | undefined;
}

/**
 * A person's answer to a job that stands or is late. Looking starts nothing a second time. Ending gives the deployment free
 * for other changes, so where a cmdlet may still run the gate's quorum must want it, each of them having seen on its server
 * that it does not (engineering-notes 2.2.10); it ends the job and never the cmdlet.
 * Throws SfbError NOT_FOUND; BAD_REQUEST without what was seen; CONFLICT when the job is in another state or was changed
 * meanwhile.
 */
export async function resolveJob(
  store: Pick<JobStore, 'readJob' | 'moveJob' | 'patchJob'> & Pick<GateStore, 'readGate'>,
  id: string,
  how: 'look' | 'end',
  { by, at, reason, saw }: Resolution,
): Promise<Resolved> {
  if (how === 'look') {
    await store.moveJob(id, { from: 'needs-people', to: 'running' }, { sentence: null, endings: null, report: null });
    return 'looks';
  }
  const record = await store.readJob(id);
  if (record === undefined) throw new SfbError('NOT_FOUND', `There is no job ${id}; nothing was changed.`);
  const open = openStep(record);
  const { revision } = record;
  const state = ENDABLE.has(record.state) ? record.state : 'needs-people';
  if (open !== undefined && saw === undefined) {
    const message = `Nobody knows whether "${open.title}" still runs; press "End it here" on the card of job ${id}, which asks what you saw on its server.`;
    throw new SfbError('BAD_REQUEST', message);
  }
  const others = (record.endings ?? []).filter((one) => one.by.userId !== by.userId || one.by.teamId !== by.teamId);
  const seen = open === undefined || saw === undefined ? {} : { saw };
  const endings = [...others, { by, at, reason, ...seen }];
  const quorum = (await store.readGate(id))?.policy.quorum ?? QUORUM;
  if (open !== undefined && endings.length < quorum) {
    const missing = quorum - endings.length;
    const more = missing === 1 ? 'one more person' : `${missing} more people`;
    const sentence = `Nobody knows whether "${open.title}" still runs, so ending it takes ${more}.`;
    await store.patchJob(id, { state, revision }, { sentence, endings });
    return 'one-more';
  }
  const sentence = `Ended where it was: ${reason}`;
  await store.moveJob(id, { from: state, to: 'stopped', revision }, { sentence, endings });
  return 'ended';
}
