import type { Figure } from '../figures.js';
import type { Arena, OpenGate } from './arena.js';
import type { Attack } from './classes.js';
import { APPROVERS, CROWD, GROUP } from './stack.js';

/** 200 submissions of 50 people at once. Most are refused by Slack's own limit on reading groups, 20 a minute. */
export const atOnce: Readonly<Record<string, Attack>> = {
  // Ben, who has approved, and 49 who are no approvers.
  concurrent: async (arena) => {
    const { job, planHash } = await arena.gate();
    const people = ['U0BEN', ...CROWD.slice(1)].flatMap((user) => [user, user, user, user]);
    const reasons = await pressedBy(people, arena, { job, planHash });
    const refused = reasons.filter((reason) => reason !== '');
    const different = [...new Set(refused)].join(' | ');
    return { job, reason: refused.length === people.length ? `all ${people.length}: ${different}` : '' };
  },
};

/** The honest counterpart: fifty approvers press four times each, and the plan runs once, by the first two. */
export async function everybodyApproves(arena: Arena): Promise<Figure[]> {
  arena.stack.slack.admin.userGroup(GROUP, { users: [...APPROVERS, ...CROWD] });
  const { job, planHash } = await arena.gate();
  const before = arena.worker.started();
  const people = CROWD.flatMap((user) => [user, user, user, user]);
  await pressedBy(people, arena, { job, planHash });
  const { state } = await arena.settled(job);
  const votes = (await arena.store.readGate(job))?.votes.length ?? 0;
  const runs = arena.worker.started() - before;
  const name = '200 approvals by 50 approvers at once';
  return [
    { name: `${name}: runs`, value: runs, unit: 'runs', bar: '= 1, and done', ok: runs === 1 && state === 'done' },
    { name: `${name}: counted`, value: votes, unit: 'votes', bar: '= 2', ok: votes === 2 },
  ];
}

/** All at once. The worker waits until Slack can be asked again, or the limit would refuse the run permit. */
async function pressedBy(
  people: readonly string[],
  { submit, worker, stack }: Arena,
  gate: Pick<OpenGate, 'job' | 'planHash'>,
): Promise<string[]> {
  worker.hold();
  const { job, planHash } = gate;
  const answers = await Promise.all(people.map((user) => submit({ action: 'approve', user, job, planHash })));
  stack.skipMinute();
  worker.go();
  return answers;
}
