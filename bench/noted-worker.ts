import type { Executor } from '../src/powershell/executor.js';
import { createAgentExecutor } from '../src/powershell/open.js';
import type { Answer, SafeChangePort } from '../src/powershell/types.js';
import { runWorker, WORKER_PARTS } from '../src/worker.js';
import type { Noted } from './own-share.js';

/** The real worker, which tells whoever forked it how long each cmdlet took on its server. */
const tell = (noted: Noted) => void process.send?.(noted);

async function told<T extends Answer<unknown>>(asked: Promise<T>): Promise<T> {
  const answer = await asked;
  tell({ at: answer.at, ms: answer.ms });
  return answer;
}

function noting(executor: Executor): Executor {
  const forPair: Executor['forPair'] = (pair) => {
    const ps = executor.forPair(pair);
    return {
      read: (...call: Parameters<SafeChangePort['read']>) => told(ps.read(...call)),
      change: (...call: Parameters<SafeChangePort['change']>) => told(ps.change(...call)),
    } as SafeChangePort;
  };
  return {
    forPair,
    computerOf: (pair, place) => executor.computerOf(pair, place),
    journal: (question) => executor.journal(question),
    renew: () => executor.renew(),
    moveLabClock: (ms) => executor.moveLabClock(ms),
    hello: () => executor.hello(),
    close: () => executor.close(),
  };
}

await runWorker({ ...WORKER_PARTS, openExecutor: (settings) => noting(createAgentExecutor(settings)) });
tell('ready');
