import { digestOf } from '../../canonical.js';
import type { Plan, Step } from './types.js';

/**
 * SHA-256, hex, over the RFC 8785 JSON of what people approve (engineering-notes 3). Titles, lines, expected times and the
 * notes are left out: they follow from the rest, or say nothing about what is run.
 */
export function planHash(plan: Plan): string {
  const { format, deployment, pair, kind, mode, strategy, gate, from, to, facts, waived, build, policy } = plan;
  const rest = { format, deployment, pair, kind, mode, strategy, gate, from, to, facts, waived, build, policy };
  const set = plan.set === undefined ? {} : { set: plan.set };
  return digestOf({ ...rest, ...set, steps: plan.steps.map(hashed) });
}

function hashed({ id, kind, effect, call, observe, expect, lateMs, undo, pastNoReturn }: Step): object {
  return {
    ...{ id, kind, effect, observe, lateMs, pastNoReturn },
    ...(call === undefined ? {} : { call }),
    ...(expect === undefined ? {} : { expect }),
    ...(undo === undefined ? {} : { undo }),
  };
}
