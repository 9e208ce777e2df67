import type { Pair } from '../domain.js';
import { getSfbXdsComponent } from '../powershell/cmdlets/get-sfb-xds-component.js';
import { claimServers, judgeNames, onBoth, sideRows, testifyBoth } from './run.js';
import type { BySide, Reading, Witness } from './types.js';

/** The registered rows (Registered = 1) of dbo.Component in each server's own CMS database. */
export type XdsComponentFacts = BySide<Reading<readonly { readonly server: string; readonly component: string }[]>>;

const rowsOf = (pair: Pair) => sideRows('xds-component', 'Component on', pair);

export const xdsComponent: Witness<XdsComponentFacts> = {
  id: 'xds-component',
  title: 'master and file transfer agent are registered on one server',
  why: 'Sources disagree on how a healthy table looks, so it is information for people and never counts.',
  severity: { planned: 'skipped', disaster: 'skipped', failback: 'skipped', recover: 'skipped' },
  weight: 'informational',

  rows: (pair) => Object.values(rowsOf(pair)),

  gather({ ps, pair }) {
    return onBoth(async (side) => {
      const { rows } = await ps.read(getSfbXdsComponent, { SqlInstance: pair.sqlInstance }, side);
      return rows
        .filter((row) => row.Registered === true || row.Registered === 1)
        .map((row) => ({ server: row.Fqdn, component: row.Component }));
    });
  },

  testify(facts, pair) {
    return testifyBoth(rowsOf(pair), facts, (registered) => {
      const detail = registered.map(({ server, component }) => `${component} ${server}`).join(', ');
      const servers = registered.map((row) => row.server);
      return claimServers(pair, servers, detail === '' ? 'nothing registered' : detail);
    });
  },

  judge(facts, pair) {
    const verdict = judgeNames(xdsComponent.testify(facts, pair), pair, {
      fail: 'For information only. Never edit dbo.Component.',
      unknown: 'For information only.',
    });
    return verdict.status === 'fail' ? { ...verdict, status: 'warn' } : verdict;
  },
};
