import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, stampOf } from '../../src/backup-set.js';
import { type Append, audited } from '../../src/jobs/audited.js';
import { runBackup } from '../../src/jobs/backup/job.js';
import type { Executor } from '../../src/powershell/executor.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';
import { tempFolder } from '../support/temp.js';

export const START = Date.UTC(2026, 10, 24, 2);
/** Of the set that is taken at the start. */
export const ID = '2026-11-24T020000Z';

/** A lived-in world with a share; it is built once and copied for each test, and so is the first good set of it. */
export function backupSite() {
  let world: TriedWorld;
  let executor: Executor;
  let now = START;
  const unaudited: Append = async () => undefined;
  let append = unaudited;
  const kept = tempFolder('backup-kept');
  const share = () => join(world.folder, 'share', 'backup');
  const file = (id: string, name: string) => join(share(), 'london', id, name);

  function input(shares = [{ path: share(), on: 'fe2.domain.local' }]) {
    const pair = { ...labPair, shares };
    return {
      ps: audited(executor.forPair(pair), (kind, body) => append(kind, body), { pair: pair.name }),
      renew: () => executor.renew(),
      pair,
      lab: true,
      settleMinutes: 20,
      jump: 'jump.domain.local',
      previous: undefined,
      clock: () => new Date(now),
      sleep: async () => {},
    };
  }

  const backup = async (shares?: Parameters<typeof input>[0]) => (await runBackup(input(shares))).report;

  return {
    share,
    file,
    input,
    backup,
    sets: () => readdirSync(join(share(), 'london')).sort(),
    manifestOf: (id: string) => Manifest.parse(JSON.parse(readFileSync(file(id, 'manifest.json'), 'utf8'))),
    fault: (name: string) => world.fault(name),
    renew: () => executor.renew(),
    now: () => now,

    /** What the audit does from now on, until the next test. */
    audit(next: Append) {
      append = next;
    },

    /** Cmdlets that ran in this world since it was laid down. */
    calls() {
      const log = join(world.folder, 'calls.log');
      return existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
    },

    at(time: number) {
      now = time;
    },

    days(count: number) {
      now += count * 86_400_000;
    },

    /** Lays a set down as if it had been taken now: the files of one that was, under this time. */
    lay(from = join(kept, ID)): string {
      const id = stampOf(new Date(now));
      const path = join(share(), 'london', id);
      cpSync(from, path, { recursive: true });
      const at = new Date(now).toISOString();
      const manifest = { ...JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')), id, at };
      writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
      return id;
    },

    async open() {
      world = await tryWorld('backup');
      executor = labExecutor(world.folder);
      await world.renew('lived-in');
      mkdirSync(share(), { recursive: true });
      cpSync(world.folder, join(kept, 'world'), { recursive: true });
      await backup();
      cpSync(join(share(), 'london', ID), join(kept, ID), { recursive: true });
    },

    reset() {
      rmSync(world.folder, { recursive: true, force: true });
      cpSync(join(kept, 'world'), world.folder, { recursive: true });
      now = START;
      append = unaudited;
    },

    async close() {
      await executor.close();
      await world.shell.close();
      for (const folder of [world.folder, kept]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
