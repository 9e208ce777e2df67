import type { Side } from '../domain.js';
import { getSfbLocalAdmin } from '../powershell/cmdlets/get-sfb-local-admin.js';
import { getSfbSqlRight } from '../powershell/cmdlets/get-sfb-sql-right.js';
import { getSfbTokenGroup } from '../powershell/cmdlets/get-sfb-token-group.js';
import type { Place } from '../powershell/types.js';
import { listed, shortServer } from '../report.js';
import { attempt, onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

interface Group {
  readonly name: string;
  /** Last part of its SID. */
  readonly rid: string;
}

/** What the account of the worker may do on the jump host and in its session on each server. */
export interface RecoverRightsFacts {
  readonly groups: Readonly<Record<Place, Reading<readonly Group[]>>>;
  readonly localAdmin: BySide<Reading<boolean>>;
  readonly sysAdmin: BySide<Reading<boolean>>;
}

const GROUP = 'RTCUniversalServerAdmins';
/** Who may run the cmdlets of centralized logging (sfb-facts 2.2). */
const CLS_ROLES = ['csadministrator', 'csserveradministrator'];
/** Domain and enterprise administrators. */
const ADMIN_RIDS = ['512', '519'];

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
      answered((await ps.read(getSfbTokenGroup, {}, place)).rows).map(({ Name, Rid }) => ({ name: Name, rid: Rid }));
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
    const inGroup = (reading: Reading<readonly Group[]>): Reading<boolean> =>
      reading.ok ? { ok: true, value: holds(reading.value, ({ name }) => name === GROUP.toLowerCase()) } : reading;
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
    const unproven = [
      ...sides
        .filter((side) => !holds(groupsIn(groups[side]), ({ rid }) => ADMIN_RIDS.includes(rid)))
        .map((side) => `the right to Enable-CsTopology on ${shortServer(pair, side)}`),
      ...(holds(groupsIn(groups.jump), ({ name }) => CLS_ROLES.includes(name))
        ? []
        : ['a role for CLS on the jump host']),
    ];
    const sentence = `${GROUP}, local administrator and sysadmin are there on both servers`;
    if (unproven.length === 0) return { status: 'pass', sentence: `${sentence}.` };
    // Delegated setup permission lies in AD and not in the token, so it cannot be ruled out here.
    const fix =
      'Enable-CsTopology wants delegated setup permission (Grant-CsSetupPermission) or a domain administrator, CLS the ' +
      'group CSAdministrator or CSServerAdministrator. Make sure of it by hand, or have somebody at hand who has it.';
    return { status: 'warn', sentence: `${sentence}; not in the token: ${listed(unproven)}.`, fix };
  },
};

function groupsIn(reading: Reading<readonly Group[]>): readonly Group[] {
  return reading.ok ? reading.value : [];
}

/** Names in lower case: Windows does not tell cases apart. */
function holds(groups: readonly Group[], isOne: (group: Group) => boolean): boolean {
  return groups.some(({ name, rid }) => isOne({ name: name.toLowerCase(), rid }));
}
