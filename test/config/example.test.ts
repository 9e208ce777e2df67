import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { loadBotConfig, loadWorkerConfig } from '../../src/config/load.js';
import { renderConfigSchema } from '../../src/config/schema.js';
import { tempFolder } from '../support/temp.js';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'sfb.config.example.yaml'), 'utf8');
const example = () => parse(text);
const committed = readFileSync(join(root, 'sfb.config.schema.json'), 'utf8');

function written(config: object): string {
  const path = join(tempFolder('example'), 'sfb.config.yaml');
  writeFileSync(path, stringify(config));
  return path;
}

/** As README says: two files of this one, with a pair of keys made by the script. */
function halves() {
  const key = join(tempFolder('key'), 'permit.pem');
  const said = execFileSync(process.execPath, [join(root, 'scripts/permit-key.mjs'), '--out', key], {
    encoding: 'utf8',
  });
  const { bot, worker, ...shared } = example();
  const permitPublicKey = /permitPublicKey: (\S+)/.exec(said)?.[1];
  return {
    bot: written({ ...shared, bot: { ...bot, permitKey: key } }),
    worker: written({ ...shared, worker: { ...worker, permitPublicKey } }),
  };
}

describe('sfb.config.example.yaml', () => {
  it('is a valid file for the bot and one for the worker, with one digest and one pair of keys', () => {
    const paths = halves();
    const bot = loadBotConfig(paths.bot, { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
    const worker = loadWorkerConfig(paths.worker, {});

    expect(bot.digest).toBe(worker.digest);
    expect(bot.permitKey?.asymmetricKeyType).toBe('ed25519');
    expect(worker.permitPublicKey?.asymmetricKeyType).toBe('ed25519');
  });

  it('has every setting of a real site, and names the schema beside it for editors', () => {
    const { bot, worker } = JSON.parse(committed).properties;
    const labOnly = ['pace', 'executable', 'probes', 'world', 'transport'];
    const settings = (schema: { properties: object }) =>
      Object.keys(schema.properties).filter((key) => !labOnly.includes(key));

    expect(Object.keys(example().bot)).toEqual(expect.arrayContaining(settings(bot)));
    expect(Object.keys(example().worker)).toEqual(expect.arrayContaining(settings(worker)));
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./sfb.config.schema.json');
  });
});

describe('sfb.config.schema.json', () => {
  const schema = z.fromJSONSchema(JSON.parse(committed));
  const accepts = (config: unknown) => schema.safeParse(config).success;

  it('is what the sources say (npm run generate)', () => {
    expect(committed).toBe(renderConfigSchema());
  });

  it('accepts the example, its halves, a host name in capitals and the lab’s file', () => {
    const { bot, worker, ...shared } = example();
    const lab = parse(readFileSync(join(root, 'lab/sfb.config.yaml'), 'utf8'));
    const capitals = example();
    capitals.worker.jump = 'JUMP.contoso.com';

    for (const good of [example(), { ...shared, bot }, { ...shared, worker }, capitals, lab]) {
      expect(accepts(good)).toBe(true);
    }
  });

  it.each([
    {
      what: 'a misspelt setting',
      change: (config: Example) => ({ ...config, worker: { ...config.worker, settleMins: 5 } }),
    },
    { what: 'a rule that does not exist', change: (config: Example) => rule(config, 'anybody') },
    { what: 'no rule at all', change: (config: Example) => rule(config, undefined) },
    { what: 'no deployment', change: ({ deployment: _gone, ...rest }: Example) => rest },
  ])('marks $what', ({ change }) => {
    expect(accepts(JSON.parse(JSON.stringify(change(example()))))).toBe(false);
  });
});

type Example = Record<string, Record<string, unknown>>;

function rule(config: Example, name: string | undefined) {
  const { approvals, ...rest } = config.deployment as { approvals: object };
  return { ...config, deployment: { ...rest, approvals: { ...approvals, rule: name } } };
}
