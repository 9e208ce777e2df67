import { describe, expect, it } from 'vitest';
import { configurationStoreLocation } from '../../src/checks/configuration-store-location.js';
import { createPort, healthy, pair } from './port.js';

describe('checks/configuration-store-location', () => {
  it.each([
    { facts: ['fe1.domain.local/RTC'], says: 'primary', detail: 'fe1.domain.local/RTC', status: 'pass' },
    { facts: [null], says: 'nobody', detail: 'blank', status: 'fail' },
    { facts: [undefined], says: "can't tell", detail: 'no BackEndServer in the output', status: 'unknown' },
    { facts: [], says: "can't tell", detail: 'no BackEndServer in the output', status: 'unknown' },
  ])('$facts: $says, $status', ({ facts, says, detail, status }) => {
    expect(configurationStoreLocation.testify(facts, pair)).toEqual([
      { row: 'configuration-store-location', label: 'Store location', says, detail },
    ]);
    expect(configurationStoreLocation.judge(facts, pair).status).toBe(status);
  });

  it('reads from the jump host and keeps an output of another shape apart from a blank', async () => {
    const { ps, calls } = createPort(healthy('primary', { 'get-cs-configuration-store-location': () => [{}] }));

    expect(await configurationStoreLocation.gather({ ps, pair })).toEqual([undefined]);
    expect(calls).toEqual([{ name: 'get-cs-configuration-store-location', params: {}, place: 'jump' }]);
  });
});
