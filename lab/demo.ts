import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LabShell, openLabShell } from './shell.js';
import { renderHtml } from './slack/html.js';
import { renderTranscript } from './slack/transcript.js';
import { type LabStack, startStack } from './stack.js';
import { packageRoot } from './where.js';

/**
 * Plays the seed's story through the real bot, worker, Redis and PowerShell, over the lab and a local Slack, and prints what
 * people saw there. Every line is compared with lab/demo/expected.txt; exit code 0 only if all of them hold. Imports nothing
 * of the product.
 */

const CHANNEL = 'C0SFB';
const EXPECTED = join(packageRoot(), 'lab', 'demo', 'expected.txt');
const RULE = '─'.repeat(100);

interface Act {
  readonly title: string;
  play(stage: Stage): Promise<unknown>;
}

interface Stage {
  readonly stack: LabStack;
  readonly lab: LabShell;
  readonly world: string;
  readonly fault: boolean;
  /** How long an act may take to look as expected, in milliseconds. */
  readonly patience: number;
}

const ACTS: readonly Act[] = [
  {
    title: 'Act 1. A healthy pair; Ana asks who holds the Central Management Store',
    play: ({ stack }) => stack.slack.slash('U0ANA', CHANNEL, 'status'),
  },
  {
    title:
      'Act 2. Somebody runs the failover cmdlet by hand, in its disaster form, with both servers up. Ana asks again',
    play: async ({ stack, lab, world, fault }) => {
      if (fault) await lab.invoke('Set-LabFault', { World: world, Name: 'split-brain-forced', Now: true });
      await stack.slack.slash('U0ANA', CHANNEL, 'status --fresh');
    },
  },
  {
    title: 'Act 3. Slips: a mistyped flag, and a person without rights',
    play: async ({ stack }) => {
      await stack.slack.slash('U0ANA', CHANNEL, 'status —fersh');
      await stack.slack.slash('U0STRANGER', CHANNEL, 'status');
    },
  },
];

/** What differs from run to run, and nothing else, is taken out before lines are compared. */
function settled(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '<time>')
    .replace(/\bin \d+\.\d s\b/g, 'in <seconds>')
    .replace(/\bstatus-[a-z0-9]{10}\b/g, 'status-<id>');
}

/** The acts of expected.txt: each begins with its title on a line of its own. */
function expectedActs(): string[] {
  const text = readFileSync(EXPECTED, 'utf8');
  return ACTS.map((act, index) => {
    const from = text.indexOf(act.title) + act.title.length;
    const next = ACTS[index + 1];
    return text.slice(from, next === undefined ? undefined : text.indexOf(next.title)).trim();
  });
}

/** Lines that differ, as `expected` and `seen`, at most ten. */
function differences(expected: string, seen: string): string[] {
  const [wanted, got] = [expected.split('\n'), seen.split('\n')];
  const lines = Array.from({ length: Math.max(wanted.length, got.length) }, (_, i) => i);
  return lines
    .filter((i) => wanted[i] !== got[i])
    .slice(0, 10)
    .map((i) => `  line ${i + 1}\n    expected: ${wanted[i] ?? '(nothing)'}\n    seen:     ${got[i] ?? '(nothing)'}`);
}

/** What has been shown since `before`, which is the transcript of the acts so far. */
function since(stack: LabStack, before: string): string {
  return renderTranscript(stack.slack).slice(before.length).trim();
}

/** Plays one act, waits until Slack shows what is expected (or time is up), prints it and gives the faults. */
async function perform(
  act: Act,
  expected: string | undefined,
  stage: Stage,
): Promise<{ seen: string; faults: string[] }> {
  const { slack } = stage.stack;
  const before = renderTranscript(slack);
  const began = before === '\n' ? '' : before;
  await act.play(stage);
  const holds = () => settled(since(stage.stack, began)) === expected;
  if (expected === undefined) await new Promise((resolve) => setTimeout(resolve, 12_000));
  else await slack.waitFor(holds, stage.patience).catch(() => undefined);
  const seen = since(stage.stack, began);
  process.stdout.write(`${RULE}\n${act.title}\n${RULE}\n\n${seen}\n\n`);
  return { seen, faults: expected === undefined ? [] : differences(expected, settled(seen)) };
}

interface PlayOptions {
  readonly fault: boolean;
  readonly record: boolean;
  readonly patience: number;
  readonly html: string | undefined;
}

async function play(options: PlayOptions): Promise<string[]> {
  const lab = join(packageRoot(), '.lab');
  mkdirSync(lab, { recursive: true });
  const folder = mkdtempSync(join(lab, 'demo-'));
  const world = join(folder, 'world');
  const shell = await openLabShell();
  await shell.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  const stack = await startStack({ folder, world });
  try {
    await Promise.all([stack.start('bot'), stack.start('worker')]);
    const stage: Stage = { stack, lab: shell, world, fault: options.fault, patience: options.patience };
    const expected = options.record ? [] : expectedActs();
    const faults: string[] = [];
    const script: string[] = [];
    for (const [index, act] of ACTS.entries()) {
      const ended = await perform(act, expected[index], stage);
      faults.push(...ended.faults.map((fault) => `${act.title}\n${fault}`));
      script.push(`${act.title}\n\n${settled(ended.seen)}\n`);
    }
    faults.push(...stack.slack.violations().map((violation) => `Slack's own rules: ${JSON.stringify(violation)}`));
    if (options.record) writeFileSync(EXPECTED, script.join('\n'));
    if (options.html !== undefined) writeFileSync(options.html, renderHtml(stack.slack));
    return faults;
  } finally {
    await stack.stop();
    await shell.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    'without-fault': { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    html: { type: 'string' },
    patience: { type: 'string', default: '45' },
  },
});
const faults = await play({
  fault: !values['without-fault'],
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
