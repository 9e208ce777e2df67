import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../lab/slack/server.js';
import { call, section, startSlack, stepping } from './bench.js';

async function post(slack: LocalSlack, args: object = {}): Promise<string> {
  return String((await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'hello', ...args })).ts);
}

describe('tokens and methods', () => {
  it.each([
    ['a wrong token', 'xoxb-other', 'invalid_auth'],
    ['no token', '', 'not_authed'],
  ])('refuses %s', async (_name, token, error) => {
    const slack = await startSlack();

    expect(await call(slack, 'auth.test', {}, token)).toMatchObject({ ok: false, error });
    expect(slack.calls()).toMatchObject([{ method: 'auth.test', tokenOk: false }]);
    expect(slack.violations()).toMatchObject([{ rule: 'bad-token' }]);
  });

  it('refuses a method that it does not have', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.scheduleMessage', {})).toMatchObject({ ok: false, error: 'unknown_method' });
    expect(slack.violations()).toMatchObject([{ rule: 'unknown-method' }]);
  });

  it('says who the bot is and whose workspace it is', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'auth.test', {})).toMatchObject({ ok: true, user_id: 'U0BOT', team_id: 'T0LAB' });
    expect(await call(slack, 'team.info', {})).toMatchObject({ team: { id: 'T0LAB' } });
  });

  it('takes a misspelt argument as Slack does, but holds it against the app', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'a', thread: '1' })).toMatchObject({
      ok: true,
    });
    expect(slack.violations()).toMatchObject([
      { rule: 'unknown-argument', detail: 'chat.postMessage has no argument thread' },
    ]);
  });

  it('refuses a call without an argument it needs', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { text: 'a' })).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel [json-pointer:]'] },
    });
  });

  it('keeps every call with its arguments decoded and without the token', async () => {
    const slack = await startSlack();
    await call(slack, 'chat.postMessage', { token: 'xoxb-test', channel: 'C0SFB', text: 'a', blocks: [section('b')] });

    expect(slack.calls('chat.postMessage')).toEqual([
      expect.objectContaining({
        args: { channel: 'C0SFB', text: 'a', blocks: [section('b')] },
        status: 200,
        tokenOk: true,
        acted: true,
        result: expect.objectContaining({ ok: true }),
      }),
    ]);
  });
});

describe('channels', () => {
  it.each([
    ['a channel that is not there', 'C0NONE', 'channel_not_found'],
    ['a private channel without the bot', 'C0SECRET', 'channel_not_found'],
    ['a public channel without the bot', 'C0OPEN', 'not_in_channel'],
    ['an archived channel', 'C0GONE', 'is_archived'],
  ])('takes no post in %s', async (_name, channel, error) => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { channel, text: 'a' })).toMatchObject({ ok: false, error });
    expect(slack.violations()).toMatchObject([{ rule: 'wrong-channel' }]);
  });

  it.each(['conversations.history', 'conversations.members'])(
    '%s shows nothing of a channel without the bot',
    async (name) => {
      const slack = await startSlack();

      expect(await call(slack, name, { channel: 'C0OPEN' })).toMatchObject({ error: 'not_in_channel' });
    },
  );

  it('tells what kind of channel it is, as it is at that time', async () => {
    const slack = await startSlack();
    const asked = () => call(slack, 'conversations.info', { channel: 'C0SFB', include_num_members: true });

    expect(await asked()).toMatchObject({
      channel: { is_private: true, is_ext_shared: false, is_member: true, num_members: 3 },
    });
    slack.admin.channel('C0SFB', { isExtShared: true, isPrivate: false });
    expect(await asked()).toMatchObject({ channel: { is_private: false, is_ext_shared: true } });
    expect(await call(slack, 'conversations.info', { channel: 'C0OPEN' })).toMatchObject({
      channel: { is_member: false },
    });
    expect(await call(slack, 'conversations.info', { channel: 'C0SECRET' })).toMatchObject({
      error: 'channel_not_found',
    });
  });

  it('opens a direct message once, and takes a person for it in a post', async () => {
    const slack = await startSlack();
    const opened = await call(slack, 'conversations.open', { users: 'U0ANA' });
    const { id } = opened.channel as { id: string };

    expect(await call(slack, 'chat.postMessage', { channel: 'U0ANA', text: 'a' })).toMatchObject({ channel: id });
    expect(slack.messages(id)).toHaveLength(1);
    expect(await call(slack, 'conversations.open', { users: 'U0OLD' })).toMatchObject({ error: 'user_disabled' });
    expect(await call(slack, 'conversations.open', { users: 'U0NONE' })).toMatchObject({ error: 'user_not_found' });
  });
});

