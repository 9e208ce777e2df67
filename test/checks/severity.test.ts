import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.js';
import type { Check } from '../../src/checks/types.js';
import { PreflightMode } from '../../src/report.js';
import { preflight } from '../jobs/preflighting.js';
import { prepared } from './prepared.js';

/**
 * What each check does in each kind of change, decided by people: a change here is a change of behaviour. Decisive and
 * informational witnesses are no lines of their own in a preflight; they make up the line of the matrix.
 */
const TABLE = `
                                planned  disaster failback recover
  xds-state                     blocks   warns    blocks   warns
  scp                           blocks   warns    blocks   warns
  active-master                 blocks   warns    blocks   warns
  active-file-transfer-agent    blocks   warns    blocks   warns
  rtclocal                      blocks   warns    blocks   warns
  management-connection         warns    skipped  warns    warns
  configuration-store-location  skipped  skipped  skipped  warns
  central-management-service    warns    skipped  warns    skipped
  cms-topology                  warns    skipped  warns    skipped
  replicas                      blocks   skipped  blocks   warns
  backup-service                blocks   skipped  blocks   skipped
  xds-component                 skipped  skipped  skipped  skipped
  cms-services                  blocks   warns    blocks   warns
  pool-state                    blocks   skipped  warns    warns
  pool-state-local              warns    skipped  warns    warns
  pool-pairing                  blocks   warns    blocks   skipped
  rtclocal-equals-cms           blocks   skipped  blocks   skipped
  cms-databases                 blocks   blocks   blocks   skipped
  patch-level                   blocks   warns    blocks   warns
  known-split-version           blocks   warns    blocks   warns
  edge-next-hop                 blocks   warns    warns    skipped
  failover-what-if              blocks   skipped  warns    skipped
  management-server-test        warns    warns    warns    skipped
  replicator-group              blocks   warns    blocks   warns
  recover-rights                blocks   warns    blocks   blocks
  second-hop                    blocks   warns    blocks   blocks
  certificates                  blocks   warns    blocks   warns
  share-space                   blocks   warns    blocks   warns
  backup-sets                   warns    warns    warns    warns
  event-log                     warns    warns    warns    warns
  cls-hadr                      warns    skipped  warns    skipped
  worker-place                  warns    warns    warns    warns
  standard-edition-cms          warns    skipped  warns    skipped
`;

const [head, ...lines] = TABLE.split('\n').filter((line) => line !== '');
const modes = words(head ?? '').map((mode) => PreflightMode.parse(mode));
const table = new Map(lines.map(words).map(([id = '', ...row]) => [id, row]));

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}

describe('the severity of every check in every mode', () => {
  it('is what the table says, and the table has every check and every mode', () => {
    const registry = Object.values<Check>(checks).map(({ id, severity }) => [id, modes.map((mode) => severity[mode])]);

    expect(modes).toEqual(PreflightMode.options);
    expect(registry).toEqual([...table]);
  });

  it.each(PreflightMode.options)('is what a preflight for %s goes by', async (mode) => {
    const { report } = await preflight(prepared(mode === 'failback' ? 'backup' : 'primary'), { mode });

    const shown = report.checks.filter(({ id }) => id !== 'cms-matrix').map(({ id, severity }) => [id, severity]);
    const asked = Object.values<Check>(checks).filter((check) => {
      const row = 'weight' in check && check.weight !== 'shown';
      return !row && check.optIn !== true && table.get(check.id)?.[modes.indexOf(mode)] !== 'skipped';
    });
    expect(shown).toEqual(asked.map(({ id }) => [id, table.get(id)?.[modes.indexOf(mode)]]));
  });
});
