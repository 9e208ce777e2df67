import { afterEach, describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../lab/slack/types.js';
import type { GateAction } from '../../src/approvals/policy.js';
import type { ApprovalPolicy } from '../../src/approvals/types.js';
import { aChange, JOB } from './gates.js';
import { CHANNEL, type Setting, setUp } from './local.js';

let setting: Setting;

afterEach(() => setting.end());

/** A change of Ana's whose plan is in the channel and whose clock runs. */
async function atGate(rule: ApprovalPolicy['rule'] = 'two-others'): Promise<Setting> {
  setting = await setUp(20);
  await setting.start(rule);
  setting.approvals.gates.open(aChange(), { policy: { rule, quorum: 2 } });
  await setting.slack.waitFor(
    () => buttonsOf(card()).length === 3 && JSON.stringify(gate()?.blocks).includes('expires'),
    5000,
  );
  // A trigger lives 3 s: people and bot go at the wall's pace, however busy this machine is.
  setting.time.run(1);
  return setting;
}

function card(): SeenMessage | undefined {
  return setting.slack.messages(CHANNEL)[0];
}

function gate(): SeenMessage | undefined {
  return card()?.replies.find(({ metadata }) => (metadata?.event_payload as { key?: string })?.key === 'gate');
}

function buttonsOf(message: SeenMessage | undefined): string[] {
  const rows = (message?.blocks ?? []).filter(({ type }) => type === 'actions');
  return rows.flatMap(({ elements }) => (elements as { action_id: string }[]).map(({ action_id: id }) => id));
}

function press(who: string, action: GateAction, on = gate()) {
  return setting.slack.click(who, { actionId: `gate-${action}`, channel: CHANNEL, ts: on?.ts ?? '' });
}

/** The modal that opened for somebody. */
async function modal(who: string): Promise<string> {
  const view = await setting.slack.waitFor(() => setting.slack.openViews(who).at(-1), 5000, `a modal for ${who}`);
  return view.id;
}

async function decide(who: string, action: GateAction, reason = 'the window is agreed') {
  await press(who, action);
  return await setting.slack.submitView(who, await modal(who), { reason });
}

async function told(who: string): Promise<string> {
  const { slack } = setting;
  const seen = await slack.waitFor(() => slack.ephemerals(who).find(({ via }) => via === 'response_url'), 5000);
  return seen.text;
}

describe('a gate in a Slack', () => {
  it('is approved by two people, each in a window with the lines that will run, and signed after both are read again', async () => {
    const { slack, approvals, intake } = await atGate();

    await press('U0BEN', 'approve');
    const view = await modal('U0BEN');
    const words = JSON.stringify(slack.openViews('U0BEN').at(-1)?.blocks);
    const first = await slack.submitView('U0BEN', view, { reason: 'window agreed' });
    expect([first.outcome, approvals.gates.state()]).toEqual(['closed', 'waiting-approval']);
    const second = await decide('U0CAT', 'approve');
    expect([second.outcome, approvals.gates.state()]).toEqual(['closed', 'approved']);
    expect(intake.rung).toEqual([JOB]);
    approvals.gates.want();
    await expect.poll(() => approvals.gates.gates.get(JOB)?.permit).toBeDefined();

    expect(words).toContain('Invoke-CsManagementServerFailover -Confirm:$false');
    expect(words).toContain('Point of no return');
    expect(words).toContain('Users homed on fe1 are signed out');
    expect(words).toMatch(/facts are .* old/);
    expect(approvals.gates.gates.get(JOB)?.permit?.body).toMatchObject({
      job: JOB,
      nonce: 'nonce-1',
      epoch: 7,
      auditHead: 'head-3',
      approvers: [
        { teamId: 'T0LAB', userId: 'U0BEN' },
        { teamId: 'T0LAB', userId: 'U0CAT' },
      ],
    });
    expect(approvals.audit.kinds()).toEqual(['decision', 'decision', 'permit']);
    setting.time.run(20);
    await slack.waitFor(() => buttonsOf(card()).join() === 'gate-deny,gate-withdraw', 5000);
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    { who: 'U0ANA', action: 'approve', says: '`approvals.rule` is two-others: it needs 2 people other than you' },
    { who: 'U0SAM', action: 'approve', says: 'you are not on the list `approvals.approvers`' },
    { who: 'U0SAM', action: 'deny', says: 'Only approvers may deny this' },
    { who: 'U0SAM', action: 'withdraw', says: 'Only whoever asked or an approver may withdraw this' },
    { who: 'U0GUEST', action: 'approve', says: 'Guest accounts cannot decide about a change' },
    { who: 'U0EXT', action: 'deny', says: 'Your account belongs to another workspace' },
    { who: 'U0BOT', action: 'approve', says: 'Bots and workflows cannot decide about a change' },
  ] as const)('refuses $action by $who privately', async ({ who, action, says }) => {
    const { slack, approvals } = await atGate();

    await press(who, action);

    expect(await told(who)).toContain(says);
    expect(slack.openViews(who)).toEqual([]);
    expect(approvals.gates.state()).toBe('waiting-approval');
    await expect.poll(() => approvals.audit.entries).toMatchObject([{ kind: 'refusal', body: { by: who } }]);
  });

  it('counts whoever asked as one of the two under requester-and-one, once, and only when they press', async () => {
    const { slack, approvals } = await atGate('requester-and-one');

    const own = await decide('U0ANA', 'approve');
    expect([own.outcome, approvals.gates.state()]).toEqual(['closed', 'waiting-approval']);
    const again = await decide('U0ANA', 'approve');
    expect(JSON.stringify(again.errors)).toContain('an approval counts once');
    const other = await decide('U0BEN', 'approve');
    approvals.gates.want();
    await expect.poll(() => approvals.gates.gates.get(JOB)?.permit).toBeDefined();

    expect([other.outcome, approvals.gates.state()]).toEqual(['closed', 'permit-wanted']);
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    {
      what: 'leaves the group',
      change: () => setting.slack.admin.userGroup('S0APPROVE', { users: ['U0CAT'] }),
      says: 'not on the list',
    },
    {
      what: 'is deactivated',
      change: () => setting.slack.admin.user('U0BEN', { deleted: true }),
      says: 'is deactivated',
    },
    {
      what: 'becomes a guest',
      change: () => setting.slack.admin.user('U0BEN', { isRestricted: true }),
      says: 'Guest accounts',
    },
    {
      what: 'is moved to another workspace',
      change: () => setting.slack.admin.user('U0BEN', { teamId: 'T0ELSE' }),
      says: 'another workspace',
    },
    {
      what: 'cannot be read at Slack',
      change: () => setting.slack.failNext('users.info', { error: 'internal_error' }),
      says: 'Slack did not say',
    },
  ])('does not count an approver who $what while the window is open', async ({ change, says }) => {
    const { slack, approvals } = await atGate();
    await press('U0BEN', 'approve');
    const id = await modal('U0BEN');

    change();
    const sent = await slack.submitView('U0BEN', id, { reason: 'window agreed' });

    expect(sent.errors.reason).toContain(says);
    expect(approvals.gates.gates.get(JOB)?.votes).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });

  it('counts a person once: a second window, a second press and the same signed request again change nothing', async () => {
    const { slack, approvals } = await atGate();

    const first = await decide('U0BEN', 'approve');
    const replayed = await slack.replay(first.request);
    const second = await decide('U0BEN', 'approve');

    expect(replayed.raw).toContain('an approval counts once');
    expect(second.errors.reason).toContain('an approval counts once');
    expect(approvals.gates.gates.get(JOB)?.votes.length).toBe(1);
    expect(approvals.gates.state()).toBe('waiting-approval');
  });

  it.each([
    { action: 'deny', who: 'U0DAN', state: 'refused', says: 'was denied; nothing was changed' },
    { action: 'withdraw', who: 'U0ANA', state: 'withdrawn', says: 'was withdrawn; nothing was changed' },
  ] as const)('ends by $action of $who, after which nobody can approve', async ({ action, who, state, says }) => {
    const { slack, approvals } = await atGate();
    await decide('U0BEN', 'approve');
    await press('U0CAT', 'approve');
    const open = await modal('U0CAT');

    await decide(who, action, 'not tonight');
    const late = await slack.submitView('U0CAT', open, { reason: 'window agreed' });

    expect(approvals.gates.state()).toBe(state);
    expect(late.errors.reason).toContain(`is ${state} by now`);
    setting.time.run(20);
    const shown = await slack.waitFor(() => gate()?.text.includes(says) && gate(), 5000);
    expect(JSON.stringify(shown.blocks)).toContain(`by <@${who}>`);
    expect(JSON.stringify(shown.blocks)).toContain('not tonight');
    await slack.waitFor(() => buttonsOf(card()).length + buttonsOf(gate()).length === 0, 5000);
    expect(slack.violations()).toEqual([]);
  });

  it('expires fifteen minutes after the plan was in the channel', async () => {
    const { slack, approvals, time } = await atGate();
    const { postedAt = '', expiresAt = '' } = approvals.gates.gates.get(JOB) ?? {};
    expect(Date.parse(expiresAt) - Date.parse(postedAt)).toBe(15 * 60_000);
    await press('U0BEN', 'approve');
    const open = await modal('U0BEN');

    time.skip(15 * 60_000);
    time.run(20);
    const late = await slack.submitView('U0BEN', open, { reason: 'window agreed' });
    await expect.poll(() => approvals.gates.state()).toBe('expired');

    expect(late.errors.reason).toBeDefined();
    await slack.waitFor(() => gate()?.text.includes('expired without enough approvals'), 5000);
  });

  it('says so when the window could not be opened in time', async () => {
    const { slack, approvals } = await atGate();
    slack.failNext('views.open', { error: 'expired_trigger_id' });

    await press('U0BEN', 'approve');

    expect(await told('U0BEN')).toBe('Slack did not open the window in time; nothing was recorded, press again.');
    expect(approvals.gates.calls).toEqual([]);
  });

  it('opens the window although Slack does not say who it is, and records nothing then', async () => {
    const { slack, approvals } = await atGate();
    slack.pause('users.info');

    await press('U0BEN', 'approve');
    const sent = await slack.submitView('U0BEN', await modal('U0BEN'), { reason: 'window agreed' });
    slack.resume();

    expect(sent.errors.reason).toBe('Not recorded: no answer in time while asking Slack who you are; press again.');
    expect(sent.ms).toBeLessThan(3000);
    expect(approvals.gates.calls).toEqual([]);
  });

  it('does nothing that cannot be written to the audit, and says so', async () => {
    const { approvals } = await atGate();
    approvals.audit.failure = new Error('no space left');

    const sent = await decide('U0BEN', 'approve');

    expect(sent.errors.reason).toContain('the audit cannot be written (no space left)');
    expect(approvals.gates.calls).toEqual([]);
  });

  it('gives no permit when an approver has left the group since', async () => {
    const { slack, approvals } = await atGate();
    await decide('U0BEN', 'approve');
    await decide('U0CAT', 'approve');

    slack.admin.userGroup('S0APPROVE', { users: ['U0CAT', 'U0DAN'] });
    approvals.gates.want();

    await expect
      .poll(() => approvals.gates.gates.get(JOB)?.permitRefused)
      .toContain('U0BEN approved and is not on `approvals.approvers` any more');
    expect(approvals.gates.gates.get(JOB)?.permit).toBeUndefined();
  });

  it.each([
    {
      what: 'on a message of another job',
      change: { message: { ts: '1.000001' } },
      says: 'is not on a message of job',
    },
    { what: 'in another channel', change: { channel: { id: 'C0OTHER' } }, says: `only in <#${CHANNEL}>` },
    { what: 'from another workspace', change: { team: { id: 'T0ELSE' } }, says: 'serves another workspace' },
    {
      what: 'with another plan',
      change: { actions: [{ action_id: 'gate-approve', value: `${JOB} ${'b'.repeat(64)}` }] },
      says: 'counts for exactly one plan',
    },
    {
      what: 'for a job that is not there',
      change: { actions: [{ action_id: 'gate-approve', value: `failover-0000000000 ${'b'.repeat(64)}` }] },
      says: 'There is no plan of job',
    },
  ])('refuses a button $what', async ({ change, says }) => {
    const { slack, approvals } = await atGate();
    const sent = await press('U0BEN', 'approve');
    await modal('U0BEN');
    const honest = JSON.parse(new URLSearchParams(sent.request.body).get('payload') ?? '');

    const forged = new URLSearchParams({ payload: JSON.stringify({ ...honest, ...change }) });
    await slack.send(forged.toString(), 'application/x-www-form-urlencoded');

    expect(await told('U0BEN')).toContain(says);
    expect(approvals.gates.calls).toEqual([]);
  });
});
