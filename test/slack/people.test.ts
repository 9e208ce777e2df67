import { describe, expect, it } from 'vitest';
import type { Directory, SlackUser } from '../../src/slack/directory.js';
import { createPeople } from '../../src/slack/people.js';

const lists = {
  operators: { users: ['U0ANA'], groups: ['S0OPS'] },
  viewers: { users: ['U0VIC'], groups: [] },
  approvals: { rule: 'two-others' as const, quorum: 2, approvers: { users: [], groups: ['S0APPROVE'] } },
};

function member(id: string, change: Partial<SlackUser> = {}): SlackUser {
  return {
    id,
    team_id: 'T0LAB',
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    ...change,
  };
}

function start(
  options: { user?: (id: string) => Promise<SlackUser>; group?: Directory['group']; enterprise?: string } = {},
) {
  const asked: string[] = [];
  const clock = { now: 0 };
  const groups: Record<string, string[]> = { S0OPS: ['U0OLE'], S0APPROVE: ['U0BEN'] };
  const directory: Directory = {
    user(id) {
      asked.push(id);
      return options.user?.(id) ?? Promise.resolve(member(id));
    },
    group(id) {
      asked.push(id);
      return options.group?.(id) ?? Promise.resolve(groups[id] ?? []);
    },
  };
  const home = { teamId: 'T0LAB', botUserId: 'U0BOT', ...(options.enterprise && { enterpriseId: options.enterprise }) };
  return { asked, clock, people: createPeople({ directory, deployment: lists, home, now: () => clock.now }) };
}

describe('slack/people', () => {
  it.each([
    { who: 'an operator by name', id: 'U0ANA', roles: ['anyone', 'viewer', 'operator', 'operator-or-approver'] },
    { who: 'an operator by group', id: 'U0OLE', roles: ['anyone', 'viewer', 'operator', 'operator-or-approver'] },
    { who: 'a viewer by name', id: 'U0VIC', roles: ['anyone', 'viewer'] },
    { who: 'an approver by group', id: 'U0BEN', roles: ['anyone', 'viewer', 'operator-or-approver'] },
    { who: 'somebody on no list', id: 'U0SAM', roles: ['anyone'] },
  ])('gives $who exactly their roles', async ({ id, roles }) => {
    const { people } = start();

    expect(await people.standing(id)).toEqual({ roles: new Set(roles) });
  });

  it.each([
    { who: 'a bot', change: { is_bot: true }, says: 'Bots and workflows cannot run /sfb' },
    { who: 'a workflow', change: { is_workflow_bot: true }, says: 'Bots and workflows cannot run /sfb' },
    { who: 'a guest of several channels', change: { is_restricted: true }, says: 'Guest accounts cannot run /sfb' },
    { who: 'a guest of one channel', change: { is_ultra_restricted: true }, says: 'Guest accounts cannot run /sfb' },
    { who: 'a stranger', change: { is_stranger: true }, says: 'belongs to another workspace' },
    { who: 'a member of another workspace', change: { team_id: 'T0ELSE' }, says: 'belongs to another workspace' },
    { who: 'somebody merely invited', change: { is_invited_user: true }, says: 'Accept your invitation' },
    { who: 'a deactivated member', change: { deleted: true }, says: 'is deactivated' },
    { who: 'another person than the one asked about', change: { id: 'U0EVE' }, says: 'answered for somebody else' },
  ])('refuses $who, even one the configuration lists', async ({ change, says }) => {
    const { people } = start({ user: async (id) => member(id, change) });

    await expect(people.standing('U0ANA')).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining(says),
    });
  });

  it('lets in a member of a sibling workspace of the same organisation only', async () => {
    const sibling = async (id: string) =>
      member(id, { team_id: 'T0ELSE', enterprise_user: { enterprise_id: 'E0ORG' } });

    expect((await start({ user: sibling, enterprise: 'E0ORG' }).people.standing('U0ANA')).roles.has('operator')).toBe(
      true,
    );
    await expect(start({ user: sibling, enterprise: 'E0OTHER' }).people.standing('U0ANA')).rejects.toThrow('another');
    await expect(start({ user: sibling }).people.standing('U0ANA')).rejects.toThrow('another workspace');
  });

  it('refuses when Slack does not say who it is, and asks again the next time', async () => {
    let down = true;
    const { people } = start({
      user: async (id) => {
        if (down) throw new Error('timed out');
        return member(id);
      },
    });

    await expect(people.standing('U0ANA')).rejects.toThrow(
      'Slack did not say who you are (timed out), so nothing was done; try again in a minute.',
    );
    down = false;
    expect((await people.standing('U0ANA')).roles.has('operator')).toBe(true);
  });

  it('gives no role a group decides when the group cannot be read, and says so', async () => {
    const { people } = start({ group: async () => Promise.reject(new Error('ratelimited')) });

    expect(await people.standing('U0OLE')).toEqual({ roles: new Set(['anyone']), unread: 'ratelimited' });
    expect(await people.standing('U0VIC')).toEqual({ roles: new Set(['anyone', 'viewer']), unread: 'ratelimited' });
  });

  it('asks Slack at most once a minute about each person and group', async () => {
    const { people, asked, clock } = start();

    await Promise.all([people.standing('U0SAM'), people.standing('U0SAM')]);
    clock.now = 59_999;
    await people.standing('U0SAM');
    expect(asked).toEqual(['U0SAM', 'S0OPS', 'S0APPROVE']);
    clock.now = 60_000;
    await people.standing('U0SAM');

    expect(asked).toEqual(['U0SAM', 'S0OPS', 'S0APPROVE', 'U0SAM', 'S0OPS', 'S0APPROVE']);
  });
});
