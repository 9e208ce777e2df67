import { otherSide, type Pair, type Side, serverOf, sideOf } from '../domain.js';
import { getCsPoolBackupRelationship } from '../powershell/cmdlets/get-cs-pool-backup-relationship.js';
import { listed, shortServer } from '../report.js';
import { onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/** Every pool name in what each pool answers about its backup relationship. */
export type PoolPairingFacts = BySide<Reading<readonly string[]>>;

const SIDES: readonly Side[] = ['primary', 'backup'];
const FIX = 'Pairing is made in Topology Builder; on the jump host: Get-CsPoolBackupRelationship -PoolFqdn <pool>.';

/** The partner a pool names, or what it names instead. Which property holds it is UNVERIFIED (sfb-facts 3.5). */
function partnerOf(facts: PoolPairingFacts, pair: Pair, side: Side): 'partner' | 'nobody' | string {
  const names = facts[side].ok ? facts[side].value : [];
  if (names.some((name) => sideOf(pair, name) === otherSide(side))) return 'partner';
  return names.find((name) => sideOf(pair, name) === undefined) ?? 'nobody';
}

export const poolPairing: Check<PoolPairingFacts> = {
  id: 'pool-pairing',
  title: 'each pool names the other as its backup',
  why: 'Only a paired pool can be failed over, and only in the direction in which it is paired.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'skipped' },

  gather({ ps, pair }) {
    return onBoth(async (side) => {
      const { rows } = await ps.read(getCsPoolBackupRelationship, { PoolFqdn: serverOf(pair, side) }, 'jump');
      return rows.flatMap((row) => Object.values(row)).flatMap((value) => (value ? [value] : []));
    });
  },

  judge(facts, pair) {
    const answers = SIDES.map((side) => ({ side, reading: facts[side], partner: partnerOf(facts, pair, side) }));
    const wrong = answers.filter(({ partner }) => partner !== 'partner' && partner !== 'nobody');
    if (wrong.length > 0) {
      const seen = wrong.map(({ side, partner }) => `${shortServer(pair, side)} names ${partner}`);
      return { status: 'fail', sentence: `Pairing: ${listed(seen)}, not its partner.`, fix: FIX };
    }
    // From one pool, no pairing and no answer look the same; beside a partner that answers, silence is no pairing.
    const silent = answers.filter(({ partner }) => partner === 'nobody');
    if (silent.length > 0) {
      const status = silent.length === 1 && silent[0]?.reading.ok ? 'fail' : 'unknown';
      const seen = silent.map(({ side, reading }) =>
        reading.ok
          ? `${shortServer(pair, side)} names no backup pool`
          : `${shortServer(pair, side)}: ${reading.reason}`,
      );
      return { status, sentence: `Pairing is not proven: ${listed(seen)}.`, fix: FIX };
    }
    const [primary, backup] = SIDES.map((side) => shortServer(pair, side));
    return { status: 'pass', sentence: `${primary} and ${backup} name each other as backup pool.` };
  },
};
