import { parseArgs } from 'node:util';
import { benchBoundary } from './boundary.js';
import { benchCrowd } from './crowd.js';
import { type Outcome, print } from './figures.js';
import { benchOwnShare } from './own-share.js';
import { benchPreflight } from './preflight.js';

/** Figures with their baselines, taken in the same run; exit code 0 only when every bar is met. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, out: { type: 'string' } } });
const boundary = await benchBoundary();
const preflight = await benchPreflight();
const ownShare = await benchOwnShare();
const crowd = await benchCrowd();
const figures = [...boundary, ...preflight.figures, ...ownShare.figures, ...crowd.figures];
const rows = [...preflight.rows, ...ownShare.rows, ...crowd.rows];
const outcome: Outcome = { ok: figures.every((figure) => figure.ok), figures, rows };
print(outcome, { json: values.json, out: values.out });
process.exitCode = outcome.ok ? 0 : 1;
