import { mentions } from '../checks/cls-hadr.js';
import type { ClsTrace } from '../checks/types.js';
import { type Pair, serverOf } from '../domain.js';
import { errorText, SfbError } from '../errors.js';
import { getCsClsScenario } from '../powershell/cmdlets/get-cs-cls-scenario.js';
import { showCsClsLogging } from '../powershell/cmdlets/show-cs-cls-logging.js';
import { startCsClsLogging } from '../powershell/cmdlets/start-cs-cls-logging.js';
import { stopCsClsLogging } from '../powershell/cmdlets/stop-cs-cls-logging.js';
import { syncCsClsLogging } from '../powershell/cmdlets/sync-cs-cls-logging.js';
import type { ReadPort, SafeChangePort } from '../powershell/types.js';
import { listed, shortServer } from '../report.js';

export interface TraceInput {
  readonly ps: SafeChangePort;
  readonly pair: Pair;
}

const HADR = 'HADR';
/** Runs always and beside any other one. */
const ALWAYS_ON = 'AlwaysOn';
const SIDES = ['primary', 'backup'] as const;
const BY_ITSELF = 'it ends by itself half an hour after its start';

/** What of centralized logging is known before anything is started. */
interface Before {
  readonly components: readonly string[];
  readonly scenarios: readonly string[];
  readonly running: readonly string[];
}

/**
 * Traces the scenario HADR on both servers while `work` goes on, and ends it again. One that runs already is somebody
 * else's and is left as it is; beside another scenario nothing is started (two per computer at most, sfb-facts 3.22).
 * CLS names no owner: one that somebody else starts between our look and our start would be ended as ours. Never throws
 * for what CLS did or did not answer; what `work` throws is thrown once the trace has ended.
 */
export async function traceDuring<T>(
  input: TraceInput,
  work: (traced: boolean) => Promise<T>,
): Promise<{ readonly done: T; readonly trace: ClsTrace }> {
  const { trace, before } = await begin(input);
  if (trace.by !== 'us' || before === undefined) {
    const done = await work(false);
    // Ends nothing; without it the search finds less, which it says by itself.
    if (trace.by === 'others') await input.ps.change(syncCsClsLogging, computers(input.pair), 'jump').catch(() => {});
    return { done, trace };
  }
  try {
    const done = await work(trace.why === undefined);
    return { done, trace: { ...trace, ...(await end(input, before, trace)) } };
  } catch (error) {
    await end(input, before, trace);
    throw error;
  }
}

/** Why nothing is traced. */
export function notTraced(why: string, fix?: string): ClsTrace {
  return { by: 'nobody', why, components: [], ...(fix === undefined ? {} : { fix }) };
}

async function begin(input: TraceInput): Promise<{ readonly trace: ClsTrace; readonly before?: Before }> {
  try {
    const before = await look(input);
    if ('by' in before) return { trace: before };
    const { components, running } = before;
    if (running.includes(HADR)) return { trace: { by: 'others', components } };
    const others = running.filter((name) => name !== ALWAYS_ON);
    if (others.length > 0) {
      const why = `somebody else traces ${listed(others)}, and no second scenario may run; it was left alone`;
      return { trace: notTraced(why, `When that has ended, ask again with --deep.`) };
    }
    return { trace: await start(input, before), before };
  } catch (error) {
    return { trace: notTraced(reason(error), 'Nothing was started. The account needs CsServerAdministrator.') };
  }
}

async function look({ ps, pair }: TraceInput): Promise<Before | ClsTrace> {
  const { rows } = await ps.read(getCsClsScenario, {}, 'jump');
  const listing = rows.map(({ Identity, Name, Provider }) => ({
    name: Name || (Identity ?? '').replace(/^.*\//, ''),
    components: [Provider ?? []].flat().flatMap((text) => /^(?:Name=)?([A-Za-z]\w*)(?=$|[,;\s])/.exec(text)?.[1] ?? []),
  }));
  const scenario = listing.find(({ name }) => name.toLowerCase() === HADR.toLowerCase());
  if (scenario === undefined) return notTraced(`Get-CsClsScenario lists no ${HADR} here`);
  if (scenario.components.length === 0) return notTraced(`what ${HADR} traces is not listed in a form known to us`);
  const scenarios = listing.map(({ name }) => name).filter((name) => name !== '');
  const running = await show(ps, pair, scenarios);
  if (running.unseen.length > 0) return notTraced(`Show-CsClsLogging says nothing of ${listed(running.unseen)}`);
  return { components: scenario.components, scenarios, running: running.names };
}

/** Which scenarios the prose names, and which servers it does not. A scenario that is named counts as running. */
async function show(ps: ReadPort, pair: Pair, scenarios: readonly string[]) {
  const text = (await ps.read(showCsClsLogging, computers(pair), 'jump')).rows.join('\n');
  const unseen = SIDES.map((side) => shortServer(pair, side)).filter((server) => !mentions(text, server));
  return { names: scenarios.filter((name) => mentions(text, name)), unseen };
}

/** Started and seen running; `why` says what else came of it. */
async function start({ ps, pair }: TraceInput, { components, scenarios }: Before): Promise<ClsTrace> {
  try {
    await ps.change(startCsClsLogging, { ...computers(pair), Duration: '0.00:30' }, 'jump');
  } catch (error) {
    if (isRefusal(error)) return notTraced(reason(error), 'Nothing was started.');
    return { by: 'us', components, why: `Whether ${HADR} was started is not known (${reason(error)})` };
  }
  try {
    const { names } = await show(ps, pair, scenarios);
    return names.includes(HADR) ? { by: 'us', components } : notTraced(`${HADR} was started and does not run`);
  } catch (error) {
    return { by: 'us', components, why: `Whether ${HADR} runs was not read (${reason(error)})` };
  }
}

/** Writes the logs to disk, ends the scenario and looks whether everything else still runs as it did. */
async function end({ ps, pair }: TraceInput, before: Before, trace: ClsTrace): Promise<Pick<ClsTrace, 'why' | 'fix'>> {
  const fix = `On the jump host: Stop-CsClsLogging -Scenario ${HADR} -Computers ${pair.primary},${pair.backup}; otherwise ${BY_ITSELF}.`;
  const told = trace.why === undefined ? [] : [trace.why];
  await ps.change(syncCsClsLogging, computers(pair), 'jump').catch((error: unknown) => {
    told.push(`The logs were not written to disk before the search (${reason(error)})`);
  });
  try {
    await ps.change(stopCsClsLogging, computers(pair), 'jump');
    const after = await show(ps, pair, before.scenarios);
    if (after.names.includes(HADR)) return { why: [...told, `${HADR} still runs`].join('; '), fix };
    const gone = before.running.filter((name) => !after.names.includes(name));
    if (gone.length > 0) told.push(`${listed(gone)} ran before and is not shown any more`);
    return told.length === 0 ? {} : { why: told.join('; '), fix: `Look with Show-CsClsLogging on the jump host.` };
  } catch (error) {
    return { why: [...told, `${HADR} may still run (${reason(error)})`].join('; '), fix };
  }
}

function computers(pair: Pair): { Computers: string[] } {
  return { Computers: SIDES.map((side) => serverOf(pair, side)) };
}

function isRefusal(error: unknown): boolean {
  return error instanceof SfbError && ['CMDLET_FAILED', 'BAD_REQUEST', 'UNAVAILABLE'].includes(error.code);
}

function reason(error: unknown): string {
  return errorText(error).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}
