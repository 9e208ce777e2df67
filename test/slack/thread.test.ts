import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobState } from '../../src/queue/record.js';
import type { StatusReport } from '../../src/report.js';
import { type WantedMessage, wanted } from '../../src/slack/thread.js';
import { aRecord } from './fakes.js';
import { faultsOf, mrkdwnOf, readable } from './limits.js';
import { aReport, rows } from './reports.js';

function messageOf(messages: readonly WantedMessage[], key: string): WantedMessage {
  const found = messages.find((message) => message.key === key);
  if (found === undefined) throw new Error(`no ${key} among ${messages.map((message) => message.key).join(', ')}`);
  return found;
}

const kinds = [
  { kind: 'single', report: aReport(rows('primary')), opens: 'The CMS is active on fe1.domain.local (primary) alone' },
  {
    kind: 'single-unread',
    report: aReport(rows('backup', { 'xds-state/primary': "can't tell", 'rtclocal/primary': "can't tell" })),
    opens: 'Everything that was read names fe2.domain.local (backup)',
  },
  {
    kind: 'settling',
    report: aReport(rows('backup', { 'rtclocal/primary': 'primary' }), {
      lastMove: { to: 'backup', endedMinutesAgo: 3 },
    }),
    opens: 'The CMS was moved to fe2.domain.local (backup)',
  },
  {
    kind: 'returning',
    report: aReport(rows('backup', { 'xds-state/primary': 'primary' }), { returning: 'primary' }),
    opens: 'fe1.domain.local (primary) has come back',
  },
  {
    kind: 'none',
    report: aReport(rows('primary', { 'xds-state/primary': 'backup', 'xds-state/backup': 'primary' })),
    opens: 'The CMS is active nowhere',
  },
  {
    kind: 'split-brain',
    report: aReport(rows('primary', { 'xds-state/backup': 'backup' })),
    opens: 'Users work; do not restart services, do not edit SQL, do not run the failover again.',
  },
  {
    kind: 'disagree',
    report: aReport(rows('primary', { 'scp/dc2.domain.local': 'backup' })),
    opens: 'The witnesses disagree',
  },
  { kind: 'cant-tell', report: aReport(rows("can't tell")), opens: "Can't tell who holds the CMS" },
] as const;

