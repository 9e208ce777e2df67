import type { StepTrace } from '../../journal/types.js';
import type { StepRecord } from '../record.js';

/** What to do with a step, once its target is fenced and read. */
export type Decision =
  | { readonly go: 'run' }
  /** It runs on its target: wait for it, beside it. */
  | { readonly go: 'watch'; readonly trace: StepTrace }
  /** It was started and nobody knows how it ended: only an observation can tell. */
  | { readonly go: 'look'; readonly trace: StepTrace }
  /** It ended: take over how. */
  | { readonly go: 'adopt'; readonly trace: StepTrace }
  | { readonly go: 'people'; readonly sentence: string };

export interface Known {
  /** What our record says of the step. */
  readonly ledger: Pick<StepRecord, 'claim' | 'outcome'>;
  /** What its target says, read **after** it was fenced. */
  readonly trace: StepTrace | undefined;
  /** A change runs on that target now. */
  readonly running: boolean;
  readonly computer: string;
}

/**
 * The table of engineering-notes 2.1. A cmdlet is run only where neither side has ever heard of it, or where it was claimed
 * and the fenced target has no intent.
 */
export function decide({ ledger, trace, running, computer }: Known): Decision {
  const { claim, outcome } = ledger;
  if (outcome !== undefined) {
    if (trace?.outcome?.at === outcome.at) return { go: 'adopt', trace };
    const says = trace === undefined ? 'knows nothing of it' : 'says something else';
    const sentence = `The record says how this step ended, but the journal of ${computer} ${says}: the journal was lost, or this is another machine.`;
    return { go: 'people', sentence };
  }
  if (trace === undefined) return { go: 'run' };
  if (claim === undefined) {
    const sentence = `${computer} says that this step was started at ${trace.intent.at}, and the record knows nothing of it: Redis lost data. The target is right; nothing is started again.`;
    return { go: 'people', sentence };
  }
  if (trace.outcome !== undefined) return { go: 'adopt', trace };
  return running ? { go: 'watch', trace } : { go: 'look', trace };
}
