import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decide,
  type GateAction,
  type GateNow,
  policyDigest,
  refusalSentence,
  UNPOSTED_MS,
} from '../../src/approvals/policy.js';
import { type Gate, RefusalReason } from '../../src/approvals/types.js';

const HASHES = ['a'.repeat(64), 'b'.repeat(64)] as const;
const OPENED = Date.parse('2026-11-24T03:00:00.000Z');
const MINUTES = 15 * 60_000;
const person = (number: number) => ({ teamId: 'T0LAB', userId: `U0P${number}` });

const event = fc.record({
  kind: fc.constantFrom(
    'approve',
    'approve',
    'approve',
    'approve',
    'post',
    'wait',
    'deny',
    'withdraw',
    'want',
    'claim',
  ),
  who: fc.nat(4),
  hash: fc.constantFrom(0, 0, 0, 1),
  wait: fc.constantFrom(1, MINUTES / 3, UNPOSTED_MS),
  ruledOut: fc.constantFrom(false, false, false, true),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** People 0 to 3 are approvers, 0 asked, 4 is nobody. The reference keeps sets and times only, no gate. */
class Model {
  readonly people = new Set<number>();
  posted: number | undefined;
  over = false;
  claimed = false;

  mayRun(rule: string, quorum: number, now: number): boolean {
    const counted = [...this.people].filter((who) => rule === 'requester-and-one' || who !== 0);
    return !this.over && this.posted !== undefined && now < this.posted + MINUTES && counted.length >= quorum;
  }
}

function play(events: readonly Event[], policy: Gate['policy']): void {
  const gate: Gate = {
    id: 'gate',
    planHash: HASHES[0],
    requester: person(0),
    policy,
    openedAt: iso(OPENED),
    votes: [],
  };
  let at: GateNow = { job: 'j', gate, state: 'waiting-approval', now: OPENED };
  const model = new Model();
  for (const one of events) {
    at = step(at, one, model);
    if (one.kind !== 'claim' || at.state !== 'running' || model.claimed) continue;
    expect(model.mayRun(policy.rule, policy.quorum, at.now)).toBe(true);
    model.claimed = true;
  }
  const enough = at.state === 'approved' || at.state === 'permit-wanted';
  if (model.mayRun(policy.rule, policy.quorum, at.now) && !model.claimed) expect(enough).toBe(true);
}

function step(at: GateNow, one: Event, model: Model): GateNow {
  const { gate, now, state } = at;
  if (one.kind === 'wait') return { ...at, now: now + one.wait };
  if (one.kind === 'post') {
    if (gate.postedAt !== undefined || state !== 'waiting-approval' || now >= OPENED + UNPOSTED_MS) return at;
    model.posted = now;
    return { ...at, gate: { ...gate, postedAt: iso(now), expiresAt: iso(now + MINUTES) } };
  }
  if (one.kind === 'want') return state === 'approved' ? { ...at, state: 'permit-wanted' } : at;
  if (one.kind === 'claim') {
    const over = now >= Date.parse(gate.expiresAt ?? iso(OPENED));
    if (state !== 'permit-wanted' || over) return at;
    return { ...at, state: 'running', gate: { ...gate, consumedAt: iso(now) } };
  }
  return click(at, one, one.kind as GateAction, model);
}

function click(at: GateNow, one: Event, action: GateAction, model: Model): GateNow {
  const { gate, now } = at;
  const clicker = { actor: person(one.who), approver: one.who < 4, ruledOut: one.ruledOut ? 'a guest' : undefined };
  const decided = decide(at, clicker, { action, planHash: HASHES[one.hash] ?? '', reason: 'seen' });
  const vote = { by: clicker.actor, reason: 'seen', at: iso(now) };
  const proper = one.hash === 0 && !one.ruledOut && one.who < 4;
  if (decided.word === 'refused' || decided.word === 'already-counted') return at;
  expect(proper, `${decided.word} by ${one.who}`).toBe(true);
  if (action !== 'approve') {
    model.over = true;
    const change = action === 'deny' ? { denied: vote } : { withdrawn: vote };
    return { ...at, state: action === 'deny' ? 'refused' : 'withdrawn', gate: { ...gate, ...change } };
  }
  expect(model.people.has(one.who)).toBe(false);
  model.people.add(one.who);
  const state = decided.word === 'quorum' ? 'approved' : at.state;
  return { ...at, state, gate: { ...gate, votes: [...gate.votes, vote] } };
}

const iso = (time: number) => new Date(time).toISOString();

describe('approvals/policy', () => {
  it('lets a change run only with the quorum of the chosen rule, on that plan, at that time', () => {
    const policies = fc.record({
      rule: fc.constantFrom('two-others' as const, 'requester-and-one' as const),
      quorum: fc.integer({ min: 2, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 25 }), policies, (events, policy) => play(events, policy)),
      { numRuns: 10_000 },
    );
  });

  it.each(RefusalReason.options)('has one whole sentence for %s, with or without a gate', (reason) => {
    const sentence = refusalSentence(reason, { job: 'failover-k3f9x2m1qa' });

    expect(sentence).toMatch(/^[A-Z].*\. Nothing was done\.$/);
    expect(sentence).not.toContain('undefined');
  });

  it('gives another digest for another rule, number, list or time, and the same for another order', () => {
    const policy = { rule: 'two-others' as const, quorum: 2 };
    const approvers = { users: ['U1', 'U2'], groups: ['S1'] };
    const digest = policyDigest(policy, approvers, 15);

    expect(policyDigest(policy, { ...approvers, users: ['U2', 'U1'] }, 15)).toBe(digest);
    const others = [
      policyDigest({ ...policy, rule: 'requester-and-one' }, approvers, 15),
      policyDigest({ ...policy, quorum: 3 }, approvers, 15),
      policyDigest(policy, { ...approvers, users: ['U1'] }, 15),
      policyDigest(policy, { ...approvers, groups: [] }, 15),
      policyDigest(policy, approvers, 16),
    ];
    expect(new Set([digest, ...others]).size).toBe(6);
  });
});
