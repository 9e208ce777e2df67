import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '../../bench/attack/classes.js';
import { GUARDS } from '../../bench/attack/guards.js';
import { runMutants } from '../../bench/attack/mutants.js';
import { runAttacks } from '../../bench/attack/run.js';
import { packageRoot } from '../../lab/where.js';
import { tempFolder } from '../support/temp.js';

describe('attacks on the approval, over the real bot', () => {
  it('refuses a few of each kind with the reason, and starts nothing', async () => {
    const tried = ['unsigned', 'external', 'self', 'double', 'after group removal', 'written into Redis'];

    const { rows } = await runAttacks(tempFolder('attack'), tried);

    expect(rows.map(({ class: name, refused, destructive }) => `${name}: ${refused}, ${destructive}`)).toEqual(
      tried.map((name) => `${name}: yes, 0`),
    );
    expect(rows.map(({ reason }) => reason)).toEqual([
      'HTTP 401',
      expect.stringContaining('belongs to another workspace'),
      expect.stringContaining('`approvals.rule` is two-others'),
      expect.stringContaining('You had approved before'),
      expect.stringContaining('U0CLEO approved and is not on `approvals.approvers` any more'),
      expect.stringContaining("is in Redis and not in this bot's audit"),
    ]);
  });

  it.each(['not an approver', 'written into Redis'])('succeeds as "%s" without its guard', async (name) => {
    const { rows } = await runMutants(tempFolder('attack'), [name]);

    expect(rows).toEqual([expect.objectContaining({ class: name, refused: 'no', destructive: 1 })]);
  });
});

describe('the guards of the attack', () => {
  it('lists a guard for each class', () => {
    expect(Object.keys(GUARDS).sort()).toEqual(Object.keys(ATTACKS).sort());
  });

  it.each(Object.entries(GUARDS))('finds what refuses "%s" exactly once in the build', (_name, edits) => {
    for (const { file, find } of edits) {
      const built = readFileSync(join(packageRoot(), 'dist', 'src', `${file}.js`), 'utf8');
      expect(built.split(find).length - 1, `${file}: ${find}`).toBe(1);
    }
  });
});
