import type { z } from 'zod';
import { otherSide, type Pair, type Side, serverOf } from '../domain.js';
import { getCsBackupServiceStatus } from '../powershell/cmdlets/get-cs-backup-service-status.js';
import { listed, shortServer } from '../report.js';
import { onBoth, sideRows, testifyBoth } from './run.js';
import type { BySide, Reading, Verdict, Witness } from './types.js';

type Module = z.infer<typeof getCsBackupServiceStatus.row>['BackupModules'][number];

/**
 * The modules of each pool's Backup Service; the status is one-directional, so both pools are asked. `to`: where a move
 * would take the CMS, if one is asked about.
 */
export interface BackupServiceFacts {
  readonly to: Side | undefined;
  readonly modules: BySide<Reading<readonly Module[]>>;
}

const rowsOf = (pair: Pair) => sideRows('backup-service', 'Backup service', pair);
const SIDES: readonly Side[] = ['primary', 'backup'];
const STEADY = ['FinalState', 'SteadyState'];
const FIX = 'Read again in 5 minutes. Do not run Invoke-CsBackupServiceSync unless one server alone holds the CMS.';

const short = (word: string) => word.replace(/^.*\./, '').replace(/State$/, '');
const isCms = (module: Module) => module.Identity.endsWith('.CMSMaster');

/** Whether this pool sends the CMS to the other: it does on the active side only. */
function sendsCms(modules: readonly Module[]): boolean | undefined {
  const exported = modules.find(isCms)?.ExportStatus ?? '';
  if ([...STEADY, 'NonSteadyState'].includes(exported)) return true;
  return exported === 'NotInitialized' ? false : undefined;
}

export const backupService: Witness<BackupServiceFacts> = {
  id: 'backup-service',
  title: 'the Backup Service of both pools sends and receives every module',
  why: 'It carries users, conferences and the CMS to the other server; what it has not carried is lost in a disaster.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'blocks', recover: 'skipped' },
  weight: 'shown',

  rows: (pair) => Object.values(rowsOf(pair)),

  async gather({ ps, pair, to }) {
    const modules = await onBoth(async (side) => {
      const { rows } = await ps.read(getCsBackupServiceStatus, { PoolFqdn: serverOf(pair, side) }, 'jump');
      return rows.flatMap((row) => row.BackupModules);
    });
    return { to, modules };
  },

  testify({ modules: facts }, pair) {
    return testifyBoth(rowsOf(pair), facts, (modules, side) => {
      if (modules.length === 0) return { says: "can't tell", detail: 'no module at all' };
      const sends = sendsCms(modules);
      const detail = modules.map((m) => `${short(m.Identity)} ${short(m.ExportStatus)}/${short(m.ImportStatus)}`);
      const says = sends === undefined ? "can't tell" : sends ? side : otherSide(side);
      return { says, detail: `export/import: ${detail.join(', ')}` };
    });
  },

  judge(facts, pair) {
    const all = SIDES.flatMap((side) =>
      modulesOf(facts, side).map((m) => ({ ...m, side, name: `${short(m.Identity)} on ${shortServer(pair, side)}` })),
    );
    const errors = all.filter((m) => m.ExportStatus === 'ErrorState' || m.ImportStatus === 'ErrorState');
    if (errors.length > 0) return trouble('fail', `In error: ${listed(errors.map((m) => m.name))}`);

    const unread = SIDES.filter((side) => sendsCms(modulesOf(facts, side)) === undefined);
    const silent = listed(unread.map((side) => serverOf(pair, side)));
    if (unread.length > 0) return trouble('unknown', `No usable answer for ${silent}`);
    const senders = SIDES.filter((side) => sendsCms(modulesOf(facts, side)));
    if (senders.length === 2) return trouble('fail', 'Both pools send the CMS to each other');
    // The pool that holds the CMS has to send it (sfb-facts 3.6), or a move finds an old copy.
    if (senders.length === 0) return trouble('fail', 'Neither pool sends the CMS to the other');

    // NotInitialized is healthy where the CMS is not sent from (sfb-facts 3.6).
    const behind = all.filter((m) => {
      const sent = STEADY.includes(m.ExportStatus) || (isCms(m) && m.side !== senders[0]);
      return !sent || !receives(m, senders[0]);
    });
    if (behind.length === 0) {
      return { status: 'pass', sentence: 'The Backup Service of both pools is steady; it sends the CMS one way only.' };
    }
    const named = (some: typeof behind) => listed(some.map((m) => `${m.name} (${m.ExportStatus}/${m.ImportStatus})`));
    // A backlog at the sender is normal under load; who is moved to must take in what it is sent (domain-notes 2).
    const deaf = behind.filter((m) => m.side === facts.to && !receives(m, senders[0]));
    if (facts.to !== undefined && deaf.length > 0) {
      return trouble('fail', `${serverOf(pair, facts.to)} does not take in what it is sent: ${named(deaf)}`);
    }
    return trouble('warn', `Behind or not started: ${named(behind)}`);
  },
};

/** NotInitialized is healthy for the CMS where it is not received. */
function receives(module: Module & { readonly side: Side }, sender: Side | undefined): boolean {
  return module.ImportStatus === 'NormalState' || (isCms(module) && module.side === sender);
}

function modulesOf(facts: BackupServiceFacts, side: Side): readonly Module[] {
  const reading = facts.modules[side];
  return reading.ok ? reading.value : [];
}

function trouble(status: Verdict['status'], sentence: string): Verdict {
  return { status, sentence: `Backup Service: ${sentence}.`, fix: FIX };
}
