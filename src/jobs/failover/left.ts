import { join } from 'node:path';
import { type Pair, serverOf } from '../../domain.js';
import { listed, type MatrixVerdict } from '../../report.js';
import type { Plan, Step } from '../plan/types.js';
import type { JobInput } from '../runners.js';
import { consoleLines, failbackSection, mayHaveRun } from './by-hand.js';

/** A plan that stopped: the steps that are done, and the others; the first of those is the one it stopped at. */
export interface Stopped {
  readonly plan: Plan;
  readonly done: readonly Step[];
  readonly rest: readonly Step[];
}

/** What is left for a console after a stop. The line of a destructive step that was begun is never among it. */
export function leftByHand({ rest }: Stopped, pair: Pair, jump: string): string[] {
  const [at, ...later] = rest;
  if (at === undefined) return [];
  const begun = at.kind === 'cmdlet';
  const look = begun ? [mayHaveRun(at, pair.name)] : [];
  // Setting a next hop or a service to what it should be does no harm twice, and a server must not stay half stopped.
  const again = begun && at.effect === 'reversible' ? ['Only if it did not:', ...consoleLines([at], pair, jump)] : [];
  const left = begun ? later : rest;
  return [
    `Read first who holds the CMS: \`status ${pair.name} --fresh\`.`,
    ...look,
    ...again,
    ...(left.length === 0 ? [] : ['Then, only if one server alone holds the CMS, what is left, in this order:']),
    ...consoleLines(left, pair, jump),
  ];
}

/**
 * What became of the Edge next hop where the users have not followed it. Taking it back writes the CMS, so that waits
 * until one server alone holds it (sfb-facts 3.11: before the CMS is moved or after the new one is proven, never between).
 */
export function edgeLeft({ plan, done, rest }: Stopped, verdict: MatrixVerdict, pair: Pair): string[] {
  if (done.some(({ id }) => id === POOL)) return [];
  const at = rest[0]?.undoLine === undefined ? [] : rest.slice(0, 1);
  const changed = [...done, ...at].filter(({ undoLine }) => undoLine !== undefined);
  if (changed.length === 0) return [];
  const [from, to] = [serverOf(pair, plan.from), serverOf(pair, plan.to)];
  const pools = listed(changed.map(({ observe, title }) => String(observe.args.pool ?? title)));
  const sure = at.length === 0 ? `as this job set ${changed.length === 1 ? 'it' : 'them'}` : 'as far as this job came';
  const lead = `The Edge (${pools}) has ${to} as next hop, ${sure}.`;
  const back = (where: string) => changed.map(({ undoLine }) => `On ${where}: ${undoLine}`);
  const { kind, side } = verdict;
  if (kind !== 'single' || side === undefined) {
    return [
      `${lead} Leave it so for now, and publish no topology: both write the CMS, and it is not certain that one server alone holds it.`,
      `When one server alone holds the CMS again, and the users of ${from} stay on ${from}, take it back:`,
      ...back('the server that then holds the CMS'),
    ];
  }
  const users = rest[0]?.id === POOL ? 'whether the users have is said by PoolState' : 'the users have not';
  const said =
    side === plan.from
      ? `The CMS is on ${from}. If the failover does not go on, take the next hop back:`
      : `The CMS is on ${to}, ${users}. Leave it if they are to follow; only if they stay on ${from}, take it back:`;
  return [`${lead} ${said}`, ...back(serverOf(pair, side))];
}

const POOL = 'pool-failover';

/** Where everything lies that a bad night leaves behind for those who look at it. */
export function evidenceKept({ plan }: Stopped, { pair, job }: Pick<JobInput, 'pair' | 'job'>): string[] {
  const { set } = plan;
  const journal = `\`npm run sfb -- journal ${pair.name}${job === undefined ? '' : ` --job ${job}`}\``;
  const folders = set === undefined ? [] : pair.shares.map(({ path }) => join(path, pair.name, set.id));
  return [
    ...(folders.length === 0
      ? []
      : [
          `The evidence is kept. Backup set from before this job: ${folders.join(' and ')}; RUNBOOK.md there has the way out ("Recover").`,
        ]),
    `What each server wrote down of this job: ${journal}. Who asked and approved: \`npm run sfb -- audit\`.`,
  ];
}

/** After a failover that ended well: nothing is urgent, and the way home is named. */
export function homeByHand(pair: Pair, { from, to, set }: Pick<Plan, 'from' | 'to' | 'set'>): string {
  const [home, away] = [serverOf(pair, from), serverOf(pair, to)];
  const where = set === undefined ? 'the newest backup set' : `backup set ${set.id}`;
  return `Nothing more is needed now: the CMS and the users of ${home} stay on ${away}. The way home is by hand, since the bot does not do it yet: section "${failbackSection(home, away)}" of RUNBOOK.md in ${where}.`;
}
