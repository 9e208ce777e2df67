import { z } from 'zod';
import { digestOf } from '../canonical.js';
import { Pair, PairName, sideOf } from '../domain.js';

const People = z.strictObject({
  users: z
    .array(z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'is not a Slack user id such as U012AB3CD'))
    .default([])
    .describe('Slack user ids (U… or W…).'),
  groups: z
    .array(z.string().regex(/^S[A-Z0-9]{2,}$/, 'is not a Slack user group id such as S012AB3CD'))
    .default([])
    .describe('Slack user group ids (S…).'),
});
export type People = z.infer<typeof People>;

/** The part both processes share word for word; unequal digests refuse to start (design 3). */
export const Deployment = z
  .strictObject({
    name: PairName,
    pairs: z.array(Pair).min(1),
    approvals: z.strictObject({
      rule: z
        .enum(['two-others', 'requester-and-one'])
        .describe(
          'two-others: whoever asked never counts; requester-and-one: that person counts as one. No default: it must be chosen.',
        ),
      quorum: z.int().min(2, 'must be at least 2: nothing destructive runs on one person'),
      approvers: People,
    }),
    operators: People.describe('Who may ask for jobs that change something.'),
    viewers: People.describe('Who may read status and help; operators and approvers always may.'),
  })
  .superRefine((deployment, context) => {
    const seen = new Map<string, string>();
    deployment.pairs.forEach((pair, index) => {
      for (const side of ['primary', 'backup'] as const) {
        const fqdn = pair[side];
        const before = seen.get(fqdn);
        if (before !== undefined) {
          context.addIssue({
            code: 'custom',
            path: ['pairs', index, side],
            message: `${fqdn} is already ${before}; a server belongs to one pair and one role`,
            input: fqdn,
          });
        }
        seen.set(fqdn, `the ${side} of pair ${pair.name}`);
      }
      pair.accepted?.laggards.forEach(({ replica }, at) => {
        if (sideOf(pair, replica) === undefined) return;
        context.addIssue({
          code: 'custom',
          path: ['pairs', index, 'accepted', 'laggards', at, 'replica'],
          message: `${replica} is a server of the pair; its replica decides and cannot be accepted as a laggard`,
          input: replica,
        });
      });
    });
    const names = deployment.pairs.map((pair) => pair.name);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['pairs', index, 'name'],
          message: `pair name ${name} is used twice; give each pair its own`,
          input: name,
        });
      }
    });
  });
export type Deployment = z.infer<typeof Deployment>;

/** SHA-256 over the parsed deployment section as canonical JSON: equal settings give equal digests. */
export function deploymentDigest(deployment: Deployment): string {
  return digestOf(deployment);
}
