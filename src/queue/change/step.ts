import type { Side } from '../../domain.js';
import { errorText, SfbError } from '../../errors.js';
import type { Observer, ObserverContext, Seen } from '../../jobs/change.js';
import type { Step } from '../../jobs/plan/types.js';
import type { Intent, Outcome, TargetState } from '../../journal/types.js';
import { lostData } from '../lost.js';
import type { StepRecord } from '../record.js';
import { decide } from './decide.js';
import { isCancelled, moveTo, patchStep, replaceStep, stepOf } from './ledger.js';
import type { ChangeDeps, Held, Recheck } from './types.js';
import { watch } from './watch.js';

/** How a step ended. Only `done` lets the next one begin. */
export type Ended =
  | { readonly end: 'done' }
  /** It surely did not happen, or what it waited for surely did not come. */
  | { readonly end: 'stopped'; readonly sentence: string }
  /** Nobody can tell, so people must. */
  | { readonly end: 'people'; readonly sentence: string };

/** A step that was not begun. */
type NotBegun = Exclude<Ended, { readonly end: 'done' }>;

/** How often an effect is looked for after its cmdlet has ended, and how long apart by the site's clock. */
const LOOKS = 10;
const LOOK_APART_MS = 30_000;

/** Uses after which the witnesses of the CMS differ for a while. */
const MOVES_CMS: ReadonlySet<string> = new Set(['invoke-cs-management-server-failover']);

/** Does one step, or finds out how far an earlier worker came with it. */
export async function carryOut(
  held: Held,
  step: Step,
  target: TargetState | undefined,
  deps: ChangeDeps,
): Promise<Ended> {
  if (step.kind !== 'cmdlet') return await waitFor(held, step, deps);
  const ledger = stepOf(held.record, step.id) ?? {};
  const attempt = stepOf(held.record, step.id)?.claim?.attempt ?? 1;
  const computer = target?.computer ?? 'the target';
  const trace = target?.steps[`${step.id}.${attempt}`];
  const decision = decide({ ledger, trace, running: target?.running ?? false, computer });
  if (decision.go === 'people') return { end: 'people', sentence: decision.sentence };
  if (decision.go === 'run') {
    const begun = await begin(held, step, attempt, deps);
    return 'end' in begun ? begun : await finish(held, step, begun, deps);
  }
  const { intent, outcome } = decision.trace;
  if (decision.go === 'watch') return await finish(held, step, intent, deps);
  if (decision.go === 'look' || outcome === undefined) return await judgeLost(held, step, intent, deps);
  return await adopt(held, step, intent, outcome, deps);
}

/**
 * Before-values, the claim in the record, then the order to the target's runner; an intent there counts as started. Ended
 * without having begun when things are not as planned, or when Redis lost data: nobody knows then what people said.
 */
async function begin(held: Held, step: Step, attempt: number, deps: ChangeDeps): Promise<Intent | NotBegun> {
  const { call } = step;
  const use = call === undefined ? undefined : deps.uses[call.use];
  if (call === undefined || use === undefined) {
    throw new SfbError(
      'STALE_PLAN',
      `This worker does not know the cmdlet of the step ${step.id}; run the version that made the plan.`,
    );
  }
  const { lease, record } = held;
  const before = await observerOf(step, deps).readBefore(held.site.input.ps, contextOf(held, step));
  const hindered = await hindrance(held, step, before, deps);
  if (hindered !== undefined) return hindered;
  held.signal.throwIfAborted();
  const claim = { attempt, epoch: lease.epoch, at: new Date(await deps.store.redisNow()).toISOString() };
  await deps.audit('cmdlet', {
    job: record.id,
    step: step.id,
    attempt,
    epoch: lease.epoch,
    line: step.line ?? '',
    place: call.place,
  });
  await patchStep(held, step.id, { state: 'running', claim }, deps);
  // Its undo is no step of the plan.
  if (isCancelled(held) && held.plan.steps.some(({ id }) => id === step.id)) {
    const { claim: _never, ...rest } = stepOf(held.record, step.id) ?? { id: step.id, title: step.title };
    await replaceStep(held, { ...rest, state: 'pending' }, deps);
    return { end: 'stopped', sentence: 'It was cancelled.' };
  }
  // After the claim: whatever was lost before it is known by now.
  if ((await deps.store.lostData()) !== undefined) return afterLoss();
  held.signal.throwIfAborted();
  const order = { job: record.id, step: step.id, attempt, epoch: lease.epoch, owner: lease.owner, before };
  return await held.site.changes.start(use, call.params, call.place, order);
}

