import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ATTACKS } from './attack/classes.js';
import { runMutants } from './attack/mutants.js';
import { runAttacks } from './attack/run.js';
import { type Outcome, print } from './figures.js';

/**
 * Tries every way to get a change run that two people did not approve. Exit code 0 only when each was refused with a reason
 * and nothing destructive was started. With `--mutants` the same with each guard taken out of a copy of the build: then
 * each must succeed. `--only` names classes, with commas between them.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const names = values.only?.split(',') ?? Object.keys(ATTACKS);
const folder = mkdtempSync(join(tmpdir(), 'sfb-attack-'));
try {
  const { figures, rows } = values.mutants ? await runMutants(folder, names) : await runAttacks(folder, names);
  const outcome: Outcome = { ok: figures.every(({ ok }) => ok), figures, rows };
  print(outcome, { json: values.json, out: values.out });
  process.exitCode = outcome.ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
