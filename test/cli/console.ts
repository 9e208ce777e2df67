import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type CliMachine, runCli } from '../../src/cli/run.js';
import type { ConsoleStore } from '../../src/cli/types.js';
import { SfbError } from '../../src/errors.js';
import type { Executor } from '../../src/powershell/executor.js';
import { createPort, healthy, pair, type World } from '../checks/port.js';
import { tempFolder } from '../support/temp.js';

const HELLO = {
  pid: 1,
  version: '5.1.17763.1',
  edition: 'Desktop',
  language: 'FullLanguage',
  module: 'SkypeForBusiness',
  moduleVersion: '7.0.0.0',
  lab: true,
};

function writeConfig(folder: string): string {
  const path = join(folder, 'worker.yaml');
  const deployment = {
    name: 'lab',
    pairs: [pair],
    approvals: { rule: 'two-others', quorum: 2, approvers: {} },
    operators: {},
    viewers: {},
  };
  const powershell = { module: 'm.psd1', probes: 'p.psm1', world: 'w', executable: process.execPath };
  const worker = { redis: 'redis://127.0.0.1:1', jump: 'jump.domain.local', powershell };
  writeFileSync(path, stringify({ lab: true, deployment, worker }));
  return path;
}

export interface Tried {
  readonly world?: World;
  readonly hello?: () => Promise<typeof HELLO>;
  readonly journal?: Executor['journal'];
  /** A real one in place of the fake; the caller ends it. */
  readonly executor?: Executor;
  readonly openStore?: CliMachine['openStore'];
  readonly env?: CliMachine['env'];
  readonly clock?: () => Date;
  readonly folder?: string;
  /** Another config file than the one written for this line. */
  readonly config?: string;
}

/** One command line against a world; nothing of the machine is used but a folder. */
export async function sfb(line: string, given: Tried = {}) {
  const { world = healthy('primary'), hello = async () => HELLO } = given;
  const out: string[] = [];
  const err: string[] = [];
  const home = given.folder ?? tempFolder('cli');
  let closed = 0;
  const { ps } = createPort(world);
  const fake: Executor = {
    forPair: () => ({ ...ps, change: ps.read }),
    moveLabClock: async () => undefined,
    computerOf: (_pair, place) => (place === 'jump' ? 'jump.domain.local' : pair[place]),
    journal: given.journal ?? (async () => ({})),
    renew: () => undefined,
    hello,
    close: async () => undefined,
  };
  const executor: Executor = {
    ...(given.executor === undefined ? fake : bound(given.executor)),
    close: async () => {
      closed += 1;
    },
  };
  const noStore = async (): Promise<ConsoleStore> => {
    throw new SfbError('UNAVAILABLE', 'This test has no Redis.');
  };
  const machine: CliMachine = {
    env: given.env ?? {},
    openExecutor: () => executor,
    openStore: given.openStore ?? noStore,
    user: 'ana',
    width: 200,
    clock: given.clock ?? (() => new Date('2026-03-02T11:00:00Z')),
    sleep: async () => undefined,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  };
  const argv = [...line.split(' ').filter(Boolean), '--config', given.config ?? writeConfig(home)];
  const code = await runCli(argv, machine);
  return { code, out: out.join(''), err: err.join(''), closed, home };
}

/** Its methods, which lie on a class. */
function bound(executor: Executor): Executor {
  return {
    forPair: (one) => executor.forPair(one),
    moveLabClock: (ms) => executor.moveLabClock(ms),
    computerOf: (one, place) => executor.computerOf(one, place),
    journal: (question) => executor.journal(question),
    renew: () => executor.renew(),
    hello: () => executor.hello(),
    close: () => executor.close(),
  };
}
