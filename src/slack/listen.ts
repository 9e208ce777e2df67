import type { App } from '@slack/bolt';
import { GATE_ID } from './gate-actions.js';
import { type CommandDeps, createCommandListener } from './listeners/command.js';
import { createGateClick, type GateDeps } from './listeners/gate-click.js';
import { createGateSubmit } from './listeners/gate-submit.js';
import { createResolve } from './listeners/resolve.js';
import { RESOLVE_ID } from './resolve-actions.js';
import type { Home } from './types.js';

const UNKNOWN = 'Nothing was done: this version of the bot does not know that button. Type `/sfb help` in the channel.';

/** Ids of buttons and modals that no listener of their own answers: answering twice would fail the request. */
const OTHERS = new RegExp(`^(?!${GATE_ID.source.slice(1)}|${RESOLVE_ID.source.slice(1)})`);

/** Registers every listener. Each kind has one that matches everything, so that nobody waits 3 s for nothing. */
export function listen(app: App, deps: CommandDeps & GateDeps): void {
  app.command(/.*/, createCommandListener(deps));
  const click = createGateClick(deps);
  app.action(GATE_ID, async ({ ack, body, respond }) => click({ ack: () => ack(), body, respond }));
  const submit = createGateSubmit(deps);
  app.view(GATE_ID, async ({ ack, body }) =>
    submit({ ack: (answer) => (answer === undefined ? ack() : ack(answer)), body }),
  );
  const resolve = createResolve(deps);
  app.action(RESOLVE_ID, async ({ ack, body, respond }) => resolve.click({ ack: () => ack(), body, respond }));
  app.view(RESOLVE_ID, async ({ ack, body }) =>
    resolve.submit({ ack: (answer) => (answer === undefined ? ack() : ack(answer)), body }),
  );
  app.action(OTHERS, async ({ ack, body, respond }) => {
    await ack();
    // In a view there is no response_url, and another workspace gets no answer at all.
    if (respond !== undefined && isFrom(deps.home, body)) {
      await respond({ response_type: 'ephemeral', replace_original: false, text: UNKNOWN });
    }
  });
  app.view(OTHERS, async ({ ack }) => ack());
  app.view({ callback_id: /.*/, type: 'view_closed' }, async ({ ack }) => ack());
  app.shortcut(/.*/, async ({ ack }) => ack());
  app.options(/.*/, async ({ ack }) => ack({ options: [] }));
}

/** A person of another workspace may press a button in a shared channel; `team` is then ours, the user's isn't. */
function isFrom(home: Home, { team, user }: { team: { id: string } | null; user: { team_id?: string } }): boolean {
  return team?.id === home.teamId && (user.team_id ?? home.teamId) === home.teamId;
}
