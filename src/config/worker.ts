import { z } from 'zod';
import { Fqdn } from '../domain.js';
import { Deployment } from './deployment.js';

/** What the worker's file may hold: no Slack secret, no Slack at all. */
export const WorkerConfig = z.strictObject({
  lab: z.boolean().default(false),
  deployment: Deployment,
  worker: z.strictObject({
    redis: z.url({ protocol: /^rediss?$/ }),
    /** The machine this worker runs on; preflight warns when it is the primary. */
    jump: Fqdn,
    powershell: z.strictObject({
      /** Path or name; without it powershell.exe 5.1 on Windows and pwsh elsewhere (design 4). */
      executable: z.string().min(1).optional(),
      /** Module name (real site) or path (lab). */
      module: z.string().min(1),
      /** Lab only: the lab's own probes, since a real site's are ours. */
      probes: z.string().min(1).optional(),
      /** Lab only: folder of the world this worker looks at. */
      world: z.string().min(1).optional(),
      /** Lab only: front ends as pools in the agent (the default), or as a PowerShell process each. */
      transport: z.enum(['in-process', 'process']).optional(),
      /** Real sites: the session configuration on the front ends that makes the second hop work. */
      sessionConfiguration: z.string().min(1).optional(),
    }),
    /** Folder for what the worker keeps, doctor's records among it; without it `.sfb` beside this file. */
    data: z.string().min(1).optional(),
    /** Public key of the bot's run permits (SPKI as base64, or PEM); without it no change can run. */
    permitPublicKey: z.string().min(1).optional(),
    /** Lab only: virtual seconds for each real one while a job waits (60 shows a minute in a second); without it at once. */
    pace: z.number().min(1).max(3600).optional(),
    /** How many minutes after a move differing witnesses still count as settling (domain-notes 1.4). */
    settleMinutes: z.int().min(1).max(120).default(20),
  }),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;
