import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPermitCheck, createPermitSigner } from '../../src/approvals/permit.js';
import type { PermitBody } from '../../src/approvals/types.js';

const keys = generateKeyPairSync('ed25519');
const others = generateKeyPairSync('ed25519');
const wish = {
  deployment: 'lab',
  pair: 'london',
  job: 'failover-k3f9x2m1qa',
  gate: 'gate',
  planHash: 'a'.repeat(64),
  epoch: 7,
  nonce: 'n',
};
const approvers = ['U0BEN', 'U0CLEO'].map((userId) => ({ teamId: 'T0LAB', userId }));
const body: PermitBody = { ...wish, approvers, expires: 1000, auditHead: '1:x' };
const permit = (change: Partial<PermitBody> = {}) => createPermitSigner(keys.privateKey)({ ...body, ...change });
const fault = createPermitCheck(keys.publicKey, 2);

describe('approvals/permit', () => {
  it('holds when everything is as the worker wanted it', () => {
    expect(fault(permit(), wish, 999)).toBeUndefined();
  });

  it.each([
    { field: 'deployment', change: { deployment: 'other' } },
    { field: 'pair', change: { pair: 'paris' } },
    { field: 'job', change: { job: 'failover-aaaaaaaaaa' } },
    { field: 'gate', change: { gate: 'second' } },
    { field: 'plan', change: { planHash: 'b'.repeat(64) } },
    { field: 'epoch', change: { epoch: 8 } },
    { field: 'nonce', change: { nonce: 'm' } },
  ])('does not hold for another $field', ({ field, change }) => {
    expect(fault(permit(change), wish, 0)).toContain(`it is for the ${field}`);
  });

  it('does not hold from the millisecond on in which it ends', () => {
    expect(fault(permit(), wish, 1000)).toContain('it ended at');
  });

  it('does not hold for one person named twice', () => {
    const twice = approvers.slice(0, 1).concat(approvers.slice(0, 1));
    expect(fault(permit({ approvers: twice }), wish, 0)).toContain('1 different approvers');
  });

  it('does not hold when changed after signing, when signed by another key, or without a key', () => {
    const { signature } = permit();

    expect(fault({ body: { ...body, expires: 9000 }, signature }, wish, 0)).toContain('signature');
    expect(fault(createPermitSigner(others.privateKey)(body), wish, 0)).toContain('signature');
    expect(createPermitCheck(undefined, 2)(permit(), wish, 0)).toContain('worker.permitPublicKey');
  });
});
