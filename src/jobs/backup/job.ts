import { ageWord } from '../../backup-set.js';
import { serverOf } from '../../domain.js';
import { errorText } from '../../errors.js';
import { type BackupReport, type BackupsReport, type CheckLine, listed, type StatusReport } from '../../report.js';
import type { JobInput, JobOutcome } from '../runners.js';
import { runStatus } from '../status.js';
import { listLeftovers } from './leftovers.js';
import { listSets } from './list.js';
import { type BackupTaken, takeBackupSet } from './take.js';

/** Reads who holds the CMS, then takes one backup set. */
export async function runBackup(input: JobInput): Promise<JobOutcome & { readonly report: BackupReport }> {
  const status = await runStatus(input);
  const taken = await takeBackupSet({ ...input, status });
  return { report: backupReport(status, taken), reading: status };
}

/** The report of a set that was or was not taken; for a job that takes one on its way too. */
export function backupReport(status: StatusReport, taken: BackupTaken): BackupReport {
  const { kind: _kind, notes: _notes, ...read } = status;
  const { manifest } = taken;
  return {
    ...read,
    kind: 'backup',
    ok: taken.state === 'good',
    first: taken.sentence,
    ...(manifest === undefined
      ? {}
      : { set: { id: manifest.id, verdict: manifest.verdict.name, files: manifest.files, absent: manifest.absent } }),
    checks: [
      ...taken.copies.map((copy) => line('copy', copy.path === undefined ? 'fail' : 'pass', copy.sentence)),
      ...taken.mind.map((sentence) => line('mind', 'warn', sentence)),
      ...(taken.removed.length === 0
        ? []
        : [line('retention', 'pass', `Removed, older than 5 days and 5 daily sets: ${listed(taken.removed)}.`)]),
    ],
  };
}

/** Every set of a pair on every share, each file read again. Effect: read. */
export async function runBackups(input: JobInput): Promise<JobOutcome & { readonly report: BackupsReport }> {
  const status = await runStatus(input);
  const { pair, lab, clock } = input;
  const now = clock().getTime();
  const checks: CheckLine[] = [];
  const sets: BackupsReport['sets'] = [];
  for (const share of pair.shares) {
    try {
      const found = await listSets(share.path, pair, lab);
      for (const { id, state, sentence, manifest } of found) {
        const at = manifest?.at;
        const hours = at === undefined ? undefined : (now - Date.parse(at)) / 3_600_000;
        sets.push({ id, on: share.on, state, sentence, ...(hours === undefined ? {} : { hours }) });
      }
      for (const { id, at, sentence } of await listLeftovers(share.path, pair, lab, now)) {
        sets.push({ id, on: share.on, state: 'unfinished', sentence, hours: (now - Date.parse(at)) / 3_600_000 });
      }
    } catch (error) {
      checks.push(
        line('share', 'unknown', `Sets on ${share.on} were not read: ${errorText(error).replace(/\.$/, '')}.`),
      );
    }
  }
  const { kind: _kind, notes: _notes, ...read } = status;
  const active =
    status.verdict.kind === 'single' && status.verdict.side ? serverOf(pair, status.verdict.side) : undefined;
  const good = sets.filter(({ state, on }) => state === 'good' && on !== active);
  const hours = Math.min(...good.flatMap((set) => set.hours ?? []));
  const first =
    good.length === 0
      ? `${pair.name} has no good backup set off the server that is active now; take one with backup ${pair.name}.`
      : `${pair.name} has ${good.length} good backup ${good.length === 1 ? 'set' : 'sets'} off the active server; the newest is ${ageWord(hours)} old.`;
  return {
    report: { ...read, kind: 'backups', ok: good.length > 0 && checks.length === 0, first, sets, checks },
    reading: status,
  };
}

function line(id: string, status: CheckLine['status'], sentence: string): CheckLine {
  return { id, title: id, status, sentence };
}
