import { type Side, serverOf } from '../domain.js';
import { getSfbCertificate } from '../powershell/cmdlets/get-sfb-certificate.js';
import type { Check } from './types.js';

/** Names and remaining days of the certificates with a private key on the server a move goes to. */
export interface CertificatesFacts {
  readonly to: Side;
  readonly certificates: readonly { readonly name: string; readonly days: number }[];
}

const SOON_DAYS = 14;

export const certificates: Check<CertificatesFacts> = {
  id: 'certificates',
  title: 'the server to move to has a certificate that is valid for two weeks more',
  why: 'An expired certificate on the standby goes unnoticed until every user signs in there.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  async gather({ ps, to = 'backup' }) {
    const { rows } = await ps.read(getSfbCertificate, {}, to);
    return { to, certificates: rows.map((row) => ({ name: row.DnsName.toLowerCase(), days: row.DaysLeft })) };
  },

  judge({ to, certificates: found }, pair) {
    const server = serverOf(pair, to);
    const days = found.filter(({ name }) => name === server).map((one) => one.days);
    const fix = `On ${server}: Get-CsCertificate, and compare with the store; renew and assign with the Deployment Wizard.`;
    if (days.length === 0) {
      return { status: 'unknown', sentence: `No certificate with a private key names ${server}.`, fix };
    }
    // The store keeps those that were replaced, expired ones among them: the longest one counts.
    const longest = Math.max(...days);
    if (longest < 0) return { status: 'fail', sentence: `The certificate of ${server} has expired.`, fix };
    const sentence = `The certificate of ${server} is valid for ${longest} days more.`;
    return longest < SOON_DAYS ? { status: 'warn', sentence, fix } : { status: 'pass', sentence };
  },
};
