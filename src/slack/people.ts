import type { CommandRole } from '../commands/types.js';
import type { Deployment, People as Listed } from '../config/deployment.js';
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

export interface People {
  /** What a person may do here. Throws SfbError NOT_ALLOWED for anybody who is no full, active member of the workspace. */
  standing(userId: string): Promise<Standing>;
}

export interface PeopleDeps {
  readonly directory: Directory;
  readonly deployment: Pick<Deployment, 'operators' | 'viewers' | 'approvals'>;
  readonly home: Home;
  readonly now: () => number;
}

export function createPeople({ directory, deployment, home, now }: PeopleDeps): People {
  const user = createCache((id) => directory.user(id), MAX_AGE, now);
  const group = createCache((id) => directory.group(id), MAX_AGE, now);
  const { operators, viewers, approvals } = deployment;

  async function inGroups(userId: string, lists: readonly Listed[]): Promise<{ yes: boolean; unread?: string }> {
    const groups = [...new Set(lists.flatMap((list) => list.groups))];
    const read = await Promise.allSettled(groups.map((id) => group(id)));
    if (read.some((answer) => answer.status === 'fulfilled' && answer.value.includes(userId))) return { yes: true };
    const failed = read.find((answer) => answer.status === 'rejected');
    return failed === undefined ? { yes: false } : { yes: false, unread: failureText(failed.reason) };
  }

  return {
    async standing(userId) {
      const refusal = await refusalOf(userId, user, home);
      if (refusal !== undefined) throw new SfbError('NOT_ALLOWED', refusal);
      if (operators.users.includes(userId)) return { roles: new Set(['anyone', 'viewer', 'operator']) };
      const asOperator = await inGroups(userId, [operators]);
      if (asOperator.yes) return { roles: new Set(['anyone', 'viewer', 'operator']) };
      const listed = [...viewers.users, ...approvals.approvers.users].includes(userId);
      const asViewer = listed ? { yes: true } : await inGroups(userId, [viewers, approvals.approvers]);
      const unread = asOperator.unread ?? asViewer.unread;
      return {
        roles: new Set<CommandRole>(asViewer.yes ? ['anyone', 'viewer'] : ['anyone']),
        ...(unread === undefined ? {} : { unread }),
      };
    },
  };
}

/** Why Slack's own record of a person rules them out, or undefined. No answer rules out, too. */
async function refusalOf(
  userId: string,
  read: (id: string) => ReturnType<Directory['user']>,
  home: Home,
): Promise<string | undefined> {
  let user: Awaited<ReturnType<Directory['user']>>;
  try {
    user = await read(userId);
  } catch (error) {
    return `Slack did not say who you are (${failureText(error)}), so nothing was done; try again in a minute.`;
  }
  if (user.id !== userId) return 'Slack answered for somebody else, so nothing was done; try again in a minute.';
  if (!('team_id' in user) || user.deleted)
    return 'Your Slack account is deactivated, so this bot does nothing for it.';
  if (user.is_bot || user.is_workflow_bot === true) {
    return 'Bots and workflows cannot run /sfb; a person has to type it.';
  }
  const sibling = home.enterpriseId !== undefined && user.enterprise_user?.enterprise_id === home.enterpriseId;
  if (user.is_stranger === true || (user.team_id !== home.teamId && !sibling)) {
    return 'Your account belongs to another workspace; only members of this one can run /sfb.';
  }
  if (user.is_restricted || user.is_ultra_restricted) {
    return 'Guest accounts cannot run /sfb; ask a full member of this workspace.';
  }
  return user.is_invited_user === true ? 'Accept your invitation to this workspace first, then run /sfb.' : undefined;
}
