import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../../src/queue/record.js';
import { wanted } from '../../src/slack/thread.js';
import { aChange, aGate, aPlan, JOB, someNotes } from './gates.js';
import { faultsOf, readable } from './limits.js';
import { aReport, rows } from './reports.js';

const plan = aPlan();
const claim = { attempt: 1, epoch: 7, at: '2026-11-23T03:01:00.000Z' };
const passed = { consumedAt: '2026-11-23T03:01:00.000Z' };

/** The plan's steps as a record keeps them, each in the state at its place. */
function stepsIn(...states: StepRecord['state'][]): StepRecord[] {
  return plan.steps.map(({ id, title, kind }, at) => {
    const state = states[at] ?? 'pending';
    const claimed = state === 'pending' || kind !== 'cmdlet' ? {} : { claim };
    return { id, title, state, ...claimed };
  });
}

/** The card of a job that has no report. */
function cardOf(record: Parameters<typeof aChange>[0], gate: Parameters<typeof aGate>[0]): string {
  const messages = wanted(aChange({ planNotes: someNotes, ...record }), aGate(gate));
  expect(messages.flatMap(faultsOf)).toEqual([]);
  const card = messages.find(({ key }) => key === 'card');
  if (card === undefined) throw new Error('no card');
  return readable(card);
}

describe('the plan in the thread', () => {
  it.each([
    { state: 'waiting-approval', gate: {}, title: 'needs 2 approvals.', heading: 'What will run' },
    { state: 'running', gate: passed, title: 'was approved and runs; see the card.', heading: 'What was approved' },
    { state: 'done', gate: passed, title: 'was approved and is done; see the card.', heading: 'What was approved' },
    { state: 'stopped', gate: passed, title: 'was approved; it stopped, see the card.', heading: 'What was approved' },
    { state: 'stopped', gate: {}, title: 'was not begun, although it was approved', heading: 'What was approved' },
    { state: 'expired', gate: {}, title: 'expired without enough approvals', heading: 'What was planned' },
  ] as const)('says for $state: $title', ({ state, gate, title, heading }) => {
    const plan = wanted(aChange({ state }), aGate(gate)).find(({ key }) => key === 'gate');
    const text = readable(plan ?? { text: '', blocks: [] });

    expect(text).toContain(`Failover of london (primary to backup) ${title}`);
    expect(text).toContain(`${heading}, in this order`);
  });
});

describe('the card of a change that stopped without a report', () => {
  const preparation: StepRecord[] = [{ id: 'set', title: 'Make and verify a backup set', state: 'done' }];

  it.each([
    { what: 'stopped at the gate', state: 'stopped' as const, gate: {} },
    { what: 'needs people at the gate', state: 'needs-people' as const, gate: { permitRefused: 'One has left.' } },
  ])('gives no line of the plan when it $what: that would be a way round the two approvals', ({ state, gate }) => {
    const card = cardOf({ state, steps: preparation, sentence: 'The approval is void. Nothing was begun.' }, gate);

    expect(card).toContain('The approval is void');
    expect(card).not.toMatch(/Invoke-|Set-Cs|console|by hand/i);
  });

  it('never gives the line of a move that was begun and has no end, but says what to look at first', () => {
    const card = cardOf({ state: 'needs-people', steps: stepsIn('done', 'unknown') }, passed);

    expect(card).not.toContain('Invoke-CsManagementServerFailover');
    expect(card).toContain('"Move the CMS to fe2" may have run: do not run it again; look first with');
    expect(card).toContain('npm run sfb -- verify london');
    expect(card).toContain(`npm run sfb -- journal london --job ${JOB}`);
    expect(card).toContain('Then: Wait until every witness names fe2');
    expect(card).toMatch(/To take back "Point the Edge pool at fe2", only if one server alone holds the CMS/);
  });

  it('says of every step in words what became of it, and of a move that surely ran that it ran', () => {
    const outcome = { ok: false, at: '2026-11-23T03:02:00.000Z', ms: 60_000, text: 'No.' };
    const [edge, move, wait] = stepsIn('done', 'unknown');
    const ran = [edge, { ...move, outcome }, wait] as StepRecord[];

    const card = cardOf({ state: 'needs-people', steps: ran }, passed);

    expect(card).toContain('✓ Point the Edge pool at fe2, done');
    expect(card).toContain('! Move the CMS to fe2, ran');
    expect(card).toContain('○ Wait until every witness names fe2, not begun');
    expect(cardOf({ state: 'needs-people', steps: stepsIn('done', 'unknown') }, passed)).toContain(
      '? Move the CMS to fe2, may have run',
    );
  });

  it('says what not to do once, in its first sentence', () => {
    const alarm = 'Users work; do not restart services, do not edit SQL, do not run it again.';
    const sentence = `${alarm} Two servers hold the CMS.`;
    const [edge, move, wait] = stepsIn('done', 'unknown');
    const steps = [edge, { ...move, sentence }, wait] as StepRecord[];
    const report = aReport(rows('primary', { 'xds-state/backup': 'backup' }));

    const card = cardOf({ state: 'stopped', steps, sentence, report }, passed);

    expect(card.match(/Users work/g)).toHaveLength(1);
    expect(card).toContain('Two servers hold the CMS.');
  });

  it.each(['running', 'cancelled'] as const)('takes back the lines of an older report once it is %s', (state) => {
    const report = { ...aReport(rows('primary')), next: ['On fe2.domain.local: Invoke-CsPoolFailOver'] };
    const messages = wanted(aChange({ state, steps: stepsIn('done'), report }), aGate(passed));

    const told = messages.filter(({ key }) => key === 'next' || key === 'card').map(readable);
    expect(told.join()).not.toContain('Invoke-CsPoolFailOver');
    expect(told.join()).toContain('Follow no older lines.');
    expect(told[0]).toMatch(
      state === 'running' ? /^Failover of london is running/ : /^Failover of london was cancelled/,
    );
  });

  it('gives no line of what is left once it was cancelled, only how what was begun is taken back', () => {
    const cancel = { by: { teamId: 'T0LAB', userId: 'U0BEN' }, at: claim.at, reason: 'not tonight' };

    const card = cardOf({ state: 'needs-people', steps: stepsIn('done'), cancel }, passed);

    expect(card).not.toContain('Invoke-CsManagementServerFailover');
    expect(card).toContain('To take back "Point the Edge pool at fe2"');
  });

  it('gives what is left after the last step that was begun', () => {
    const card = cardOf({ state: 'stopped', steps: stepsIn('done') }, passed);

    expect(card).toContain('On fe2.domain.local: Invoke-CsManagementServerFailover');
    expect(card).not.toContain('On the jump host: Set-CsEdgeServer');
    expect(card).not.toContain('may have run');
  });
});
