import { type ChangeReport, type CheckLine, listed, serverWord } from '../../report.js';
import type { Plan, Step } from '../plan/types.js';
import type { JobInput } from '../runners.js';
import { runVerify } from '../verify.js';
import { consoleLines } from './by-hand.js';

/** What a failover came to: done and not done by the plan, the rest as it is read now. Effect: read. */
export async function reportFailover(
  input: JobInput,
  plan: Plan,
  ended: { readonly stoppedAt?: string; readonly sentence?: string },
): Promise<ChangeReport> {
  const { report: verified } = await runVerify({ ...input, wait: false });
  return failoverReport(input, plan, ended, verified);
}

type Verified = Awaited<ReturnType<typeof runVerify>>['report'];

/** Pure: the report of a plan that came to its end, or to `stoppedAt`. */
export function failoverReport(
  { pair, jump }: Pick<JobInput, 'pair' | 'jump'>,
  plan: Plan,
  { stoppedAt, sentence }: { readonly stoppedAt?: string; readonly sentence?: string },
  verified: Verified,
): ChangeReport {
  const { kind: _kind, readings: _readings, first: _first, next, ...matrix } = verified;
  const at = stoppedAt === undefined ? plan.steps.length : plan.steps.findIndex(({ id }) => id === stoppedAt);
  const [done, rest] = [plan.steps.slice(0, at), plan.steps.slice(at)];
  const { verdict, checks } = verified;
  const single = verdict.kind === 'single' && verdict.side === plan.to;
  const bad = checks.filter(({ status }) => status === 'fail' || status === 'unknown');
  const ok = rest.length === 0 && single && bad.length === 0;
  const hurt = !['single', 'settling', 'single-unread'].includes(verdict.kind);
  return {
    ...matrix,
    kind: 'failover',
    to: plan.to,
    ok,
    first: firstOf(plan, { ok, done, rest, bad, sentence, verified, words: serverWord(pair, plan.to) }),
    done: done.map(({ title }) => title),
    notDone: rest.map(({ title }) => title),
    ...(plan.set === undefined ? {} : { set: plan.set.id }),
    next: hurt ? next : [...onward(rest, pair.name), ...consoleLines(rest, pair, jump)],
  };
}

interface End {
  readonly ok: boolean;
  readonly done: readonly Step[];
  readonly rest: readonly Step[];
  readonly bad: readonly CheckLine[];
  readonly sentence: string | undefined;
  readonly verified: Verified;
  readonly words: string;
}

/** A split comes first and in the matrix's own words, which begin with what must not be done. */
function firstOf(plan: Plan, { ok, done, rest, bad, sentence, verified, words }: End): string {
  const { verdict } = verified;
  if (ok) {
    return `Failover of ${plan.pair} done: the CMS is active on ${words} alone, which serves the users of both pools; all ${done.length} steps are done.`;
  }
  const why = sentence === undefined ? '' : ` ${sentence}`;
  const stopped =
    rest[0] === undefined
      ? ''
      : ` Stopped at "${rest[0].title}": ${done.length} of ${plan.steps.length} steps are done.`;
  if (verdict.kind === 'split-brain' || verdict.kind === 'none') return `${verdict.first}${stopped}`;
  if (rest[0] !== undefined) return `Failover of ${plan.pair} stopped.${stopped}${why} ${verdict.first}`;
  const names =
    bad.length === 0 ? '' : ` These do not pass: ${listed(bad.map(({ id, status }) => `${id} (${status})`))}.`;
  return `All steps of the failover of ${plan.pair} are done, but it is not verified. ${verdict.first}${names}`;
}

function onward(rest: readonly Step[], pair: string): string[] {
  if (rest.length === 0) return [];
  return [
    `Read first who holds the CMS: \`status ${pair} --fresh\`. Then, only if one server alone does, by hand in this order:`,
  ];
}
