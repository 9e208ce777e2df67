import { describe, expect, it } from 'vitest';
import { clsHadr, mentions } from '../../src/checks/cls-hadr.js';
import type { ClsTrace } from '../../src/checks/types.js';
import { createPort, pair } from './port.js';

const ours: ClsTrace = { by: 'us', components: ['LyncBackup', 'XDS_Replica'] };
const theirs: ClsTrace = { ...ours, by: 'others' };
const stuck: ClsTrace = { ...ours, why: 'HADR still runs', fix: 'Stop it.' };
const fine = ['TL_INFO [fe1.domain.local] LyncBackup works', 'TL_INFO [FE2.domain.local] XDS_Replica works'];
const bad = 'TL_ERROR [fe1.domain.local] LyncBackup failed';
const given = (...lines: string[]) => ({ ok: true as const, value: lines });

describe('checks/cls-hadr', () => {
  it.each([
    {
      because: 'both servers logged and nothing is an error',
      trace: ours,
      lines: given(...fine),
      status: 'pass',
      says: 'traced and ended again: 2 lines',
    },
    {
      because: 'somebody else traces it',
      trace: theirs,
      lines: given(...fine),
      status: 'pass',
      says: 'left alone: 2 lines',
    },
    { because: 'a line is an error', trace: ours, lines: given(...fine, bad), status: 'warn', says: '1 of 3 lines' },
    { because: 'a line is fatal', trace: ours, lines: given('TL_FATAL fe1 fe2'), status: 'warn', says: '1 of 1 lines' },
    {
      because: 'an error stands among lines nobody understands',
      trace: ours,
      lines: given('?', bad),
      status: 'warn',
      says: '1 of 1',
    },
    {
      because: 'the log is empty',
      trace: ours,
      lines: given(),
      status: 'unknown',
      says: 'its log is empty: no evidence',
    },
    {
      because: 'no line is understood',
      trace: ours,
      lines: given('fe1 fe2 ok'),
      status: 'unknown',
      says: '1 of 1 lines were not understood',
    },
    {
      because: 'one of many is not understood',
      trace: ours,
      lines: given(...fine, '???'),
      status: 'unknown',
      says: '1 of 3 lines',
    },
    {
      because: 'one server logged nothing',
      trace: ours,
      lines: given(fine[0] ?? ''),
      status: 'unknown',
      says: 'none of fe2',
    },
    {
      because: 'the search timed out',
      trace: ours,
      lines: { ok: false as const, reason: 'no answer in 300 s' },
      status: 'unknown',
      says: 'not searched (no answer in 300 s)',
    },
    {
      because: 'its trace may still run',
      trace: stuck,
      lines: given(...fine),
      status: 'warn',
      says: 'none an error. HADR still runs.',
    },
    {
      because: 'its trace may still run and its log is empty',
      trace: stuck,
      lines: given(),
      status: 'unknown',
      says: 'HADR still runs.',
    },
  ])('is $status when $because', ({ trace, lines, status, says }) => {
    const verdict = clsHadr.judge({ trace, lines }, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
    if (trace === stuck) expect(verdict.fix).toBe('Stop it.');
  });

  it('searches nothing where nothing was traced, and never passes for it', async () => {
    const { ps, calls } = createPort(() => new Error('not asked'));
    const nobody: ClsTrace = { by: 'nobody', why: 'somebody traces IM', components: [] };

    const verdicts = await Promise.all(
      [{ trace: nobody }, {}].map(async (more) => clsHadr.judge(await clsHadr.gather({ ps, pair, ...more }), pair)),
    );

    expect(verdicts.map(({ status, sentence }) => [status, sentence])).toEqual([
      ['unknown', 'Nothing was traced: somebody traces IM.'],
      ['unknown', 'Nothing was traced: nobody asked for it.'],
    ]);
    expect(calls).toEqual([]);
  });

  it('searches both servers for what the scenario traces, and blocks nothing in any mode', async () => {
    const { ps, calls } = createPort(() => fine);

    expect((await clsHadr.gather({ ps, pair, trace: ours })).lines).toEqual(given(...fine));
    const Computers = [pair.primary, pair.backup];
    expect(calls).toEqual([
      { name: 'search-cs-cls-logging', params: { Computers, Components: ours.components }, place: 'jump' },
    ]);
    expect(Object.values(clsHadr.severity)).not.toContain('blocks');
  });

  it.each([
    { text: 'fe1.domain.local: HADR', word: 'hadr', found: true },
    { text: 'fe1: AlwaysOn,HADR', word: 'HADR', found: true },
    { text: 'fe1: HADRon', word: 'HADR', found: false },
    { text: 'pre-fe1.domain.local', word: 'fe1', found: false },
    { text: 'fe11', word: 'fe1', found: false },
    { text: 'axb', word: 'a.b', found: false },
  ])('"$text" names $word: $found', ({ text, word, found }) => {
    expect(mentions(text, word)).toBe(found);
  });
});
