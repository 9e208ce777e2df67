import { describe, expect, it } from 'vitest';
import { classifyMatrix, judgeMatrix, type MatrixContext, namesBoth } from '../../src/checks/matrix.js';
import type { MatrixRow } from '../../src/report.js';
import { decisiveRows, pair } from './port.js';

type Says = MatrixRow['says'];
const SAYS: readonly Says[] = ['primary', 'backup', 'both', 'nobody', "can't tell"];
const CANT = "can't tell";
const plain: MatrixContext = { names: pair, settleMinutes: 20 };
const judge = (rows: MatrixRow[], context: Partial<MatrixContext> = {}) => judgeMatrix(rows, { ...plain, ...context });
const all = (rows: readonly MatrixRow[]) => rows.map(({ row }) => row);

/** What is wrong with the finding for these rows, or undefined. */
function violation(rows: readonly MatrixRow[], kind: string, side: string | undefined): string | undefined {
  const says = rows.map((row) => row.says);
  const [primaryXds, backupXds] = says;
  const agreed = (says[0] === 'primary' || says[0] === 'backup') && says.every((one) => one === says[0]);
  if ((kind === 'single') !== agreed) return 'single is exactly: all were read and name one side';
  if (kind === 'single' && side !== says[0]) return 'single names another side';
  if ((kind === 'split-brain') !== (primaryXds === 'primary' && backupXds === 'backup')) return 'split brain';
  if ((kind === 'none') !== (primaryXds === 'backup' && backupXds === 'primary')) return 'none';
  if (kind !== 'single-unread') return undefined;
  if (says.some((one) => one !== side && one !== CANT)) return 'single-unread over a contradiction';
  const own = side === 'primary' ? [says[0], says[7]] : [says[1], says[8]];
  const must = [...own, says[5], says[6]].every((one) => one === side) && says.slice(2, 5).includes(side as Says);
  return must ? undefined : 'single-unread without its own database, store, master, agent or any SCP';
}