function afterLoss(): NotBegun {
  return { end: 'people', sentence: `${lostData().message} This step was not started.` };
}

/** What a step's observer sees before anything was begun: whether its effect is there already. */
export async function lookBefore(held: Held, step: Step, deps: ChangeDeps): Promise<Seen> {
  const before = await observerOf(step, deps).readBefore(held.site.input.ps, contextOf(held, step));
  return await observe(held, step, before, 1, deps);
}

/** Why a step is not begun although it is its turn: what it was planned on is no longer so, or cannot be read. */
async function hindrance(held: Held, step: Step, before: unknown, deps: ChangeDeps): Promise<NotBegun | undefined> {
  const observer = observerOf(step, deps);
  const unexpected = observer.unexpected?.(contextOf(held, step), observer.before.parse(before));
  if (unexpected !== undefined) return await notBegun(held, step, 'stopped', unexpected, deps);
  if (step.expect === undefined) return undefined;
  const holds = await holding(held, step, step.expect.cms, deps);
  if (holds.found === 'same') return undefined;
  return await notBegun(held, step, holds.found === 'unreadable' ? 'people' : 'stopped', holds.sentence, deps);
}

async function notBegun(
  held: Held,
  step: Step,
  end: NotBegun['end'],
  why: string,
  deps: ChangeDeps,
): Promise<NotBegun> {
  const sentence = `${why} So "${step.title}" was not started.`;
  await patchStep(held, step.id, { sentence }, deps);
  return { end, sentence };
}

/** A server that is silent for a moment is asked again, as after a change, before people are called. */
async function holding(held: Held, step: Step, side: Side, deps: ChangeDeps): Promise<Recheck> {
  const { input } = held.site;
  for (let left = LOOKS; ; left -= 1) {
    held.signal.throwIfAborted();
    const found = await deps.holds(held.site, side);
    if (found.found !== 'unreadable' || left <= 1) return found;
    await patchStep(held, step.id, { said: found.sentence }, deps);
    await input.sleep(LOOK_APART_MS);
    input.renew();
  }
}

async function finish(held: Held, step: Step, intent: Intent, deps: ChangeDeps): Promise<Ended> {
  const alongside = () => observe(held, step, intent.before, 1, deps);
  const watched = await watch(held, step, intent, alongside, deps);
  if (held.record.state === 'late') await moveTo(held, 'running', { sentence: null }, deps);
  if (watched.end === 'lost') return await judgeLost(held, step, intent, deps);
  return await adopt(held, step, intent, watched.outcome, deps);
}

/** The target's outcome becomes the record's; then only what is observed decides. */
async function adopt(held: Held, step: Step, intent: Intent, outcome: Outcome, deps: ChangeDeps): Promise<Ended> {
  const text = outcome.errors[0]?.message ?? outcome.warnings.at(-1) ?? '';
  const { ok, at, ms } = outcome;
  await deps.audit('outcome', { job: intent.job, step: step.id, attempt: intent.attempt, ok, at, ms, text });
  await patchStep(held, step.id, { outcome: { ok, at, ms, text } }, deps);
  // Whoever reads the matrix from now on must know that its witnesses may lag.
  if (MOVES_CMS.has(intent.use)) await deps.store.putMove(held.plan.pair, held.plan.to, intent.job);
  const seen = await observe(held, step, intent.before, ok ? LOOKS : 2, deps);
  const said = ok ? '' : ` The cmdlet reported: ${text}`;
  const sentence = `${seen.sentence}${said}`;
  if (seen.seen === 'happened') return await done(held, step, sentence, deps);
  await patchStep(held, step.id, { state: unfinished(seen), sentence }, deps);
  // A cmdlet that ended well and whose effect is missing may still be under way somewhere: people look at it.
  if (seen.stop === true || (seen.seen === 'not-happened' && !ok)) return { end: 'stopped', sentence };
  return { end: 'people', sentence };
}

