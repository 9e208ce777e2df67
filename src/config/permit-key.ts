import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { errorText, SfbError } from '../errors.js';

const HOW = 'make a pair with `node scripts/permit-key.mjs --out FILE`';

/** The bot's private key, from its PEM file. Throws SfbError CONFIG; never shows the key. */
export function readPermitKey(path: string, platform: NodeJS.Platform = process.platform): KeyObject {
  let key: KeyObject;
  try {
    const { mode } = statSync(path);
    if (platform !== 'win32' && (mode & 0o077) !== 0) {
      const found = (mode & 0o777).toString(8);
      throw new SfbError(
        'CONFIG',
        `bot.permitKey: ${path} can be read by others (mode ${found}); run chmod 600 on it.`,
      );
    }
    key = createPrivateKey(readFileSync(path));
  } catch (cause) {
    if (cause instanceof SfbError) throw cause;
    throw new SfbError('CONFIG', `bot.permitKey: ${path} is no readable private key (${reason(cause)}); ${HOW}.`);
  }
  return ed25519(key, `bot.permitKey: ${path}`);
}

/** The bot's public key: SPKI as base64 on one line, or PEM. Throws SfbError CONFIG. */
export function readPermitPublicKey(text: string): KeyObject {
  let key: KeyObject;
  try {
    const pem = text.includes('-----BEGIN PUBLIC KEY-----');
    key = pem
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new SfbError('CONFIG', `worker.permitPublicKey is no public key (${errorText(cause)}); ${HOW}.`);
  }
  return ed25519(key, 'worker.permitPublicKey');
}

function ed25519(key: KeyObject, what: string): KeyObject {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new SfbError('CONFIG', `${what} is a key of type ${key.asymmetricKeyType}, and it must be ed25519; ${HOW}.`);
}

/** The library's text could carry bytes of the key. */
function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
}
