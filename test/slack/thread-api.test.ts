import type { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { createThreadApi } from '../../src/slack/thread-api.js';

const mark = { job: 'status-k3f9x2m1qa', key: 'matrix' };
const since = '2026-11-23T03:00:00.000Z';

function marked(user: string, change: object = {}) {
  const metadata = { event_type: 'sfb_job', event_payload: { ...mark, ...change } };
  return { ts: '5.5', user, metadata };
}

/** A reader whose channel has these pages; what it was asked is kept. */
function reading(pages: readonly object[][]) {
  const asked: Record<string, unknown>[] = [];
  const page = async (args: Record<string, unknown>) => {
    asked.push(args);
    const next = asked.length < pages.length ? { response_metadata: { next_cursor: `page-${asked.length}` } } : {};
    return { ok: true, messages: pages[asked.length - 1], ...next };
  };
  const client = { conversations: { history: page, replies: page } } as unknown as webApi.WebClient;
  return { asked, api: createThreadApi(client, client, 'U0BOT') };
}

describe('slack/thread-api', () => {
  it.each([
    { what: 'its own post', message: marked('U0BOT'), ts: '5.5' },
    { what: 'the same mark by somebody else', message: marked('U0EVE'), ts: '' },
    { what: 'another part of the job', message: marked('U0BOT', { key: 'card' }), ts: '' },
    { what: 'another job', message: marked('U0BOT', { job: 'status-other00000' }), ts: '' },
    { what: 'a post without a mark', message: { ts: '5.5', user: 'U0BOT' }, ts: '' },
    {
      what: 'its own file',
      message: { ts: '5.5', user: 'U0BOT', files: [{ title: `Witnesses (${mark.job}, ${mark.key})` }] },
      ts: 'file',
    },
  ])('when looking for a lost post, takes $what as "$ts"', async ({ message, ts }) => {
    const { api } = reading([[message]]);

    expect(await api.find('C0SFB', undefined, mark, since)).toEqual({ ended: 'done', ts });
  });

  it('looks through every page, from a minute before the job was asked for', async () => {
    const { api, asked } = reading([[{ ts: '1.1' }], [{ ts: '2.2' }], [marked('U0BOT')]]);

    expect(await api.find('C0SFB', '1.0', mark, since)).toEqual({ ended: 'done', ts: '5.5' });
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'page-1', 'page-2']);
    expect(asked[0]).toMatchObject({ channel: 'C0SFB', ts: '1.0', include_all_metadata: true });
    expect(Number(asked[0]?.oldest)).toBe(Date.parse(since) / 1000 - 60);
  });

  it('is not sure of anything when an answer has no ts', async () => {
    const client = { chat: { postMessage: async () => ({ ok: true }) } } as unknown as webApi.WebClient;
    const api = createThreadApi(client, client, 'U0BOT');

    expect(await api.post('C0SFB', undefined, { text: 'x', blocks: [] }, mark)).toMatchObject({ ended: 'unanswered' });
  });
});
