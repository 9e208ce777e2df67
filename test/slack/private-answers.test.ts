import { describe, expect, it } from 'vitest';
import { createPrivateAnswers } from '../../src/slack/private-answers.js';

describe('slack/private-answers', () => {
  it('tells a person once, and only while Slack allows it', async () => {
    const clock = { now: 0 };
    const told: string[] = [];
    const answers = createPrivateAnswers(() => clock.now);
    const tell = async (text: string) => {
      told.push(text);
    };
    answers.remember('status-a', tell);
    answers.remember('status-b', tell);

    const first = await answers.tellOnce('status-a', 'first');
    const second = await answers.tellOnce('status-a', 'second');
    clock.now = 29 * 60_000;
    const late = await answers.tellOnce('status-b', 'late');
    const unknown = await answers.tellOnce('status-c', 'unknown');

    expect([first, second, late, unknown]).toEqual([true, false, false, false]);
    expect(told).toEqual(['first']);
  });
});
