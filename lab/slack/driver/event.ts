import { APP_ID } from '../methods/shown.js';
import type { Json, Sent } from '../types.js';
import type { Workspace } from '../workspace.js';
import { deliver, signed } from './post.js';

/** Tells the app of an event, once: Slack's repeats after a failure are left to the caller. */
export async function sendEvent(workspace: Workspace, event: Json & { readonly type: string }): Promise<Sent> {
  const { teamId, botUserId } = workspace.options;
  const body = JSON.stringify({
    token: 'deprecated',
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: APP_ID,
    type: 'event_callback',
    event_id: workspace.nextId('Ev'),
    event_time: Math.floor(workspace.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event: { event_ts: workspace.nextTs(), ...event },
  });
  const userId = typeof event.user === 'string' ? event.user : '';
  const about = { kind: 'event', userId, channel: '', command: '' } as const;
  const sent = await deliver(workspace, signed(workspace, about, body, 'application/json'));
  if (!sent.timedOut && sent.status !== 200) {
    workspace.violate('bad-answer', `the event ${event.type} was answered with status ${sent.status}, 200 expected`);
  }
  return sent;
}
