import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../src/checks/index.js';
import { commands } from '../src/commands/index.js';
import { observers } from '../src/jobs/observe/index.js';
import { cmdletUses } from '../src/powershell/cmdlets/index.js';

const root = resolve(import.meta.dirname, '..');

/** Which folder of src may import which (design 11, style.md 5): downwards only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'domain.ts': [],
  'canonical.ts': [],
  'report.ts': ['domain.ts'],
  'topology.ts': ['errors.ts', 'domain.ts'],
  'backup-set.ts': ['domain.ts', 'report.ts'],
  config: ['canonical.ts', 'errors.ts', 'domain.ts'],
  powershell: ['errors.ts', 'domain.ts'],
  checks: ['errors.ts', 'domain.ts', 'topology.ts', 'backup-set.ts', 'powershell', 'report.ts'],
  jobs: ['canonical.ts', 'errors.ts', 'domain.ts', 'topology.ts', 'backup-set.ts', 'report.ts', 'powershell', 'checks'],
  journal: ['errors.ts', 'domain.ts', 'powershell'],
  audit: ['canonical.ts', 'errors.ts', 'domain.ts'],
  approvals: ['canonical.ts', 'errors.ts', 'domain.ts', 'report.ts', 'jobs/plan'],
  queue: ['errors.ts', 'domain.ts', 'report.ts', 'jobs', 'journal', 'audit', 'approvals', 'powershell/types.ts'],
  commands: ['errors.ts', 'domain.ts', 'report.ts', 'jobs', 'approvals'],
  slack: [
    'errors.ts',
    'domain.ts',
    'report.ts',
    'config',
    'commands',
    'queue',
    'jobs',
    'checks/types.ts',
    'approvals',
    'audit',
  ],
  'bot.ts': ['errors.ts', 'domain.ts', 'config', 'commands', 'queue', 'slack', 'jobs', 'approvals', 'audit'],
  worker: ['errors.ts', 'domain.ts', 'config', 'powershell', 'jobs', 'queue', 'journal', 'approvals', 'audit'],
  'worker.ts': [
    'worker',
    'errors.ts',
    'domain.ts',
    'config',
    'powershell',
    'checks',
    'jobs',
    'queue',
    'journal',
    'approvals',
    'audit',
  ],
  cli: [
    'errors.ts',
    'domain.ts',
    'config',
    'powershell',
    'checks',
    'report.ts',
    'jobs',
    'commands',
    'journal',
    'queue',
    'audit',
  ],
  'cli.ts': ['cli', 'errors.ts', 'domain.ts', 'config', 'powershell', 'checks', 'jobs', 'queue', 'commands', 'journal'],
};

/** Where an outside library may be imported; one that is not listed may not be used at all. */
const LIBRARIES: Readonly<Record<string, RegExp>> = {
  zod: /^(src|lab)\//,
  canonicalize: /^src\/canonical\.ts$/,
  yaml: /^(src\/config\/|lab\/stack\.ts)/,
  pino: /^src\/(bot|worker)\.ts$/,
  '@slack/bolt': /^src\/slack\//,
  '@slack/web-api': /^src\/slack\//,
  '@slack/types': /^(src\/slack|lab\/slack)\//,
  bullmq: /^src\/queue\/bullmq\.ts$/,
  ioredis: /^src\/queue\//,
  'node-powershell': /^src\/powershell\/session\.ts$/,
  '@rgrove/parse-xml': /^src\/(topology\.ts|powershell\/clixml|jobs\/backup\/zip\.ts)/,
  yauzl: /^src\/jobs\/backup\/zip\.ts$/,
};

function files(folder: string, ending: RegExp): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'))
    .sort();
}

function importsOf(path: string): string[] {
  return importsIn(readFileSync(join(root, path), 'utf8'));
}

function importsIn(text: string): string[] {
  const statements = /(?:^|\n)\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s)?\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
  return [...text.matchAll(statements)].map((match) => match[1] ?? match[2] ?? '');
}

const source = files('src', /\.ts$/);
const ours = [...source, ...files('lab', /\.ts$/), ...files('test', /\.ts$/), ...files('bench', /\.ts$/)];

