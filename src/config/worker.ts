import { z } from 'zod';
import { Fqdn } from '../domain.js';
import { Deployment } from './deployment.js';

/** What the worker's file may hold: no Slack secret, no Slack at all. */
export const WorkerConfig = z.strictObject({
  lab: z.boolean().default(false),
  deployment: Deployment,
  worker: z.strictObject({
    redis: z.url({ protocol: /^rediss?$/ }).describe('The Redis of bot and worker; REDIS_URL in the environment wins.'),
    jump: Fqdn.describe('The machine this worker runs on; preflight warns when it is the primary.'),
    powershell: z.strictObject({
      executable: z
        .string()
        .min(1)
        .optional()
        .describe('Path or name; without it powershell.exe 5.1 on Windows and pwsh elsewhere.'),
      module: z.string().min(1).describe('Module name (real site) or path (lab).'),
      probes: z.string().min(1).optional().describe('Lab only: the lab’s own probes, since a real site’s are ours.'),
      world: z.string().min(1).optional().describe('Lab only: folder of the world this worker looks at.'),
      transport: z
        .enum(['in-process', 'process'])
        .optional()
        .describe('Lab only: front ends as pools in the agent (the default), or as a PowerShell process each.'),
      sessionConfiguration: z
        .string()
        .min(1)
        .optional()
        .describe('Real sites: the session configuration on the front ends that makes the second hop work.'),
      jumpRunspaces: z
        .int()
        .min(1)
        .max(16)
        .default(16)
        .describe('How many reads run at once on this machine; each loads the module once, again after every move.'),
    }),
    data: z
      .string()
      .min(1)
      .optional()
      .describe('Folder for what the worker keeps, doctor’s records among it; without it `.sfb` beside this file.'),
    permitPublicKey: z
      .string()
      .min(1)
      .optional()
      .describe('Public key of the bot’s run permits (SPKI as base64, or PEM); without it no change can run.'),
    backup: z
      .strictObject({
        at: z
          .string()
          .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day such as "02:00"')
          .describe('Time of day in UTC, such as "02:00".'),
      })
      .optional()
      .describe('The daily backup of every pair; without it backups are taken only when somebody asks.'),
    pace: z
      .number()
      .min(1)
      .max(3600)
      .optional()
      .describe(
        'Lab only: virtual seconds for each real one while a job waits (60 shows a minute in a second); without it at once.',
      ),
    settleMinutes: z
      .int()
      .min(1)
      .max(120)
      .default(20)
      .describe('How many minutes after a move differing witnesses still count as settling.'),
  }),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;
