// The real worker with shorter times, so that bad days are short as well.
import { runWorker, WORKER_PARTS } from '../../dist/src/worker.js';

await runWorker({ ...WORKER_PARTS, leaseMs: 3000, sweepMs: 500, permitMs: 3000 });