describe('layout', () => {
  it('finds the imports it is about, a bare one and a dynamic one among them', () => {
    expect(importsOf('test/layout.test.ts')).toContain('../src/checks/index.js');
    expect(importsIn("import './a.js';\nconst b = await import('./b.js');\nexport { c } from './c.js';")).toEqual([
      './a.js',
      './b.js',
      './c.js',
    ]);
  });

  it.each(source)('%s imports downwards only', (path) => {
    const [, top = '', ...rest] = path.split('/');
    const allowed = MAY_IMPORT[rest.length === 0 ? top : top];
    expect(allowed, `${top} is not in the import table`).toBeDefined();

    const targets = importsOf(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(join(root, 'src'), resolve(root, dirname(path), name)).replace(/\.js$/, '.ts'));

    const wrong = targets.filter(
      (target) =>
        target.split('/')[0] !== top && !(allowed ?? []).some((a) => target === a || target.startsWith(`${a}/`)),
    );
    expect(wrong).toEqual([]);
  });

  it.each([...source, ...files('lab', /\.ts$/)])('%s uses outside libraries only where the table says', (path) => {
    const outside = importsOf(path).filter((name) => !name.startsWith('.') && !name.startsWith('node:'));

    expect(outside.filter((name) => LIBRARIES[name]?.test(path) !== true)).toEqual([]);
  });

  it('keeps the lab and the sources apart', () => {
    const crossing = files('lab', /\.ts$/).filter((path) => importsOf(path).some((name) => name.includes('/src/')));

    expect(crossing).toEqual([]);
    expect(source.filter((path) => importsOf(path).some((name) => name.includes('/lab/')))).toEqual([]);
  });

  it('reads the environment only in config and hands it over in the composition roots', () => {
    const readers = source.filter((path) => readFileSync(join(root, path), 'utf8').includes('process.env'));

    expect(readers.filter((path) => !/^src\/(config\/|bot\.ts|worker\.ts|cli\.ts)/.test(path))).toEqual([]);
  });

  it.each(ours)('%s is at most 300 lines long', (path) => {
    expect(readFileSync(join(root, path), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(300);
  });

  it('has no default exports and no barrels', () => {
    const text = (path: string) => readFileSync(join(root, path), 'utf8');

    expect(source.filter((path) => /^export default/m.test(text(path)))).toEqual([]);
    expect(source.filter((path) => /^export (\*|\{[^}]*\}) from/m.test(text(path)))).toEqual([]);
  });

  it('has no test that is skipped, postponed, retried or conditional', () => {
    const forbidden = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|runIf|skipIf|only|fails)\b|\bretry\s*:/;
    const tests = files('test', /\.ts$/).filter((path) => basename(path) !== 'layout.test.ts');

    expect(tests.filter((path) => forbidden.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });
});

describe('registries', () => {
  it.each([
    {
      folder: 'src/checks',
      tests: 'test/checks',
      keys: Object.keys(checks),
      helpers: ['index', 'types', 'run', 'matrix'],
    },
    {
      folder: 'src/commands',
      tests: 'test/commands',
      keys: Object.keys(commands),
      helpers: ['index', 'types', 'parse', 'text'],
    },
  ])('$folder: files, keys and tests are the same list', ({ folder, tests, keys, helpers }) => {
    const plugins = files(folder, /\.ts$/)
      .map((path) => basename(path, '.ts'))
      .filter((name) => !helpers.includes(name));

    expect(plugins.sort()).toEqual([...keys].sort());
    for (const name of plugins)
      expect(existsSync(join(root, tests, `${name}.test.ts`)), `${tests}/${name}.test.ts`).toBe(true);
  });

  it('src/powershell/cmdlets: files and keys are the same list', () => {
    const plugins = files('src/powershell/cmdlets', /\.ts$/)
      .map((path) => basename(path, '.ts'))
      .filter((name) => name !== 'index');

    expect(plugins.sort()).toEqual(Object.keys(cmdletUses).sort());
    for (const [key, use] of Object.entries(cmdletUses)) expect(use.name).toBe(key);
  });

  it('src/jobs/observe: files and keys are the same list', () => {
    const plugins = files('src/jobs/observe', /\.ts$/)
      .map((path) => basename(path, '.ts'))
      .filter((name) => !['index', 'lis-counts'].includes(name));

    expect(plugins.sort()).toEqual(Object.keys(observers).sort());
  });

  it('every id is its key', () => {
    for (const [key, check] of Object.entries(checks)) expect(check.id).toBe(key);
    for (const [key, command] of Object.entries(commands)) expect(command.name).toBe(key);
  });
});
