import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadBotConfig, loadWorkerConfig } from '../../src/config/load.js';
import type { SfbError } from '../../src/errors.js';

const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret-of-test' };

function pair(): Record<string, unknown> {
  return {
    name: 'london',
    primary: 'fe1.domain.local',
    backup: 'FE2.domain.local',
    sqlInstance: 'rtc',
    edgePools: ['edgepool.domain.local'],
    domainControllers: ['dc1.domain.local'],
    shares: [{ path: '/share', on: 'fe2.domain.local' }],
  };
}

function deployment(): Record<string, unknown> {
  return {
    name: 'lab',
    pairs: [pair()],
    approvals: { rule: 'two-others', quorum: 2, approvers: { users: ['U002'] } },
    operators: { users: ['U001'] },
    viewers: { groups: ['S001'] },
  };
}

function bot(): Record<string, unknown> {
  return { redis: 'redis://127.0.0.1:6379', slack: { mode: 'http', port: 3000, team: 'T001', channel: 'C001' } };
}

function worker(): Record<string, unknown> {
  return {
    redis: 'redis://127.0.0.1:6379',
    jump: 'jump.domain.local',
    powershell: { module: 'SkypeForBusiness' },
  };
}

function file(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sfb-config-')), 'sfb.config.yaml');
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect((error as SfbError).code).toBe('CONFIG');
    return (error as SfbError).message;
  }
  throw new Error('was accepted');
}

const forever = { until: '2026-12-31', reason: 'the old Edge is retired' };

describe('config/load', () => {
  it('reads a bot file, lower-cases host names and gives both sides one digest', () => {
    const loaded = loadBotConfig(file({ deployment: deployment(), bot: bot() }), env);
    const other = loadWorkerConfig(file({ worker: worker(), deployment: deployment() }), {});

    expect(loaded.config.deployment.pairs[0]?.backup).toBe('fe2.domain.local');
    expect(loaded.digest).toBe(other.digest);
  });

  it.each([
    { fault: 'a wrong key', change: { pairz: [] }, says: 'Unrecognized key: "pairz"' },
    {
      fault: 'the same server twice',
      change: { pairs: [{ ...pair(), backup: 'fe1.domain.local' }] },
      says: 'fe1.domain.local is already the primary of pair london',
    },
    {
      fault: 'a server of the pair as a laggard',
      change: { pairs: [{ ...pair(), accepted: { laggards: [{ replica: 'FE1.domain.local', ...forever }] } }] },
      says: 'fe1.domain.local is a server of the pair; its replica decides',
    },
    {
      fault: 'an acceptance without a last day',
      change: { pairs: [{ ...pair(), accepted: { hiddenPoolState: { reason: forever.reason } } }] },
      says: 'accepted.hiddenPoolState.until: ',
    },
    {
      fault: 'an acceptance without a reason',
      change: {
        pairs: [
          { ...pair(), accepted: { splitVersion: { version: '6.0.9319.0', until: '2026-12-31', reason: 'why not' } } },
        ],
      },
      says: 'must say why in 10 characters or more',
    },
    {
      fault: 'an acceptance until no day',
      change: { pairs: [{ ...pair(), accepted: { hiddenPoolState: { ...forever, until: 'for ever' } } }] },
      says: 'is not a day such as 2027-03-31',
    },
    { fault: 'no share', change: { pairs: [{ ...pair(), shares: [] }] }, says: 'shares' },
    {
      fault: 'a quorum of 0',
      change: { approvals: { rule: 'two-others', quorum: 0, approvers: {} } },
      says: 'must be at least 2',
    },
    { fault: 'no chosen rule', change: { approvals: { quorum: 2, approvers: {} } }, says: 'approvals.rule: missing' },
    {
      fault: 'a short host name',
      change: { pairs: [{ ...pair(), primary: 'fe1' }] },
      says: '"fe1": is not a fully qualified host name',
    },
    {
      fault: 'PowerShell in a name',
      change: { pairs: [{ ...pair(), primary: 'fe1.$(calc).local' }] },
      says: 'is not a fully qualified host name',
    },
  ])('refuses $fault and says so', ({ change, says }) => {
    const path = file({ deployment: { ...deployment(), ...change }, bot: bot() });

    expect(faultOf(() => loadBotConfig(path, env))).toContain(says);
  });

  it('lists every fault at once', () => {
    const broken = {
      ...deployment(),
      wrong: 1,
      pairs: [{ ...pair(), primary: 'fe1', shares: [] }],
      approvals: { rule: 'two-others', quorum: 0, approvers: {} },
    };

    const message = faultOf(() => loadBotConfig(file({ deployment: broken, bot: bot() }), env));

    expect(message).toContain('4 faults');
    expect(message).toContain('nothing was started');
  });

  it.each([
    { what: 'a missing file', path: () => '/nowhere/sfb.yaml', says: 'does not exist' },
    { what: 'text that is not YAML', path: () => file('a: [1'), says: 'not valid YAML' },
    { what: 'an empty file', path: () => file(''), says: 'empty or not a mapping' },
    { what: 'the same key twice', path: () => file('lab: true\nlab: false\n'), says: 'not valid YAML' },
    {
      what: "the worker's section in the bot's file of a real site",
      path: () => file({ deployment: deployment(), bot: bot(), worker: worker() }),
      says: 'take it out',
    },
  ])('refuses $what', ({ path, says }) => {
    expect(faultOf(() => loadBotConfig(path(), env))).toContain(says);
  });

  it.each([
    { env: {}, says: 'SLACK_BOT_TOKEN' },
    { env: { SLACK_BOT_TOKEN: 'xoxb-1' }, says: 'SLACK_SIGNING_SECRET is missing' },
    { env: { ...env, SLACK_API_URL: 'https://slack.example.net/api/' }, says: 'names slack.example.net' },
    { env: { SLACK_BOT_TOKEN: 'a-secret-of-another-kind' }, says: 'must be a bot token' },
  ])('refuses an environment without what the mode needs: $says', ({ env: given, says }) => {
    const message = faultOf(() => loadBotConfig(file({ deployment: deployment(), bot: bot() }), given));

    expect(message).toContain(says);
    expect(message).not.toContain('a-secret-of-another-kind');
  });

  it.each(['https://slack.example.net/api/', 'http://127.0.0.1:3000/api/'])(
    'lets a lab talk to any Slack-compatible server: %s',
    (url) => {
      const given = { ...env, SLACK_API_URL: url };
      const path = file({ lab: true, deployment: deployment(), bot: bot() });

      expect(loadBotConfig(path, given).secrets.SLACK_API_URL).toBe(url);
    },
  );

  it.each([
    { lab: true, world: undefined, says: 'names no worker.powershell.world; name the lab' },
    { lab: false, world: '/tmp/world', says: 'without lab: true' },
  ])('keeps lab and real site apart (lab: $lab)', ({ lab, world, says }) => {
    const section = { ...worker(), powershell: { module: 'x', ...(world === undefined ? {} : { world }) } };

    expect(faultOf(() => loadWorkerConfig(file({ lab, deployment: deployment(), worker: section }), {}))).toContain(
      says,
    );
  });

  it('has a pace only in the lab', () => {
    const section = { ...worker(), pace: 60 };
    const real = { deployment: deployment(), worker: section };

    expect(faultOf(() => loadWorkerConfig(file({ lab: false, ...real }), {}))).toContain('no pace');
  });
});
