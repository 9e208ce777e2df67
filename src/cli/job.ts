import { errorText, SfbError } from '../errors.js';
import { audited } from '../jobs/audited.js';
import { changesSafely } from '../jobs/effects.js';
import { type JobKind, runners } from '../jobs/runners.js';
import { renderText } from '../jobs/text.js';
import { createClock } from '../powershell/clock.js';
import { busySentence, wordsOf } from '../queue/busy.js';
import type { Report } from '../report.js';
import { openConsoleAudit } from './audit.js';
import { type CliContext, print } from './types.js';

/** Runs a job that needs no approval here and now. Gives the exit code; throws SfbError when it could not be asked. */
export async function runJobHere(kind: JobKind, request: object, context: CliContext): Promise<number> {
  const { executor, pair, loaded, clock: real, sleep, user } = context;
  const { lab, worker } = loaded.config;
  const time = createClock({ lab, pace: worker.pace, move: (ms) => executor.moveLabClock(ms), sleep, real });
  await executor.hello();
  const audit = openConsoleAudit(context);
  const changes = changesSafely(kind, { ...request });
  if (changes) await refuseBesideChange(kind, { ...request }, context);
  const asked = audit.append('request', { kind, pair: pair.name, request, by: user ?? null });
  // Who only looks is not kept from it by an audit that takes no line.
  await asked.catch((error: unknown) => {
    if (changes) throw error;
    context.err(`This request is not in the audit: ${errorText(error)}\n`);
  });
  const by = user === undefined ? {} : { by: user };
  const { report } = await runners[kind](
    {
      ps: audited(executor.forPair(pair), (name, body) => audit.append(name, body), { pair: pair.name, ...by }),
      renew: () => executor.renew(),
      pair,
      lab,
      settleMinutes: worker.settleMinutes,
      jump: worker.jump,
      previous: undefined,
      clock: time.now,
      sleep: (ms) => {
        const whose = lab ? " of the lab's time" : '';
        context.err(`Not there yet; looking again in ${Math.round(ms / 1000)} s${whose}.\n`);
        return time.wait(ms);
      },
    },
    request,
  );
  const ok = isGood(report);
  print(context, { ok, ...report }, () => renderText(report, context.width));
  return ok ? 0 : 1;
}

/** Nothing that changes anything starts beside a change of this deployment. Without Redis that is not known, and said. */
async function refuseBesideChange(kind: JobKind, request: Record<string, string>, context: CliContext): Promise<void> {
  const busy = await busyNow(context).catch((error: unknown) => {
    context.err(`Whether a change of this deployment runs is not known: ${errorText(error)}\n`);
    return undefined;
  });
  if (busy !== undefined) throw new SfbError('NOT_ALLOWED', busySentence(busy, wordsOf({ kind, request })));
}

async function busyNow({ openStore }: CliContext) {
  const store = await openStore();
  try {
    return await store.busyChange();
  } finally {
    store.close();
  }
}

/** What a script goes by: nothing that was not read counts as good. */
function isGood(report: Report): boolean {
  if (report.kind === 'status') return report.verdict.kind === 'single';
  return report.kind === 'preflight' ? report.state === 'ready' : report.ok;
}
