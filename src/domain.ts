import { z } from 'zod';

/** The four Windows services the CMS and the pairing live by (sfb-facts 3.20). */
export const CmsService = z.enum(['MASTER', 'FTA', 'REPLICA', 'LYNCBACKUP']);
export type CmsService = z.infer<typeof CmsService>;

/** A fully qualified host name, lower case, at least two labels. A short name, a blank or PowerShell text is refused. */
export const Fqdn = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'is not a fully qualified host name such as fe1.domain.local',
  );
export type Fqdn = z.infer<typeof Fqdn>;

/** The two roles of a pair, fixed by config; who is *active* is a finding, never a setting. */
export const Side = z.enum(['primary', 'backup']);
export type Side = z.infer<typeof Side>;

export function otherSide(side: Side): Side {
  return side === 'primary' ? 'backup' : 'primary';
}

export const PairName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'is not a pair name (lower case letters, digits and dashes, at most 31)');
export type PairName = z.infer<typeof PairName>;

/** A folder backups go to, and the server that holds it (a copy must lie off the server that is active now). */
export const Share = z.strictObject({ path: z.string().min(3), on: Fqdn });
export type Share = z.infer<typeof Share>;

const Acceptance = z.strictObject({
  until: z.iso.date('is not a day such as 2027-03-31').describe('The last day it counts (UTC), such as 2027-03-31.'),
  reason: z.string().trim().min(10, 'must say why in 10 characters or more').max(200).describe('Why, and who says so.'),
});
/** What people take responsibility for until a day: it is shown as long as it counts, and said when it no longer does. */
export type Acceptance = z.infer<typeof Acceptance>;

export const Accepted = z.strictObject({
  laggards: z
    .array(z.strictObject({ replica: Fqdn, ...Acceptance.shape }))
    .default([])
    .describe('Replicas known to be out of date, such as a retired Edge; never one of the two servers.'),
  splitVersion: z
    .strictObject({
      version: z.string().regex(/^\d+(?:\.\d+){3}$/, 'is not a version such as 6.0.9319.0'),
      ...Acceptance.shape,
    })
    .optional()
    .describe('A version on which a failover is known to split the CMS, and which cannot be updated yet.'),
  hiddenPoolState: Acceptance.optional().describe(
    'Get-CsRegistrarConfiguration shows no PoolState here. It counts only while the Front-End service runs on both servers.',
  ),
  edgeByCmdlet: Acceptance.optional().describe(
    'An Edge pool in the site of its new next hop gets it by Set-CsEdgeServer here, where Microsoft uses Topology Builder.',
  ),
});
export type Accepted = z.infer<typeof Accepted>;

/** Two paired Standard Edition pools; for Standard Edition the pool FQDN is the server FQDN. */
export const Pair = z.strictObject({
  name: PairName,
  primary: Fqdn,
  backup: Fqdn,
  sqlInstance: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,15}$/, 'is not a SQL instance name such as rtc')
    .describe('Instance of the CMS databases on both servers.'),
  edgePools: z.array(Fqdn),
  domainControllers: z
    .array(Fqdn)
    .min(1)
    .describe('Every domain controller that fe1, fe2 or the jump host uses: the SCP is read on each.'),
  shares: z.array(Share).min(1),
  accepted: Accepted.optional().describe('What a check may find without stopping a change, each until a day.'),
});
export type Pair = z.infer<typeof Pair>;

/** `<kind>-<10 characters>`; opaque, and never all digits, so that no tool reads it as a number. */
export const JobId = z.string().regex(/^[a-z]+-[a-z0-9]{10}$/, 'is not a job id such as status-k3f9x2m1qa');
export type JobId = z.infer<typeof JobId>;

/** A person in Slack, by stable ids; names change and are never compared. */
export const Actor = z.strictObject({ teamId: z.string().min(1), userId: z.string().min(1) });
export type Actor = z.infer<typeof Actor>;

/** FQDNs and SQL instances are written in several ways (sfb-facts 3.24: case, `\` and `/`, trailing dot). */
export function normaliseName(text: string): string {
  return text.trim().toLowerCase().replaceAll('/', '\\').replace(/\.$/, '');
}

/** The side a server name stands for (`fe1.domain.local`, `FE1.domain.local\RTC`, `Registrar:fe1…`), or undefined. */
export function sideOf(pair: Pair, name: string): Side | undefined {
  const host = normaliseName(name)
    .replace(/^(?:service:)?[a-z]+:/, '')
    .split('\\')[0];
  if (host === pair.primary) return 'primary';
  if (host === pair.backup) return 'backup';
  return undefined;
}

/** The server of a side. */
export function serverOf(pair: Pair, side: Side): Fqdn {
  return side === 'primary' ? pair.primary : pair.backup;
}
