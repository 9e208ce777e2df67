import { describe, expect, it } from 'vitest';
import { activeFileTransferAgent } from '../../src/checks/active-file-transfer-agent.js';
import { createPort, healthy, pair } from './port.js';

const answer = (server: string | null, heartbeat: Date | string | null = null) => [{ server, heartbeat }];

describe('checks/active-file-transfer-agent', () => {
  it.each([
    { facts: answer('fe1.domain.local'), says: 'primary', detail: 'fe1.domain.local', status: 'pass' },
    {
      facts: answer('FE2.domain.local', new Date('2026-03-02T10:02:05Z')),
      says: 'backup',
      detail: 'FE2.domain.local, last heartbeat 2026-03-02 10:02:05 UTC',
      status: 'pass',
    },
    { facts: answer(null), says: 'nobody', detail: 'blank', status: 'fail' },
    { facts: answer(' '), says: 'nobody', detail: 'blank', status: 'fail' },
    { facts: [], says: "can't tell", detail: 'no output at all', status: 'unknown' },
    {
      facts: answer('fe9.domain.local'),
      says: "can't tell",
      detail: 'fe9.domain.local, not a server of this pair',
      status: 'unknown',
    },
    {
      facts: [...answer('fe1.domain.local'), ...answer('fe2.domain.local')],
      says: "can't tell",
      detail: '2 answers, expected 1',
      status: 'unknown',
    },
  ])('$detail: $says, $status', ({ facts, says, detail, status }) => {
    expect(activeFileTransferAgent.testify(facts, pair)).toEqual([
      { row: 'active-file-transfer-agent', label: 'File transfer agent', says, detail },
    ]);
    expect(activeFileTransferAgent.judge(facts, pair).status).toBe(status);
  });

  it('reads the status of the store from the jump host', async () => {
    const heartbeat = new Date('2026-03-02T10:02:05Z');
    const { ps, calls } = createPort(
      healthy('primary', {
        'get-cs-management-store-status': () => [
          {
            ActiveMasterFqdn: 'other.domain.local',
            ActiveFileTransferAgentFqdn: 'fe1.domain.local',
            ActiveFileTransferAgentLastHeartbeat: heartbeat,
          },
        ],
      }),
    );

    expect(await activeFileTransferAgent.gather({ ps, pair })).toEqual(answer('fe1.domain.local', heartbeat));
    expect(calls).toEqual([{ name: 'get-cs-management-store-status', params: {}, place: 'jump' }]);
  });

  it('says what a blank means', () => {
    expect(activeFileTransferAgent.judge(answer(''), pair)).toEqual({
      status: 'fail',
      sentence: 'File transfer agent: nobody (blank).',
      fix: 'Replication is dead: do not start a failover; read the status for who is active.',
    });
  });
});
