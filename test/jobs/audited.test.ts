import { describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { audited, isAuditFault } from '../../src/jobs/audited.js';
import { getCsWindowsService } from '../../src/powershell/cmdlets/get-cs-windows-service.js';
import { invokeCsBackupServiceSync } from '../../src/powershell/cmdlets/invoke-cs-backup-service-sync.js';
import { startCsClsLogging } from '../../src/powershell/cmdlets/start-cs-cls-logging.js';
import { createPort, type World } from '../checks/port.js';

const FULL = new SfbError('UNAVAILABLE', 'The audit cannot be written (ENOSPC).');

/** A port with its audit; the audit takes so many lines. */
function trying(world: World = () => [], room = Number.POSITIVE_INFINITY) {
  const written: object[] = [];
  const port = createPort(world);
  const append = async (kind: string, body: object) => {
    if (written.length >= room) throw FULL;
    written.push({ kind, ...body, changes: port.changes.length });
  };
  return { ps: audited(port.ps, append, { pair: 'london', job: 'backup-abc1234567' }), written, changes: port.changes };
}

const sync = { PoolFqdn: 'fe1.domain.local' };

describe('jobs/audited', () => {
  it('has the line and its place before the cmdlet, and how it ended after it; reads have none', async () => {
    const { ps, written } = trying();

    await ps.read(getCsWindowsService, {}, 'primary');
    await ps.change(invokeCsBackupServiceSync, sync, 'jump');
    const Computers = ['fe1.domain.local', 'fe2.domain.local'];
    await ps.change(startCsClsLogging, { Computers, Duration: '0.00:30' }, 'jump');

    const about = { job: 'backup-abc1234567', pair: 'london' };
    expect(written).toMatchObject([
      { kind: 'cmdlet', ...about, run: 1, line: "Invoke-CsBackupServiceSync -PoolFqdn 'fe1.domain.local'", changes: 0 },
      { kind: 'outcome', ...about, run: 1, cmdlet: 'Invoke-CsBackupServiceSync', ok: true, text: '', changes: 1 },
      {
        kind: 'cmdlet',
        run: 2,
        place: 'jump',
        line: expect.stringContaining("@('fe1.domain.local', 'fe2.domain.local')"),
      },
      { kind: 'outcome', run: 2, ok: true },
    ]);
  });

  it('has how it failed, and throws that', async () => {
    const denied = new SfbError('CMDLET_FAILED', 'Zugriff verweigert.');
    const { ps, written } = trying(() => denied);

    await expect(ps.change(invokeCsBackupServiceSync, sync, 'jump')).rejects.toBe(denied);

    expect(written.at(-1)).toMatchObject({ kind: 'outcome', ok: false, text: 'Zugriff verweigert.' });
  });

  it.each([
    { room: 0, code: 'UNAVAILABLE', says: /^The audit cannot be written \(ENOSPC\)\.$/, ran: 0 },
    { room: 1, code: 'CHECK_FAILED', says: /was run and ended well, but then: The audit cannot be written/, ran: 1 },
  ])('with room for $room lines it ran $ran times, and is a fault of the audit', async ({ room, code, says, ran }) => {
    const { ps, changes } = trying(() => [], room);

    const error = await ps.change(invokeCsBackupServiceSync, sync, 'jump').catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
    expect([isAuditFault(error), isAuditFault(FULL), changes.length]).toEqual([true, false, ran]);
  });
});
