import { parseArgs } from 'node:util';
import { benchBoundary } from './boundary.js';
import { benchCrowd } from './crowd.js';
import { benchDigest } from './digest.js';
import { type Figure, type Outcome, print } from './figures.js';
import { benchOwnShare } from './own-share.js';
import { benchPreflight } from './preflight.js';

/** By the names that `--only` takes, in the order in which they run. */
const BENCHES: Readonly<Record<string, () => Promise<Pick<Outcome, 'figures' | 'rows'>>>> = {
  boundary: async () => ({ figures: await benchBoundary(), rows: [] }),
  preflight: benchPreflight,
  'own-share': benchOwnShare,
  crowd: benchCrowd,
  digest: benchDigest,
};

/** Minutes long: only when it is named. */
const BY_NAME: ReadonlySet<string> = new Set(['digest']);

/** Figures with their baselines, taken in the same run; exit code 0 only when every bar is met. */
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, out: { type: 'string' }, only: { type: 'string' } },
});
const { only } = values;
if (only !== undefined && BENCHES[only] === undefined) {
  process.stderr.write(`There is no bench ${only}; --only takes one of ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}
const figures: Figure[] = [];
const rows: Outcome['rows'][number][] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (only === undefined ? BY_NAME.has(name) : only !== name) continue;
  const found = await bench();
  figures.push(...found.figures);
  rows.push(...found.rows);
}
const outcome: Outcome = { ok: figures.every((figure) => figure.ok), figures, rows };
print(outcome, { json: values.json, out: values.out });
process.exitCode = outcome.ok ? 0 : 1;
