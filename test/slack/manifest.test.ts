import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../src/commands/index.js';

const root = resolve(import.meta.dirname, '..', '..');
const manifest = parse(readFileSync(join(root, 'manifest.yml'), 'utf8'));

/** Scopes of the Web API methods, from Slack's method pages. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.replies': ['channels:history', 'groups:history'],
  filesUploadV2: ['files:write'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
};

function methodsCalled(): string[] {
  const source = readdirSync(join(root, 'src', 'slack'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  const calls = source.matchAll(/\b(?:client|poster|reader)\s*\.((?:[a-z]+\.)+[a-zA-Z]+|filesUploadV2)\(/g);
  return [...new Set([...calls].map(([, method]) => method ?? ''))].filter((m) => m !== 'disconnect').sort();
}

describe('manifest.yml', () => {
  it('names exactly the scopes that the called methods need', () => {
    const methods = methodsCalled();
    expect(methods).toEqual(Object.keys(SCOPES).sort());

    const needed = new Set(['commands', ...methods.flatMap((method) => SCOPES[method] ?? [`unknown: ${method}`])]);

    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });

  it('has one command whose hint shows every subcommand', () => {
    expect(manifest.features.slash_commands).toEqual([
      expect.objectContaining({
        command: '/sfb',
        should_escape: false,
        usage_hint: Object.values(commands)
          .map((command) => command.usage)
          .join(' | '),
      }),
    ]);
  });

  it('sends commands and buttons to where the bot listens', () => {
    const [{ url }] = manifest.features.slash_commands;

    expect(new URL(url).pathname).toBe('/slack/events');
    expect(manifest.settings.interactivity).toEqual({ is_enabled: true, request_url: url });
    expect(manifest.settings.socket_mode_enabled).toBe(false);
  });

  it('keeps Slack’s limits', () => {
    const { display_information: shown, features } = manifest;

    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description.length).toBeLessThanOrEqual(140);
    expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/);
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
    for (const command of features.slash_commands) {
      expect(command.command).toMatch(/^\/[a-z]{1,31}$/);
      expect(command.description.length).toBeLessThanOrEqual(2000);
      expect(command.usage_hint.length).toBeLessThanOrEqual(1000);
    }
  });

  it('has only keys that Slack’s manifest schema knows', () => {
    expect(Object.keys(manifest).sort()).toEqual(['display_information', 'features', 'oauth_config', 'settings']);
    expect(Object.keys(manifest.features).sort()).toEqual(['bot_user', 'slash_commands']);
    expect(Object.keys(manifest.settings).sort()).toEqual([
      'interactivity',
      'org_deploy_enabled',
      'socket_mode_enabled',
      'token_rotation_enabled',
    ]);
  });
});
