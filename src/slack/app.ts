import { App, HTTPReceiver, type Receiver, SocketModeReceiver, webApi } from '@slack/bolt';
import type { BotConfig, BotSecrets } from '../config/bot.js';
import { errorText, SfbError, userMessage } from '../errors.js';
import { createBoltLog } from './bolt-log.js';
import { failureText } from './failure.js';
import { refuseUntimely } from './signed-age.js';
import type { Home, Log, Time } from './types.js';

export interface SlackSettings {
  readonly slack: BotConfig['bot']['slack'];
  readonly secrets: BotSecrets;
}

export interface SlackApp {
  readonly app: App;
  /** For reads: asks again after a network error. */
  readonly client: webApi.WebClient;
  /** For posts: never asks again by itself, because a repeated post is a doubled post. */
  readonly poster: webApi.WebClient;
  readonly home: Home;
  /** Where it listens, in words, once requests are taken. */
  start(): Promise<string>;
  /** Takes no new request; those under way are answered. */
  stop(): Promise<void>;
}

interface Transport {
  readonly receiver: Receiver;
  start(app: App): Promise<string>;
  stop(app: App): Promise<void>;
}

/** The Slack side of the bot. Throws SfbError CONFIG when a token is refused or is another workspace's. */
export async function createSlackApp({ slack, secrets }: SlackSettings, log: Log, time: Time): Promise<SlackApp> {
  const logger = createBoltLog(log);
  const token = secrets.SLACK_BOT_TOKEN;
  const options = (retries: number): webApi.WebClientOptions => ({
    ...(secrets.SLACK_API_URL === undefined ? {} : { slackApiUrl: secrets.SLACK_API_URL }),
    logger,
    timeout: 10_000,
    retryConfig: { retries, minTimeout: 500, factor: 2 },
    // Otherwise one busy method pauses every call of the client, also the one that says who is asking.
    rejectRateLimitedCalls: true,
  });
  const transport = slack.mode === 'http' ? http(slack, secrets, logger, log, time) : socket(secrets, logger);
  const app = new App({
    token,
    receiver: transport.receiver,
    logger,
    convoStore: false,
    deferInitialization: true,
    clientOptions: options(3),
  });
  const home = await initialise(app, slack.team);
  answerErrors(app, log);
  return {
    app,
    client: app.client,
    poster: new webApi.WebClient(token, options(0)),
    home,
    start: () => transport.start(app),
    stop: () => transport.stop(app),
  };
}

/** Checks the token against Slack and the workspace against the configuration. */
async function initialise(app: App, team: string): Promise<Home> {
  let identity: webApi.AuthTestResponse;
  try {
    await app.init();
    identity = await app.client.auth.test();
  } catch (cause) {
    throw new SfbError(
      'CONFIG',
      `Slack did not accept the bot token (${failureText(cause)}); check SLACK_BOT_TOKEN and that Slack can be reached.`,
      { cause },
    );
  }
  if (identity.team_id !== team) {
    throw new SfbError(
      'CONFIG',
      `The bot token belongs to workspace ${identity.team_id}, but bot.slack.team is ${team}; use the token of that workspace.`,
    );
  }
  // Outside an Enterprise organisation Slack leaves it out, or sends null.
  const enterpriseId = identity.enterprise_id ?? '';
  return { teamId: team, botUserId: identity.user_id ?? '', ...(enterpriseId === '' ? {} : { enterpriseId }) };
}

function http(
  slack: SlackSettings['slack'],
  secrets: BotSecrets,
  logger: webApi.Logger,
  log: Log,
  time: Time,
): Transport {
  const receiver = new HTTPReceiver({ signingSecret: secrets.SLACK_SIGNING_SECRET ?? '', logger });
  receiver.requestListener = refuseUntimely(receiver.requestListener, time.now, () =>
    log.warn({}, 'refused a request whose signed time is more than 300 s from now'),
  );
  let started = false;
  return {
    receiver,
    async start() {
      const server = await receiver.start({ port: slack.port, host: slack.host }).catch((cause: unknown) => {
        const address = `${slack.host}:${slack.port}`;
        throw new SfbError(
          'CONFIG',
          `The bot cannot listen on ${address} (${errorText(cause)}); end what uses it, or change bot.slack.host and port.`,
          { cause },
        );
      });
      started = true;
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : slack.port;
      return `http://${slack.host}:${port}/slack/events`;
    },
    async stop() {
      if (started) await receiver.stop();
      started = false;
    },
  };
}

function socket(secrets: BotSecrets, logger: webApi.Logger): Transport {
  const receiver = new SocketModeReceiver({
    appToken: secrets.SLACK_APP_TOKEN ?? '',
    logger,
    // Each routine reconnect leaves a hole as long as this (tech-facts 1.4).
    clientPingTimeout: 2000,
    // Its own options object: the receiver writes a retry policy into it.
    installerOptions: {
      clientOptions: secrets.SLACK_API_URL === undefined ? {} : { slackApiUrl: secrets.SLACK_API_URL },
    },
  });
  return {
    receiver,
    async start() {
      await receiver.start().catch((cause: unknown) => {
        throw new SfbError(
          'CONFIG',
          `Slack opened no socket (${failureText(cause)}); check SLACK_APP_TOKEN (scope connections:write) and that Socket Mode is on.`,
          { cause },
        );
      });
      return 'Socket Mode';
    },
    async stop() {
      // The receiver's own stop doesn't wait for the socket.
      await receiver.client.disconnect();
    },
  };
}

/** Whatever goes wrong in a listener is logged and answered; Slack waits 3 s and then shows its own, useless error. */
function answerErrors(app: App, log: Log): void {
  app.use(async (args) => {
    try {
      await args.next();
    } catch (error) {
      log.error({ error: errorText(error) }, 'a listener failed');
      if ('command' in args) await args.ack({ response_type: 'ephemeral', text: userMessage(error) }).catch(() => {});
      else if ('ack' in args && typeof args.ack === 'function') await args.ack().catch(() => {});
    }
  });
  app.error(async (error) => {
    log.error({ error: errorText(error) }, 'Bolt could not take a request');
  });
}
