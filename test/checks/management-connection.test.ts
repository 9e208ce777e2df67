import { describe, expect, it } from 'vitest';
import { managementConnection } from '../../src/checks/management-connection.js';
import { createPort, healthy, pair } from './port.js';

describe('checks/management-connection', () => {
  it.each([
    { server: 'FE1.domain.local', instance: 'RTC', says: 'primary', detail: 'FE1.domain.local\\RTC', status: 'pass' },
    { server: 'fe2.domain.local', instance: 'rtc', says: 'backup', detail: 'fe2.domain.local\\rtc', status: 'pass' },
    { server: null, instance: null, says: 'nobody', detail: 'blank', status: 'fail' },
    {
      server: 'fe1.domain.local',
      instance: null,
      says: "can't tell",
      detail: 'fe1.domain.local, not instance rtc',
      status: 'unknown',
    },
    {
      server: 'sql.domain.local',
      instance: 'rtc',
      says: "can't tell",
      detail: 'sql.domain.local\\rtc, not a server of this pair',
      status: 'unknown',
    },
  ])('$server and $instance: $says, $status', ({ server, instance, says, detail, status }) => {
    const facts = [{ server, instance }];

    expect(managementConnection.testify(facts, pair)).toEqual([
      { row: 'management-connection', label: 'Management connection', says, detail },
    ]);
    expect(managementConnection.judge(facts, pair).status).toBe(status);
  });

  it('can not tell without any output', () => {
    expect(managementConnection.testify([], pair)[0]).toMatchObject({ says: "can't tell", detail: 'no output at all' });
    expect(managementConnection.judge([], pair).status).toBe('unknown');
  });

  it('asks the session on the jump host', async () => {
    const { ps, calls } = createPort(healthy('primary'));

    expect(await managementConnection.gather({ ps, pair })).toEqual([{ server: 'fe1.domain.local', instance: 'rtc' }]);
    expect(calls.map(({ place }) => place)).toEqual(['jump']);
  });
});
