import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/checks/types.js';
import { xdsState } from '../../src/checks/xds-state.js';
import { SfbError } from '../../src/errors.js';
import { createPort, healthy, pair } from './port.js';

const read = (...values: (number | null)[]): Reading<(number | null)[]> => ({ ok: true, value: values });
const failed: Reading<(number | null)[]> = { ok: false, reason: 'login failed for the worker' };

describe('checks/xds-state', () => {
  it.each([
    { primary: read(0), backup: read(3), says: ['primary', 'primary'], status: 'pass' },
    { primary: read(3), backup: read(0), says: ['backup', 'backup'], status: 'pass' },
    { primary: read(0), backup: read(0), says: ['primary', 'backup'], status: 'fail' },
    { primary: read(3), backup: read(3), says: ['backup', 'primary'], status: 'fail' },
    { primary: read(0), backup: failed, says: ['primary', "can't tell"], status: 'unknown' },
    { primary: read(1), backup: read(3), says: ["can't tell", 'primary'], status: 'unknown' },
    { primary: read(), backup: read(3), says: ["can't tell", 'primary'], status: 'unknown' },
    { primary: read(0, 3), backup: read(null), says: ["can't tell", "can't tell"], status: 'unknown' },
  ])('$primary.value and $backup.value: $says, $status', ({ primary, backup, says, status }) => {
    const facts = { primary, backup };

    expect(xdsState.testify(facts, pair).map((row) => row.says)).toEqual(says);
    expect(xdsState.judge(facts, pair).status).toBe(status);
  });

  it('shows the value, its meaning or why there is none', () => {
    expect(xdsState.testify({ primary: read(0), backup: failed }, pair)).toEqual([
      { row: 'xds-state/primary', label: 'xds on fe1', says: 'primary', detail: 'CurrentState 0 (active)' },
      {
        row: 'xds-state/backup',
        label: 'xds on fe2',
        says: "can't tell",
        detail: 'not read: login failed for the worker',
      },
    ]);
    expect(xdsState.testify({ primary: read(3), backup: read(2) }, pair).map((row) => row.detail)).toEqual([
      'CurrentState 3 (backup)',
      'CurrentState 2, meaning unknown',
    ]);
    expect(xdsState.judge({ primary: read(0), backup: read(0) }, pair)).toEqual({
      status: 'fail',
      sentence:
        'xds on fe1: fe1 (primary) (CurrentState 0 (active)); xds on fe2: fe2 (backup) (CurrentState 0 (active)).',
      fix: 'Change nothing on either server; read the status, which says what the two databases mean together.',
    });
  });

  it('reads each database on its own server', async () => {
    const { ps, calls } = createPort(healthy('primary'));

    expect(await xdsState.gather({ ps, pair })).toEqual({ primary: read(0), backup: read(3) });
    expect(calls).toEqual([
      { name: 'get-sfb-xds-state', params: { SqlInstance: 'rtc' }, place: 'primary' },
      { name: 'get-sfb-xds-state', params: { SqlInstance: 'rtc' }, place: 'backup' },
    ]);
  });

  it('keeps the answer of one server when the other gives none', async () => {
    const { ps } = createPort(
      healthy('primary', {
        'get-sfb-xds-state': ({ place }) =>
          place === 'backup' ? new Error('login failed for the worker.') : [{ Name: 'CURRENTSTATE', Value: 0 }],
      }),
    );

    expect(await xdsState.gather({ ps, pair })).toEqual({ primary: read(0), backup: failed });
  });

  it.each([
    {
      because: 'SQL answers and lists xds: it may not be read',
      databases: () => [
        { Name: 'xds', State: 'ONLINE' },
        { Name: 'lis', State: 'ONLINE' },
      ],
      detail:
        'not read: xds is there but may not be read; the account of the worker needs db_datareader in xds on fe2 (Zugriff verweigert.)',
    },
    { because: 'SQL answers without xds', databases: () => [], detail: 'not read: Zugriff verweigert' },
    { because: 'SQL is away', databases: () => new Error('no answer'), detail: 'not read: Zugriff verweigert' },
  ])('names the right that is missing, in whatever language SQL refuses, only where $because', async (row) => {
    const denied = new SfbError('CMDLET_FAILED', 'Zugriff verweigert.');
    const { ps } = createPort(
      healthy('primary', {
        'get-sfb-xds-state': ({ place }) => (place === 'backup' ? denied : [{ Name: 'CurrentState', Value: 0 }]),
        'get-sfb-cms-database': row.databases,
      }),
    );
    const [, backup] = xdsState.testify(await xdsState.gather({ ps, pair }), pair);

    expect(backup).toMatchObject({ says: "can't tell", detail: row.detail });
  });

  it('asks nothing more of a server that gives no answer', async () => {
    const { ps, calls } = createPort(
      healthy('primary', { 'get-sfb-xds-state': () => new SfbError('CMDLET_TIMEOUT', 'no answer') }),
    );
    await xdsState.gather({ ps, pair });

    expect(calls.map(({ name }) => name)).toEqual(['get-sfb-xds-state', 'get-sfb-xds-state']);
  });
});
