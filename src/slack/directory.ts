import type { webApi } from '@slack/bolt';
import { z } from 'zod';

/** What we read of a user. A missing flag is a failed answer, so that nobody is let in by a blank. */
export const SlackUser = z.object({
  id: z.string(),
  team_id: z.string(),
  deleted: z.boolean(),
  is_bot: z.boolean(),
  is_restricted: z.boolean(),
  is_ultra_restricted: z.boolean(),
  is_workflow_bot: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_invited_user: z.boolean().optional(),
  enterprise_user: z.object({ enterprise_id: z.string() }).optional(),
});
export type SlackUser = z.infer<typeof SlackUser>;

/** Deactivated people come with few fields; that one is all we need of them. */
const DeletedUser = z.object({ id: z.string(), deleted: z.literal(true) });

/** Who is who, by stable ids. Every call throws when Slack doesn't answer clearly. */
export interface Directory {
  user(userId: string): Promise<SlackUser | z.infer<typeof DeletedUser>>;
  group(groupId: string): Promise<readonly string[]>;
}

export function createDirectory(client: webApi.WebClient): Directory {
  return {
    async user(userId) {
      const { user } = await client.users.info({ user: userId });
      const deleted = DeletedUser.safeParse(user);
      return deleted.success ? deleted.data : SlackUser.parse(user);
    },

    async group(groupId) {
      const answer = await client.usergroups.users.list({ usergroup: groupId });
      return z.array(z.string()).parse(answer.users);
    },
  };
}
