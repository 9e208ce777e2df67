import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openLabShell } from './shell.js';
import { renderTranscript } from './slack/transcript.js';
import { type LabStack, startStack } from './stack.js';
import { packageRoot } from './where.js';

/**
 * Plays the seed's story through the real bot, worker, Redis and PowerShell, on the lab and a local Slack, and prints what
 * people saw there. Every line is compared with the committed transcript; exit code 0 only if all of them hold.
 * Imports nothing of the product.
 */

const CHANNEL = 'C0SFB';
const expectedPath = join(packageRoot(), 'lab', 'demo', 'expected.txt');

async function ask(stack: LabStack, text: string): Promise<void> {
  const before = stack.slack.messages(CHANNEL).length;
  await stack.slack.slash('U0ANA', CHANNEL, text);
  await stack.slack.waitFor(() => {
    const job = stack.slack.messages(CHANNEL)[before];
    return job !== undefined && job.replies.length >= 2;
  }, 30_000);
}

async function play(stack: LabStack, world: string, withFault: boolean): Promise<void> {
  const lab = await openLabShell();
  await ask(stack, 'status');
  if (withFault) await lab.invoke('Set-LabFault', { World: world, Name: 'split-brain-forced', Now: true });
  await ask(stack, 'status --fresh');
  await lab.close();
}
