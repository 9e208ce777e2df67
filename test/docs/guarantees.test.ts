import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verbs } from '../../src/cli/verbs.js';
import { commands } from '../../src/commands/index.js';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** `file` "title", "title"; … */
function testsOf(row: string) {
  return [...row.matchAll(/`(test\/[^`]+\.ts)` ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
}

const promises = read('docs/guarantees.md')
  .split('\n')
  .filter((line) => /^\| (?!promised|---)/.test(line))
  .map((row) => ({ promise: row.split('|')[1]?.trim() ?? '', tests: testsOf(row) }));

describe('docs/guarantees.md', () => {
  it('finds the promises it is about', () => {
    expect(promises.length).toBeGreaterThan(20);
    expect(testsOf('| x | `test/a.test.ts` "b", "c"; `test/d.test.ts` "e" |')).toEqual([
      { file: 'test/a.test.ts', title: 'b' },
      { file: 'test/a.test.ts', title: 'c' },
      { file: 'test/d.test.ts', title: 'e' },
    ]);
  });

  it.each(promises)('promises only what a test holds: $promise', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, title } of tests) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(read(file).replaceAll('\\', ''), `${file}: ${title}`).toContain(`'${title}'`);
    }
  });
});

describe('README.md', () => {
  const text = read('README.md');

  it.each(Object.values(commands).map(({ usage }) => usage))('explains /sfb %s', (usage) => {
    expect(text.replaceAll('\\|', '|')).toContain(`/sfb ${usage}`);
  });

  it.each(Object.keys(verbs))('names the console’s %s', (verb) => {
    expect(text).toMatch(new RegExp(`sfb -- ${verb}\\b`));
  });

  it('links only to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, path = '']) => path);

    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
