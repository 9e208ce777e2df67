import type { Side } from '../domain.js';
import { testCsManagementServer } from '../powershell/cmdlets/test-cs-management-server.js';
import { listed, shortServer } from '../report.js';
import { onBoth } from './run.js';
import type { BySide, Check, Reading } from './types.js';

/** How the test went on each server, in the word or the flag its output has. */
export type ManagementServerTestFacts = BySide<Reading<readonly string[]>>;

const SIDES: readonly Side[] = ['primary', 'backup'];
const FIX = 'On each server: Test-CsManagementServer -Report C:\\Temp\\test.html -Verbose, and read the report.';

export const managementServerTest: Check<ManagementServerTestFacts> = {
  id: 'management-server-test',
  title: "Microsoft's test of the Central Management service succeeds on both servers",
  why: 'The failover cmdlet runs the same test when it verifies; the text of the failed move asked for it.',
  // What it says on the server that does not hold the CMS is UNVERIFIED (sfb-facts 3.21), so it blocks nothing.
  severity: { planned: 'warns', disaster: 'warns', failback: 'warns', recover: 'skipped' },

  gather({ ps }) {
    return onBoth(async (side) => {
      const { rows } = await ps.read(testCsManagementServer, {}, side);
      return rows.map((row) => row.Result ?? (row.Succeed == null ? '' : row.Succeed ? 'Success' : 'Failure'));
    });
  },

  judge(facts, pair) {
    const failed = SIDES.filter((side) => facts[side].ok && facts[side].value.includes('Failure'));
    if (failed.length > 0) {
      const where = listed(failed.map((side) => shortServer(pair, side)));
      return { status: 'fail', sentence: `Test-CsManagementServer fails on ${where}.`, fix: FIX };
    }
    const unread = SIDES.flatMap((side) => {
      const reading = facts[side];
      if (!reading.ok) return [`${shortServer(pair, side)} (${reading.reason})`];
      const proven = reading.value.length > 0 && reading.value.every((word) => word === 'Success');
      return proven ? [] : [`${shortServer(pair, side)} (${reading.value.join(', ') || 'no result'})`];
    });
    if (unread.length > 0) {
      return { status: 'unknown', sentence: `Test-CsManagementServer proved nothing on ${listed(unread)}.`, fix: FIX };
    }
    return { status: 'pass', sentence: 'Test-CsManagementServer succeeds on both servers.' };
  },
};
