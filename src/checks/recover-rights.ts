import type { Side } from '../domain.js';
import { getSfbLocalAdmin } from '../powershell/cmdlets/get-sfb-local-admin.js';
import { getSfbSqlRight } from '../powershell/cmdlets/get-sfb-sql-right.js';
import { getSfbTokenGroup } from '../powershell/cmdlets/get-sfb-token-group.js';
import type { Place } from '../powershell/types.js';
import { listed, shortServer } from '../report.js';
import { attempt, onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/** What the account of the worker may do on the jump host and in its session on each server. */
export interface RecoverRightsFacts {
  readonly groups: Readonly<Record<Place, Reading<readonly string[]>>>;
  readonly localAdmin: BySide<Reading<boolean>>;
  readonly sysAdmin: BySide<Reading<boolean>>;
}

const GROUP = 'RTCUniversalServerAdmins';

/** No output at all is no answer, not a missing right. */
function answered<T>(rows: readonly T[]): readonly T[] {
  if (rows.length === 0) throw new Error('no output at all');
  return rows;
}

export const recoverRights: Check<RecoverRightsFacts> = {
  id: 'recover-rights',
  title: 'the account has every right that recover would need',
  why: 'A missing right is otherwise found after the clean, which is the worst moment.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'blocks' },

  async gather({ ps, pair }) {
    // From the token of the session itself: what AD says may not have reached it yet.
    const groupsOn = async (place: Place) =>
      answered((await ps.read(getSfbTokenGroup, {}, place)).rows).map((row) => row.Name);
    const [jump, groups, localAdmin, sysAdmin] = await Promise.all([
      attempt(() => groupsOn('jump')),
      onBoth(groupsOn),
      onBoth(async (side) => answered((await ps.read(getSfbLocalAdmin, {}, side)).rows).every((row) => row.LocalAdmin)),
      onBoth(async (side) => {
        const { rows } = await ps.read(getSfbSqlRight, { SqlInstance: pair.sqlInstance }, side);
        return answered(rows).every((row) => row.SysAdmin);
      }),
    ]);
    return { groups: { jump, ...groups }, localAdmin, sysAdmin };
  },

  judge({ groups, localAdmin, sysAdmin }, pair) {
    const sides: readonly Side[] = ['primary', 'backup'];
    const inGroup = (reading: Reading<readonly string[]>): Reading<boolean> =>
      reading.ok ? { ok: true, value: reading.value.includes(GROUP) } : reading;
    const needed = [
      { what: `${GROUP} in the token on the jump host`, reading: inGroup(groups.jump) },
      ...sides.flatMap((side) => {
        const on = shortServer(pair, side);
        return [
          { what: `${GROUP} in the token on ${on}`, reading: inGroup(groups[side]) },
          { what: `local administrator of ${on}`, reading: localAdmin[side] },
          { what: `sysadmin of ${pair.sqlInstance} on ${on}`, reading: sysAdmin[side] },
        ];
      }),
    ];
    const missing = needed.flatMap(({ what, reading }) => (reading.ok && !reading.value ? [what] : []));
    if (missing.length > 0) {
      const fix = 'Give the account what is missing, then open new sessions: a token keeps what it was given.';
      return { status: 'fail', sentence: `Missing for recover: ${listed(missing)}.`, fix };
    }
    const unread = needed.flatMap(({ what, reading }) => (reading.ok ? [] : [`${what} (${reading.reason})`]));
    if (unread.length > 0) {
      return {
        status: 'unknown',
        sentence: `Not read: ${listed(unread)}.`,
        fix: 'Read again when the servers answer.',
      };
    }
    return { status: 'pass', sentence: `${GROUP}, local administrator and sysadmin are there on both servers.` };
  },
};
