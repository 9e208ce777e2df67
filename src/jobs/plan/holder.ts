import { witnesses } from '../../checks/index.js';
import { judgeMatrix } from '../../checks/matrix.js';
import { gatherMatrix } from '../../checks/run.js';
import type { Pair, Side } from '../../domain.js';
import type { ReadPort } from '../../powershell/types.js';
import { serverWord } from '../../report.js';
import { BOTH_ACTIVE } from '../observe/matrix-settled.js';

/** Whether a server holds the CMS alone now; `changed` when it surely does not. */
export type Holding =
  | { readonly found: 'same' }
  | { readonly found: 'changed' | 'unreadable'; readonly sentence: string };

/**
 * Read again before a step that was planned on it: hours may have passed since the plan was approved, and hands are at work
 * beside us (engineering-notes 3, "next step's expect"). Effect: read.
 */
export async function holdsCms(ps: ReadPort, pair: Pair, side: Side): Promise<Holding> {
  const { rows } = await gatherMatrix(witnesses, { ps, pair });
  const { kind, side: holder, first } = judgeMatrix(rows, { names: pair, settleMinutes: 0 });
  if (kind === 'single' && holder === side) return { found: 'same' };
  if (kind === 'split-brain') return { found: 'changed', sentence: BOTH_ACTIVE };
  const moved = kind === 'single' || kind === 'single-unread';
  const sentence = `It was planned with the CMS on ${serverWord(pair, side)}, and now: ${first}`;
  return { found: moved && holder !== side ? 'changed' : 'unreadable', sentence };
}
