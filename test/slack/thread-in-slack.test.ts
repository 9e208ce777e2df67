import { afterEach, describe, expect, it } from 'vitest';
import type { FailureSwitch } from '../../lab/slack/types.js';
import { aRecord } from './fakes.js';
import { CHANNEL, type Setting, setUp } from './local.js';
import { aReport, rows } from './reports.js';

const done = aRecord({ state: 'done', report: aReport(rows('primary')) });

let setting: Setting;

async function begin(): Promise<Setting> {
  setting = await setUp(20);
  await setting.start();
  return setting;
}

/** Resolves when the thread is complete by the bot's own account. */
async function complete({ slack, threads }: Setting): Promise<void> {
  await slack.waitFor(() => slack.messages(CHANNEL)[0]?.replies.length === 2, 10_000, 'a complete thread');
  await expect.poll(() => [...threads.complete], { timeout: 5000 }).toEqual([done.id]);
}

function shape({ slack }: Setting): string[][] {
  return slack.messages(CHANNEL).map((card) => [key(card), ...card.replies.map(key)]);
}

function key({
  metadata,
  files,
}: {
  metadata: Readonly<Record<string, unknown>> | undefined;
  files: readonly object[];
}) {
  if (files.length > 0) return 'file';
  return String((metadata?.event_payload as { key?: string } | undefined)?.key);
}

afterEach(() => setting.end());

describe('a thread in a Slack that fails', () => {
  it.each<{ what: string; failure: FailureSwitch }>([
    { what: 'drops the connection after taking a post', failure: { drop: true, afterEffect: true } },
    { what: 'answers 503 after taking a post', failure: { status: 503, afterEffect: true } },
    { what: 'says internal_error after taking a post', failure: { error: 'internal_error', afterEffect: true } },
    { what: 'drops the connection before taking a post', failure: { drop: true } },
    { what: 'limits a post', failure: { status: 429, retryAfter: 2 } },
    { what: 'is away for three posts', failure: { status: 503, times: 3 } },
  ])('has each message once when Slack $what', async ({ failure }) => {
    const one = await begin();
    one.slack.failNext('chat.postMessage', failure);

    one.threads.put(done);
    await complete(one);

    expect(shape(one)).toEqual([['card', 'matrix', 'next']]);
    expect(one.slack.violations()).toEqual([]);
  });

  it('finds a reply whose answer was lost with the bot, and edits it to what is wanted now', async () => {
    const one = await begin();
    one.threads.put(aRecord());
    await one.slack.waitFor(() => one.slack.messages(CHANNEL).length === 1, 5000);
    await expect.poll(() => one.threads.map.get(done.id)?.card?.ts).toBeDefined();
    // As after a crash between the post and its being written down.
    one.threads.map.set(done.id, { card: { hash: 'begun' } });
    one.threads.lease = undefined;

    one.threads.put(done);
    await complete(one);

    expect(shape(one)).toEqual([['card', 'matrix', 'next']]);
    expect(one.slack.messages(CHANNEL)[0]?.text).toContain('The CMS is active on fe1.domain.local');
  });

  it.each([
    { isPrivate: true, code: 'channel_not_found' },
    { isPrivate: false, code: 'not_in_channel' },
  ])(
    'tells the person who asked that it is not in the channel ($code), and posts once it is',
    async ({ isPrivate, code }) => {
      const one = await begin();
      const members = ['U0ANA'];
      one.slack.admin.channel(CHANNEL, { members, isPrivate });

      await one.slack.slash('U0ANA', CHANNEL, 'status');
      const told = await one.slack.waitFor(
        () => one.slack.ephemerals('U0ANA').find(({ via }) => via === 'response_url'),
        5000,
      );
      one.slack.admin.channel(CHANNEL, { members: [...members, 'U0BOT'] });
      one.threads.put(done);
      await complete(one);

      expect(told.text).toContain(`The bot cannot write in <#${CHANNEL}> (${code})`);
      expect(shape(one)).toEqual([['card', 'matrix', 'next']]);
    },
  );

  it('says the words without blocks when Slack refuses the blocks', async () => {
    const one = await begin();
    one.slack.failNext('chat.postMessage', { error: 'invalid_blocks' });

    one.threads.put(done);
    await complete(one);

    const card = one.slack.messages(CHANNEL)[0];
    expect(card?.blocks).toEqual([]);
    expect(card?.text).toContain('The CMS is active on fe1.domain.local');
  });

  it('sends a report that is too long as a file, whole and once, even when the answer is lost', async () => {
    const one = await begin();
    one.slack.failNext('files.completeUploadExternal', { drop: true, afterEffect: true });
    const detail = 'y'.repeat(2000);
    const report = aReport(rows('primary').map((row) => ({ ...row, detail: `${row.row} ${detail}` })));

    one.threads.put({ ...done, report });
    await one.slack.waitFor(() => one.slack.messages(CHANNEL)[0]?.replies.length === 3, 10_000);
    await expect.poll(() => [...one.threads.complete], { timeout: 5000 }).toEqual([done.id]);

    expect(shape(one)).toEqual([['card', 'matrix', 'file', 'next']]);
    const [file] = one.slack.messages(CHANNEL)[0]?.replies.flatMap(({ files }) => files) ?? [];
    for (const row of report.rows) expect(file?.content).toContain(row.detail);
  });

  it('goes on where a stopped bot left off', async () => {
    setting = await setUp(20);
    const one = setting;
    const first = await one.start();
    one.threads.put(aRecord());
    await one.slack.waitFor(() => one.slack.messages(CHANNEL).length === 1, 5000);
    await first.stop();

    await one.start();
    one.threads.put(done);
    await complete(one);

    expect(shape(one)).toEqual([['card', 'matrix', 'next']]);
    expect(one.slack.violations()).toEqual([]);
  });
});
