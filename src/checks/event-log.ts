import type { Side } from '../domain.js';
import { getSfbEventLog } from '../powershell/cmdlets/get-sfb-event-log.js';
import { listed, shortServer } from '../report.js';
import { onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

interface Event {
  readonly source: string;
  readonly id: number;
  readonly level: number;
}

/** Events of the four replication and backup sources on each server, newest first. */
export interface EventLogFacts {
  readonly minutes: number;
  readonly events: BySide<Reading<readonly Event[]>>;
}

const DAY = 1440;
const SIDES: readonly Side[] = ['primary', 'backup'];

export const eventLog: Check<EventLogFacts> = {
  id: 'event-log',
  title: 'replication and backup wrote no error to the event log',
  why: 'It is where a replication fault shows first. Silence proves nothing: in the split state the log was clean.',
  // Warns at most: so an empty log, which is no evidence and therefore unknown, neither passes nor blocks.
  severity: { planned: 'warns', disaster: 'warns', failback: 'warns', recover: 'warns' },

  async gather({ ps, eventMinutes: minutes = DAY }) {
    const events = await onBoth(async (side) => {
      const { rows } = await ps.read(getSfbEventLog, { Minutes: minutes }, side);
      return rows.map((row) => ({ source: row.Source, id: row.Id, level: row.Level }));
    });
    return { minutes, events };
  },

  judge({ minutes, events }, pair) {
    const span = minutes >= 120 ? `${Math.round(minutes / 60)} h` : `${minutes} min`;
    const all = SIDES.flatMap((side) => (events[side].ok ? events[side].value.map((one) => ({ ...one, side })) : []));
    const errors = all.filter(({ level }) => level === 1 || level === 2);
    if (errors.length > 0) {
      const kinds = new Set(errors.map(({ side, source, id }) => `${source} ${id} on ${shortServer(pair, side)}`));
      const sentence = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} of replication or backup in the last ${span}: ${listed([...kinds])}.`;
      return { status: 'warn', sentence, fix: 'Read them in the log "Lync Server" before anything is moved.' };
    }
    const unread = SIDES.flatMap((side) =>
      events[side].ok ? [] : [`${shortServer(pair, side)} (${events[side].reason})`],
    );
    if (unread.length > 0) {
      const fix = 'The account needs to be in Event Log Readers on both servers.';
      return { status: 'unknown', sentence: `The event log was not read on ${listed(unread)}.`, fix };
    }
    if (all.length === 0) {
      const sentence = `Replication and backup wrote nothing in the last ${span}: no evidence either way.`;
      return { status: 'unknown', sentence, fix: 'Nothing to do; silence is neither good nor bad here.' };
    }
    return {
      status: 'pass',
      sentence: `${all.length} ${all.length === 1 ? 'event' : 'events'} of replication and backup in the last ${span}, none an error.`,
    };
  },
};
