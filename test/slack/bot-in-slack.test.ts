import { afterEach, describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { aRecord } from './fakes.js';
import { CHANNEL, type Setting, setUp } from './local.js';
import { aReport, rows } from './reports.js';

const ID = 'status-k3f9x2m1qa';

const FORM = 'application/x-www-form-urlencoded';

let setting: Setting;

async function begin(...options: Parameters<typeof setUp>): Promise<Setting> {
  setting = await setUp(...options);
  await setting.start();
  return setting;
}

afterEach(() => setting.end());

describe('the bot in a Slack', () => {
  it('answers privately, opens a thread and fills it, breaking none of Slack’s rules', async () => {
    const { slack, threads } = await begin();

    const sent = await slack.slash('U0ANA', CHANNEL, 'status');
    expect(sent.body?.response_type).toBe('ephemeral');
    expect(sent.body?.text).toContain(`as job \`${ID}\``);
    await slack.waitFor(() => slack.messages(CHANNEL).length === 1, 5000);
    threads.put(aRecord({ state: 'done', report: aReport(rows('primary')) }));
    const card = await slack.waitFor(() => {
      const [message] = slack.messages(CHANNEL);
      return message?.replies.length === 2 && message;
    }, 5000);

    expect(slack.messages(CHANNEL).length).toBe(1);
    expect(card.text).toContain('LAB, london: The CMS is active on fe1.domain.local (primary) alone');
    expect(card.metadata).toMatchObject({ event_type: 'sfb_job', event_payload: { job: ID, key: 'card' } });
    expect(card.replies.map(({ text }) => text.split(':')[0])).toEqual(['Witnesses of london', 'Next']);
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    { who: 'U0SAM', text: 'status', says: 'That is not allowed for you' },
    { who: 'U0GUEST', text: 'status', says: 'Guest accounts cannot run /sfb' },
    { who: 'U0EXT', text: 'status', says: 'belongs to another workspace' },
    { who: 'U0BOT', text: 'status', says: 'Bots and workflows cannot run /sfb' },
    { who: 'U0ANA', text: 'status “lodnon” —fersh', says: '`--fersh` is not a flag of status' },
    { who: 'U0ANA', text: 'status <!channel>', says: '&lt;!channel&gt;' },
    { who: 'U0ANA', text: 'x'.repeat(10_000), says: 'is 10000 characters long' },
    { who: 'U0BEN', text: 'help', says: '`/sfb status [pair] [--fresh]`' },
    { who: 'U0SAM', text: '', says: 'You are on no list of this bot' },
  ])('answers $who’s "/sfb $text" privately and records nothing', async ({ who, text, says }) => {
    const { slack, intake } = await begin();

    const sent = await slack.slash(who, CHANNEL, text);

    expect(sent.body).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(says) });
    expect(intake.jobs.size).toBe(0);
    expect(slack.messages(CHANNEL)).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });

  it('names the right channel in the wrong one, and the right command for another', async () => {
    const { slack, intake } = await begin();

    const wrongChannel = await slack.slash('U0ANA', 'C0OTHER', 'status');
    const wrongCommand = await slack.slash('U0ANA', CHANNEL, 'status', { command: '/other' });
    const wrongTeam = await slack.slash('U0ANA', CHANNEL, 'status', { teamId: 'T0ELSE' });

    expect(wrongChannel.body?.text).toContain(`<#${CHANNEL}>`);
    expect(wrongCommand.body?.text).toContain('this bot answers `/sfb`');
    expect(wrongTeam.body?.text).toContain('serves another workspace');
    expect(intake.jobs.size).toBe(0);
    expect(slack.violations()).toEqual([]);
  });

  it('lets an approver of a group read, and one who was taken out no more once a minute has passed', async () => {
    const { slack, time } = await begin();

    const before = await slack.slash('U0BEN', CHANNEL, 'status');
    slack.admin.userGroup('S0APPROVE', { users: [] });
    const still = await slack.slash('U0BEN', CHANNEL, 'status');
    time.skip(60_000);
    const after = await slack.slash('U0BEN', CHANNEL, 'status');

    expect(before.body?.text).toContain('is asked for');
    expect(still.body?.text).toContain('is asked for');
    expect(after.body?.text).toContain('That is not allowed for you');
  });

  it('makes one job of a request that is sent twice', async () => {
    const { slack, intake } = await begin();

    const first = await slack.slash('U0ANA', CHANNEL, 'status');
    const second = await slack.replay(first.request);

    expect(intake.jobs.size).toBe(1);
    expect(second.body?.text).toContain('it was not asked twice');
  });

  it.each([
    { forgery: { timestampSkewSeconds: 301 }, what: 'from the future' },
    { forgery: { timestampSkewSeconds: 3600 }, what: 'from far in the future' },
    { forgery: { timestampSkewSeconds: -301 }, what: 'too old' },
    { forgery: { secret: 'another-signing-secret' }, what: 'signed with another secret' },
  ])('refuses a request $what', async ({ forgery }) => {
    const { slack, intake } = await begin(1);

    const command = await slack.slash('U0ANA', CHANNEL, 'status', forgery);
    const button = JSON.stringify({
      type: 'block_actions',
      team: { id: 'T0LAB' },
      user: { id: 'U0ANA' },
      actions: [{}],
    });
    const press = await slack.send(new URLSearchParams({ payload: button }).toString(), FORM, forgery);

    expect([command.status, press.status]).toEqual([401, 401]);
    expect(intake.jobs.size).toBe(0);
  });

  it('answers a button it does not know at once', async () => {
    const { slack } = await begin();
    const body = {
      type: 'block_actions',
      team: { id: 'T0LAB' },
      user: { id: 'U0ANA', team_id: 'T0LAB' },
      actions: [{ type: 'button', action_id: 'old', value: 'x' }],
    };

    const sent = await slack.send(new URLSearchParams({ payload: JSON.stringify(body) }).toString(), FORM);

    expect([sent.status, sent.timedOut]).toEqual([200, false]);
  });

  it('says within 3 s that Redis is away', async () => {
    const { slack, intake } = await begin();
    intake.failure = new SfbError('UNAVAILABLE', 'Redis is not reachable (not connected); nothing was queued.');

    const sent = await slack.slash('U0ANA', CHANNEL, 'status');

    expect(sent.body?.text).toBe('Redis is not reachable (not connected); nothing was queued.');
    expect(slack.violations()).toEqual([]);
  });

  it('answers within 3 s when Slack itself does not say who is asking', async () => {
    const { slack, intake } = await begin(1);
    slack.pause('users.info');

    const sent = await slack.slash('U0ANA', CHANNEL, 'status');
    slack.resume();

    expect(sent.body?.text).toContain('there was no answer in time while asking Slack who you are');
    expect(sent.ms).toBeLessThan(3000);
    expect(intake.jobs.size).toBe(0);
  });

  it('is quick to refuse when Slack limits the question who is asking', async () => {
    const { slack, intake } = await begin();
    slack.failNext('users.info', { status: 429, retryAfter: 30 });

    const sent = await slack.slash('U0ANA', CHANNEL, 'status');

    expect(sent.body?.text).toContain('Slack did not say who you are (Slack asks to wait 30 s)');
    expect(intake.jobs.size).toBe(0);
  });
});