describe('checks/matrix', () => {
  it('keeps its promises on every combination of nine decisive rows', () => {
    const rows = [...decisiveRows('primary'), { ...decisiveRows('primary')[2], row: 'scp/dc3.domain.local' }];
    rows.splice(4, 0, ...rows.splice(-1));
    const reading = rows as MatrixRow[];
    const loud: MatrixRow[] = SAYS.flatMap((says, index) => [
      { row: `shown-${index}`, label: 'Shown', weight: 'shown', says, detail: '' },
      { row: `xds-component/${index}`, label: 'Component', weight: 'informational', says, detail: '' },
    ]);
    const wrong: string[] = [];

    for (let combination = 0; combination < SAYS.length ** reading.length; combination++) {
      let rest = combination;
      for (const row of reading) {
        row.says = SAYS[rest % SAYS.length] ?? CANT;
        rest = Math.floor(rest / SAYS.length);
      }
      const { kind, side } = classifyMatrix(reading, plain);
      const fault = violation(reading, kind, side);
      if (fault !== undefined) wrong.push(`${fault}: ${reading.map((row) => row.says).join(', ')} gave ${kind}`);

      // Sentences cost ten times the judgement, so they are made for one combination in 29.
      if (combination % 29 !== 0) continue;
      const verdict = judgeMatrix(reading, plain);
      if (verdict.kind !== kind || verdict.first.length < 40) wrong.push(`${kind}: the sentence is about another kind`);
      const shown = judgeMatrix([...loud, ...reading], plain);
      if (JSON.stringify(shown) !== JSON.stringify(verdict)) wrong.push(`${kind}: a row that does not count did`);
    }

    expect(all(reading)).toHaveLength(9);
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it.each(['primary', 'backup'] as const)('is single(%s) when every decisive row names it', (side) => {
    const verdict = judge(decisiveRows(side));

    const server = side === 'primary' ? 'fe1.domain.local (primary)' : 'fe2.domain.local (backup)';
    expect(verdict).toEqual({
      kind: 'single',
      side,
      name: `single(${side})`,
      first: `The CMS is active on ${server} alone; all 8 witnesses that decide name it.`,
      decidedBy: all(decisiveRows(side)),
    });
  });

  it.each([...all(decisiveRows('primary')).filter((row) => !row.startsWith('scp/')), 'scp/'])(
    'is never single when %s was not asked',
    (missing) => {
      const rows = decisiveRows('primary').filter(({ row }) => !row.startsWith(missing));

      expect(judge(rows).kind).toBe('cant-tell');
    },
  );

  it.each([
    {
      name: 'single(backup), primary unread',
      unread: ['xds-state/primary', 'rtclocal/primary'],
      first:
        'Everything that was read names fe2.domain.local (backup); not read: xds on fe1 and RTCLOCAL on fe1. ' +
        'Whether fe1.domain.local (primary) calls itself active too is not known.',
    },
    {
      name: 'single(backup), RTCLOCAL on fe1 unread',
      unread: ['rtclocal/primary'],
      first: 'Everything that was read names fe2.domain.local (backup); not read: RTCLOCAL on fe1.',
    },
    {
      name: 'single(backup), SCP on dc2 unread',
      unread: ['scp/dc2.domain.local'],
      first: 'Everything that was read names fe2.domain.local (backup); not read: SCP on dc2.',
    },
  ])('is $name', ({ name, unread, first }) => {
    const rows = decisiveRows('backup', Object.fromEntries(unread.map((row) => [row, CANT])));

    expect(judge(rows)).toEqual({
      kind: 'single-unread',
      side: 'backup',
      name,
      first,
      decidedBy: all(rows.filter(({ says }) => says === 'backup')),
    });
  });

  it.each([
    { because: 'its own database', unread: ['xds-state/backup'] },
    { because: 'its own local store', unread: ['rtclocal/backup'] },
    { because: 'the active master', unread: ['active-master'] },
    { because: 'every domain controller', unread: ['scp/dc1.domain.local', 'scp/dc2.domain.local'] },
  ])('can not tell when $because was not read', ({ unread }) => {
    const rows = decisiveRows('backup', Object.fromEntries(unread.map((row) => [row, CANT])));

    expect(judge(rows)).toMatchObject({ kind: 'cant-tell', name: "can't tell", decidedBy: unread });
    expect(judge(rows).first).toMatch(/^Can't tell who holds the CMS: not read: .*fe2 \(backup\)\. Change nothing\.$/);
  });

  it('can not tell when nothing was read', () => {
    const rows = decisiveRows('primary').map((row) => ({ ...row, says: CANT as Says }));

    const first = "Can't tell who holds the CMS: no witness that decides could be read. Change nothing.";
    expect(judge(rows)).toMatchObject({ kind: 'cant-tell', first });
    expect(judge([])).toMatchObject({ kind: 'cant-tell', first });
  });

  it('calls two active databases a split brain at once, even minutes after a move', () => {
    const rows = decisiveRows('backup', { 'xds-state/primary': 'primary' });

    expect(judge(rows, { lastMove: { to: 'backup', endedMinutesAgo: 1 } })).toEqual({
      kind: 'split-brain',
      name: 'split-brain',
      first:
        'Users work; do not restart services, do not edit SQL, do not run the failover again. ' +
        'The CMS is active on both fe1.domain.local (primary) and fe2.domain.local (backup): ' +
        'each of the two databases calls itself active.',
      decidedBy: ['xds-state/primary', 'xds-state/backup'],
    });
  });

  it.each([
    {
      because: 'has come back',
      context: { returning: 'primary' },
      first:
        'fe1.domain.local (primary) has come back and still takes itself for active, while fe2.domain.local (backup) ' +
        'holds the CMS. Change nothing; the Backup Service is expected to make it the backup again.',
    },
    {
      because: 'is fenced',
      context: { fenced: 'primary' },
      first:
        'fe1.domain.local (primary) is fenced and still takes itself for active, while fe2.domain.local (backup) ' +
        'holds the CMS. Keep it fenced until it is repaired.',
    },
  ] as const)('is returning(primary) while the primary $because', ({ context, first }) => {
    const own = { 'xds-state/primary': 'primary', 'rtclocal/primary': 'primary' } as const;
    const verdict = judge(decisiveRows('backup', own), context);

    expect(verdict).toMatchObject({ kind: 'returning', side: 'primary', name: 'returning(primary)', first });
    expect(judge(decisiveRows('backup', { 'rtclocal/primary': 'primary' }), context).kind).toBe('returning');
    expect(judge(decisiveRows('backup', { 'scp/dc1.domain.local': 'primary' }), context).kind).toBe('disagree');
    expect(judge(decisiveRows('backup'), context).kind).toBe('single');
  });

  it('is none only when both databases were read and neither is active', () => {
    const rows = decisiveRows('primary', { 'xds-state/primary': 'backup', 'xds-state/backup': 'primary' });

    expect(judge(rows)).toEqual({
      kind: 'none',
      name: 'none',
      first:
        'The CMS is active nowhere: the databases on fe1.domain.local (primary) and fe2.domain.local (backup) both ' +
        'call themselves backup. Users can go on working; change nothing until it is known why.',
      decidedBy: ['xds-state/primary', 'xds-state/backup'],
    });
    expect(judge(decisiveRows('primary', { 'xds-state/primary': 'backup', 'xds-state/backup': CANT })).kind).toBe(
      'disagree',
    );
  });

  describe('when the decisive rows disagree', () => {
    const stale = decisiveRows('backup', { 'rtclocal/primary': 'primary', 'active-master': 'nobody' });
    const ago = (minutesAgo: number, rows: MatrixRow[] = stale) => ({ previous: { minutesAgo, rows } });

    it.each([
      { when: 'nothing is known before', context: {}, kind: 'disagree' },
      { when: 'a move ended 4 min ago', context: { lastMove: { to: 'backup', endedMinutesAgo: 4 } }, kind: 'settling' },
      { when: 'the bound ends', context: { lastMove: { to: 'backup', endedMinutesAgo: 20 } }, kind: 'settling' },
      { when: 'the bound is over', context: { lastMove: { to: 'backup', endedMinutesAgo: 21 } }, kind: 'disagree' },
      { when: 'it began 2 min ago', context: ago(2), kind: 'disagree' },
      { when: 'it began 3 min ago', context: ago(3), kind: 'split-brain' },
      { when: 'all was well 3 min ago', context: ago(3, decisiveRows('backup')), kind: 'disagree' },
      {
        when: 'it began 9 min ago, within the bound',
        context: { ...ago(9), lastMove: { to: 'backup', endedMinutesAgo: 9 } },
        kind: 'settling',
      },
      {
        when: 'it began 9 min ago, after the bound',
        context: { ...ago(9), lastMove: { to: 'backup', endedMinutesAgo: 25 } },
        kind: 'split-brain',
      },
    ] as const)('and $when: $kind', ({ context, kind }) => {
      expect(judge(stale, context).kind).toBe(kind);
    });

    it('says who names whom and when to read again', () => {
      expect(judge(stale)).toMatchObject({
        name: 'disagree',
        first:
          'The witnesses disagree: xds on fe1, xds on fe2, SCP on dc1, SCP on dc2, File transfer agent and RTCLOCAL on ' +
          'fe2: fe2 (backup); Active master: nobody; RTCLOCAL on fe1: fe1 (primary). ' +
          'Change nothing and read again in 3 minutes.',
        decidedBy: all(stale),
      });
    });

    it('says what has not followed a move yet', () => {
      expect(judge(stale, { lastMove: { to: 'backup', endedMinutesAgo: 4.9 } })).toEqual({
        kind: 'settling',
        side: 'backup',
        name: 'settling(backup)',
        first:
          'The CMS was moved to fe2.domain.local (backup) 4 min ago and not every witness has followed: ' +
          'Active master: nobody; RTCLOCAL on fe1: fe1 (primary). That is normal for 20 min; wait, then read again.',
        decidedBy: ['active-master', 'rtclocal/primary'],
      });
    });

    it('says how long two servers have been named', () => {
      const rows = decisiveRows('backup', { 'scp/dc1.domain.local': 'primary' });

      expect(judge(rows, ago(6.5, rows)).first).toBe(
        'Users work; do not restart services, do not edit SQL, do not run the failover again. For 6 minutes the ' +
          'witnesses have named both fe1.domain.local (primary) and fe2.domain.local (backup): xds on fe1, xds on fe2, ' +
          'SCP on dc2, Active master, File transfer agent, RTCLOCAL on fe1 and RTCLOCAL on fe2: fe2 (backup); ' +
          'SCP on dc1: fe1 (primary).',
      );
    });

    it('does not take a blank master for a second one, however long it lasts', () => {
      const rows = decisiveRows('primary', { 'active-master': 'nobody', 'active-file-transfer-agent': 'nobody' });

      expect(judge(rows, ago(30, rows))).toEqual({
        kind: 'disagree',
        name: 'disagree, replication dead',
        first:
          'The database is active on fe1.domain.local (primary), but Active master and File transfer agent: nobody. ' +
          'Replication is dead; there are not two masters.',
        decidedBy: ['xds-state/primary', 'xds-state/backup', 'active-master', 'active-file-transfer-agent'],
      });
      const blind = rows.map((row) => (row.row === 'xds-state/backup' ? { ...row, says: CANT as Says } : row));
      expect(judge(blind).first).toContain('no second master was seen; not read: xds on fe2.');
    });

    it('does not blame replication for a blank SCP', () => {
      expect(judge(decisiveRows('primary', { 'scp/dc2.domain.local': 'nobody' }))).toMatchObject({
        kind: 'disagree',
        name: 'disagree',
        first: expect.stringContaining('; SCP on dc2: nobody. Change nothing and read again in 3 minutes.'),
      });
    });

    it('counts a row that names both as two servers', () => {
      const rows = decisiveRows('primary', { 'rtclocal/primary': 'both' });

      expect(namesBoth(rows)).toBe(true);
      expect(judge(rows).kind).toBe('disagree');
      expect(judge(rows, ago(3, rows)).kind).toBe('split-brain');
    });
  });
});