describe('slack/thread', () => {
  it.each(kinds)(
    'says $kind first, then every witness, then what to do, within Slack’s limits',
    ({ kind, report, opens }) => {
      expect(report.verdict.kind).toBe(kind);

      const messages = wanted(aRecord({ state: 'done', report }));

      expect(messages.map(({ key, parent }) => [key, parent])).toEqual([
        ['card', undefined],
        ['matrix', 'card'],
        ['next', 'card'],
      ]);
      expect(messages.flatMap(faultsOf)).toEqual([]);
      expect(readable(messageOf(messages, 'card')).startsWith(opens)).toBe(true);
      expect(messageOf(messages, 'card').text).toContain(`LAB, london: ${report.verdict.first.slice(0, 30)}`);
      for (const { label, detail } of report.rows) {
        expect(readable(messageOf(messages, 'matrix'))).toContain(label);
        expect(readable(messageOf(messages, 'matrix'))).toContain(detail);
      }
    },
  );

  it('keeps the whole first sentence when it is longer than a header may be', () => {
    const report = kinds[5].report;
    const card = messageOf(wanted(aRecord({ state: 'done', report })), 'card');

    const [header, paragraph] = card.blocks;
    expect(header).toMatchObject({ type: 'header', text: { text: expect.stringMatching(/failover again\.$/) } });
    expect(paragraph).toMatchObject({ type: 'section', text: { type: 'plain_text' } });
    expect(readable(card).replaceAll('\u2502', ' ')).toContain(report.verdict.first);
  });

  it('names who asked, the pair, both servers, the verdict and the lab', () => {
    const card = messageOf(wanted(aRecord({ state: 'done', report: kinds[0].report })), 'card');

    expect(readable(card)).toContain('*LAB*, no real site');
    expect(readable(card)).toContain('london (fe1.domain.local primary, fe2.domain.local backup)');
    expect(readable(card)).toContain('asked for by <@U0ANA>');
    expect(readable(card)).toContain('verdict *single(primary)*');
    expect(readable(card)).toContain('read 2026-11-23 03:00:01 UTC in 0.4 s');
    expect(readable(messageOf(wanted(aRecord({ lab: false })), 'card'))).not.toContain('LAB');
  });

  it('shows the age of a report from memory', () => {
    const sentence = 'From memory, read 48 s before; status --fresh reads again.';

    const card = messageOf(wanted(aRecord({ state: 'done', report: kinds[0].report, sentence })), 'card');

    expect(readable(card)).toContain(sentence);
    expect(card.text).toContain('From memory, read 48 s before');
  });

  it('marks the rows that differ and those that could not be read, deciding rows first', () => {
    const report = aReport(rows('primary', { 'scp/dc2.domain.local': 'backup', 'active-master': "can't tell" }));

    const text = readable(messageOf(wanted(aRecord({ state: 'done', report })), 'matrix')).replaceAll('\u2502', '');

    expect(text).toContain('! SCP on dc2: fe2 (backup)');
    expect(text).toContain("? Active master: can't tell, Access is denied.");
    expect(text).toContain('· CurrentState on fe1: fe1 (primary)');
    expect(text).toContain('warn: Replica edge1.domain.local is not up to date.');
    const order = ['Who decides', 'RTCLOCAL on fe2', 'Shown, not counted', 'Get-CsManagementConnection', 'Also read'];
    expect(order.map((words) => text.indexOf(words))).toEqual(
      order.map((words) => text.indexOf(words)).sort((a, b) => a - b),
    );
  });

  it('puts each console command by itself, with its server above it', () => {
    const next = messageOf(wanted(aRecord({ state: 'done', report: kinds[5].report })), 'next');

    const copied = next.blocks.flatMap((block) =>
      block.type === 'rich_text' ? block.elements.filter((element) => element.type === 'rich_text_preformatted') : [],
    );
    expect(copied[0]).toMatchObject({
      elements: [{ text: 'Export-CsConfiguration -LocalStore -FileName C:\\Temp\\london-primary-local.zip' }],
    });
    expect(readable(next)).toContain('On fe1.domain.local:');
    expect(readable(next)).toContain('/sfb status london --fresh');
    expect(readable(next)).not.toContain('`');
  });

  it('says that nothing needs to be done only when every line passes', () => {
    const nextOf = (notes: StatusReport['notes']) =>
      readable(messageOf(wanted(aRecord({ state: 'done', report: { ...kinds[0].report, notes } })), 'next'));

    expect(nextOf([])).toContain('Nothing needs to be done.');
    expect(nextOf([{ status: 'pass', sentence: 'It runs.' }])).toContain('Nothing needs to be done.');
    expect(nextOf(kinds[0].report.notes)).toContain('Nothing is urgent; 1 line above does not pass');
  });

  it.each(JobState.options)('has only a card, in words, for a job without a report that is %s', (state) => {
    const steps = [
      { id: 'read', title: 'Read every witness', state: 'running' as const },
      { id: 'judge', title: 'Judge', state: 'pending' as const },
      { id: 'x', title: 'Ask', state: 'failed' as const, sentence: 'No answer.' },
    ];

    const messages = wanted(aRecord({ state, steps }));

    expect(messages.map((message) => message.key)).toEqual(['card']);
    expect(messages.flatMap(faultsOf)).toEqual([]);
    expect(messages[0]?.text).toMatch(/^LAB, london: Status of london (is|was|waits|takes|stopped|expired)/);
    expect(readable(messageOf(messages, 'card'))).toContain('▶ Read every witness, runs\n');
  });

  it('gives the reason with the state', () => {
    const card = messageOf(wanted(aRecord({ state: 'stopped', sentence: 'The jump host did not answer.' })), 'card');

    expect(readable(card)).toContain('Status of london stopped: The jump host did not answer.');
  });

  it('sends a matrix that is too long for Slack as a file, with nothing cut', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      row: `scp/dc${index}.domain.local`,
      label: `SCP on dc${index}`,
      weight: 'decisive' as const,
      says: 'primary' as const,
      detail: 'fe1.domain.local\\rtc'.repeat(3),
    }));
    const report = aReport([...rows('primary'), ...many]);

    const messages = wanted(aRecord({ state: 'done', report }));

    expect(messages.map(({ key }) => key)).toEqual(['card', 'matrix', 'matrix-file', 'next']);
    expect(messages.flatMap(faultsOf)).toEqual([]);
    const { file } = messageOf(messages, 'matrix-file');
    expect(file?.name).toBe('status-k3f9x2m1qa-witnesses.txt');
    for (const { label, detail } of report.rows)
      expect(file?.content).toMatch(new RegExp(`${label}: .*${detail.replaceAll('\\', '.')}`));
  });

  it('breaks no limit and repeats no mention, whatever cmdlets and steps say', () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.constantFrom('<!channel>', '<@U012AB3CD>', '`` ```', '&lt;', '*x*', ''.padEnd(6000, 'y'), 'a\nb'),
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 12, maxLength: 12 }), fc.boolean(), (texts, withReport) => {
        const take = (index: number) => texts[index] ?? '';
        const matrix = rows('primary').map((row, index) => ({ ...row, detail: take(index) }));
        const report = { ...aReport(matrix), next: [take(10), `On fe1.domain.local: ${take(11)}`], notes: [] };
        const steps = [{ id: 'a', title: take(0) || 'a', state: 'running' as const, sentence: take(1) }];
        const record = aRecord({ sentence: take(2), steps, ...(withReport ? { report, state: 'done' } : {}) });

        const messages = wanted(record);

        expect(messages.flatMap(faultsOf)).toEqual([]);
        for (const text of messages.flatMap(mrkdwnOf)) {
          expect(text.replaceAll('<@U0ANA>', '')).not.toMatch(/[<>]/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
