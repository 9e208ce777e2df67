import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { defineCommand } from '../../src/commands/types.js';
import { SfbError } from '../../src/errors.js';
import type { People } from '../../src/slack/people.js';
import { commanding } from './commanding.js';

const refusedPeople = (message: string): Pick<People, 'standing'> => ({
  standing: async () => {
    throw new SfbError('NOT_ALLOWED', message);
  },
});

describe('slack/listeners/command', () => {
  it('writes the job first, then answers privately', async () => {
    const { run, intake, acked, remembered } = commanding();

    await run();

    expect([...intake.jobs.values()]).toEqual([
      {
        kind: 'status',
        pair: 'london',
        request: { fresh: false },
        requester: { teamId: 'T0LAB', userId: 'U0VIC' },
        channel: 'C0SFB',
        trigger: '1.2.abc',
      },
    ]);
    expect(acked).toEqual([
      {
        response_type: 'ephemeral',
        text: 'Status of london is asked for; the answer comes in this channel as job `status-k3f9x2m1qa`.',
      },
    ]);
    expect(remembered).toEqual(['status-k3f9x2m1qa']);
    expect(intake.rung).toEqual(['status-k3f9x2m1qa']);
  });

  it.each([
    {
      because: 'another command',
      body: { command: '/other' },
      says: '`/other` is not answered here; this bot answers `/sfb`.',
    },
    {
      because: 'another workspace',
      body: { team_id: 'T0ELSE' },
      says: 'This bot serves another workspace; nothing was done.',
    },
    {
      because: 'an organisation that is not ours',
      body: { enterprise_id: 'E0ELSE' },
      says: 'This bot serves another workspace',
    },
    {
      because: 'another channel',
      body: { channel_id: 'C0OTHER' },
      says: '/sfb works only in <#C0SFB>; type it there.',
    },
    { because: 'a text that cannot be read', body: { text: 'status <!channel>' }, says: '&lt;!channel&gt;' },
    {
      because: 'a missing pair',
      body: { text: 'status' },
      says: 'There are several pairs, so say which one: london or paris',
    },
    {
      because: 'a payload without a trigger',
      body: { trigger_id: '' },
      says: 'Something unexpected went wrong; nothing was changed.',
    },
  ])('answers $because with one private sentence and records nothing', async ({ body, says }) => {
    const { run, intake, acked } = commanding();

    await run(body);

    expect(acked).toEqual([{ response_type: 'ephemeral', text: expect.stringContaining(says) }]);
    expect(intake.jobs.size).toBe(0);
  });

  it('asks nobody about a person in the wrong place', async () => {
    const asked: string[] = [];
    const people: Pick<People, 'standing'> = {
      standing: async (id) => {
        asked.push(id);
        return { roles: new Set(['anyone'] as const) };
      },
    };

    await commanding({ people }).run({ channel_id: 'C0OTHER' });
    await commanding({ people }).run({ team_id: 'T0ELSE' });

    expect(asked).toEqual([]);
  });

  it('serves its own organisation only, when it has one', async () => {
    const ours = commanding({ enterprise: 'E0ORG' });
    await ours.run({ enterprise_id: 'E0ORG' });
    const none = commanding({ enterprise: 'E0ORG' });
    await none.run({});

    expect([ours.intake.jobs.size, none.intake.jobs.size]).toEqual([1, 0]);
  });

  it('has each request in the audit, and with an audit that takes none only what reads is asked for', async () => {
    const { run, audit, acked, intake, log } = commanding({ roles: ['anyone', 'viewer', 'operator'] });
    await run({ text: 'status london' });
    await run({ text: 'backup london', trigger_id: '2' });
    expect(audit.entries.map(({ kind, body }) => [kind, body.kind, body.by])).toEqual([
      ['request', 'status', 'U0VIC'],
      ['request', 'backup', 'U0VIC'],
    ]);

    audit.failure = new Error('ENOSPC');
    await run({ text: 'status london', trigger_id: '3' });
    for (const text of ['backup london', 'preflight london --sync', 'preflight london --deep']) await run({ text });

    expect([...intake.jobs.values()].map(({ kind }) => kind)).toEqual(['status', 'backup', 'status']);
    expect(acked.slice(3).every(({ text }) => text?.startsWith('Not done: the audit cannot be written'))).toBe(true);
    expect(log.lines.some((line) => JSON.stringify(line).includes('only reads'))).toBe(true);
  });

  it('passes on why a person is refused', async () => {
    const { run, acked, intake } = commanding({ people: refusedPeople('Guest accounts cannot run /sfb.') });

    await run();

    expect(acked).toEqual([{ response_type: 'ephemeral', text: 'Guest accounts cannot run /sfb.' }]);
    expect(intake.jobs.size).toBe(0);
  });

  it.each(['status', 'status london', 'nonsense', 'status berlin'])(
    'tells somebody on no list nothing but that, whatever they type (%s)',
    async (text) => {
      const { run, acked, intake } = commanding({ roles: ['anyone'] });

      await run({ text });

      expect(acked[0]?.text).toBe(
        "That is not allowed for you; whoever keeps this bot's configuration can add you to `viewers` or `operators`.",
      );
      expect(intake.jobs.size).toBe(0);
    },
  );

  it.each([
    { roles: ['anyone', 'viewer'] as const, jobs: 0, says: 'move is not allowed for you; whoever keeps' },
    { roles: ['anyone', 'viewer', 'operator'] as const, jobs: 1, says: 'asked' },
  ])('runs an operator command for operators only ($roles)', async ({ roles, jobs, says }) => {
    const move = defineCommand({
      ...commands.help,
      name: 'move',
      role: 'operator',
      async run(_request, { requestJob }) {
        await requestJob({ kind: 'move', pair: 'london', request: {} });
        return { text: 'asked' };
      },
    });
    const { run, acked, intake } = commanding({ roles: [...roles], commands: { ...commands, move } });

    await run({ text: 'move' });

    expect(acked[0]?.text).toContain(says);
    expect(intake.jobs.size).toBe(jobs);
  });

  it('lets somebody on no list read help', async () => {
    const { run, acked } = commanding({ roles: ['anyone'] });

    await run({ text: ' Help ' });

    expect(acked[0]?.text).toContain('You are on no list of this bot');
  });

  it('says that a refusal may be wrong when the groups could not be read', async () => {
    const { run, acked } = commanding({ roles: ['anyone'], unread: 'ratelimited' });

    await run();

    expect(acked[0]?.text).toBe(
      'That is not allowed now: Slack did not say who is in the groups that may run it (ratelimited); try again in a minute.',
    );
  });
});
