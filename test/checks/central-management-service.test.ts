import { describe, expect, it } from 'vitest';
import { centralManagementService } from '../../src/checks/central-management-service.js';
import { createPort, healthy, pair } from './port.js';

const services = (primary: boolean, backup: boolean) => [
  { pool: 'fe1.domain.local', active: primary },
  { pool: 'fe2.domain.local', active: backup },
];

describe('checks/central-management-service', () => {
  it.each([
    { facts: services(true, false), says: 'primary', status: 'pass' },
    { facts: services(false, true), says: 'backup', status: 'pass' },
    { facts: services(true, true), says: 'both', status: 'fail' },
    { facts: services(false, false), says: 'nobody', status: 'fail' },
    { facts: [], says: "can't tell", status: 'unknown' },
    { facts: [{ pool: 'old.domain.local', active: true }], says: "can't tell", status: 'unknown' },
  ])('$facts: $says, $status', ({ facts, says, status }) => {
    expect(centralManagementService.testify(facts, pair)[0]?.says).toBe(says);
    expect(centralManagementService.judge(facts, pair).status).toBe(status);
  });

  it('shows every service it was told of', () => {
    expect(centralManagementService.testify(services(false, true), pair)).toEqual([
      {
        row: 'central-management-service',
        label: 'Service list',
        says: 'backup',
        detail: 'fe1.domain.local Active False, fe2.domain.local Active True',
      },
    ]);
  });

  it('reads the service list from the jump host', async () => {
    const { ps, calls } = createPort(healthy('backup'));

    expect(await centralManagementService.gather({ ps, pair })).toEqual(services(false, true));
    expect(calls).toEqual([{ name: 'get-cs-service-central-management', params: {}, place: 'jump' }]);
  });
});
