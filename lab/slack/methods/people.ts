import { z } from 'zod';
import { SlackError } from '../slack-error.js';
import type { Json, LabUser, LabUserGroup } from '../types.js';
import type { Workspace } from '../workspace.js';
import { flag, id, type Method, method } from './method.js';
import { APP_ID, BOT_ID } from './shown.js';

const authTest = method({}, (_args, workspace) => {
  const { botUserId, teamId } = workspace.options;
  return {
    url: `${workspace.origin}/`,
    team: 'Lab',
    user: workspace.users.get(botUserId)?.name ?? '',
    team_id: teamId,
    user_id: botUserId,
    bot_id: BOT_ID,
    app_id: APP_ID,
    is_enterprise_install: false,
  };
});

const teamInfo = method({ team: id.optional() }, (_args, workspace) => ({
  team: { id: workspace.options.teamId, name: 'Lab', domain: 'lab' },
}));

const usersInfo = method({ user: id, include_locale: flag.optional() }, (args, workspace) => {
  const user = workspace.users.get(args.user);
  if (user === undefined) throw new SlackError('user_not_found');
  return { user: userJson(workspace, user) };
});

/** Slack leaves most switches out of a deactivated person. */
function userJson(workspace: Workspace, user: LabUser): Json {
  const { id: userId, name, realName } = user;
  const core = {
    id: userId,
    team_id: user.teamId ?? workspace.options.teamId,
    name,
    deleted: user.deleted ?? false,
    is_bot: user.isBot ?? false,
    is_app_user: false,
    updated: 0,
    profile: { real_name: realName, display_name: name },
    ...(user.isStranger === undefined ? {} : { is_stranger: user.isStranger }),
  };
  if (user.deleted === true) return core;
  return {
    ...core,
    real_name: realName,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: (user.isRestricted ?? false) || (user.isUltraRestricted ?? false),
    is_ultra_restricted: user.isUltraRestricted ?? false,
    is_email_confirmed: true,
  };
}

const listUsers = method(
  { usergroup: id, include_disabled: flag.optional() },
  ({ usergroup, include_disabled: withDisabled }, workspace) => {
    const group = workspace.groups.get(usergroup);
    if (group === undefined || (group.disabled === true && withDisabled !== true)) {
      throw new SlackError('no_such_subteam');
    }
    return { users: [...group.users] };
  },
);

const listGroups = method(
  { include_disabled: flag.optional(), include_users: flag.optional(), include_count: flag.optional() },
  (args, workspace) => ({
    usergroups: [...workspace.groups.values()]
      .filter((group) => group.disabled !== true || args.include_disabled === true)
      .map((group) => groupJson(workspace, group, args.include_users === true)),
  }),
);

function groupJson(workspace: Workspace, group: LabUserGroup, withUsers: boolean): Json {
  const core = {
    id: group.id,
    team_id: workspace.options.teamId,
    is_usergroup: true,
    name: group.handle,
    handle: group.handle,
    date_delete: group.disabled === true ? 1 : 0,
    user_count: group.users.length,
  };
  return withUsers ? { ...core, users: [...group.users] } : core;
}

const addReaction = method({ channel: id, timestamp: id, name: z.string().min(1) }, (args, workspace) => {
  const message = workspace.messages.find(args.channel, args.timestamp);
  if (message === undefined) throw new SlackError('message_not_found');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(args.name)) throw new SlackError('invalid_name');
  if (message.reactions.includes(args.name)) throw new SlackError('already_reacted');
  workspace.messages.change(message, { reactions: [...message.reactions, args.name] });
  return {};
});

export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'team.info': teamInfo,
  'users.info': usersInfo,
  'usergroups.list': listGroups,
  'usergroups.users.list': listUsers,
  'reactions.add': addReaction,
};
