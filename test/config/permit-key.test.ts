import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPermitCheck, createPermitSigner } from '../../src/approvals/permit.js';
import { readPermitKey, readPermitPublicKey } from '../../src/config/permit-key.js';
import { tempFolder } from '../support/temp.js';

const folder = tempFolder('permit-key');
const script = resolve(import.meta.dirname, '../../scripts/permit-key.mjs');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('config/permit-key', () => {
  it('reads the pair that the script makes, which fit each other, and the script replaces none', () => {
    const file = join(folder, 'key.pem');
    const said = execFileSync(process.execPath, [script, '--out', file], { encoding: 'utf8' });
    const line = /permitPublicKey: (\S+)/.exec(said)?.[1] ?? '';

    const wish = { deployment: 'd', pair: 'p', job: 'j', gate: 'g', planHash: 'h', epoch: 1, nonce: 'n' };
    const approvers = ['U1', 'U2'].map((userId) => ({ teamId: 'T', userId }));
    const permit = createPermitSigner(readPermitKey(file))({ ...wish, approvers, expires: 9, auditHead: 'x' });
    expect(createPermitCheck(readPermitPublicKey(line), 2)(permit, wish, 1)).toBeUndefined();
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(() => execFileSync(process.execPath, [script, '--out', file], { stdio: 'pipe' })).toThrow(
      'a key is never replaced',
    );
  });

  it('refuses a private key that others can read, except where there are no such modes', () => {
    const file = join(folder, 'open.pem');
    writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
    chmodSync(file, 0o640);

    expect(() => readPermitKey(file, 'linux')).toThrow('can be read by others (mode 640)');
    expect(readPermitKey(file, 'win32').asymmetricKeyType).toBe('ed25519');
  });

  it('refuses what is no such key, in a sentence that says how to make one', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = publicKey.export({ format: 'pem', type: 'spki' }).toString();

    expect(() => readPermitKey(join(folder, 'none.pem'))).toThrow(
      /none\.pem is no readable private key \(ENOENT\); make/,
    );
    expect(() => readPermitPublicKey('abc')).toThrow('worker.permitPublicKey is no public key');
    expect(() => readPermitPublicKey(other)).toThrow('is a key of type ec');
  });
});
