import { errorText, SfbError } from '../../errors.js';
import type { Plan } from '../../jobs/plan/types.js';
import type { Fence, TargetState } from '../../journal/types.js';
import type { Place } from '../../powershell/types.js';
import type { Lease } from '../leases.js';
import type { JobRecord } from '../record.js';
import type { ChangeDeps, Site } from './types.js';

/** What each target that the remaining steps name knows of this job. */
export type Targets = ReadonlyMap<Place, TargetState>;

/** Where the steps that are not done run. */
export function remainingPlaces(record: JobRecord, plan: Plan): Place[] {
  const done = new Set(record.steps.filter(({ state }) => state === 'done').map(({ id }) => id));
  const places = plan.steps
    .filter(({ id }) => !done.has(id))
    .flatMap(({ call }) => (call === undefined ? [] : [call.place]));
  return [...new Set(places)];
}

/** A lease whose epoch is above every one that Redis or a target has ever seen; undefined when another worker has one. */
export async function leaseAbove(
  record: JobRecord,
  plan: Plan,
  site: Site,
  deps: ChangeDeps,
): Promise<Lease | undefined> {
  const seen = await onEach(remainingPlaces(record, plan), (place) => site.changes.look(place, record.id));
  const fences = [...seen.values()].flatMap(({ fence }) => (fence === undefined ? [] : [fence]));
  const highest = (some: readonly Fence[]) => Math.max(0, ...some.map(({ epoch }) => epoch));
  const fenced = highest(fences.filter(({ job }) => job === record.id));
  return await deps.store.takeLease(record.id, deps.newOwner(), deps.leaseMs, { above: highest(fences), fenced });
}

/**
 * Fence, then look (engineering-notes 2.1): after this no other worker can begin anything on these targets, and what they
 * say of the past can be believed. Throws SfbError NOT_ALLOWED when one of them belongs to another installation.
 */
export async function fenceAll(
  record: JobRecord,
  plan: Plan,
  lease: Lease,
  site: Site,
  deps: ChangeDeps,
): Promise<Targets> {
  const installation = await installationOf(record, plan, site, deps);
  const fence: Fence = { job: record.id, epoch: lease.epoch, owner: lease.owner, installation };
  return await onEach(remainingPlaces(record, plan), (place) => site.changes.fence(place, fence));
}

/** The installation id of Redis. A Redis without one gets one only where no target has ever been changed by us. */
async function installationOf(
  record: JobRecord,
  plan: Plan,
  { changes }: Site,
  { store }: ChangeDeps,
): Promise<string> {
  const known = await store.installation();
  if (known !== undefined) return known;
  const seen = await onEach(remainingPlaces(record, plan), (place) => changes.look(place, record.id));
  const marked = [...seen.values()].find((state) => state.installation !== undefined);
  if (marked === undefined) return await store.createInstallation();
  const message = `This Redis has no installation id, but ${marked.computer} carries one: Redis was emptied or is another one. Nothing is changed until a named person runs \`npm run sfb -- adopt\`.`;
  throw new SfbError('NOT_ALLOWED', message);
}

async function onEach(
  places: readonly Place[],
  ask: (place: Place) => Promise<TargetState>,
): Promise<Map<Place, TargetState>> {
  const answers = await Promise.all(places.map(async (place) => [place, await ask(place)] as const));
  return new Map(answers);
}

/** A target that can't be fenced can't be judged; the sentence for people. */
export function unjudged(error: unknown): string {
  return `A server that the remaining steps name cannot be asked (${errorText(error)}), so nobody can say what runs there; nothing more is started.`;
}
