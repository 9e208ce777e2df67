import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabShell } from '../../lab/shell.js';
import { type LabStack, startStack } from '../../lab/stack.js';
import { tempFolder } from '../support/temp.js';
import { warmLabShell } from '../support/warm.js';

const CHANNEL = 'C0SFB';
const folder = tempFolder('checks');
const world = join(folder, 'world');

let lab: LabShell;
let stack: LabStack;

beforeAll(async () => {
  lab = await warmLabShell();
  await lab.invoke('New-LabWorld', { Path: world, Profile: 'lived-in' });
  stack = await startStack({ folder, world });
  await Promise.all([stack.start('bot'), stack.start('worker')]);
});

afterAll(async () => {
  await stack.stop();
  await lab.close();
});

/** Types a command and gives the private answer and, once its thread has a card and three replies, what they say. */
async function ask(user: string, text: string) {
  const before = stack.slack.messages(CHANNEL).length;
  const sent = await stack.slack.slash(user, CHANNEL, text);
  const thread = async () => {
    const card = await stack.slack.waitFor(
      () =>
        stack.slack
          .messages(CHANNEL)
          .slice(before)
          .find((message) => message.replies.length === 3),
      45_000,
      'a card, its witnesses, its checks and what to do next',
    );
    return { card: card.text, replies: card.replies.map((reply) => reply.text) };
  };
  return { answer: String(sent.body?.text ?? ''), thread };
}

describe('check lists in Slack, over bot and worker', () => {
  it('verifies a pair for a viewer', async () => {
    const { answer, thread } = await ask('U0VIC', 'verify');

    expect(answer).toContain('Verify of london is asked for');
    const { card, replies } = await thread();
    expect(card).toContain('Verified: the CMS is active on fe1.domain.local (primary) alone');
    expect(replies.some((reply) => reply.includes('Checks of london: all 5 pass.'))).toBe(true);
    expect(stack.slack.violations()).toEqual([]);
  });

  it('gives a preflight to an operator, and not to a viewer', async () => {
    expect((await ask('U0VIC', 'preflight')).answer).not.toContain('is asked for');

    const { answer, thread } = await ask('U0ANA', 'preflight');

    expect(answer).toContain('Preflight of london is asked for');
    expect((await thread()).card).toContain('Ready for a planned failover of london to fe2.domain.local (backup)');
    expect(stack.slack.violations()).toEqual([]);
  });
});
