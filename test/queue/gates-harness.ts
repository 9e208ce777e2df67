import type { GateLease, OpenGate } from '../../src/approvals/types.js';
import { aPlan } from '../slack/gates.js';
import { aJob, type Opened } from './harness.js';

export const HASH = 'a'.repeat(64);
export const LEASE_MS = 600_000;

const plan = aPlan();

export const ana = { teamId: 'T0LAB', userId: 'U0ANA' };

export function person(number: number) {
  return number === 0 ? ana : { teamId: 'T0LAB', userId: `U0P${number}` };
}

export function aGateToOpen(change: Partial<OpenGate> = {}): OpenGate {
  const notes = { notices: [], mind: [], readAt: '2026-11-23T02:59:30.000Z', byHand: [] };
  const policy = { rule: 'two-others' as const, quorum: 2 };
  return { id: 'gate', plan, planHash: HASH, notes, requester: ana, policy, ...change };
}

/** A job at its gate, and the lease of the worker that opened it. `unposted` leaves the card unposted. */
export async function atGate(here: Opened, change: Partial<OpenGate> = {}, minutes: number | 'unposted' = 15) {
  const { store } = here;
  const job = { ...aJob(), kind: 'failover' };
  const { id } = job;
  await store.createJob(job);
  const lease = await store.takeLease(id, 'worker', LEASE_MS);
  if (lease === undefined) throw new Error('no lease');
  await store.moveJob(id, { from: 'asked', to: 'preparing', lease });
  await store.openGate(id, lease, aGateToOpen(change));
  if (minutes !== 'unposted') await store.gatePosted(id, minutes);
  return { id, lease };
}

/** As `atGate`, with the votes that are needed. */
export async function approved(here: Opened, minutes = 15) {
  const job = await atGate(here, {}, minutes);
  await here.store.approve(job.id, HASH, person(1), 'seen');
  await here.store.approve(job.id, HASH, person(2), 'seen');
  return job;
}

/** As `approved`, with a worker that waits for its permit. */
export async function wanting(here: Opened, minutes = 15): Promise<{ id: string; lease: GateLease }> {
  const job = await approved(here, minutes);
  await here.store.wantPermit(job.id, job.lease, 'nonce');
  return job;
}
