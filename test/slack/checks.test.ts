import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/jobs/text.js';
import type { CheckLine, VerifyReport } from '../../src/report.js';
import { checksMessages } from '../../src/slack/blocks/checks.js';
import { wanted } from '../../src/slack/thread.js';
import { aRecord } from './fakes.js';
import { faultsOf, readable } from './limits.js';
import { aReport, rows } from './reports.js';

const lines: CheckLine[] = [
  { id: 'replicas', title: 'replicas', status: 'pass', sentence: '3 of 3 replicas are up to date.' },
  {
    id: 'cms-services',
    title: 'services',
    status: 'fail',
    sentence: 'Not running: MASTER on fe2 (Stopped).',
    fix: 'Read the status <first> & wait.',
  },
  { id: 'pool-state', title: 'pools', status: 'unknown', sentence: 'PoolState: fe1 (none) and fe2 (none).' },
];

function aVerify(checks: CheckLine[]): VerifyReport {
  const { kind: _kind, notes: _notes, ...matrix } = aReport(rows('primary'));
  const first = 'Not verified: the CMS is active on fe1.domain.local (primary) alone, but 2 of 3 checks do not pass.';
  return { ...matrix, kind: 'verify', ok: false, first, checks, readings: 1 };
}

describe('slack/blocks/checks', () => {
  it('is a message of its own in the thread, between the witnesses and what to do', () => {
    const messages = wanted(aRecord({ kind: 'verify', state: 'done', report: aVerify(lines) }));

    expect(messages.map(({ key }) => key)).toEqual(['card', 'matrix', 'checks', 'next']);
    expect(messages.flatMap(faultsOf)).toEqual([]);
    const [card, matrix] = messages.map(readable);
    expect(card).toMatch(/^Not verified: the CMS is active on fe1\.domain\.local \(primary\) alone/);
    expect(card).toContain('verdict *single(primary)*');
    expect(matrix).not.toContain('Also read');
  });

  it('shows what needs a person first, with what to do about it', () => {
    const [message] = checksMessages({ pair: 'london', checks: lines }, 'verify-k3f9x2m1qa');

    expect(message && readable(message).replaceAll('\u2502', '')).toBe(
      [
        'Checks',
        'fail: Not running: MASTER on fe2 (Stopped).',
        '    > Read the status <first> & wait.',
        'unknown: PoolState: fe1 (none) and fe2 (none).',
        'pass: 3 of 3 replicas are up to date.',
      ].join('\n'),
    );
    expect(message?.text).toBe('Checks of london: CMS services (fails) and pool state (not known); 1 of 3 pass.');
  });

  it('says the same sentences as the console', () => {
    const report = aVerify(lines);

    const [message] = checksMessages(report, 'verify-k3f9x2m1qa');

    for (const { sentence, fix = '' } of lines) {
      expect(message && readable(message)).toContain(sentence);
      expect(renderText(report, 200)).toContain(sentence);
      expect(renderText(report, 200)).toContain(fix);
    }
  });

  it('puts what blocks before everything else, and what is left out last', () => {
    const waived = [{ id: 'pool-pairing', title: 'both pools name each other', why: 'the primary is taken for gone' }];

    const [message] = checksMessages(
      { pair: 'london', checks: lines, blockedBy: ['pool-state'], waived },
      'preflight-k3f9x2m1qa',
    );

    const shown = message && readable(message).replaceAll('\u2502', '').split('\n');
    expect(shown?.[1]).toBe('unknown, blocks: PoolState: fe1 (none) and fe2 (none).');
    expect(shown?.at(-1)).toBe('left out: both pools name each other: the primary is taken for gone');
    expect(message?.text).toBe('Checks of london: pool state (not known) and CMS services (fails); 1 of 3 pass.');
  });

  it('says so when all pass', () => {
    const [message] = checksMessages({ pair: 'london', checks: lines.slice(0, 1) }, 'verify-k3f9x2m1qa');

    expect(message?.text).toBe('Checks of london: all 1 pass.');
  });

  it('comes as a file when it is too long for a message, uncut', () => {
    const long = Array.from({ length: 40 }, (_, index) => ({
      ...(lines[1] as CheckLine),
      id: `check-${index}`,
      sentence: `${'x'.repeat(400)} ${index}`,
    }));

    const messages = checksMessages({ pair: 'london', checks: long }, 'verify-k3f9x2m1qa');

    expect(messages.flatMap(faultsOf)).toEqual([]);
    expect(messages[1]?.file?.name).toBe('verify-k3f9x2m1qa-checks.txt');
    for (const { sentence } of long) expect(messages[1]?.file?.content).toContain(sentence);
  });
});
