import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadBotConfig, loadWorkerConfig } from '../../src/config/load.js';
import { tempFolder } from '../support/temp.js';

const example = parse(readFileSync(join(resolve(import.meta.dirname, '../..'), 'sfb.config.example.yaml'), 'utf8'));

function without(section: 'bot' | 'worker'): string {
  const path = join(tempFolder('example'), 'sfb.config.yaml');
  writeFileSync(path, stringify(Object.fromEntries(Object.entries(example).filter(([key]) => key !== section))));
  return path;
}

describe('sfb.config.example.yaml', () => {
  it('is a valid file for the bot and one for the worker, with one digest', () => {
    const bot = loadBotConfig(without('worker'), { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
    const worker = loadWorkerConfig(without('bot'), {});

    expect(bot.digest).toBe(worker.digest);
  });
});
