import { describe, expect, it } from 'vitest';
import { judgeMatrix } from '../../src/checks/matrix.js';
import { readingLine, renderText, rowMark, rowSays } from '../../src/jobs/text.js';
import { type MatrixRow, type StatusReport, saysWord, shortServer } from '../../src/report.js';
import { decisiveRows, pair } from '../checks/port.js';

const shown: MatrixRow[] = [
  {
    row: 'management-connection',
    label: 'Connection',
    weight: 'shown',
    says: 'primary',
    detail: 'fe1.domain.local\\rtc',
  },
  { row: 'replicas', label: 'Replicas', weight: 'shown', says: "can't tell", detail: '3 of 3 up to date' },
  {
    row: 'xds-component/primary',
    label: 'Component on fe1',
    weight: 'informational',
    says: 'both',
    detail: 'two rows',
  },
];

function report(decisive: readonly MatrixRow[], change: Partial<StatusReport> = {}): StatusReport {
  const rows = [...decisive, ...shown];
  return {
    kind: 'status',
    pair: 'london',
    primary: 'fe1.domain.local',
    backup: 'fe2.domain.local',
    lab: false,
    verdict: judgeMatrix(rows, { names: pair, settleMinutes: 20 }),
    rows,
    notes: [],
    next: [],
    readAt: '2026-03-02T10:02:05.123Z',
    readMs: 1234,
    ...change,
  };
}

const marks = (one: StatusReport) => one.rows.filter((row) => rowMark(one, row) !== 'plain').map(({ row }) => row);

describe('jobs/text', () => {
  it.each([
    { says: 'primary', word: 'fe1 (primary)' },
    { says: 'backup', word: 'fe2 (backup)' },
    { says: 'both', word: 'both' },
    { says: 'nobody', word: 'nobody' },
    { says: "can't tell", word: "can't tell" },
  ] as const)('says $word', ({ says, word }) => {
    expect(saysWord(pair, says)).toBe(word);
  });

  it('keeps whole names where both servers have the same short one', () => {
    const twins = { primary: 'fe.london.local', backup: 'fe.paris.local' };

    expect(shortServer(twins, 'backup')).toBe('fe.paris.local');
  });

  it('shows a dash where a row that does not count names nobody', () => {
    const one = report(decisiveRows('primary', { 'active-master': "can't tell" }));

    expect(one.rows.map((row) => rowSays(one, row)).slice(-3)).toEqual(['fe1 (primary)', '-', 'both']);
    expect(rowSays(one, one.rows[4] as MatrixRow)).toBe("can't tell");
  });

  it.each([
    { when: 'all agree', decisive: decisiveRows('primary'), marked: [] },
    { when: 'the connection lags behind', decisive: decisiveRows('backup'), marked: ['management-connection'] },
    {
      when: 'a row was not read',
      decisive: decisiveRows('primary', { 'rtclocal/backup': "can't tell" }),
      marked: ['rtclocal/backup'],
    },
    {
      when: 'both databases are active',
      decisive: decisiveRows('primary', { 'xds-state/backup': 'backup' }),
      marked: ['xds-state/primary', 'xds-state/backup'],
    },
    {
      when: 'one row names another',
      decisive: decisiveRows('primary', { 'rtclocal/backup': 'backup' }),
      marked: ['rtclocal/backup'],
    },
    {
      when: 'most rows name another than the connection',
      decisive: decisiveRows('backup', { 'scp/dc1.domain.local': 'primary' }),
      marked: ['scp/dc1.domain.local', 'management-connection'],
    },
    {
      when: 'the master is blank',
      decisive: decisiveRows('primary', { 'active-master': 'nobody' }),
      marked: ['active-master'],
    },
  ])('marks what stands out when $when', ({ decisive, marked }) => {
    expect(marks(report(decisive))).toEqual(marked);
  });

  it('marks the rows of a returning server', () => {
    const rows = decisiveRows('backup', { 'xds-state/primary': 'primary' });
    const verdict = judgeMatrix(rows, { names: pair, settleMinutes: 20, returning: 'primary' });

    expect(marks(report(rows, { verdict }))).toEqual(['xds-state/primary', 'management-connection']);
  });

  it.each([
    { age: 0, word: 'just now' },
    { age: 42, word: '42 s ago' },
    { age: 600, word: '10 min ago' },
  ])('says that it was read $word', ({ age, word }) => {
    expect(readingLine(report([]), age)).toBe(`Read 2026-03-02 10:02:05 UTC in 1.2 s, ${word}.`);
  });

  it('puts the first sentence first and aligns the matrix', () => {
    const decisive = decisiveRows('primary', { 'xds-state/backup': 'backup', 'active-master': "can't tell" });
    const text = renderText(
      report(decisive, {
        lab: true,
        notes: [
          { status: 'pass', sentence: '3 of 3 replicas are up to date.' },
          {
            status: 'unknown',
            sentence: 'Not read: the services of fe1 (no route to fe1.domain.local). Run it by hand.',
          },
        ],
        next: [
          'Keep every backup set you have, and let no schedule delete or replace one.',
          'On fe1.domain.local: Export-CsConfiguration -LocalStore -FileName C:\\Temp\\london-primary-local.zip',
        ],
      }),
      72,
      90,
    );

    expect(text.split('\n')).toEqual([
      'Users work; do not restart services, do not edit SQL, do not run the',
      'failover again. The CMS is active on both fe1.domain.local (primary) and',
      'fe2.domain.local (backup): each of the two databases calls itself',
      'active.',
      '',
      'london: split-brain (LAB)',
      '',
      '*! xds on fe1           fe1 (primary)  typed by hand',
      '*! xds on fe2           fe2 (backup)   typed by hand',
      '*  SCP on dc1           fe1 (primary)  typed by hand',
      '*  SCP on dc2           fe1 (primary)  typed by hand',
      "*? Active master        can't tell     typed by hand",
      '*  File transfer agent  fe1 (primary)  typed by hand',
      '*  RTCLOCAL on fe1      fe1 (primary)  typed by hand',
      '*  RTCLOCAL on fe2      fe1 (primary)  typed by hand',
      '   Connection           fe1 (primary)  fe1.domain.local\\rtc',
      '   Replicas             -              3 of 3 up to date',
      '   Component on fe1     both           two rows',
      '* decides   ! names another server   ? decides and could not be read',
      '',
      'pass     3 of 3 replicas are up to date.',
      'unknown  Not read: the services of fe1 (no route to fe1.domain.local).',
      '         Run it by hand.',
      '',
      'Next:',
      '  - Keep every backup set you have, and let no schedule delete or',
      '    replace one.',
      '    On fe1.domain.local: Export-CsConfiguration -LocalStore -FileName C:\\Temp\\london-primary-local.zip',
      '',
      'Read 2026-03-02 10:02:05 UTC in 1.2 s, 90 s ago.',
      '',
    ]);
  });

  it.each([20, 60, 100])('cuts nothing at a width of %i', (width) => {
    const one = report(decisiveRows('primary', { 'active-master': 'nobody' }));
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

    expect(words(renderText(one, width)).slice(0, words(one.verdict.first).length)).toEqual(words(one.verdict.first));
    for (const { detail } of one.rows) for (const word of words(detail)) expect(renderText(one, width)).toContain(word);
  });
});
