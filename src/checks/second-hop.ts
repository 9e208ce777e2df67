import { otherSide, type Side, serverOf } from '../domain.js';
import { getSfbSecondHop } from '../powershell/cmdlets/get-sfb-second-hop.js';
import { listed, shortServer } from '../report.js';
import { onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

interface Hop {
  readonly hop: 'ad' | 'sql' | 'share';
  readonly state: 'ok' | 'denied' | 'closed';
}

/** How far the session on each server gets: AD, the partner's SQL Server, the first backup share. */
export type SecondHopFacts = BySide<Reading<readonly Hop[]>>;

const NAMES = { ad: 'Active Directory', sql: "its partner's SQL Server", share: 'the backup share' } as const;
const SIDES: readonly Side[] = ['primary', 'backup'];

/** SQL Express is closed to other machines by default: closed is healthy there, refused is not. */
const holds = ({ hop, state }: Hop) => state === 'ok' || (hop === 'sql' && state === 'closed');

export const secondHop: Check<SecondHopFacts> = {
  id: 'second-hop',
  title: 'a session on each server is still somebody one hop further',
  why: 'Without delegation every cmdlet that needs AD, the partner or the share fails half way through a move.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'blocks' },

  gather({ ps, pair }) {
    const { sqlInstance: SqlInstance, domainControllers, shares } = pair;
    const next = { DomainController: domainControllers[0] ?? '', Share: shares[0]?.path ?? '', SqlInstance };
    return onBoth(async (side) => {
      const { rows } = await ps.read(getSfbSecondHop, { ...next, Partner: serverOf(pair, otherSide(side)) }, side);
      return rows.map((row) => ({ hop: row.Hop, state: row.State }));
    });
  },

  judge(facts, pair) {
    const fix = 'Set up the session configuration of the worker (gMSA), or CredSSP, on the server named.';
    const bad = SIDES.flatMap((side) => {
      const hops = facts[side].ok ? facts[side].value.filter((one) => !holds(one)) : [];
      return hops.map((one) => ({ ...one, text: `${shortServer(pair, side)} to ${NAMES[one.hop]} (${one.state})` }));
    });
    if (bad.length > 0) {
      // Refused is a missing delegation; nobody answering there may be a fault of the other end.
      const denied = bad.some(({ state }) => state === 'denied');
      const sentence = `No second hop from ${listed(bad.map(({ text }) => text))}.`;
      return { status: denied ? 'fail' : 'unknown', sentence, fix: denied ? fix : 'Reach the other end first.' };
    }
    const unread = SIDES.flatMap((side) => {
      const reading = facts[side];
      if (!reading.ok) return [`${shortServer(pair, side)} (${reading.reason})`];
      return new Set(reading.value.map(({ hop }) => hop)).size === 3
        ? []
        : [`${shortServer(pair, side)} (not every hop)`];
    });
    if (unread.length > 0) {
      return { status: 'unknown', sentence: `The second hop was not tried from ${listed(unread)}.`, fix };
    }
    const closed = SIDES.some((side) => facts[side].ok && facts[side].value.some(({ state }) => state === 'closed'));
    const aside = closed ? " (the partner's SQL Server is closed to it, which is normal)" : '';
    return { status: 'pass', sentence: `Sessions on both servers reach Active Directory and the share${aside}.` };
  },
};
