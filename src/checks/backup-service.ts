import { otherSide, type Pair, type Side, serverOf } from '../domain.js';
import { listed, shortServer } from '../jobs/report.js';
import { getCsBackupServiceStatus } from '../powershell/cmdlets/get-cs-backup-service-status.js';
import { onBoth, sideRows, testifyBoth } from './run.js';
import type { BySide, Reading, Verdict, Witness } from './types.js';

interface Module {
  readonly Identity: string;
  readonly ExportStatus: string;
  readonly ImportStatus: string;
}
/** The modules of each pool's Backup Service; the status is one-directional, so both pools are asked. */
export type BackupServiceFacts = BySide<Reading<readonly Module[]>>;

const rowsOf = (pair: Pair) => sideRows('backup-service', 'Backup service', pair);
const SIDES: readonly Side[] = ['primary', 'backup'];
const EXPORTING = ['FinalState', 'SteadyState', 'NonSteadyState'];
const FIX = 'Read again in 5 minutes. Do not run Invoke-CsBackupServiceSync unless one server alone holds the CMS.';

const short = (word: string) => word.replace(/^.*\./, '').replace(/State$/, '');
const isCms = (module: Module) => module.Identity.endsWith('.CMSMaster');

/** Whether this pool sends the CMS to the other: it does on the active side only. */
function sendsCms(modules: readonly Module[]): boolean | undefined {
  const exported = modules.find(isCms)?.ExportStatus ?? '';
  if (EXPORTING.includes(exported)) return true;
  return exported === 'NotInitialized' ? false : undefined;
}

export const backupService: Witness<BackupServiceFacts> = {
  id: 'backup-service',
  title: 'the Backup Service of both pools sends and receives every module',
  why: 'It carries users, conferences and the CMS to the other server; what it has not carried is lost in a disaster.',
  severity: { planned: 'blocks', disaster: 'skipped', failback: 'blocks', recover: 'skipped' },
  weight: 'shown',

  rows: (pair) => Object.values(rowsOf(pair)),

  gather({ ps, pair }) {
    return onBoth(async (side) => {
      const { rows } = await ps.read(getCsBackupServiceStatus, { PoolFqdn: serverOf(pair, side) }, 'jump');
      return rows.flatMap((row) => row.BackupModules);
    });
  },

  testify(facts, pair) {
    return testifyBoth(rowsOf(pair), facts, (modules, side) => {
      if (modules.length === 0) return { says: "can't tell", detail: 'no module at all' };
      const sends = sendsCms(modules);
      const detail = modules.map((m) => `${short(m.Identity)} ${short(m.ExportStatus)}/${short(m.ImportStatus)}`);
      const says = sends === undefined ? "can't tell" : sends ? side : otherSide(side);
      return { says, detail: `export/import: ${detail.join(', ')}` };
    });
  },

  judge(facts, pair) {
    const at = (side: Side) => (facts[side].ok ? facts[side].value : []);
    const list = (wanted: (module: Module) => boolean) =>
      SIDES.flatMap((side) =>
        at(side)
          .filter(wanted)
          .map((m) => `${short(m.Identity)} on ${shortServer(pair, side)}`),
      );

    const errors = list((m) => m.ExportStatus === 'ErrorState' || m.ImportStatus === 'ErrorState');
    if (errors.length > 0) return trouble('fail', `In error: ${listed(errors)}`);
    const unread = SIDES.filter((side) => !facts[side].ok || sendsCms(at(side)) === undefined);
    if (unread.length > 0)
      return trouble('unknown', `No usable answer for ${listed(unread.map((s) => serverOf(pair, s)))}`);
    const senders = SIDES.filter((side) => sendsCms(at(side)));
    if (senders.length === 2) return trouble('fail', 'Both pools send the CMS to each other');
    if (senders.length === 0) return trouble('warn', 'Neither pool sends the CMS to the other');

    // NotInitialized is healthy where the CMS is not sent from, or not received (sfb-facts 3.6).
    const [active] = senders;
    const sent = (m: Module, side: Side) =>
      ['FinalState', 'SteadyState'].includes(m.ExportStatus) || (isCms(m) && side !== active);
    const received = (m: Module, side: Side) => m.ImportStatus === 'NormalState' || (isCms(m) && side === active);
    const behind = SIDES.flatMap((side) =>
      at(side)
        .filter((m) => !sent(m, side) || !received(m, side))
        .map((m) => `${short(m.Identity)} on ${shortServer(pair, side)} (${m.ExportStatus}/${m.ImportStatus})`),
    );
    if (behind.length > 0) return trouble('warn', `Behind or not started: ${listed(behind)}`);
    return { status: 'pass', sentence: 'The Backup Service of both pools is steady; it sends the CMS one way only.' };
  },
};

function trouble(status: Verdict['status'], sentence: string): Verdict {
  return { status, sentence: `Backup Service: ${sentence}.`, fix: FIX };
}
