import { JobId } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import { shownLine } from '../jobs/plan/shown-line.js';
import { createChangePort } from '../journal/change-port.js';
import type { ChangePort, Intent, LogLine, StepTrace, TargetState } from '../journal/types.js';
import { cmdletUses } from '../powershell/cmdlets/index.js';
import type { CmdletUse, Place } from '../powershell/types.js';
import { second } from '../report.js';
import { type CliContext, type PairVerb, print } from './types.js';

/** Every place a change may run at. */
export const PLACES: readonly Place[] = ['jump', 'primary', 'backup'];

/** Lines of each step's log that are shown; the whole log lies on the target. */
const SHOWN_LINES = 12;

/** A step as its target knows it, with the end of what it said. */
interface ReadStep extends StepTrace {
  readonly said: readonly LogLine[];
  readonly saidFault?: string;
}

type ReadTarget =
  | { readonly place: Place; readonly computer: string; readonly fault: string }
  | (Omit<TargetState, 'steps'> & { readonly fault?: undefined; readonly steps: readonly ReadStep[] });

export const journal: PairVerb = {
  usage: 'journal [pair] [--job ID]',
  summary: 'what each server’s own journal says of a job: who fenced it, what was begun, how it ended, what it said',
  flags: { job: 'string' },
  run: readJournal,
};

async function readJournal(context: CliContext): Promise<number> {
  const { executor, pair } = context;
  const job = wantedJob(context);
  const port = createChangePort(executor, pair);
  const targets: ReadTarget[] = [];
  for (const place of PLACES) {
    const computer = executor.computerOf(pair, place);
    targets.push(
      await readTarget(port, place, job).catch((error: unknown) => ({ place, computer, fault: errorText(error) })),
    );
  }
  const ok = targets.every(({ fault }) => fault === undefined);
  print(context, { ok, pair: pair.name, ...(job === '' ? {} : { job }), targets }, () => {
    return `${targets.flatMap((target) => [...targetLines(target, job), '']).join('\n')}${closing(targets, job, pair.name)}\n`;
  });
  return ok ? 0 : 1;
}

function wantedJob({ flags }: CliContext): string {
  if (flags.job === undefined) return '';
  const parsed = JobId.safeParse(flags.job);
  if (parsed.success) return parsed.data;
  const message = `--job is ${JSON.stringify(flags.job)}, which is no job id such as failover-k3f9x2m1qa.`;
  throw new SfbError('BAD_REQUEST', message);
}

async function readTarget(port: ChangePort, place: Place, job: string): Promise<ReadTarget> {
  const state = await port.look(place, job);
  const traces = Object.values(state.steps).sort((a, b) => a.intent.at.localeCompare(b.intent.at));
  const steps: ReadStep[] = [];
  for (const trace of traces) {
    const said = await readLog(port, place, trace.intent).catch((error: unknown) => errorText(error));
    steps.push(typeof said === 'string' ? { ...trace, said: [], saidFault: said } : { ...trace, said });
  }
  return { ...state, steps };
}

async function readLog(port: ChangePort, place: Place, intent: Intent): Promise<LogLine[]> {
  let last: LogLine[] = [];
  for (let from = 0; ; ) {
    const { lines, next } = await port.tail(place, intent, from);
    last = [...last, ...lines].slice(-SHOWN_LINES);
    if (next === from) return last;
    from = next;
  }
}

function targetLines(target: ReadTarget, job: string): string[] {
  const name = `${target.computer} (${target.place})`;
  if (target.fault !== undefined) return [name, `  cannot be read: ${target.fault}`];
  const { fence, installation, running, steps } = target;
  return [
    name,
    `  installation: ${installation ?? 'none; no change was ever begun here'}`,
    fence === undefined
      ? '  fence: none'
      : `  fence: epoch ${fence.epoch}, owner ${fence.owner}, job ${fence.job}, installation ${fence.installation}`,
    `  now: ${running ? 'A CHANGE RUNS HERE' : 'no change runs here'}`,
    ...(job !== '' && steps.length === 0 ? [`  nothing of ${job} was begun here`] : []),
    ...steps.flatMap((step) => stepLines(step, running)),
  ];
}

function stepLines({ intent, outcome, said, saidFault }: ReadStep, running: boolean): string[] {
  const again = intent.attempt === 1 ? '' : `, attempt ${intent.attempt}`;
  return [
    `  ${intent.step}${again}`,
    `    ${lineOf(intent)}`,
    ...beforeLines(intent.before),
    `    begun ${second(intent.at)} by process ${intent.pid}, under epoch ${intent.epoch} of ${intent.owner}`,
    `    ${ending(outcome, running)}`,
    ...(outcome?.errors ?? []).map(({ message }) => `    error: ${message}`),
    ...said.map(
      ({ at, stream, text }) => `      ${at.slice(11, 19)} ${stream}: ${text.replaceAll('\n', '\n        ')}`,
    ),
    ...(saidFault === undefined ? [] : [`      its log cannot be read: ${saidFault}`]),
  ];
}

/** What was read just before the cmdlet was begun: whoever finds an unknown step compares it with what is there now. */
function beforeLines(before: unknown): string[] {
  if (before === null || before === undefined) return [];
  if (typeof before !== 'object' || Array.isArray(before)) return [`    read before it: ${JSON.stringify(before)}`];
  const values = Object.entries(before).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`);
  return values.length === 0 ? [] : ['    read before it:', ...values];
}

function ending(outcome: StepTrace['outcome'], running: boolean): string {
  if (outcome === undefined) {
    return running
      ? 'not ended: a change runs on this server; do not end it and do not run it again'
      : 'NO OUTCOME: nothing runs here any more, and how it ended was not written down; look at its effect';
  }
  const seconds = (outcome.ms / 1000).toFixed(1);
  return `ended ${outcome.ok ? 'without errors' : 'WITH ERRORS'} ${second(outcome.at)}, after ${seconds} s`;
}

/** As on the card; what this build does not know is shown as it was written. */
function lineOf({ use, cmdlet, parameters }: Intent): string {
  const known: CmdletUse | undefined = Object.hasOwn(cmdletUses, use)
    ? cmdletUses[use as keyof typeof cmdletUses]
    : undefined;
  try {
    if (known !== undefined)
      return shownLine({ use, params: parameters as Record<string, string>, place: 'jump' }, known);
  } catch {
    // Parameters of another version: said as they are.
  }
  return `${cmdlet} ${JSON.stringify(parameters)}`;
}

function closing(targets: readonly ReadTarget[], job: string, pair: string): string {
  const fenced = targets.flatMap((target) => (target.fault === undefined ? (target.fence?.job ?? []) : []));
  if (job !== '') return 'Times are of each server’s own clock. An intent counts as started.';
  if (fenced.length === 0) return 'No change job was ever on these servers.';
  const jobs = [...new Set(fenced)].map((id) => `npm run sfb -- journal ${pair} --job ${id}`);
  return `The last job here, step by step: ${jobs.join('; ')}`;
}
