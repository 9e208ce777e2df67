import { parseArgs } from 'node:util';
import { agentSettings } from './config/agent.js';
import { type LoadedWorker, loadWorkerConfig } from './config/load.js';
import type { Pair } from './domain.js';
import { errorText, SfbError } from './errors.js';
import { runStatus } from './jobs/status.js';
import { renderText } from './jobs/text.js';
import type { Executor } from './powershell/executor.js';
import { createAgentExecutor } from './powershell/open.js';

/** The jump host's own way in: the same checks and words as in Slack, without Slack and without Redis. */

const USAGE = `npm run sfb -- status [pair] [--config FILE] [--json]

  status [pair]   who holds the CMS now, what every witness says, what to do next (always read now)
  --config FILE   the worker's config (default sfb.config.yaml; the lab's is lab/sfb.config.yaml)
  --json          one JSON object on stdout instead of text

Exit code: 0 one server is active and everything decisive was read; 1 anything else; 2 it could not be asked.`;

interface Asked {
  readonly verb: string;
  readonly words: readonly string[];
  readonly config: string;
  readonly json: boolean;
}

function readArguments(argv: readonly string[]): Asked | 'help' {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (cause) {
    throw new SfbError('BAD_REQUEST', `${errorText(cause)} (npm run sfb -- help shows what there is.)`, { cause });
  }
  const [verb = 'help', ...words] = parsed.positionals;
  if (parsed.values.help || verb === 'help') return 'help';
  return { verb, words, config: parsed.values.config, json: parsed.values.json };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      config: { type: 'string', default: 'sfb.config.yaml' },
      json: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function choosePair(words: readonly string[], pairs: readonly Pair[]): Pair {
  const names = pairs.map((pair) => pair.name).join(', ');
  const [word, ...more] = words;
  if (more.length > 0)
    throw new SfbError('BAD_REQUEST', `One pair at a time; ${words.length} words were given: ${words.join(' ')}.`);
  if (word === undefined) {
    const [only, ...others] = pairs;
    if (only !== undefined && others.length === 0) return only;
    throw new SfbError('BAD_REQUEST', `Which pair? This deployment has ${names}.`);
  }
  const wanted = word.toLowerCase();
  const found = pairs.find((pair) => [pair.name, pair.primary, pair.backup].includes(wanted));
  if (found !== undefined) return found;
  throw new SfbError('NOT_FOUND', `${JSON.stringify(word)} is not a pair of this deployment; it has ${names}.`);
}

async function status(asked: Asked, loaded: LoadedWorker, executor: Executor): Promise<number> {
  const { lab, deployment, worker } = loaded.config;
  const pair = choosePair(asked.words, deployment.pairs);
  const report = await runStatus({
    ps: executor.forPair(pair),
    pair,
    lab,
    settleMinutes: worker.settleMinutes,
    previous: undefined,
    clock: () => new Date(),
  });
  process.stdout.write(asked.json ? `${JSON.stringify(report)}\n` : renderText(report, process.stdout.columns ?? 100));
  return report.verdict.kind === 'single' ? 0 : 1;
}

async function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const asked = readArguments(argv);
  if (asked === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (asked.verb !== 'status') {
    throw new SfbError(
      'BAD_REQUEST',
      `${JSON.stringify(asked.verb)} is not a command here; there are status and help.`,
    );
  }
  const loaded = loadWorkerConfig(asked.config, env);
  const executor = createAgentExecutor(agentSettings(loaded, env));
  try {
    await executor.hello();
    return await status(asked, loaded, executor);
  } finally {
    await executor.close();
  }
}

run(process.argv.slice(2), process.env).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = 2;
  },
);
