import type { Arena } from './arena.js';
import { atOnce } from './at-once.js';
import { atTheGate } from './at-the-gate.js';
import { besideTheGate } from './beside-the-gate.js';

/** `reason` is what came back; empty when nothing refused it. */
export type Attack = (arena: Arena) => Promise<{ readonly job: string; readonly reason: string }>;

/**
 * Every class of attack. Each tries to give a plan that one person approved its second approval. A stage is one stack: Slack
 * lets groups be read 20 times a minute, and a refusal by that limit would hide the guard.
 */
export const STAGES: readonly Readonly<Record<string, Attack>>[] = [atTheGate, besideTheGate, atOnce];

export const ATTACKS: Readonly<Record<string, Attack>> = Object.assign({}, ...STAGES);
