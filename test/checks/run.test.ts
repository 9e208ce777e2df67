import { describe, expect, it } from 'vitest';
import { checks, witnesses } from '../../src/checks/index.js';
import { gatherMatrix, runCheck } from '../../src/checks/run.js';
import type { Witness } from '../../src/checks/types.js';
import { otherSide } from '../../src/domain.js';
import { SfbError } from '../../src/errors.js';
import { createPort, decisiveRows, healthy, pair } from './port.js';
import { prepared } from './prepared.js';

/** The one check that reads nothing and always warns. */
const STANDING: string = 'standard-edition-cms';
const broken = () => new SfbError('NO_ANSWER', 'fe1.domain.local gave\n no answer.');

describe('checks/run', () => {
  it('is unknown with the reason when gathering fails', async () => {
    const { ps } = createPort(broken);

    expect(await runCheck(checks['active-master'], { ps, pair })).toEqual({
      status: 'unknown',
      sentence: "Can't tell whether this holds: the CMS names an active master (fe1.domain.local gave no answer).",
      fix: 'Remove the cause named and read again.',
    });
  });

  it.each(Object.values(checks).map((check) => check.id))('%s never passes when nothing answers', async (id) => {
    const { ps } = createPort(broken);

    const verdict = await runCheck(checks[id as keyof typeof checks], { ps, pair });

    expect(verdict.status).toBe(id === STANDING ? 'warn' : 'unknown');
    expect(verdict.fix).not.toBeUndefined();
  });

  it.each(Object.values(checks).map((check) => check.id))('%s never passes when every answer is empty', async (id) => {
    const { ps } = createPort(() => []);

    const { status } = await runCheck(checks[id as keyof typeof checks], { ps, pair });

    expect(status).not.toBe('pass');
    // An empty dbo.Component and a share without sets are answers; every other empty answer is none.
    expect(status).toBe(['xds-component', 'backup-sets', STANDING].includes(id) ? 'warn' : 'unknown');
  });

  it.each(['primary', 'backup'] as const)(
    'every check passes on a pair in good order with the CMS on %s',
    async (side) => {
      const logged = ['TL_INFO [fe1.domain.local] up to date', 'TL_INFO [fe2.domain.local] up to date'];
      const { ps } = createPort(prepared(side, { 'search-cs-cls-logging': () => logged }));
      // A set on fe2 alone is no way back when the CMS leaves fe2.
      const shares = [...pair.shares, { path: '\\\\files.domain.local\\sfb-backup', on: 'files.domain.local' }];
      const trace = { by: 'us' as const, components: ['XDS_Replica'] };
      const context = { ps, pair: { ...pair, shares }, to: otherSide(side), jump: 'jump.domain.local', trace };

      const verdicts = await Promise.all(
        Object.values(checks).map(async (check) => [check.id, (await runCheck(check, context)).status] as const),
      );

      expect(verdicts.filter(([, status]) => status !== 'pass')).toEqual([[STANDING, 'warn']]);
    },
  );

  it('asks every witness before any of them answers', async () => {
    const { ps, calls } = createPort(healthy('primary'));

    const reading = gatherMatrix(witnesses, { ps, pair });

    expect(calls.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'get-sfb-xds-state primary',
      'get-sfb-xds-state backup',
      'get-sfb-scp jump',
      'get-sfb-scp jump',
      'get-cs-management-store-status jump',
      'get-cs-management-store-status jump',
      'get-cs-topology-local-store primary',
      'get-cs-topology-local-store backup',
      'get-cs-management-connection jump',
      'get-cs-configuration-store-location jump',
      'get-cs-service-central-management jump',
      'get-cs-topology-as-xml jump',
      'get-cs-management-store-replication-status jump',
      'get-cs-backup-service-status jump',
      'get-cs-backup-service-status jump',
      'get-sfb-xds-component primary',
      'get-sfb-xds-component backup',
    ]);
    expect((await reading).rows.every(({ weight, says }) => weight !== 'decisive' || says === 'primary')).toBe(true);
    expect(calls).toHaveLength(17);
  });

  it('gives exactly the declared rows when nothing answers', async () => {
    const { ps } = createPort(broken);

    const { rows, readAt } = await gatherMatrix(witnesses, { ps, pair });

    expect(rows.map(({ row, label }) => ({ row, label }))).toEqual(witnesses.flatMap((witness) => witness.rows(pair)));
    expect(rows.filter(({ weight }) => weight === 'decisive').map(({ row }) => row)).toEqual(
      decisiveRows('primary').map(({ row }) => row),
    );
    expect(new Set(rows.map(({ says, detail }) => `${says}, ${detail}`))).toEqual(
      new Set(["can't tell, not read: fe1.domain.local gave no answer"]),
    );
    expect(readAt).toBeUndefined();
  });

  it('fills in a row its witness forgot and drops one it made up', async () => {
    const forgetful: Witness<string> = {
      ...(checks['active-master'] as unknown as Witness<string>),
      gather: () => Promise.resolve('facts'),
      testify: () => [{ row: 'made-up', label: 'Made up', says: 'primary', detail: '' }],
    };
    const { ps } = createPort(healthy('primary'));

    const { rows } = await gatherMatrix([forgetful], { ps, pair });

    expect(rows).toEqual([
      {
        row: 'active-master',
        label: 'Active master',
        weight: 'decisive',
        says: "can't tell",
        detail: 'not read: the witness gave no answer for this row',
      },
    ]);
  });

  it('is as old as its oldest answer', async () => {
    const late = createPort(healthy('primary'), '2026-03-02T10:02:09.0000000Z');
    const early = createPort(healthy('primary'), '2026-03-02T10:02:05.1234567Z');
    const ps: typeof late.ps = {
      ...late.ps,
      read: (use, params, place) => (place === 'backup' ? early : late).ps.read(use, params, place),
    };

    expect((await gatherMatrix(witnesses, { ps, pair })).readAt).toBe('2026-03-02T10:02:05.123Z');
  });

  it('has unique rows and a word for why each check matters', () => {
    const rows = witnesses.flatMap((witness) => witness.rows(pair)).map(({ row }) => row);

    expect(new Set(rows).size).toBe(rows.length);
    for (const { id, title, why } of Object.values(checks)) {
      expect(title, id).toMatch(/^[a-zM].{20,}[^.]$/);
      expect(why, id).toMatch(/^[A-Z].{30,}\.$/);
    }
  });
});
