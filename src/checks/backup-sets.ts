import { ageWord, isGood, Manifest } from '../backup-set.js';
import { otherSide, serverOf } from '../domain.js';
import { getSfbBackupSet } from '../powershell/cmdlets/get-sfb-backup-set.js';
import { listed } from '../report.js';
import { attempt } from './run.js';
import type { Check, Reading } from './types.js';

/** apart: taken while no one server alone held the CMS · bad: no manifest of this pair, or a file is gone or of other size. */
type SetState = 'good' | 'apart' | 'bad';

/** The sets of this pair on each share, and their age in hours. The CMS leaves `from`, so a share there is no way back. */
export type BackupSetsFacts = readonly {
  readonly share: string;
  readonly on: string;
  readonly from: string;
  readonly sets: Reading<readonly { readonly name: string; readonly state: SetState; readonly hours: number }[]>;
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

  gather({ ps, pair, to = 'backup' }) {
    const from = serverOf(pair, otherSide(to));
    return Promise.all(
      pair.shares.map(async ({ path: share, on }) => ({
        share,
        on,
        from,
        sets: await attempt(async () => {
          const { rows } = await ps.read(getSfbBackupSet, { Share: share, Pair: pair.name }, 'jump');
          return rows.map(({ Name: name, Hours: hours, Manifest: text, Sizes }) => ({
            name,
            hours,
            state: stateOf(pair.name, text, new Set(Sizes.split('|'))),
          }));
        }),
      })),
    );
  },

  judge(facts) {
    const unread = facts.flatMap(({ share, sets }) => (sets.ok ? [] : [`${share} (${sets.reason})`]));
    if (unread.length > 0) {
      return { status: 'unknown', sentence: `Backup sets not read: ${listed(unread)}.`, fix: 'Reach the share first.' };
    }
    const seen = facts.flatMap(({ on, from, sets }) =>
      sets.ok ? sets.value.map((set) => ({ ...set, away: on !== from })) : [],
    );
    const whole = seen.filter(({ state, away }) => state === 'good' && away);
    const count = namesOf(whole).size;
    const newest = Math.min(...whole.map(({ hours }) => hours));
    const more = notCounted(seen, namesOf(whole), facts[0]?.from);
    if (newest <= OLD_HOURS) {
      const sets = `${count} whole backup ${count === 1 ? 'set' : 'sets'}`;
      return { status: 'pass', sentence: `${sets}; the newest is ${ageWord(newest)} old.${more}` };
    }
    const shares = listed(facts.map(({ share }) => share));
    const found =
      count === 0
        ? `No whole backup set is on ${shares}`
        : `The newest whole backup set is ${Math.floor(newest)} h old`;
    return { status: 'warn', sentence: `${found}.${more}`, fix: FIX };
  },
};

type Seen = { readonly name: string; readonly state: SetState };

const namesOf = (sets: readonly Seen[]) => new Set(sets.map(({ name }) => name));

/** Sets that are there and are no way back, by the reason. */
function notCounted(seen: readonly Seen[], whole: ReadonlySet<string>, from: string | undefined): string {
  const rest = (state: SetState) => namesOf(seen.filter((set) => set.state === state && !whole.has(set.name))).size;
  const reasons = [
    { count: rest('apart'), why: 'taken while no one server alone held the CMS' },
    { count: rest('bad'), why: 'not whole' },
    { count: rest('good'), why: `only on ${from}, which the CMS leaves` },
  ].filter(({ count }) => count > 0);
  return reasons.length === 0 ? '' : ` Not counted: ${listed(reasons.map(({ count, why }) => `${count} ${why}`))}.`;
}

/** Whether a set's content is what was written is not read here: that takes every byte of every file. */
function stateOf(pair: string, text: string, sizes: ReadonlySet<string>): SetState {
  const manifest = manifestOf(text);
  if (manifest === undefined || manifest.pair !== pair) return 'bad';
  if (!manifest.files.every(({ name, bytes }) => sizes.has(`${name} ${bytes}`))) return 'bad';
  return isGood(manifest) ? 'good' : 'apart';
}

function manifestOf(text: string): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
