import { listed, PreflightMode } from '../../report.js';
import type { ChangeJob } from '../change.js';
import { runPreflight } from '../preflight.js';
import type { JobInput } from '../runners.js';
import { type Drift, findDrift } from './drift.js';
import type { Plan } from './types.js';

/**
 * Whether what people approved still holds when its gate is passed (design 9): the deciding facts first, then every check
 * that blocks. A fact that changed or a check that fails voids the approval; what was not read stops without voiding it.
 * Effect: read.
 */
export async function recheckPlan(job: Pick<ChangeJob, 'readFacts'>, input: JobInput, plan: Plan): Promise<Drift> {
  const drift = await findDrift(plan.facts, () => job.readFacts(input, plan));
  const mode = PreflightMode.safeParse(plan.mode);
  if (drift.found !== 'same' || !mode.success) return drift;
  const { report } = await runPreflight({ ...input, mode: mode.data, sync: false });
  if (report.state === 'ready') return drift;
  const blocking = report.checks.filter(({ id }) => report.blockedBy.includes(id));
  if (report.state === 'unknown') {
    const sentence = `Not everything a start rests on could be read: ${said(blocking)} Nothing was begun and the approvals stay until they expire.`;
    return { found: 'unreadable', sentence };
  }
  const failing = blocking.filter(({ status }) => status === 'fail');
  const sentence = `The approval is void, because a check that blocks fails now: ${said(failing)} Nothing was begun; ask again.`;
  return { found: 'changed', sentence, changes: failing.map(({ id }) => id) };
}

function said(lines: readonly { readonly sentence: string }[]): string {
  return `${listed(lines.map(({ sentence }) => sentence.replace(/\.$/, '')))}.`;
}
