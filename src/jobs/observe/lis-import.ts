import { z } from 'zod';
import { defineObserver } from '../change.js';
import { countsText, LisCounts, readLisCounts } from './lis-counts.js';

const Args = z.object({ counts: LisCounts });

/** The LIS of the CMS holds as much as the set: an import deletes nothing, so more is no fault (sfb-facts 3.15). */
export const lisImport = defineObserver({
  name: 'lis-import',
  before: z.object({ counts: LisCounts }),

  async readBefore(ps) {
    return { counts: await readLisCounts(ps) };
  },

  async observe(ps, { args }, before) {
    const wanted = Args.parse(args).counts;
    const now = await readLisCounts(ps);
    const kinds = LisCounts.keyType.options;
    const sentence = `The LIS has ${countsText(now)}; the set has ${countsText(wanted)}.`;
    if (kinds.every((kind) => now[kind] >= wanted[kind])) return { seen: 'happened', sentence };
    const same = kinds.every((kind) => now[kind] === before.counts[kind]);
    return { seen: same ? 'not-happened' : 'cant-tell', sentence };
  },
});
