import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '../canonical.js';
import { Permit, type PermitBody } from './types.js';

/** What the worker waits for; everything a permit says beside who approved, until when, and the bot's audit head. */
export type PermitWish = Omit<PermitBody, 'approvers' | 'expires' | 'auditHead'>;

/** What each field is called when it differs. */
const FIELDS: Readonly<Record<keyof PermitWish, string>> = {
  deployment: 'deployment',
  pair: 'pair',
  job: 'job',
  gate: 'gate',
  planHash: 'plan',
  epoch: 'epoch',
  nonce: 'nonce',
};

/** Signs with the bot's private key (Ed25519). */
export function createPermitSigner(key: KeyObject): (body: PermitBody) => Permit {
  return (body) => ({ body, signature: sign(null, bytesOf(body), key).toString('base64url') });
}

/**
 * Why a permit does not hold, in one sentence, or undefined. `now` is milliseconds by Redis' clock.
 * @param key of the bot; undefined when this worker was given none, and then no permit holds
 */
export function createPermitCheck(
  key: KeyObject | undefined,
  quorum: number,
): (permit: Permit, wish: PermitWish, now: number) => string | undefined {
  return (permit, wish, now) => {
    if (key === undefined) {
      return 'this worker has no `worker.permitPublicKey`, so it can believe no permit; whoever keeps its configuration can add it.';
    }
    const parsed = Permit.safeParse(permit);
    if (!parsed.success) return 'it is not in the form of a permit; run the same version of bot and worker.';
    const { body, signature } = parsed.data;
    if (!verify(null, bytesOf(body), key, Buffer.from(signature, 'base64url'))) {
      return 'its signature is not by the key in `worker.permitPublicKey`; it was forged, or bot and worker do not have the same pair of keys.';
    }
    for (const [field, name] of Object.entries(FIELDS) as [keyof PermitWish, string][]) {
      if (body[field] !== wish[field])
        return `it is for the ${name} ${body[field]}, and this worker waits for ${wish[field]}.`;
    }
    if (now >= body.expires) return `it ended at ${new Date(body.expires).toISOString()}.`;
    const people = new Set(body.approvers.map(({ userId }) => userId)).size;
    return people < quorum
      ? `it names ${people} different approvers, and \`approvals.quorum\` is ${quorum}.`
      : undefined;
  };
}

function bytesOf(body: PermitBody): Buffer {
  return Buffer.from(canonicalJson(body), 'utf8');
}
