import type { Fqdn, Pair } from '../domain.js';
import { getSfbScp } from '../powershell/cmdlets/get-sfb-scp.js';
import { attempt, claimOf, claimStore, judgeNames } from './run.js';
import type { Reading, RowName, Witness } from './types.js';

/** The SCP values each domain controller holds; one value when all is well. */
export type ScpFacts = readonly { readonly dc: Fqdn; readonly values: Reading<readonly (string | null)[]> }[];

function rowOf(pair: Pair, dc: Fqdn): RowName {
  const short = dc.split('.')[0];
  const shared = pair.domainControllers.filter((other) => other.split('.')[0] === short).length > 1;
  return { row: `scp/${dc}`, label: `SCP on ${shared ? dc : short}` };
}

export const scp: Witness<ScpFacts> = {
  id: 'scp',
  title: 'every domain controller in use names the same CMS in the service connection point',
  why: 'Servers and shells find the CMS through the SCP; one that names the old server sends them there.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },
  weight: 'decisive',

  rows: (pair) => pair.domainControllers.map((dc) => rowOf(pair, dc)),

  gather({ ps, pair }) {
    return Promise.all(
      pair.domainControllers.map(async (dc) => ({
        dc,
        values: await attempt(async () => {
          const { rows } = await ps.read(getSfbScp, { DomainController: dc }, 'jump');
          return rows.map((row) => row.BackEndServer);
        }),
      })),
    );
  },

  testify(facts, pair) {
    return facts.map(({ dc, values }) => ({
      ...rowOf(pair, dc),
      ...claimOf(values, (found) =>
        found.length === 1
          ? claimStore(pair, found[0] ?? null)
          : { says: "can't tell", detail: `${found.length} SCP objects, expected 1` },
      ),
    }));
  },

  judge(facts, pair) {
    return judgeNames(scp.testify(facts, pair), pair, {
      fail: 'AD replication may lag: wait 5 minutes and read again; if it stays, compare the SCP on each controller.',
      unknown: `Check that the jump host reaches ${pair.domainControllers.join(', ')}, then read again.`,
    });
  },
};
