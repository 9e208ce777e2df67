import { commands } from '../../src/commands/index.js';
import type { CommandRole, Commands } from '../../src/commands/types.js';
import { createCommandListener } from '../../src/slack/listeners/command.js';
import type { People } from '../../src/slack/people.js';
import { london, paris } from '../commands/pairs.js';
import { FakeIntake, FakeTime, fakeLog } from './fakes.js';
import { FakeAudit } from './gates.js';

const payload = {
  command: '/sfb',
  text: 'status london',
  team_id: 'T0LAB',
  user_id: 'U0VIC',
  channel_id: 'C0SFB',
  trigger_id: '1.2.abc',
};

export type Answer = { response_type?: string; text?: string };

/** A command listener whose surroundings are all in memory, and what it answered. */
export function commanding(
  change: {
    people?: Pick<People, 'standing'>;
    roles?: CommandRole[];
    unread?: string;
    enterprise?: string;
    commands?: Commands;
  } = {},
) {
  const time = new FakeTime();
  const intake = new FakeIntake();
  const audit = new FakeAudit();
  const log = fakeLog();
  const remembered: string[] = [];
  const acked: Answer[] = [];
  const responded: Answer[] = [];
  const standing = {
    roles: new Set<CommandRole>(change.roles ?? ['anyone', 'viewer']),
    ...(change.unread && { unread: change.unread }),
  };
  const listener = createCommandListener({
    home: { teamId: 'T0LAB', botUserId: 'U0BOT', ...(change.enterprise && { enterpriseId: change.enterprise }) },
    channel: 'C0SFB',
    pairs: [london, paris],
    commands: change.commands ?? commands,
    statusMaxAge: 60,
    people: change.people ?? { standing: async () => standing },
    intake,
    audit,
    time,
    log,
    remember: (job) => remembered.push(job),
  });
  const run = (body: object = {}) =>
    listener({
      body: { ...payload, ...body } as Parameters<typeof listener>[0]['body'],
      ack: async (answer) => {
        acked.push(answer as Answer);
      },
      respond: async (answer) => {
        responded.push(answer as Answer);
        return undefined as never;
      },
    });
  return { time, intake, audit, log, remembered, acked, responded, run };
}
