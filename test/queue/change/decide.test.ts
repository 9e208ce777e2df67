import { describe, expect, it } from 'vitest';
import type { Intent, Outcome, StepTrace } from '../../../src/journal/types.js';
import { decide } from '../../../src/queue/change/decide.js';

const intent: Intent = {
  job: 'failover-aaaaaaaaaa',
  step: 'cms-failover',
  attempt: 1,
  epoch: 3,
  owner: 'one',
  use: 'invoke-cs-management-server-failover',
  cmdlet: 'Invoke-CsManagementServerFailover',
  parameters: {},
  before: {},
  at: '2026-11-24T03:00:00.000Z',
  pid: 7,
};
const outcome: Outcome = { ok: true, errors: [], warnings: [], host: '', at: '2026-11-24T03:05:00.000Z', ms: 300_000 };
const other: Outcome = { ...outcome, at: '2026-11-24T04:00:00.000Z' };
const begun: StepTrace = { intent, outcome: undefined };
const ended: StepTrace = { intent, outcome };
const claim = { attempt: 1, epoch: 3, at: '2026-11-24T02:59:59.000Z' };
const written = { ok: true, at: outcome.at, ms: 300_000, text: '' };

describe('queue/change/decide', () => {
  it.each([
    { record: 'nothing', target: 'nothing', ledger: {}, trace: undefined, running: false, go: 'run' },
    { record: 'a claim', target: 'nothing', ledger: { claim }, trace: undefined, running: false, go: 'run' },
    { record: 'nothing', target: 'an intent', ledger: {}, trace: begun, running: false, go: 'people' },
    { record: 'nothing', target: 'an intent that runs', ledger: {}, trace: begun, running: true, go: 'people' },
    { record: 'nothing', target: 'an outcome', ledger: {}, trace: ended, running: false, go: 'people' },
    { record: 'a claim', target: 'an intent that runs', ledger: { claim }, trace: begun, running: true, go: 'watch' },
    {
      record: 'a claim',
      target: 'an intent, nothing runs',
      ledger: { claim },
      trace: begun,
      running: false,
      go: 'look',
    },
    { record: 'a claim', target: 'an outcome', ledger: { claim }, trace: ended, running: false, go: 'adopt' },
    {
      record: 'an outcome',
      target: 'the same',
      ledger: { claim, outcome: written },
      trace: ended,
      running: false,
      go: 'adopt',
    },
    {
      record: 'an outcome',
      target: 'nothing',
      ledger: { claim, outcome: written },
      trace: undefined,
      running: false,
      go: 'people',
    },
    {
      record: 'an outcome',
      target: 'an intent only',
      ledger: { claim, outcome: written },
      trace: begun,
      running: false,
      go: 'people',
    },
    {
      record: 'an outcome',
      target: 'another one',
      ledger: { claim, outcome: written },
      trace: { intent, outcome: other },
      running: false,
      go: 'people',
    },
  ])('with $record in the record and $target on the target it is to $go', ({ ledger, trace, running, go }) => {
    expect(decide({ ledger, trace, running, computer: 'fe2.domain.local' }).go).toBe(go);
  });

  it('names the server in what it says to people', () => {
    const decision = decide({ ledger: {}, trace: begun, running: false, computer: 'fe2.domain.local' });

    expect(decision).toMatchObject({ go: 'people', sentence: expect.stringContaining('fe2.domain.local') });
  });
});
