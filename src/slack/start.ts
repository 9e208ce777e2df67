import type { GateStore } from '../approvals/types.js';
import { commands } from '../commands/index.js';
import type { LoadedBot } from '../config/load.js';
import type { LostStore } from '../queue/lost.js';
import type { ScheduleStore } from '../queue/schedule.js';
import type { ThreadStore } from '../queue/threads.js';
import { createSlackApp } from './app.js';
import { checkControlChannel } from './control-channel.js';
import { createDirectory } from './directory.js';
import { listen } from './listen.js';
import { createLostNotice } from './lost-notice.js';
import { createMissedNotice } from './missed-notice.js';
import { createOutbox } from './outbox.js';
import { createPeople } from './people.js';
import { createPermits, type PermitDeps } from './permits.js';
import { createPrivateAnswers, type PrivateAnswers } from './private-answers.js';
import type { RenderDeps } from './render-job.js';
import { createRenderer, type Renderer } from './renderer.js';
import { wanted } from './thread.js';
import { createThreadApi } from './thread-api.js';
import type { Intake, Log, Time } from './types.js';

/** Where decisions are kept and what run permits are made with. */
export interface Approvals
  extends Pick<PermitDeps, 'sign' | 'planHash' | 'witnessed' | 'ended' | 'audit'>,
    Pick<PermitDeps['store'], 'openJobs' | 'redisNow' | 'lostData'>,
    Pick<LostStore, 'toldLost'>,
    Pick<ScheduleStore, 'lastScheduled'> {
  readonly gates: GateStore;
  /** What people decided since a time, by this bot's audit. */
  readonly decided: (since: string) => Promise<readonly string[]>;
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
  const { openJobs, redisNow, lostData, toldLost, lastScheduled, decided, gates, audit, ...permit } = deps.approvals;
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
  const api = createThreadApi(poster, client, home.botUserId);
  const outbox = createOutbox(time);
  const renderer = createThreads(deps, { api, outbox }, answers);
  const notice = { store: { toldLost }, api, outbox, channel: slack.channel, decided, log };
  const store: PermitDeps['store'] = {
    readJob: (id) => threads.readJob(id),
    subscribeWakes: (wake) => threads.subscribeWakes(wake),
    openJobs,
    redisNow,
    lostData,
  };
  const missed = createMissedNotice({
    store: { lastScheduled, openJobs, readJob: store.readJob },
    pairs: deployment.pairs.map(({ name }) => name),
    ...{ api, outbox, channel: slack.channel, time, log },
  });
  const { rule, quorum } = deployment.approvals;
  const policy = { rule, quorum };
  const tellLost = createLostNotice(notice);
  const permits = createPermits({ ...permit, store, gates, people, policy, audit, tellLost, time, log });
  const where = await connection.start();
  const stop = async () => {
    await connection.stop();
    await missed.stop();
    await permits.stop();
    await renderer.stop();
  };
  try {
    await renderer.start();
    await permits.start();
    missed.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { where, stop };
}

function createThreads(
  deps: SlackBotDeps,
  { api, outbox }: Pick<RenderDeps, 'api' | 'outbox'>,
  { tellOnce }: PrivateAnswers,
): Renderer {
  const { threads: store, approvals, loaded, log, time, owner } = deps;
  const { approvers } = loaded.config.deployment.approvals;
  return createRenderer({
    store,
    gates: approvals.gates,
    api,
    outbox,
    wanted: (record, gate) => wanted(record, gate, approvers),
    log,
    tellOnce,
    owner,
    time,
    channel: loaded.config.bot.slack.channel,
  });
}
