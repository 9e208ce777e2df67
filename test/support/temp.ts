import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder for one test; it goes with the folder of the run. */
export function tempFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `sfb-${name}-`));
}
