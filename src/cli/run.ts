import { agentSettings } from '../config/agent.js';
import { type LoadedWorker, loadDataFolders, loadWorkerConfig } from '../config/load.js';
import { errorText } from '../errors.js';
import { catalogueDigestOf, openDoctorBook } from '../jobs/doctor-record.js';
import type { createAgentExecutor } from '../powershell/open.js';
import type { CliContext, ConsoleStore, PairVerb } from './types.js';
import { verbs } from './verbs.js';
import { choosePair, readWords, refuseWords, type Typed } from './words.js';

/** What the process gives, so that a test can give it too. */
export interface CliMachine extends Pick<CliContext, 'user' | 'width' | 'clock' | 'sleep' | 'out' | 'err'> {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly openExecutor: typeof createAgentExecutor;
  readonly openStore: (loaded: LoadedWorker) => Promise<ConsoleStore>;
}

/** Runs one command line. Never throws: gives the exit code, 2 when it could not be asked. */
export async function runCli(argv: readonly string[], machine: CliMachine): Promise<number> {
  try {
    return await runVerb(argv, machine);
  } catch (error) {
    machine.err(`${errorText(error)}\n`);
    return 2;
  }
}

async function runVerb(argv: readonly string[], machine: CliMachine): Promise<number> {
  const typed = readWords(argv, verbs);
  if (typed === 'help') {
    machine.out(usage());
    return 0;
  }
  const config = typed.flags.config === undefined ? 'sfb.config.yaml' : String(typed.flags.config);
  const verb = verbs[typed.verb];
  if (verb === undefined) return 2;
  if (verb.about !== 'machine') return await runPairVerb(verb, typed, loadWorkerConfig(config, machine.env), machine);
  refuseWords(typed);
  return await verb.run({ ...machine, flags: typed.flags, dataFolders: loadDataFolders(config) });
}

async function runPairVerb(verb: PairVerb, typed: Typed, loaded: LoadedWorker, machine: CliMachine): Promise<number> {
  const pair = choosePair(typed.words, loaded.config.deployment.pairs);
  const settings = agentSettings(loaded, machine.env);
  const executor = machine.openExecutor(settings);
  try {
    return await verb.run({
      ...machine,
      pair,
      flags: typed.flags,
      loaded,
      executor,
      openStore: () => machine.openStore(loaded),
      book: openDoctorBook(loaded.data),
      catalogueDigest: catalogueDigestOf(settings.agentFolder),
    });
  } finally {
    await executor.close();
  }
}

/** Every verb with what it does. */
export function usage(): string {
  const lines = Object.values(verbs).flatMap((verb) => [`  ${verb.usage}`, `      ${verb.summary}`]);
  return `${[
    'npm run sfb -- <command> [--config FILE] [--json]',
    '',
    ...lines,
    '',
    '  --config FILE  the worker’s config (default sfb.config.yaml; the lab’s is lab/sfb.config.yaml)',
    '  --json         one JSON object on stdout instead of text',
    '',
    'A pair is named by its name or by the full name of one of its servers; the only pair need not be named.',
    'Exit code: 0 good and everything that decides was read; 1 anything else; 2 it could not be asked.',
  ].join('\n')}\n`;
}
