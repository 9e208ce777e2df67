import { parseArgs } from 'node:util';
import { benchBoundary } from './boundary.js';
import { type Outcome, print } from './figures.js';
import { benchPreflight } from './preflight.js';

/** Figures with their baselines, taken in the same run; exit code 0 only when every bar is met. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, out: { type: 'string' } } });
const boundary = await benchBoundary();
const preflight = await benchPreflight();
const figures = [...boundary, ...preflight.figures];
const outcome: Outcome = { ok: figures.every((figure) => figure.ok), figures, rows: preflight.rows };
print(outcome, { json: values.json, out: values.out });
process.exitCode = outcome.ok ? 0 : 1;
