import { z } from 'zod';
import { witnesses } from '../../checks/index.js';
import { judgeMatrix } from '../../checks/matrix.js';
import { gatherMatrix } from '../../checks/run.js';
import { defineObserver } from '../change.js';

/** Two databases call themselves active: no wait heals that, and the first thing said is for the frightened. */
export const BOTH_ACTIVE =
  'Users work; do not restart services, do not edit SQL, do not run it again. Two servers hold the CMS: both databases call themselves active.';

/** Minutes after a move during which differing witnesses are normal; the step's own bound ends the wait. */
const SETTLING_MINUTES = 60;

/** Every decisive witness names the server the CMS moved to. */
export const matrixSettled = defineObserver({
  name: 'matrix-settled',
  before: z.object({}),

  async readBefore() {
    return {};
  },

  async observe(ps, { pair, to }) {
    const { rows } = await gatherMatrix(witnesses, { ps, pair });
    const verdict = judgeMatrix(rows, {
      names: pair,
      settleMinutes: SETTLING_MINUTES,
      lastMove: { to, endedMinutesAgo: 0 },
    });
    if (verdict.kind === 'single' && verdict.side === to) return { seen: 'happened', sentence: verdict.first };
    if (verdict.kind === 'split-brain') return { seen: 'cant-tell', stop: true, sentence: BOTH_ACTIVE };
    return { seen: 'cant-tell', sentence: verdict.first };
  },
});
