import { type ChangeReport, type CheckLine, checkWords, serverWord } from '../../report.js';
import type { Plan, Step } from '../plan/types.js';
import type { JobInput } from '../runners.js';
import { runVerify } from '../verify.js';
import { edgeLeft, evidenceKept, homeByHand, leftByHand, type Stopped } from './left.js';

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
  input: Pick<JobInput, 'pair' | 'jump' | 'job'>,
  plan: Plan,
  { stoppedAt, sentence }: { readonly stoppedAt?: string; readonly sentence?: string },
  verified: Verified,
): ChangeReport {
  const { pair } = input;
  const { kind: _kind, readings: _readings, first: _first, next: _next, ...matrix } = verified;
  const at = stoppedAt === undefined ? plan.steps.length : plan.steps.findIndex(({ id }) => id === stoppedAt);
  const [done, rest] = [plan.steps.slice(0, at), plan.steps.slice(at)];
  const { verdict, checks } = verified;
  const single = verdict.kind === 'single' && verdict.side === plan.to;
  const bad = checks.filter(({ status }) => status === 'fail' || status === 'unknown');
  const ok = rest.length === 0 && single && bad.length === 0;
  return {
    ...matrix,
    kind: 'failover',
    to: plan.to,
    ok,
    first: firstOf(plan, { ok, done, rest, bad, sentence, verified, words: serverWord(pair, plan.to) }),
    done: done.map(({ title }) => title),
    notDone: rest.map(({ title }) => title),
    ...(plan.set === undefined ? {} : { set: plan.set.id }),
    next: ok ? [homeByHand(pair, plan)] : nextOf(input, { plan, done, rest }, verified),
  };
}

/** The way out of a state in which nothing may be moved, or what is left of the plan; then what it leaves behind. */
function nextOf(input: Pick<JobInput, 'pair' | 'jump' | 'job'>, stopped: Stopped, verified: Verified): string[] {
  const { pair, jump } = input;
  const { verdict, next } = verified;
  const hurt = !['single', 'settling', 'single-unread'].includes(verdict.kind);
  const first = verdict.kind === 'single' && stopped.rest.length > 0 ? [] : next;
  const left = hurt ? [] : leftByHand(stopped, pair, jump);
  const read = [...first, ...left];
  return [
    ...(read.length === 0 ? [`Then verify again: \`verify ${pair.name}\`.`] : read),
    ...edgeLeft(stopped, verdict, pair),
    ...evidenceKept(stopped, input),
  ];
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
  const names = bad.length === 0 ? '' : ` These do not pass: ${checkWords(bad)}.`;
  return `All steps of the failover of ${plan.pair} are done, but it is not verified. ${verdict.first}${names}`;
}
