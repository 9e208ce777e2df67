import type { Snapshot } from '../types.js';

/** Shows ids as people know them. */
export interface Names {
  /** First name, as it stands before a message. */
  person(userId: string): string;
  channel(channelId: string): string;
  group(groupId: string): string;
}

export function namesOf({ users, channels, userGroups }: Pick<Snapshot, 'users' | 'channels' | 'userGroups'>): Names {
  return {
    person: (id) => users.find((user) => user.id === id)?.realName ?? id,
    channel: (id) => channels.find((channel) => channel.id === id)?.name ?? id,
    group: (id) => userGroups.find((group) => group.id === id)?.handle ?? id,
  };
}
