import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACTS } from '../../lab/demo/acts.js';
import { differences, partOf } from '../../lab/demo/judge.js';

const script = readFileSync(resolve(import.meta.dirname, '../../lab/demo/expected.txt'), 'utf8');
const parts = ACTS.map(({ title }, at) => partOf(script, title, ACTS[at + 1]?.title));

/** What an act would show without one of the guards it stands for. The demo itself runs without two of them (process). */
const GUARDS: readonly { act: number; guard: string; line: RegExp; instead: string }[] = [
  { act: 1, guard: 'the backup set', line: /✓ Make and verify a backup set, done: .* is verified\./, instead: '' },
  { act: 1, guard: 'rule two-others', line: /You asked for this change, and `approvals\.rule` is/, instead: '' },
  { act: 1, guard: 'the list of approvers', line: /Only approvers may approve this/, instead: '┌─ Approve' },
  {
    act: 1,
    guard: 'the quorum',
    line: /1 more of 2 approvals are needed/,
    instead: 'Failover of london is approved and starts soon.',
  },
  {
    act: 1,
    guard: 'the gate',
    line: /after one approval\. Cmdlets that move anything, begun so far: none/,
    instead: 'begun so far: Set-CsEdgeServer',
  },
  { act: 1, guard: 'the run permit', line: /run permit signed and used at <time>/, instead: '' },
  {
    act: 1,
    guard: 'every witness',
    line: /on fe2\.domain\.local\\rtc|SCP on dc2: fe2 \(backup\)/,
    instead: 'fe1 (primary)',
  },
  {
    act: 2,
    guard: 'the stop at a split',
    line: /○ Send the users of fe1\.domain\.local to fe2\.domain\.local, not begun/,
    instead: '✓ Send the users of fe1.domain.local to fe2.domain.local, done',
  },
  { act: 2, guard: 'the first sentence', line: /Users work; do not restart services/, instead: 'done' },
  { act: 2, guard: 'the word about the Edge', line: /The Edge \(edgepool\.domain\.local\) has/, instead: '' },
];

describe('the judge of the demo', () => {
  it.each(GUARDS)('fails act $act when $guard is gone', ({ act, line, instead }) => {
    const expected = parts[act - 1] ?? '';

    expect(expected).toMatch(line);
    expect(differences(expected, expected.replace(line, instead))).not.toEqual([]);
  });

  it.each(ACTS)('passes what the script says, and nothing less or more: $title', ({ title }) => {
    const expected = parts[ACTS.findIndex((act) => act.title === title)] ?? '';

    expect(differences(expected, expected)).toEqual([]);
    expect(differences(expected, expected.split('\n').slice(0, -1).join('\n'))).toHaveLength(1);
    expect(differences(expected, `${expected}\none line more`)).toHaveLength(1);
  });
});
