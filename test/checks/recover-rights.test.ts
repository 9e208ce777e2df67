import { describe, expect, it } from 'vitest';
import { type RecoverRightsFacts, recoverRights } from '../../src/checks/recover-rights.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const read = <T>(value: T) => ({ ok: true as const, value });
const failed = { ok: false as const, reason: 'no route' };
const USERS = { name: 'Domain Users', rid: '513' };
const ADMINS = { name: 'RTCUniversalServerAdmins', rid: '1103' };
const DOMAIN_ADMINS = { name: 'Domänen-Admins', rid: '512' };
const CLS = { name: 'CSAdministrator', rid: '1104' };
const member = read([USERS, DOMAIN_ADMINS, ADMINS, CLS]);
const yes = { primary: read(true), backup: read(true) };
const facts = (change: Partial<RecoverRightsFacts>): RecoverRightsFacts => ({
  groups: { jump: member, primary: member, backup: member },
  localAdmin: yes,
  sysAdmin: yes,
  ...change,
});

describe('checks/recover-rights', () => {
  it.each([
    { because: 'every right is there', change: {}, status: 'pass', says: 'on both servers' },
    {
      because: 'the token on a server lacks the group',
      change: { groups: { jump: member, primary: member, backup: read([USERS]) } },
      status: 'fail',
      says: 'RTCUniversalServerAdmins in the token on fe2',
    },
    {
      because: 'the token on the jump host lacks it',
      change: { groups: { jump: read([]), primary: member, backup: member } },
      status: 'fail',
      says: 'the jump host',
    },
    {
      because: 'it is no local administrator',
      change: { localAdmin: { primary: read(false), backup: read(true) } },
      status: 'fail',
      says: 'local administrator of fe1',
    },
    {
      because: 'it is not sysadmin, and something was not read',
      change: { sysAdmin: { primary: failed, backup: read(false) } },
      status: 'fail',
      says: 'sysadmin of rtc on fe2',
    },
    {
      because: 'something was not read',
      change: { sysAdmin: { primary: failed, backup: read(true) } },
      status: 'unknown',
      says: 'sysadmin of rtc on fe1 (no route)',
    },
    {
      because: 'nothing in the token on a server says that it may enable a topology',
      change: { groups: { jump: member, primary: read([USERS, ADMINS]), backup: member } },
      status: 'warn',
      says: 'not in the token: the right to Enable-CsTopology on fe1.',
    },
    {
      because: 'the token on the jump host has no role for CLS',
      change: { groups: { jump: read([USERS, ADMINS]), primary: member, backup: member } },
      status: 'warn',
      says: 'not in the token: a role for CLS on the jump host.',
    },
    {
      because: 'it has the lesser of the two roles, in another case',
      change: {
        groups: {
          jump: read([ADMINS, { name: 'CsServerAdministrator', rid: '1105' }]),
          primary: member,
          backup: member,
        },
      },
      status: 'pass',
      says: 'on both servers.',
    },
  ])('is $status when $because', ({ change, status, says }) => {
    const verdict = recoverRights.judge(facts(change), pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it('reads every right in the session that would need it, and no row is no answer', async () => {
    const { ps, calls } = createPort(prepared('primary', { 'get-sfb-sql-right': () => [] }));

    const gathered = await recoverRights.gather({ ps, pair });

    const silent = { ok: false, reason: 'no output at all' } as const;
    expect(gathered).toEqual(facts({ sysAdmin: { primary: silent, backup: silent } }));
    expect(calls.filter(({ name }) => name === 'get-sfb-token-group').map(({ place }) => place)).toEqual([
      'jump',
      'primary',
      'backup',
    ]);
  });
});
