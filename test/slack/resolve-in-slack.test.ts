import { afterEach, describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../lab/slack/types.js';
import type { JobRecord } from '../../src/queue/record.js';
import { aChange, JOB } from './gates.js';
import { CHANNEL, type Setting, setUp } from './local.js';

let setting: Setting;

afterEach(() => setting.end());

const claim = { attempt: 1, epoch: 3, at: '2026-11-23T03:01:00.000Z' };
const lost = { id: 'cms-failover', title: 'Move the CMS to fe2', state: 'unknown' as const, claim };

/** A job whose worker has asked for people, with its card in the channel. */
async function needing(change: Partial<JobRecord> = {}): Promise<Setting> {
  setting = await setUp(20);
  await setting.start();
  setting.threads.put(aChange({ state: 'needs-people', steps: [lost], sentence: 'Nobody can tell.', ...change }));
  await setting.slack.waitFor(() => card() !== undefined, 5000);
  setting.time.run(1);
  return setting;
}

function card(): SeenMessage | undefined {
  return setting.slack.messages(CHANNEL)[0];
}

function buttons(): string[] {
  const rows = (card()?.blocks ?? []).filter(({ type }) => type === 'actions');
  return rows.flatMap(({ elements }) => (elements as { action_id: string }[]).map(({ action_id: id }) => id));
}

function press(who: string, how: 'look' | 'end' | 'cancel') {
  return setting.slack.click(who, { actionId: `resolve-${how}`, channel: CHANNEL, ts: card()?.ts ?? '' });
}

async function told(who: string): Promise<string> {
  const { slack } = setting;
  return (await slack.waitFor(() => slack.ephemerals(who).find(({ via }) => via === 'response_url'), 5000)).text;
}

async function window(who: string) {
  return await setting.slack.waitFor(() => setting.slack.openViews(who).at(-1), 5000, `a window for ${who}`);
}

describe('the buttons of a job that needs people', () => {
  it('let it look again, and say what that means', async () => {
    const { intake, approvals, slack } = await needing();
    expect(buttons()).toEqual(['resolve-look', 'resolve-end']);

    await press('U0BEN', 'look');

    expect(await told('U0BEN')).toContain('starts nothing a second time');
    expect(intake.resolved).toEqual([`U0BEN look ${JOB}`]);
    expect(approvals.audit.entries).toMatchObject([{ kind: 'resume', body: { job: JOB, how: 'look', by: 'U0BEN' } }]);
    expect(slack.violations()).toEqual([]);
  });

  it('end it only from a window that says what may still run, with a reason', async () => {
    const { slack, intake } = await needing();

    await press('U0BEN', 'end');
    const view = await window('U0BEN');
    const before = [...intake.resolved];
    const submitted = await slack.submitView('U0BEN', view.id, { reason: 'fe2 was restarted', saw: 'restarted' });

    expect(JSON.stringify(view.blocks)).toContain('Move the CMS to fe2');
    expect(JSON.stringify(view.blocks)).toContain('as many approvers as the plan did');
    expect([before, submitted.outcome, intake.resolved]).toEqual([
      [],
      'closed',
      [`U0BEN end ${JOB} fe2 was restarted restarted`],
    ]);
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    { who: 'U0SAM', says: 'not allowed for you' },
    { who: 'U0GUEST', says: 'Guest' },
    { who: 'U0EXT', says: 'another workspace' },
  ])('refuse $who privately', async ({ who, says }) => {
    const { intake, slack } = await needing();

    await press(who, 'look');

    expect(await told(who)).toContain(says);
    expect(intake.resolved).toEqual([]);
    expect(slack.openViews(who)).toEqual([]);
  });

  it('do nothing for a job that has gone on meanwhile, and are gone from its card', async () => {
    const { intake, threads, slack, time } = await needing();
    const record = threads.records.get(JOB) as JobRecord;
    threads.records.set(JOB, { ...record, state: 'running' });

    await press('U0BEN', 'end');

    expect(await told('U0BEN')).toContain('does not need people any more');
    threads.put({ ...record, state: 'running', revision: record.revision + 1 });
    time.run(20);
    await slack.waitFor(() => buttons().length === 0, 5000);
    expect(intake.resolved).toEqual([]);
  });

  it('keep the window open with what went wrong when the job cannot be ended', async () => {
    const { slack, intake } = await needing();
    intake.resolves = async () => Promise.reject(new Error('no connection'));

    await press('U0BEN', 'end');
    const { id } = await window('U0BEN');
    const submitted = await slack.submitView('U0BEN', id, { reason: 'fe2 was restarted', saw: 'gone' });

    expect(submitted.outcome).not.toBe('closed');
  });

  it('are open to an operator for a look, and to approvers alone for an end while a cmdlet may still run', async () => {
    const { intake, slack } = await needing();
    slack.admin.userGroup('S0APPROVE', { users: ['U0BEN', 'U0CAT'] });

    await press('U0ANA', 'end');

    expect(await told('U0ANA')).toContain('only approvers may end it');
    expect(slack.openViews('U0ANA')).toEqual([]);
    await press('U0ANA', 'look');
    await slack.waitFor(() => intake.resolved.length > 0, 5000);
    expect(intake.resolved).toEqual([`U0ANA look ${JOB}`]);
  });

  it('take a change back before its point of no return, from a window that shows the lines', async () => {
    const [edge] = aChange({}).plan?.steps ?? [];
    const begun = { id: edge?.id ?? '', title: edge?.title ?? '', state: 'done' as const, claim };
    const { slack, intake } = await needing({ state: 'running', steps: [begun] });
    expect(buttons()).toEqual(['resolve-cancel']);

    await press('U0ANA', 'cancel');
    const view = await window('U0ANA');
    await slack.submitView('U0ANA', view.id, { reason: 'the WAN is down' });

    expect(JSON.stringify(view.blocks)).toContain(edge?.undoLine);
    expect(intake.resolved).toEqual([`U0ANA cancel ${JOB} the WAN is down`]);
    expect(slack.violations()).toEqual([]);
  });

  it('cannot take a change back that is past it, which is said to whoever pressed meanwhile', async () => {
    const { threads, intake } = await needing({ state: 'running', steps: [] });
    const record = threads.records.get(JOB) as JobRecord;
    threads.records.set(JOB, { ...record, steps: [{ ...lost, state: 'running' }] });

    await press('U0BEN', 'cancel');

    expect(await told('U0BEN')).toContain('past its point of no return');
    expect(intake.resolved).toEqual([]);
  });

  it('of a late job let it be ended, and nothing else', async () => {
    const { slack, intake } = await needing({ state: 'late', steps: [{ ...lost, state: 'running' }] });
    expect(buttons()).toEqual(['resolve-end']);

    await press('U0BEN', 'end');
    const { id } = await window('U0BEN');
    await slack.submitView('U0BEN', id, { reason: 'nothing runs there', saw: 'cut-off' });

    expect(intake.resolved).toEqual([`U0BEN end ${JOB} nothing runs there cut-off`]);
    expect(slack.violations()).toEqual([]);
  });

  it('do not resolve a job while the audit cannot be written', async () => {
    const { approvals, intake } = await needing();
    approvals.audit.append = async () => Promise.reject(new Error('disk full'));

    await press('U0BEN', 'look');

    expect(await told('U0BEN')).toContain('the audit cannot be written');
    expect(intake.resolved).toEqual([]);
  });
});
