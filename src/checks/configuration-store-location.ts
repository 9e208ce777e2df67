import { getCsConfigurationStoreLocation } from '../powershell/cmdlets/get-cs-configuration-store-location.js';
import { claimStore, judgeNames } from './run.js';
import type { Testimony, Witness } from './types.js';

/** The SCP per answer; undefined where the output has no BackEndServer (sfb-facts 3.3: it may be a String). */
export type ConfigurationStoreLocationFacts = readonly (string | null | undefined)[];

const ROW = { row: 'configuration-store-location', label: 'Store location' };

export const configurationStoreLocation: Witness<ConfigurationStoreLocationFacts> = {
  id: 'configuration-store-location',
  title: "Microsoft's own cmdlet reads the SCP of this pair",
  why: 'A second way to read the SCP, from whichever controller answers; shown and not counted a second time.',
  severity: { planned: 'skipped', disaster: 'skipped', failback: 'skipped', recover: 'warns' },
  weight: 'shown',

  rows: () => [ROW],

  async gather({ ps }) {
    const { rows } = await ps.read(getCsConfigurationStoreLocation, {}, 'jump');
    return rows.map((row) => row.BackEndServer);
  },

  testify(facts, pair): Testimony[] {
    const [store] = facts;
    if (store === undefined) return [{ ...ROW, says: "can't tell", detail: 'no BackEndServer in the output' }];
    return [{ ...ROW, ...claimStore(pair, store) }];
  },

  judge(facts, pair) {
    return judgeNames(configurationStoreLocation.testify(facts, pair), pair, {
      fail: 'Compare the SCP on each domain controller before anything is changed.',
      unknown: 'Run Get-CsConfigurationStoreLocation by hand on the jump host.',
    });
  },
};
