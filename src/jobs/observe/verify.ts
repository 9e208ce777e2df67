import { z } from 'zod';
import { checks } from '../../checks/index.js';
import { runCheck } from '../../checks/run.js';
import type { Check } from '../../checks/types.js';
import { listed } from '../../report.js';
import { defineObserver } from '../change.js';
import { matrixSettled } from './matrix-settled.js';
import { poolFailover } from './pool-failover.js';

/** Beside the matrix and the pool: nothing of these may fail or be unread after a failover. */
const HOLDS: readonly Check[] = [checks['cms-services'], checks.replicas, checks['backup-service']];

/** The pair is as a failover leaves it: one holder, the users on the other server, all four services, replicas, backup. */
export const verify = defineObserver({
  name: 'verify',
  before: z.object({}),

  async readBefore() {
    return {};
  },

  async observe(ps, context) {
    const { pair } = context;
    const [matrix, pool, verdicts] = await Promise.all([
      matrixSettled.observe(ps, context, {}),
      poolFailover.observe(ps, context, { cms: '', local: '' }),
      Promise.all(HOLDS.map((check) => runCheck(check, { ps, pair }))),
    ]);
    if (matrix.seen !== 'happened') return matrix;
    if (pool.seen !== 'happened') return { seen: 'cant-tell', sentence: pool.sentence };
    const bad = verdicts.filter(({ status }) => status === 'fail' || status === 'unknown');
    if (bad.length > 0) return { seen: 'cant-tell', sentence: listed(bad.map(({ sentence }) => sentence)) };
    return { seen: 'happened', sentence: `${matrix.sentence} ${pool.sentence}` };
  },
});
