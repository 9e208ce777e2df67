import { getSfbBackupSet } from '../powershell/cmdlets/get-sfb-backup-set.js';
import { listed } from '../report.js';
import { attempt } from './run.js';
import type { Check, Reading } from './types.js';

/** The sets of this pair on each share: whether whole, and their age in hours. */
export type BackupSetsFacts = readonly {
  readonly share: string;
  readonly sets: Reading<readonly { readonly whole: boolean; readonly hours: number }[]>;
}[];

/** A daily set, and an hour for a slow night. */
const OLD_HOURS = 25;
const FIX = 'Run backup for this pair. A failover makes a set of its own before anything is moved.';

export const backupSets: Check<BackupSetsFacts> = {
  id: 'backup-sets',
  title: 'there is a whole backup set of the last day',
  why: 'Only a backup taken minutes earlier saved the night this project comes from.',
  // A failover makes its own set and stops without one, so an old one only warns here.
  severity: { planned: 'warns', disaster: 'warns', failback: 'warns', recover: 'warns' },

  gather({ ps, pair }) {
    return Promise.all(
      pair.shares.map(async ({ path: share }) => ({
        share,
        sets: await attempt(async () => {
          const { rows } = await ps.read(getSfbBackupSet, { Share: share, Pair: pair.name }, 'jump');
          return rows.map((row) => ({ whole: row.HasManifest, hours: row.Hours }));
        }),
      })),
    );
  },

  judge(facts) {
    const whole = facts.flatMap(({ sets }) => (sets.ok ? sets.value.filter((one) => one.whole) : []));
    const unread = facts.flatMap(({ share, sets }) => (sets.ok ? [] : [`${share} (${sets.reason})`]));
    const newest = Math.min(...whole.map(({ hours }) => hours));
    if (newest <= OLD_HOURS && unread.length === 0) {
      const age = newest < 1 ? 'less than an hour' : `${Math.floor(newest)} h`;
      return {
        status: 'pass',
        sentence: `${whole.length} whole backup ${whole.length === 1 ? 'set' : 'sets'}; the newest is ${age} old.`,
      };
    }
    if (unread.length > 0) {
      return { status: 'unknown', sentence: `Backup sets not read: ${listed(unread)}.`, fix: 'Reach the share first.' };
    }
    const shares = listed(facts.map(({ share }) => share));
    const seen =
      whole.length === 0
        ? `No whole backup set is on ${shares}`
        : `The newest whole backup set is ${Math.floor(newest)} h old`;
    return { status: 'warn', sentence: `${seen}.`, fix: FIX };
  },
};
