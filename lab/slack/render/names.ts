import type { Snapshot } from '../types.js';

/** Shows ids as people know them; an unknown id stays as it is. */
export interface Names {
  /** As it stands before a message: "Ana (operator)". */
  person(userId: string): string;
  /** As it stands in a mention: "Ana". */
  mention(userId: string): string;
  channel(channelId: string): string;
  group(groupId: string): string;
}

export function namesOf({ users, channels, userGroups }: Pick<Snapshot, 'users' | 'channels' | 'userGroups'>): Names {
  const person = (id: string) => users.find((user) => user.id === id)?.realName ?? id;
  return {
    person,
    mention: (id) => person(id).replace(/ \(.*\)$/, ''),
    channel: (id) => channels.find((channel) => channel.id === id)?.name ?? id,
    group: (id) => userGroups.find((group) => group.id === id)?.handle ?? id,
  };
}
