import { checks } from '../../src/checks/index.js';
import { runCheck } from '../../src/checks/run.js';
import type { Check } from '../../src/checks/types.js';
import type { Answer, ReadPort, SafeChangePort } from '../../src/powershell/types.js';
import type { PreflightReport } from '../../src/report.js';
import { labPair } from '../support/lab-agent.js';

type Heard = { readonly answer: Answer<unknown> } | { readonly error: unknown };

/** What a pair said in one real reading. */
export interface Recording {
  /** Passes every read on to the real port and keeps what came back. */
  readonly ps: SafeChangePort;
  /** Every read that was made, each once, as `<use> <params> <place>`. */
  calls(): string[];
  /** A port that says the same again without PowerShell; where `silent` holds, it answers with no rows at all. */
  replay(silent?: (call: string) => boolean, note?: (call: string) => void): SafeChangePort;
}

const change: SafeChangePort['change'] = () => Promise.reject(new Error('this only replays reads'));

export function record(real: SafeChangePort): Recording {
  const heard = new Map<string, Heard>();
  const port = (read: ReadPort['read']): SafeChangePort => ({ read, change });
  const name: (...call: Parameters<ReadPort['read']>) => string = (use, params, place) =>
    `${use.name} ${JSON.stringify(params)} ${place}`;
  return {
    ps: port(async (use, params, place) => {
      const call = name(use, params, place);
      try {
        const answer = await real.read(use, params, place);
        heard.set(call, { answer });
        return answer;
      } catch (error) {
        heard.set(call, { error });
        throw error;
      }
    }),
    calls: () => [...heard.keys()].sort(),
    replay: (silent = () => false, note = () => undefined) =>
      port(async (use, params, place) => {
        const call = name(use, params, place);
        note(call);
        const one = heard.get(call);
        if (one === undefined) throw new Error(`${call} was not read before`);
        if ('error' in one) throw one.error;
        return (silent(call) ? { ...one.answer, rows: [], host: '' } : one.answer) as never;
      }),
  };
}

/**
 * `<check> without one <use>`, or `all <use>`, sorted, of every check that passes in a preflight although one of the reads
 * it makes, or all of that use, gave nothing at all.
 */
export async function passingInSilence(
  recording: Recording,
  preflight: (ps: SafeChangePort) => Promise<PreflightReport>,
): Promise<string[]> {
  const needs = await neededBy(recording);
  const calls = recording.calls();
  const passing = new Set<string>();
  const silence = async (what: string, isSilent: (call: string) => boolean) => {
    const report = await preflight(recording.replay(isSilent));
    for (const { id, status } of report.checks) {
      if (status === 'pass' && needs.get(id)?.some(isSilent) === true) passing.add(`${id} without ${what}`);
    }
  };
  for (const silent of calls) await silence(`one ${useOf(silent)}`, (call) => call === silent);
  for (const use of new Set(calls.map(useOf))) await silence(`all ${use}`, (call) => useOf(call) === use);
  return [...passing].sort();
}

export function useOf(call: string): string {
  return call.split(' ')[0] ?? '';
}

/** The reads that each line of a preflight rests on; the line of the matrix on those of every decisive witness. */
async function neededBy(recording: Recording): Promise<Map<string, string[]>> {
  const needs = new Map<string, string[]>([['cms-matrix', []]]);
  for (const check of Object.values<Check>(checks)) {
    const reads: string[] = [];
    const ps = recording.replay(undefined, (call) => reads.push(call));
    await runCheck(check, { ps, pair: labPair, to: 'backup' });
    needs.set(check.id, reads);
    if ('weight' in check && check.weight === 'decisive') needs.get('cms-matrix')?.push(...reads);
  }
  return needs;
}
