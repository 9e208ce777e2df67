import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder for one lab world. */
export function folder(name: string): string {
  return mkdtempSync(join(tmpdir(), `sfb-lab-${name}-`));
}
