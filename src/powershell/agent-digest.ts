import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, SfbError } from '../errors.js';

/** SHA-256 over every file of the agent, the allow-list made from the catalogue among them. Throws SfbError CONFIG. */
export function agentDigestOf(agentFolder: string): string {
  try {
    const names = readdirSync(agentFolder).filter((name) => /\.psm?1$/.test(name));
    const digest = createHash('sha256');
    // A file's length goes before it, so that text cannot move from one file to the next unseen.
    for (const name of names.sort()) {
      const text = readFileSync(join(agentFolder, name));
      digest.update(`${name} ${text.length}\n`).update(text);
    }
    return digest.digest('hex');
  } catch (cause) {
    const message = `The agent in ${agentFolder} cannot be read (${errorText(cause)}); install the project again.`;
    throw new SfbError('CONFIG', message, { cause });
  }
}
