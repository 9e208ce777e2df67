// Makes the pair of keys for run permits: the private half into a file for the bot, the public half as a line for the worker.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { out } = parseArgs({ options: { out: { type: 'string' } } }).values;
if (out === undefined) {
  console.error('Name the file for the private key: node scripts/permit-key.mjs --out FILE');
  process.exit(2);
}
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
try {
  writeFileSync(out, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
} catch (error) {
  const why = error.code === 'EEXIST' ? 'exists already; a key is never replaced' : `cannot be written (${error.code})`;
  console.error(`${out} ${why}; name another file.`);
  process.exit(1);
}
const line = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
console.log(`In the bot's file:\n  permitKey: ${resolve(out)}\nIn the worker's file:\n  permitPublicKey: ${line}`);
