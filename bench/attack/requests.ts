import { request as httpRequest } from 'node:http';
import type { SentRequest } from '../../lab/slack/types.js';
import { TEAM } from './stack.js';

/** What the modal of a gate sends when it is submitted. */
export interface Submission {
  readonly action: 'approve' | 'deny' | 'withdraw';
  readonly user: string;
  readonly job: string;
  readonly planHash: string;
  /** The workspace the request says it is of, and the one the person says to be of. */
  readonly team?: string;
  readonly userTeam?: string;
}

/** The body of a submission, as whoever can sign for Slack would send it. */
export function submissionBody({ action, user, job, planHash, team = TEAM, userTeam = team }: Submission): string {
  const values = { reason: { reason: { type: 'plain_text_input', value: `${action} by ${user}` } } };
  return formOf({
    type: 'view_submission',
    team: { id: team, domain: 'lab' },
    user: { id: user, username: user, name: user, team_id: userTeam },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: 'A0LAB',
    token: 'deprecated',
    trigger_id: '1.1',
    view: {
      id: 'V1',
      team_id: team,
      app_id: 'A0LAB',
      type: 'modal',
      callback_id: `gate-${action}`,
      private_metadata: `${job} ${planHash}`,
      title: { type: 'plain_text', text: 'Approve' },
      blocks: [],
      hash: '1.1',
      state: { values },
    },
    response_urls: [],
  });
}

export function formOf(payload: unknown): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

export function payloadOf({ body }: SentRequest): Record<string, unknown> {
  return JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
}

/** These very bytes and headers, by anybody who can reach the bot's port. */
export function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', headers, agent: false, timeout: 5_000 }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, raw: Buffer.concat(parts).toString('utf8') }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('the bot did not answer in 5 s')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export interface Answer {
  readonly status: number;
  readonly raw: string;
}

/** What came back, as a refusal; empty when the request was taken. */
export function refusalIn({ status, raw }: Answer): string {
  if (status !== 200) return status === 0 ? 'no answer' : `HTTP ${status}`;
  if (raw === '') return '';
  const { errors = {} } = JSON.parse(raw) as { errors?: Record<string, string> };
  return Object.values(errors).join(' ') || raw;
}
