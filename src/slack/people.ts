import type { Clicker } from '../approvals/types.js';
import type { CommandRole } from '../commands/types.js';
import type { Deployment, People as Listed } from '../config/deployment.js';
import type { Actor } from '../domain.js';
import { SfbError } from '../errors.js';
import { createCache } from './cache.js';
import type { Directory } from './directory.js';
import { failureText } from './failure.js';
import type { Home } from './types.js';

/** How long an answer about a person or a group may be used, in milliseconds. */
const MAX_AGE = 60_000;

export interface Standing {
  readonly roles: ReadonlySet<CommandRole>;
  /** Set when a group could not be read: why, so that a refusal can say that it may be wrong. */
  readonly unread?: string;
}

/** A person at a gate. With `unread` Slack did not say enough: neither yes nor no. */
export interface AtGate extends Clicker {
  readonly unread?: string;
}

export interface People {
  /** What a person may do here. Throws SfbError NOT_ALLOWED for anybody who is no full, active member of the workspace. */
  standing(userId: string): Promise<Standing>;
  /** Whether a person may decide. `now` asks Slack again, for what counts; otherwise an answer may be a minute old. Never throws. */
  atGate(actor: Actor, how: 'now' | 'remembered'): Promise<AtGate>;
}

export interface PeopleDeps {
  readonly directory: Directory;
  readonly deployment: Pick<Deployment, 'operators' | 'viewers' | 'approvals'>;
  readonly home: Home;
  readonly now: () => number;
}

export function createPeople({ directory, deployment, home, now }: PeopleDeps): People {
  const remembered: Directory = {
    user: createCache((id) => directory.user(id), MAX_AGE, now),
    group: createCache((id) => directory.group(id), MAX_AGE, now),
  };
  const { operators, viewers, approvals } = deployment;
  return {
    async standing(userId) {
      const found = await judge(userId, remembered, home, 'run /sfb');
      if (found !== undefined) throw new SfbError('NOT_ALLOWED', found.sentence);
      if (operators.users.includes(userId)) return { roles: OPERATOR };
      const asOperator = await isOn(userId, [operators], remembered);
      if (asOperator.yes) return { roles: OPERATOR };
      const asApprover = await isOn(userId, [approvals.approvers], remembered);
      const asViewer = asApprover.yes ? asApprover : await isOn(userId, [viewers], remembered);
      const unread = asOperator.unread ?? asApprover.unread ?? asViewer.unread;
      return {
        roles: asApprover.yes ? APPROVER : asViewer.yes ? VIEWER : NOBODY,
        ...(unread === undefined ? {} : { unread }),
      };
    },

    async atGate(actor, how) {
      const source = how === 'now' ? directory : remembered;
      const found = await judge(actor.userId, source, home, 'decide about a change');
      if (found !== undefined) {
        const { sentence, unread } = found;
        return { actor, approver: false, ruledOut: sentence, ...(unread === undefined ? {} : { unread }) };
      }
      const { yes, unread } = await isOn(actor.userId, [approvals.approvers], source);
      return { actor, approver: yes, ruledOut: undefined, ...(unread === undefined ? {} : { unread }) };
    },
  };
}

const NOBODY: ReadonlySet<CommandRole> = new Set(['anyone']);
const VIEWER: ReadonlySet<CommandRole> = new Set(['anyone', 'viewer']);
const APPROVER: ReadonlySet<CommandRole> = new Set(['anyone', 'viewer', 'operator-or-approver']);
const OPERATOR: ReadonlySet<CommandRole> = new Set(['anyone', 'viewer', 'operator', 'operator-or-approver']);

/** Whether a person is on one of these lists, by name or by group. Never throws. */
async function isOn(
  userId: string,
  lists: readonly Listed[],
  { group }: Pick<Directory, 'group'>,
): Promise<{ yes: boolean; unread?: string }> {
  if (lists.some(({ users }) => users.includes(userId))) return { yes: true };
  const groups = [...new Set(lists.flatMap((list) => list.groups))];
  const read = await Promise.allSettled(groups.map((id) => group(id)));
  if (read.some((answer) => answer.status === 'fulfilled' && answer.value.includes(userId))) return { yes: true };
  const failed = read.find((answer) => answer.status === 'rejected');
  return failed === undefined ? { yes: false } : { yes: false, unread: failureText(failed.reason) };
}

/** Why somebody is ruled out; with `unread` it is only that Slack did not answer. */
interface RuledOut {
  readonly sentence: string;
  readonly unread?: string;
}

/** Why Slack's own record of a person rules them out, or undefined. No answer rules out, too. */
async function judge(
  userId: string,
  { user: read }: Directory,
  home: Home,
  what: string,
): Promise<RuledOut | undefined> {
  let user: Awaited<ReturnType<Directory['user']>>;
  try {
    user = await read(userId);
  } catch (error) {
    const unread = failureText(error);
    const sentence = `Slack did not say who you are (${unread}), so nothing was done; try again in a minute.`;
    return { sentence, unread };
  }
  const sentence = ruledOutBy(user, userId, home, what);
  return sentence === undefined ? undefined : { sentence };
}

function ruledOutBy(
  user: Awaited<ReturnType<Directory['user']>>,
  userId: string,
  home: Home,
  what: string,
): string | undefined {
  if (user.id !== userId) return 'Slack answered for somebody else, so nothing was done; try again in a minute.';
  if (!('team_id' in user) || user.deleted)
    return 'Your Slack account is deactivated, so this bot does nothing for it.';
  if (user.is_bot || user.is_workflow_bot === true) {
    return `Bots and workflows cannot ${what}; a person has to do it.`;
  }
  const sibling = home.enterpriseId !== undefined && user.enterprise_user?.enterprise_id === home.enterpriseId;
  if (user.is_stranger === true || (user.team_id !== home.teamId && !sibling)) {
    return `Your account belongs to another workspace; only members of this one can ${what}.`;
  }
  if (user.is_restricted || user.is_ultra_restricted) {
    return `Guest accounts cannot ${what}; ask a full member of this workspace.`;
  }
  return user.is_invited_user === true ? `Accept your invitation to this workspace first, then ${what}.` : undefined;
}