/** Started, nothing runs, no outcome: observed as happened goes on; nothing else ever starts it again by itself. */
async function judgeLost(held: Held, step: Step, intent: Intent, deps: ChangeDeps): Promise<Ended> {
  const seen = await observe(held, step, intent.before, 2, deps);
  const lost = `It was started on its server at ${intent.at}, nothing runs there any more, and how it ended was not written down.`;
  if (seen.seen === 'happened') return await done(held, step, `${seen.sentence} ${lost}`, deps);
  const sentence = `${lost} ${seen.sentence}`;
  await patchStep(held, step.id, { state: 'unknown', sentence }, deps);
  return seen.stop === true ? { end: 'stopped', sentence } : { end: 'people', sentence };
}

/** A step that only looks, again and again, until it has happened or its time is over by the site's clock. */
async function waitFor(held: Held, step: Step, deps: ChangeDeps): Promise<Ended> {
  await patchStep(held, step.id, { state: 'running' }, deps);
  const tries = step.kind === 'check' ? 1 : Math.max(1, Math.ceil(step.lateMs / LOOK_APART_MS));
  const observer = observerOf(step, deps);
  const before = await observer.readBefore(held.site.input.ps, contextOf(held, step));
  const seen = await observe(held, step, before, tries, deps);
  if (seen.seen === 'happened') return await done(held, step, seen.sentence, deps);
  await patchStep(held, step.id, { state: unfinished(seen), sentence: seen.sentence }, deps);
  return { end: seen.stop === true ? 'stopped' : 'people', sentence: seen.sentence };
}

async function observe(held: Held, step: Step, before: unknown, tries: number, deps: ChangeDeps): Promise<Seen> {
  const observer = observerOf(step, deps);
  const { input } = held.site;
  for (let left = tries; ; left -= 1) {
    held.signal.throwIfAborted();
    if (left < tries || mayHaveMoved(step)) input.renew();
    const seen = await observer
      .observe(input.ps, contextOf(held, step), observer.before.parse(before))
      .catch(
        (error: unknown): Seen => ({ seen: 'cant-tell', sentence: `It could not be looked at: ${errorText(error)}` }),
      );
    if (seen.seen === 'happened' || seen.stop === true || left <= 1) return seen;
    if (step.kind !== 'cmdlet' && (await hearsOfCancel(held, deps))) return seen;
    if (seen.sentence !== stepOf(held.record, step.id)?.said)
      await patchStep(held, step.id, { said: seen.sentence }, deps);
    await input.sleep(LOOK_APART_MS);
  }
}

/**
 * Whether older sessions may look through a CMS that is no longer the active one: they keep the connection they first had
 * (domain-notes 1.4). Each new one loads the module, which takes seconds on a server, so only then are they dropped.
 */
function mayHaveMoved({ call }: Step): boolean {
  return call !== undefined && MOVES_CMS.has(call.use);
}

/** People may cancel while a wait is long; this worker writes nothing then that would tell it. */
async function hearsOfCancel(held: Held, { store }: ChangeDeps): Promise<boolean> {
  const { cancel } = (await store.readJob(held.record.id)) ?? {};
  if (cancel !== undefined) held.record = { ...held.record, cancel };
  return cancel !== undefined;
}

/** How a step that has not happened is shown. */
function unfinished({ seen }: Seen): StepRecord['state'] {
  return seen === 'not-happened' ? 'failed' : 'unknown';
}

async function done(held: Held, step: Step, sentence: string, deps: ChangeDeps): Promise<Ended> {
  await patchStep(held, step.id, { state: 'done', sentence }, deps);
  return { end: 'done' };
}

function observerOf(step: Step, deps: ChangeDeps): Observer {
  const observer = deps.observers[step.observe.name];
  if (observer !== undefined) return observer;
  throw new SfbError(
    'STALE_PLAN',
    `This worker cannot observe ${step.observe.name}; run the version that made the plan.`,
  );
}

function contextOf({ plan, site }: Held, step: Step): ObserverContext {
  return { pair: site.input.pair, from: plan.from, to: plan.to, args: step.observe.args };
}