describe('threads and edits', () => {
  it('puts a reply under its parent', async () => {
    const slack = await startSlack();
    const ts = await post(slack);
    await post(slack, { thread_ts: ts, text: 'reply' });

    expect(slack.messages('C0SFB')).toMatchObject([{ ts, text: 'hello', replies: [{ text: 'reply', threadTs: ts }] }]);
  });

  it('knows no thread under a missing message or a reply', async () => {
    const slack = await startSlack({ clock: stepping() });
    const ts = await post(slack);
    const reply = await post(slack, { thread_ts: ts });

    for (const threadTs of ['1.000001', reply]) {
      expect(await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'a', thread_ts: threadTs })).toMatchObject(
        {
          error: 'thread_not_found',
        },
      );
    }
    expect(slack.violations()).toMatchObject([{ rule: 'wrong-message' }, { rule: 'wrong-message' }]);
  });

  it('edits a message, keeps its metadata, and takes the blocks away when only a text is given', async () => {
    const slack = await startSlack();
    const metadata = { event_type: 'job', event_payload: { job: '1' } };
    const ts = await post(slack, { blocks: [section('a')], metadata });
    await call(slack, 'chat.update', { channel: 'C0SFB', ts, text: 'bye' });

    expect(slack.messages('C0SFB')).toMatchObject([{ ts, text: 'bye', blocks: [], edits: 1, metadata }]);
    await call(slack, 'chat.update', { channel: 'C0SFB', ts, text: 'bye', metadata: {} });
    expect(slack.messages('C0SFB')[0]?.metadata).toBeUndefined();
  });

  it.each([
    ['chat.update', 'cant_update_message'],
    ['chat.delete', 'cant_delete_message'],
  ])("%s leaves other people's messages alone", async (name, error) => {
    const slack = await startSlack();
    const ts = slack.say('U0ANA', 'C0SFB', 'mine');

    expect(await call(slack, name, { channel: 'C0SFB', ts, text: 'a' })).toMatchObject({ error });
    expect(await call(slack, name, { channel: 'C0SFB', ts: '1.000001', text: 'a' })).toMatchObject({
      error: 'message_not_found',
    });
    expect(slack.messages('C0SFB')).toMatchObject([{ text: 'mine', author: 'U0ANA', edits: 0 }]);
  });

  it('refuses an edit of more than 4000 characters', async () => {
    const slack = await startSlack();
    const ts = await post(slack);

    expect(await call(slack, 'chat.update', { channel: 'C0SFB', ts, text: 'x'.repeat(4001) })).toMatchObject({
      error: 'msg_too_long',
    });
    expect(slack.violations()).toMatchObject([{ rule: 'too-long' }]);
  });

  it('keeps the head of a thread when it is deleted', async () => {
    const slack = await startSlack();
    const ts = await post(slack);
    await post(slack, { thread_ts: ts, text: 'reply' });
    const alone = await post(slack, { text: 'alone' });
    for (const gone of [ts, alone]) await call(slack, 'chat.delete', { channel: 'C0SFB', ts: gone });

    expect(slack.messages('C0SFB')).toMatchObject([{ ts, deleted: true, replies: [{ text: 'reply' }] }]);
  });

  it.each([
    ['a missing payload', { event_type: 'job' }, 'invalid_metadata_format'],
    ['more than 8 kB', { event_type: 'job', event_payload: { a: 'x'.repeat(8000) } }, 'metadata_too_large'],
  ])('refuses metadata with %s', async (_name, metadata, error) => {
    const slack = await startSlack();

    expect(await call(slack, 'chat.postMessage', { channel: 'C0SFB', text: 'a', metadata })).toMatchObject({ error });
  });
});

