import type { webApi } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import { errorText } from '../errors.js';
import type { Log } from './types.js';

/** Bolt's and the Web API client's log lines in ours. Debug lines are dropped: they hold message bodies. */
export function createBoltLog(log: Log): webApi.Logger {
  const line = (parts: readonly unknown[]) =>
    parts.map((part) => (typeof part === 'string' ? part : errorText(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.info({ from: 'bolt' }, line(parts)),
    warn: (...parts) => log.warn({ from: 'bolt' }, line(parts)),
    error: (...parts) => log.error({ from: 'bolt' }, line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
