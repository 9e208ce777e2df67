import type { AuditChain } from '../audit/chain.js';
import type { LoadedWorker } from '../config/load.js';
import { SfbError } from '../errors.js';
import { audited } from '../jobs/audited.js';
import type { JobInput } from '../jobs/runners.js';
import { createClock } from '../powershell/clock.js';
import type { Executor } from '../powershell/executor.js';
import type { JobRecord } from '../queue/record.js';
import type { Store } from '../queue/store.js';
import { systemTimer } from '../queue/time.js';

/**
 * Builds what a job works with, anew for each job: what was read last and moved last comes from Redis. Whatever a job
 * changes through it is in the audit.
 */
export function createSites(
  loaded: LoadedWorker,
  executor: Executor,
  store: Store,
  audit: Pick<AuditChain, 'append'>,
): (record: JobRecord) => Promise<JobInput> {
  const { lab, deployment, worker } = loaded.config;
  // One for the whole process: in the lab waiting moves the world.
  const time = createClock({
    lab,
    pace: worker.pace,
    move: (ms) => executor.moveLabClock(ms),
    sleep: (ms) => new Promise<void>((resolve) => systemTimer.after(ms, resolve)),
  });
  return async (record) => {
    const pair = deployment.pairs.find((one) => one.name === record.pair);
    if (pair === undefined) {
      throw new SfbError('NOT_FOUND', `This worker's deployment has no pair ${record.pair}; nothing was read.`);
    }
    const [previous, moved] = await Promise.all([store.getStatus(pair.name), store.lastMove(pair.name)]);
    return {
      job: record.id,
      ps: audited(executor.forPair(pair), (kind, body) => audit.append(kind, body), {
        job: record.id,
        pair: pair.name,
      }),
      renew: () => executor.renew(),
      pair,
      lab,
      settleMinutes: worker.settleMinutes,
      jump: worker.jump,
      previous: previous?.report,
      ...(moved === undefined ? {} : { lastMove: { to: moved.to, endedAt: moved.endedAt } }),
      clock: time.now,
      sleep: time.wait,
    };
  };
}