describe('reading back', () => {
  it('gives a channel newest first, in pages, with metadata only to who asks for it', async () => {
    const slack = await startSlack({ clock: stepping() });
    const metadata = { event_type: 'job', event_payload: { job: '1' } };
    for (const text of ['one', 'two', 'three']) await post(slack, { text, metadata });

    const first = await call(slack, 'conversations.history', {
      channel: 'C0SFB',
      limit: 2,
      include_all_metadata: true,
    });
    expect(first).toMatchObject({ has_more: true, messages: [{ text: 'three', metadata }, { text: 'two' }] });
    const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
    const second = await call(slack, 'conversations.history', { channel: 'C0SFB', limit: 2, cursor });
    expect(second).toMatchObject({ has_more: false, messages: [{ text: 'one' }] });
    expect((second.messages as object[])[0]).not.toHaveProperty('metadata');
  });

  it('gives a thread oldest first, always with its head', async () => {
    const slack = await startSlack({ clock: stepping() });
    const ts = await post(slack);
    const one = await post(slack, { thread_ts: ts, text: 'one' });
    await post(slack, { thread_ts: ts, text: 'two' });

    const all = await call(slack, 'conversations.replies', { channel: 'C0SFB', ts });
    expect(all).toMatchObject({
      messages: [{ ts, reply_count: 2, thread_ts: ts }, { text: 'one', thread_ts: ts }, { text: 'two' }],
    });
    const later = await call(slack, 'conversations.replies', { channel: 'C0SFB', ts, oldest: one });
    expect(later).toMatchObject({ messages: [{ ts }, { text: 'two' }] });
    expect(await call(slack, 'conversations.replies', { channel: 'C0SFB', ts: '1.000001' })).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('lists the members of a channel', async () => {
    const slack = await startSlack();

    expect(await call(slack, 'conversations.members', { channel: 'C0SFB' })).toMatchObject({
      members: ['U0BOT', 'U0ANA', 'U0BEN'],
    });
  });
});

describe('people', () => {
  it('tells who a person is, as they are at that time', async () => {
    const slack = await startSlack();
    const asked = (user: string) => call(slack, 'users.info', { user });

    expect(await asked('U0ANA')).toMatchObject({
      user: { team_id: 'T0LAB', deleted: false, is_bot: false, is_restricted: false },
    });
    expect(await asked('U0EVE')).toMatchObject({ user: { team_id: 'T0OTHER', is_stranger: false } });
    expect((await asked('U0OLD')).user).not.toHaveProperty('is_restricted');
    expect(await asked('U0NONE')).toMatchObject({ error: 'user_not_found' });
    slack.admin.user('U0ANA', { isUltraRestricted: true });
    expect(await asked('U0ANA')).toMatchObject({ user: { is_restricted: true, is_ultra_restricted: true } });
    expect(() => slack.admin.user('U0NONE', {})).toThrow('There is no U0NONE');
  });

  it('lists the members of a group, not of a disabled or unknown one', async () => {
    const slack = await startSlack();
    const asked = (args: object) => call(slack, 'usergroups.users.list', args);

    expect(await asked({ usergroup: 'S0APPROVE' })).toMatchObject({ users: ['U0BEN'] });
    expect(await asked({ usergroup: 'S0DEAD' })).toMatchObject({ error: 'no_such_subteam' });
    expect(await asked({ usergroup: 'S0DEAD', include_disabled: true })).toMatchObject({ users: ['U0OLD'] });
    expect(await asked({ usergroup: 'S0NONE' })).toMatchObject({ error: 'no_such_subteam' });
    slack.admin.userGroup('S0APPROVE', { users: [] });
    expect(await asked({ usergroup: 'S0APPROVE' })).toMatchObject({ users: [] });
    expect(await call(slack, 'usergroups.list', { include_users: true })).toMatchObject({
      usergroups: [{ id: 'S0APPROVE', handle: 'approvers', users: [] }],
    });
  });

  it('shows a private message only to who is in the channel', async () => {
    const slack = await startSlack();
    const tell = (user: string) => call(slack, 'chat.postEphemeral', { channel: 'C0SFB', user, text: 'psst' });

    expect(await tell('U0ANA')).toMatchObject({ ok: true });
    expect(await tell('U0EVE')).toMatchObject({ error: 'user_not_in_channel' });
    expect(slack.ephemerals('U0ANA')).toMatchObject([{ text: 'psst', via: 'chat.postEphemeral' }]);
    expect(slack.ephemerals('U0EVE')).toEqual([]);
    expect(slack.messages('C0SFB')).toEqual([]);
  });

  it('reacts once', async () => {
    const slack = await startSlack();
    const reaction = { channel: 'C0SFB', timestamp: await post(slack), name: 'eyes' };

    expect(await call(slack, 'reactions.add', reaction)).toMatchObject({ ok: true });
    expect(await call(slack, 'reactions.add', reaction)).toMatchObject({ error: 'already_reacted' });
    expect(await call(slack, 'reactions.add', { ...reaction, name: 'No Such' })).toMatchObject({
      error: 'invalid_name',
    });
    expect(slack.messages('C0SFB')).toMatchObject([{ reactions: ['eyes'] }]);
  });
});
