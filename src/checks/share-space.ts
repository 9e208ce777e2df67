import { getSfbShare } from '../powershell/cmdlets/get-sfb-share.js';
import { listed } from '../report.js';
import { attempt } from './run.js';
import type { Check, Reading } from './types.js';

/** Free bytes on each share that backups go to. */
export type ShareSpaceFacts = readonly { readonly share: string; readonly free: Reading<number> }[];

const MEGABYTE = 1_048_576;
/** An export is some megabytes; user data, which a set may hold, can be hundreds. */
const NEEDED = 500 * MEGABYTE;
const COMFORT = 2_000 * MEGABYTE;

export const shareSpace: Check<ShareSpaceFacts> = {
  id: 'share-space',
  title: 'the backup shares answer and have room',
  why: 'No failover without a new backup set, and a full share gives an empty one.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  gather({ ps, pair }) {
    return Promise.all(
      pair.shares.map(async ({ path: share }) => ({
        share,
        free: await attempt(async () => {
          const { rows } = await ps.read(getSfbShare, { Share: share }, 'jump');
          const [row] = rows;
          if (row === undefined) throw new Error('no output at all');
          return row.FreeBytes;
        }),
      })),
    );
  },

  judge(facts) {
    const below = (limit: number) =>
      facts.flatMap(({ share, free }) =>
        free.ok && free.value < limit ? [`${share} (${Math.floor(free.value / MEGABYTE)} MB free)`] : [],
      );
    const [full, tight] = [below(NEEDED), below(COMFORT)];
    if (full.length > 0) {
      return {
        status: 'fail',
        sentence: `No room for a backup set on ${listed(full)}.`,
        fix: 'Make room on the share.',
      };
    }
    const unread = facts.flatMap(({ share, free }) => (free.ok ? [] : [`${share} (${free.reason})`]));
    if (unread.length > 0) {
      const fix = 'Reach the share from the jump host with the account of the worker.';
      return { status: 'unknown', sentence: `Not reached: ${listed(unread)}.`, fix };
    }
    if (tight.length > 0) {
      return { status: 'warn', sentence: `Little room on ${listed(tight)}.`, fix: 'Make room before it is needed.' };
    }
    const shares = listed(facts.map(({ share }) => share));
    return { status: 'pass', sentence: `There is room for backup sets on ${shares}.` };
  },
};
