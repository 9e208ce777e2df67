import { createHash } from 'node:crypto';

/** Every name this product uses in Redis. All begin with `sfb:<deployment>:`, so one Redis can serve several deployments. */
export interface Keys {
  readonly prefix: string;
  /** Hash: the record. */
  job(id: string): string;
  /** Hash: owner, epoch, until of the worker's lease. */
  lease(id: string): string;
  /** Hash: how often and when a job was rung for. */
  ring(id: string): string;
  /** Hash: message key → what was sent for it. */
  posted(id: string): string;
  /** String: the bot that renders the job's thread. */
  renderer(id: string): string;
  /** String: the job a Slack trigger made. */
  trigger(triggerId: string): string;
  /** Sorted set by asking time: ids of open jobs. */
  readonly open: string;
  /** Sorted set by asking time: ids of jobs whose thread is not complete. */
  readonly threads: string;
  /** List, newest first: ids of a pair's jobs. */
  recent(pair: string): string;
  /** List, newest first: the last two status reports of a pair, each after its time. */
  status(pair: string): string;
  /** Sorted set by end of validity, and hash of what each worker says of itself. */
  readonly workers: string;
  readonly workerInfo: string;
  /** Sorted set by end of validity: `<role> <digest>`. */
  readonly digests: string;
  readonly freeze: string;
  /** String: the job that may change this deployment. */
  readonly changing: string;
  /** Hash: the last daily backup of a pair that was asked for. */
  scheduled(pair: string): string;
  /** Hash: the last move of a pair's CMS by a job of ours. */
  moved(pair: string): string;
  /** Hash: where approvals of the job's plan are collected. */
  gate(id: string): string;
  /** String: the id that this Redis and every front end it changed carry. */
  readonly installation: string;
  /** Hash: how many decisions of each process this Redis has counted. */
  readonly witnesses: string;
  /** Hash: that this Redis lost data, as long as nobody has looked and adopted it. */
  readonly lost: string;
  /** Channel on which every change of a record is announced. */
  readonly wake: string;
}

export function keysOf(deployment: string): Keys {
  const prefix = `sfb:${deployment}:`;
  return {
    prefix,
    job: (id) => `${prefix}job:${id}`,
    lease: (id) => `${prefix}lease:${id}`,
    ring: (id) => `${prefix}ring:${id}`,
    posted: (id) => `${prefix}posted:${id}`,
    renderer: (id) => `${prefix}renderer:${id}`,
    trigger: (triggerId) => `${prefix}trigger:${createHash('sha256').update(triggerId).digest('hex')}`,
    open: `${prefix}open`,
    threads: `${prefix}threads`,
    recent: (pair) => `${prefix}recent:${pair}`,
    status: (pair) => `${prefix}status:${pair}`,
    workers: `${prefix}workers`,
    workerInfo: `${prefix}workers:info`,
    digests: `${prefix}digests`,
    freeze: `${prefix}freeze`,
    changing: `${prefix}changing`,
    scheduled: (pair) => `${prefix}scheduled:${pair}`,
    moved: (pair) => `${prefix}moved:${pair}`,
    gate: (id) => `${prefix}gate:${id}`,
    installation: `${prefix}installation`,
    witnesses: `${prefix}witnesses`,
    lost: `${prefix}lost`,
    wake: `${prefix}wake`,
  };
}
