import { errorText, SfbError } from '../../errors.js';
import { listed } from '../../report.js';
import type { DecidingFacts } from './types.js';

/** What became of the facts between the plan and now (design 9): only `same` lets the first step begin. */
export type Drift =
  | { readonly found: 'same' }
  | { readonly found: 'changed'; readonly sentence: string; readonly changes: readonly string[] }
  /** Nothing is decided: the approvals stay, and one may look again. */
  | { readonly found: 'unreadable'; readonly sentence: string };

const WORDS: Readonly<Record<keyof DecidingFacts, string>> = {
  verdict: 'verdict',
  active: 'active side',
  rows: 'witness',
  pairing: 'backup pool of',
  edgeNextHops: 'next hop of',
  rtclocal: 'RTCLOCAL of',
  poolState: 'PoolState of',
  versions: 'version of',
};

/** Every deciding fact that differs, old → new, in words; empty when none does. */
export function factChanges(planned: DecidingFacts, now: DecidingFacts): string[] {
  const [before, after] = [flat(planned), flat(now)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? '(none)'} → ${after.get(name) ?? '(none)'}`);
}

/** Compares the plan's facts with those of now. What cannot be read is never taken for unchanged, nor for changed. */
export async function findDrift(planned: DecidingFacts, read: () => Promise<DecidingFacts>): Promise<Drift> {
  let now: DecidingFacts;
  try {
    now = await read();
  } catch (error) {
    const reason = (error instanceof SfbError ? error.message : errorText(error)).replace(/\.$/, '');
    const sentence = `The facts the approval rests on could not be read (${reason}); nothing was begun and the approvals stay until they expire.`;
    return { found: 'unreadable', sentence };
  }
  const changes = factChanges(planned, now);
  if (changes.length === 0) return { found: 'same' };
  const sentence = `The approval is void, because what it rests on has changed: ${listed(changes)}. Nothing was begun; ask again.`;
  return { found: 'changed', sentence, changes };
}

function flat(facts: DecidingFacts): Map<string, string> {
  const entries = Object.entries(facts).flatMap(([key, value]) => leaves(WORDS[key as keyof DecidingFacts], value));
  return new Map(entries);
}

function leaves(name: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${name} ${key}`, inner));
}
