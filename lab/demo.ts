import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ACTS, type Act, settled } from './demo/acts.js';
import { differences, partOf } from './demo/judge.js';
import { openLabShell } from './shell.js';
import { renderHtml } from './slack/html.js';
import { type Moment, renderTranscript } from './slack/transcript.js';
import { type LabStack, startStack } from './stack.js';
import { packageRoot } from './where.js';

/**
 * Plays the story through the real bot, worker, Redis and PowerShell, over the lab and a local Slack, and prints what people
 * saw there. Every line is compared with lab/demo/expected.txt; exit code 0 only if all of them hold. Imports nothing of the
 * product.
 */

const EXPECTED = join(packageRoot(), 'lab', 'demo', 'expected.txt');
const RULE = '─'.repeat(100);

interface Options {
  readonly fault: boolean;
  /** Another rule than the demo's: then a guard of act 1 is away. */
  readonly rule: string | undefined;
  readonly record: boolean;
  readonly patience: number;
  readonly html: string | undefined;
}

/** The act's part of expected.txt. */
function expectedOf(act: Act): string {
  return partOf(readFileSync(EXPECTED, 'utf8'), act.title, ACTS[ACTS.indexOf(act) + 1]?.title);
}

/** Plays one act on a pair of its own, prints what was seen and gives the faults. */
async function perform(act: Act, options: Options): Promise<{ seen: string; faults: string[]; html: string }> {
  const lab = join(packageRoot(), '.lab');
  mkdirSync(lab, { recursive: true });
  const folder = mkdtempSync(join(lab, 'demo-'));
  const world = join(folder, 'world');
  const shell = await openLabShell();
  await shell.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  if (act.fault !== undefined && options.fault) await shell.invoke('Set-LabFault', { World: world, Name: act.fault });
  const stack = await startStack({ folder, world, ...(options.rule === undefined ? {} : { rule: options.rule }) });
  try {
    stack.doctor();
    await Promise.all([stack.start('bot'), stack.start('worker')]);
    return await seenIn(act, stack, world, options);
  } finally {
    await stack.stop();
    await shell.close();
    // What still runs on a server of the lab writes there until its world is gone.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** Cmdlets that move the CMS, users, next hops or services; their `-WhatIf` form, which preflight reads, moves nothing. */
const MOVING =
  /^(Invoke-CsManagementServerFailover|Invoke-CsPoolFailOver|Set-Cs|Stop-Cs|Start-Cs|Import-Cs|Publish-Cs)/;

/** Those of the lab's log, in their order. */
function begunIn(world: string): string[] {
  const log = join(world, 'calls.log');
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  return lines.flatMap((line) => {
    const [, , cmdlet = '', mark] = line.split('\t');
    return mark === 'begin' && MOVING.test(cmdlet) ? [cmdlet] : [];
  });
}

async function seenIn(act: Act, { slack }: LabStack, world: string, options: Options) {
  const { record, patience } = options;
  const moments: Moment[] = [];
  const text = () => renderTranscript(slack, { moments }).trim();
  const faults: string[] = [];
  const expected = record ? undefined : expectedOf(act);
  await act
    .play({ slack, patience, moments, begun: () => begunIn(world) })
    .catch((error: unknown) => faults.push(error instanceof Error ? error.message : String(error)));
  const holds = () => (expected === undefined ? act.ends.test(text()) : settled(text()) === expected);
  if (faults.length === 0) await slack.waitFor(holds, patience).catch(() => undefined);
  // What follows the last message would make the record of an act another one.
  if (record) await new Promise((resolve) => setTimeout(resolve, 10_000));
  const seen = text();
  process.stdout.write(`${RULE}\n${act.title}\n${RULE}\n\n${seen}\n\n`);
  if (expected !== undefined) faults.push(...differences(expected, settled(seen)));
  faults.push(...slack.violations().map((violation) => `Slack's own rules: ${JSON.stringify(violation)}`));
  return { seen, faults, html: renderHtml(slack) };
}

async function play(acts: readonly Act[], options: Options): Promise<string[]> {
  const faults: string[] = [];
  const script: string[] = [];
  for (const act of acts) {
    const ended = await perform(act, options);
    faults.push(...ended.faults.map((fault) => `${act.title}\n${fault}`));
    script.push(`${act.title}\n\n${settled(ended.seen)}\n`);
    if (options.html !== undefined) writeFileSync(`${options.html}.act${ACTS.indexOf(act) + 1}.html`, ended.html);
  }
  if (options.record) writeFileSync(EXPECTED, script.join('\n'));
  return faults;
}

const { values } = parseArgs({
  options: {
    act: { type: 'string' },
    'without-fault': { type: 'boolean', default: false },
    rule: { type: 'string' },
    record: { type: 'boolean', default: false },
    html: { type: 'string' },
    patience: { type: 'string', default: '120' },
  },
});
const only = values.act === undefined ? ACTS : ACTS.slice(Number(values.act) - 1, Number(values.act));
const faults = await play(only, {
  fault: !values['without-fault'],
  rule: values.rule,
  record: values.record,
  patience: Number(values.patience) * 1000,
  html: values.html,
});
if (faults.length === 0) {
  process.stdout.write(
    `${RULE}\nEvery line above is as expected. (Lab pair, local Slack; bot, worker, Redis and PowerShell are real.)\n`,
  );
} else {
  process.stdout.write(`${RULE}\nNot as expected:\n${faults.join('\n')}\n`);
  process.exitCode = 1;
}
