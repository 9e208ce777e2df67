import type { GateStore } from '../approvals/types.js';
import { commands } from '../commands/index.js';
import type { LoadedBot } from '../config/load.js';
import type { ThreadStore } from '../queue/threads.js';
import { createSlackApp, type SlackApp } from './app.js';
import { checkControlChannel } from './control-channel.js';
import { createDirectory } from './directory.js';
import { listen } from './listen.js';
import { createOutbox } from './outbox.js';
import { createPeople } from './people.js';
import { createPermits, type PermitDeps } from './permits.js';
import { createPrivateAnswers, type PrivateAnswers } from './private-answers.js';
import { createRenderer, type Renderer } from './renderer.js';
import { wanted } from './thread.js';
import { createThreadApi } from './thread-api.js';
import type { Intake, Log, Time } from './types.js';

/** Where decisions are kept and what run permits are made with. */
export interface Approvals
  extends Pick<PermitDeps, 'sign' | 'planHash' | 'witnessed' | 'audit'>,
    Pick<PermitDeps['store'], 'openJobs' | 'redisNow'> {
  readonly gates: GateStore;
}

export interface SlackBotDeps {
  readonly loaded: Pick<LoadedBot, 'config' | 'secrets'>;
  readonly intake: Intake;
  readonly threads: ThreadStore;
  readonly approvals: Approvals;
  readonly log: Log;
  readonly time: Time;
  /** Names this process in the renderer's leases; another one at each start. */
  readonly owner: string;
}

export interface SlackBot {
  /** Where requests are taken, in words. */
  readonly where: string;
  /** Takes no new request, sends what threads still want (5 s at most), and ends. */
  stop(): Promise<void>;
}

/** Puts the Slack side together and starts it. Throws SfbError CONFIG for what only people can mend. */
export async function startSlackBot(deps: SlackBotDeps): Promise<SlackBot> {
  const { loaded, intake, threads, log, time } = deps;
  const { openJobs, redisNow, gates, audit, ...permit } = deps.approvals;
  const { config, secrets } = loaded;
  const { slack } = config.bot;
  const connection = await createSlackApp({ slack, secrets }, log, time);
  const { client, poster, home } = connection;
  for (const sentence of await checkControlChannel(client, slack.channel)) log.warn({}, sentence);

  const { deployment } = config;
  const people = createPeople({ directory: createDirectory(client), deployment, home, now: time.now });
  const answers = createPrivateAnswers(time.now);
  listen(connection.app, {
    home,
    channel: slack.channel,
    pairs: deployment.pairs,
    commands,
    statusMaxAge: config.bot.statusMaxAge,
    people,
    intake,
    time,
    log,
    remember: answers.remember,
    store: threads,
    gates,
    audit,
    ring: (job) => intake.ring(job),
    // Never tried again by itself: its trigger would be too old.
    openView: async (trigger, view) => void (await poster.views.open({ trigger_id: trigger, view })),
  });
  const renderer = createThreads(deps, connection, answers);
  const store: PermitDeps['store'] = {
    readJob: (id) => threads.readJob(id),
    subscribeWakes: (wake) => threads.subscribeWakes(wake),
    openJobs,
    redisNow,
  };
  const { rule, quorum } = deployment.approvals;
  const permits = createPermits({ ...permit, store, gates, people, policy: { rule, quorum }, audit, time, log });
  const where = await connection.start();
  const stop = async () => {
    await connection.stop();
    await permits.stop();
    await renderer.stop();
  };
  try {
    await renderer.start();
    await permits.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { where, stop };
}

function createThreads(deps: SlackBotDeps, { poster, client, home }: SlackApp, { tellOnce }: PrivateAnswers): Renderer {
  const { threads: store, approvals, loaded, log, time, owner } = deps;
  const { approvers } = loaded.config.deployment.approvals;
  const api = createThreadApi(poster, client, home.botUserId);
  return createRenderer({
    store,
    gates: approvals.gates,
    api,
    outbox: createOutbox(time),
    wanted: (record, gate) => wanted(record, gate, approvers),
    log,
    tellOnce,
    owner,
    time,
    channel: loaded.config.bot.slack.channel,
  });
}
