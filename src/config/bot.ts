import { z } from 'zod';
import { Deployment } from './deployment.js';

/** What the bot's file may hold: no host and no PowerShell, and its secrets come from the environment only. */
export const BotConfig = z.strictObject({
  lab: z.boolean().default(false),
  deployment: Deployment,
  bot: z.strictObject({
    redis: z.url({ protocol: /^rediss?$/ }).describe('The Redis of bot and worker; REDIS_URL in the environment wins.'),
    slack: z.strictObject({
      mode: z
        .enum(['http', 'socket'])
        .describe(
          'http: Slack reaches host and port through a public HTTPS address; socket: only the way out is needed.',
        ),
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65535),
      team: z
        .string()
        .regex(/^T[A-Z0-9]{2,}$/, 'is not a Slack workspace id such as T012AB3CD')
        .describe('The workspace; payloads of any other are refused.'),
      channel: z
        .string()
        .regex(/^[CG][A-Z0-9]{2,}$/, 'is not a Slack channel id such as C012AB3CD')
        .describe('The control channel: commands typed elsewhere are answered privately and do nothing.'),
    }),
    statusMaxAge: z
      .int()
      .min(0)
      .max(3600)
      .default(60)
      .describe('Seconds a status may be shown from memory before it is read again.'),
    permitKey: z
      .string()
      .min(1)
      .optional()
      .describe(
        'PEM file of the private key that signs run permits; without it no change can run (`node scripts/permit-key.mjs`).',
      ),
    data: z
      .string()
      .min(1)
      .optional()
      .describe('Folder for what the bot keeps, its audit among it; without it `.sfb` beside this file.'),
  }),
});
export type BotConfig = z.infer<typeof BotConfig>;

/** Secrets, from the environment only. */
export const BotSecrets = z.object({
  SLACK_BOT_TOKEN: z.string().regex(/^xoxb-/, 'must be a bot token (xoxb-…)'),
  SLACK_SIGNING_SECRET: z.string().min(8).optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must be an app-level token (xapp-…)')
    .optional(),
  SLACK_API_URL: z.url().optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
});
export type BotSecrets = z.infer<typeof BotSecrets>;
