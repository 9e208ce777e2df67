import { describe, expect, it } from 'vitest';
import { xdsComponent } from '../../src/checks/xds-component.js';
import { createPort, healthy, pair } from './port.js';

const read = (...registered: [string, string][]) => ({
  ok: true as const,
  value: registered.map(([component, server]) => ({ component, server })),
});

describe('checks/xds-component', () => {
  it.each([
    {
      table: read(['Master', 'fe2.domain.local'], ['Fta', 'fe2.domain.local']),
      says: 'backup',
      detail: 'Master fe2.domain.local, Fta fe2.domain.local',
      status: 'pass',
    },
    {
      table: read(['Master', 'fe2.domain.local'], ['Fta', 'fe1.domain.local']),
      says: 'both',
      detail: 'Master fe2.domain.local, Fta fe1.domain.local',
      status: 'warn',
    },
    { table: read(), says: 'nobody', detail: 'nothing registered', status: 'warn' },
    {
      table: { ok: false as const, reason: 'denied' },
      says: "can't tell",
      detail: 'not read: denied',
      status: 'unknown',
    },
  ])('$detail: $says, $status', ({ table, says, detail, status }) => {
    const facts = { primary: table, backup: table };

    expect(xdsComponent.testify(facts, pair).map((row) => [row.says, row.detail])).toEqual([
      [says, detail],
      [says, detail],
    ]);
    expect(xdsComponent.judge(facts, pair).status).toBe(status);
  });

  it('never counts and never blocks', () => {
    expect(xdsComponent.weight).toBe('informational');
    expect(new Set(Object.values(xdsComponent.severity))).toEqual(new Set(['skipped']));
  });

  it('reads only registered rows, each table on its own server', async () => {
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-sfb-xds-component': ({ place }) => [
          { Fqdn: 'fe1.domain.local', Component: 'Master', Registered: 0 },
          { Fqdn: 'fe2.domain.local', Component: 'Master', Registered: place === 'primary' ? 1 : true },
          { Fqdn: 'fe1.domain.local', Component: 'Fta', Registered: false },
        ],
      }),
    );

    const table = read(['Master', 'fe2.domain.local']);
    expect(await xdsComponent.gather({ ps, pair })).toEqual({ primary: table, backup: table });
    expect(calls.map(({ place }) => place)).toEqual(['primary', 'backup']);
  });
});
