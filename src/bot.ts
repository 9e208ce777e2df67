import { randomInt, randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createPermitSigner } from './approvals/permit.js';
import { openAudit } from './audit/chain.js';
import { createDecisions } from './audit/decisions.js';
import { openWitness } from './audit/witness.js';
import { type LoadedBot, loadBotConfig } from './config/load.js';
import { errorText, SfbError } from './errors.js';
import { planHash } from './jobs/plan/hash.js';
import { createDoorbell } from './queue/bullmq.js';
import { checkRedis, connectRedis, watchRedis } from './queue/redis.js';
import { createStore, type Store } from './queue/store.js';
import { createIntake } from './slack/intake.js';
import { type Approvals, startSlackBot } from './slack/start.js';
import { createTime } from './slack/time.js';
import type { Log } from './slack/types.js';

/** How long this bot's digest stays announced without being said again, in milliseconds, and how often it is said. */
const DIGEST = { lifetime: 30_000, every: 10_000 } as const;

/** How long a clean stop may take before the process ends anyway, in milliseconds. */
const STOP = 10_000;

export interface RunningBot {
  /** Where requests are taken, in words. */
  readonly where: string;
  /** Takes no new request, sends what threads still want, and lets go of everything. */
  stop(): Promise<void>;
}

/** Starts the bot. Throws SfbError: CONFIG for what only people can mend, UNAVAILABLE when Redis is away. */
export async function startBot(loaded: LoadedBot, log: Log): Promise<RunningBot> {
  const { config, redisUrl, digest } = loaded;
  const deployment = config.deployment.name;
  const time = createTime();
  const ends: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) {
      await Promise.resolve(end()).catch((error: unknown) => log.warn({ error: errorText(error) }, 'while stopping'));
    }
  };
  const onError = sayOnceAMinute(log);
  try {
    const redis = connectRedis(redisUrl, 'producer', onError);
    ends.push(() => redis.disconnect());
    await checkRedis(redis);
    const openSubscriber = () => connectRedis(redisUrl, 'worker', onError);
    const witness = openWitness(loaded.data, 'bot', deployment);
    const store = createStore({ redis, openSubscriber, deployment, witness });
    await store.announceDigest('bot', digest, DIGEST.lifetime);
    ends.push(() => store.withdrawDigest('bot', digest));
    ends.push(repeat(DIGEST.every, () => store.announceDigest('bot', digest, DIGEST.lifetime), log));

    let fault: SfbError | undefined;
    const report = (found: SfbError | undefined) => {
      fault = found;
      if (found === undefined) log.info({}, 'Redis is well again');
      else log.error({}, found.message);
    };
    ends.push(watchRedis(redis, { timer: time, report }));
    const doorbell = createDoorbell({ redisUrl, deployment, onError });
    ends.push(() => doorbell.close());

    const approvals = createApprovals(store, loaded);
    const { gates } = approvals;
    const intake = createIntake({ store, gates, doorbell, lab: config.lab, random: randomInt, fault: () => fault });
    const threads = store.threads;
    const slack = await startSlackBot({ loaded, intake, threads, approvals, log, time, owner: randomUUID() });
    ends.push(() => slack.stop());
    return { where: slack.where, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where this bot finds what people decide, writes down what they decided, and what it signs permits with. */
function createApprovals(store: Store, { data, permitKey }: LoadedBot): Approvals {
  const audit = openAudit(data, 'bot', () => new Date());
  const decisions = createDecisions(audit);
  return {
    gates: store,
    audit,
    sign: permitKey === undefined ? undefined : createPermitSigner(permitKey),
    planHash,
    witnessed: decisions.approved,
    ended: decisions.ended,
    decided: decisions.since,
    openJobs: () => store.openJobs(),
    lastScheduled: (pair) => store.lastScheduled(pair),
    redisNow: () => store.redisNow(),
    lostData: () => store.lostData(),
    toldLost: (lost) => store.toldLost(lost),
  };
}

/** While Redis is away each connection fails every second, with the same words. */
function sayOnceAMinute(log: Log): (error: Error) => void {
  const said = new Map<string, number>();
  return (error) => {
    const text = errorText(error);
    if ((said.get(text) ?? 0) > Date.now() - 60_000) return;
    said.set(text, Date.now());
    log.warn({ error: text }, 'a connection to Redis failed');
  };
}

/** Runs something again and again; a failure is logged and tried again. The answer ends it. */
function repeat(every: number, run: () => Promise<void>, log: Log): () => void {
  const timer = setInterval(() => {
    run().catch((error: unknown) => log.error({}, errorText(error)));
  }, every);
  return () => clearInterval(timer);
}

/** Log lines on stderr. Whatever a library puts into them, no secret of ours gets out. */
function createLog(secrets: readonly string[]) {
  const write = (line: string) => {
    const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line);
    process.stderr.write(clean);
  };
  return pino({ base: { program: 'bot' }, timestamp: pino.stdTimeFunctions.isoTime }, { write });
}

function secretsOf({ secrets, redisUrl }: LoadedBot): string[] {
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN } = secrets;
  const password = decodeURIComponent(new URL(redisUrl).password);
  const known = [SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN, password];
  return known.filter((secret) => secret !== undefined && secret.length > 0) as string[];
}

function configPath(): string {
  try {
    return parseArgs({ options: { config: { type: 'string', default: 'sfb.config.yaml' } } }).values.config;
  } catch (cause) {
    throw new SfbError('CONFIG', `${errorText(cause)}; the bot takes only --config FILE.`, { cause });
  }
}

/** Exit codes: 0 stopped on request, 1 failed, 2 the configuration must be mended. */
async function main(): Promise<void> {
  const loaded = loadBotConfig(configPath(), process.env);
  const log = createLog(secretsOf(loaded));
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error: error instanceof Error ? error.stack : errorText(error) }, event);
      process.exit(1);
    });
  }
  const bot = await startBot(loaded, log);
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP).unref();
    void bot.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const { name, pairs } = loaded.config.deployment;
  const lab = loaded.config.lab ? 'LAB, ' : '';
  process.stdout.write(
    `bot ready: ${lab}deployment ${name}, ${pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`}, ${bot.where}\n`,
  );
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  main().catch((error: unknown) => {
    const message = error instanceof SfbError ? error.message : `The bot failed: ${errorText(error)}`;
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof SfbError && error.code === 'CONFIG' ? 2 : 1);
  });
}
