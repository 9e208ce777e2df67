import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SfbError } from '../../src/errors.js';
import type { DoctorInput } from '../../src/jobs/doctor.js';
import { DoctorRecord } from '../../src/jobs/doctor-report.js';
import { renderDoctor } from '../../src/jobs/doctor-text.js';
import { type CmdletUseName, cmdletUses } from '../../src/powershell/cmdlets/index.js';
import { type CmdletUse, defineUse } from '../../src/powershell/types.js';
import { type Call, createPort, healthy, pair, type World } from '../checks/port.js';
import { absent, doctor, HELLO, RIGHTS } from './doctoring.js';

/** Every read answers without a row. */
async function spied(uses: NonNullable<DoctorInput['uses']>) {
  const { ps, calls } = createPort(() => []);
  return { ...(await doctor({}, { ps, uses })), calls };
}

const failing = (record: DoctorRecord) =>
  record.results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);

describe('jobs/doctor', () => {
  it('finds nothing wrong where everything answers as this build reads it', async () => {
    const { record, of } = await doctor();
    expect(DoctorRecord.parse(record)).toEqual(record);
    expect(record.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(of('module').sentence).toBe('The module is SkypeForBusiness, version 7.0.2046.0.');
    expect(of('powershell').sentence).toBe('PowerShell 5.1.17763.1 Desktop, language mode FullLanguage.');
    expect(of('reach/backup').sentence).toBe('fe2.domain.local answers through its session: 12 of 12 reads.');
    expect(of('second-hop/primary').sentence).toBe(
      'From inside the session on fe1.domain.local: AD ok, the CMS ok, its own SQL ok, the partner’s SQL closed, the share ok.',
    );
    expect(of('rights/primary').sentence).toBe(
      'Rights on fe1.domain.local: RTCUniversalServerAdmins in the token yes, local administrator yes, sysadmin of rtc yes.',
    );
    expect(of('read/get-cs-service-central-management/jump')).toMatchObject({
      sentence: 'Get-CsService -CentralManagement on the jump host: 2 rows in the expected form.',
      answered: true,
      properties: { PoolFqdn: 'string', Active: 'boolean' },
    });
    expect(of('read/get-sfb-scp/backup/dc2.domain.local').verdict).toBe('pass');
    expect(of('powershell/primary').sentence).toBe(
      'PowerShell on fe1.domain.local: 5.1.14393.0 Desktop, language mode FullLanguage.',
    );
    expect(of('powershell/backup')).toMatchObject({
      verdict: 'pass',
      sentence: 'PowerShell on fe2.domain.local: 4.0, language mode FullLanguage.',
    });
  });

  it('calls every read once on each place it may run, with what the config gives, and changes nothing', async () => {
    const { calls, record } = await spied(cmdletUses);

    const reads = Object.values<CmdletUse>(cmdletUses).filter(({ effect }) => effect === 'read');
    const tried = new Set(calls.map(({ name }) => name as string));
    for (const { name } of reads) {
      expect(tried.has(name) || record.notTried.some(({ use }) => use === name), name).toBe(true);
    }
    expect(calls.filter(({ name }) => !reads.some((use) => use.name === name))).toEqual([]);
    const scp = (place: Call['place']) => calls.filter((one) => one.name === 'get-sfb-scp' && one.place === place);
    expect(scp('backup').map(({ params }) => params.DomainController)).toEqual(pair.domainControllers);
    const asked = (name: string) =>
      calls.filter((one) => one.name === name).map(({ place, params }) => [place, params.PoolFqdn]);
    expect(asked('get-cs-pool-backup-relationship')).toEqual([
      ['jump', 'fe1.domain.local'],
      ['jump', 'fe2.domain.local'],
      ['primary', 'fe1.domain.local'],
      ['backup', 'fe2.domain.local'],
    ]);
  });

  it('names what only a job can call', async () => {
    const special = defineUse({
      ...cmdletUses['get-cs-registrar-configuration'],
      name: 'get-special',
      params: z.strictObject({ Sip: z.string(), Size: z.number().optional() }),
    });
    const { record, calls } = await doctor(
      {},
      {
        uses: {
          special,
          moved: defineUse({ ...cmdletUses['get-cs-registrar-configuration'], name: 'get-moved', runsOn: ['from'] }),
        },
      },
    );
    expect(record.notTried).toEqual([
      { use: 'get-special', why: 'it needs -Sip' },
      { use: 'get-moved', why: 'it runs where a step of a job says' },
    ]);
    expect(calls).toEqual([]);
  });

  it.each([
    {
      finds: 'a missing property',
      changes: { 'get-cs-service-central-management': () => [{ PoolFqdn: 'fe1.domain.local' }] },
      fails: ['read/get-cs-service-central-management/jump'],
      says: 'Get-CsService -CentralManagement on the jump host: 1 row, but Active is missing.',
      only: 'jump',
    },
    {
      finds: 'a denied read of the CMS from inside a session',
      changes: {
        'get-cs-service-central-management': () =>
          new SfbError('CMDLET_FAILED', 'Get-CsService on fe2.domain.local: Login failed.'),
      },
      fails: ['second-hop/backup', 'read/get-cs-service-central-management/backup'],
      says: 'AD ok, the CMS denied, its own SQL ok',
      only: 'backup',
    },
    {
      finds: 'a hop that the probe is denied',
      changes: {
        'get-sfb-second-hop': () => [
          { Hop: 'ad', State: 'ok', Detail: '' },
          { Hop: 'share', State: 'denied', Detail: '' },
        ],
      },
      fails: ['second-hop/backup'],
      says: 'the share denied',
      only: 'backup',
    },
    {
      finds: 'a right that is not in the token',
      changes: { 'get-sfb-token-group': () => [{ Name: 'Domain Users', Rid: '513' }] },
      fails: ['rights/jump'],
      says: 'Rights on the jump host: RTCUniversalServerAdmins in the token no.',
      only: 'jump',
    },
    {
      finds: 'an account that is no sysadmin',
      changes: { 'get-sfb-sql-right': () => [{ SysAdmin: false }] },
      fails: ['rights/primary'],
      says: 'sysadmin of rtc no',
      only: 'primary',
    },
    {
      finds: 'a cmdlet that is not there',
      changes: { 'get-sfb-xds-state': () => absent },
      fails: ['read/get-sfb-xds-state/primary'],
      says: 'Get-SfbXdsState on fe1.domain.local: Get-X on y: it is not recognized',
      only: 'primary',
    },
  ] satisfies {
    finds: string;
    changes: Partial<Record<CmdletUseName, World>>;
    fails: string[];
    says: string;
    only: string;
  }[])('finds $finds', async ({ changes, fails, says, only }) => {
    const here = Object.entries(changes).map(([name, world]): [string, World] => [
      name,
      (call) => (call.place === only ? (world as World)(call) : healthy('primary', RIGHTS)(call)),
    ]);

    const { record } = await doctor(Object.fromEntries(here));
    expect(failing(record)).toEqual(fails);
    expect(record.results.map(({ sentence }) => sentence).join('\n')).toContain(says);
  });

  it('does not mind that an older product lacks a cmdlet', async () => {
    const { record, of } = await doctor({ 'get-cs-server-patch-version': () => absent });
    expect(failing(record)).toEqual([]);
    expect(of('read/get-cs-server-patch-version/primary').verdict).toBe('unknown');
  });

  it('never passes on silence', async () => {
    const { record, of } = await doctor({}, { ps: createPort(() => []).ps });
    expect(record.results.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual([
      'module',
      'powershell',
    ]);
    expect(failing(record)).toEqual(['reach/primary', 'reach/backup']);
    expect(of('reach/backup').sentence).toBe('fe2.domain.local gave no usable answer: nothing it said holds a row.');
    expect(of('second-hop/primary').verdict).toBe('unknown');
    expect(of('rights/primary').verdict).toBe('unknown');
  });

  it.each(['UNAVAILABLE', 'CMDLET_TIMEOUT', 'NO_ANSWER', 'CMDLET_FAILED'] as const)(
    'fails a front end that gives nothing but %s, once and not by every read',
    async (code) => {
      const world: World = (call) =>
        call.place === 'backup' ? new SfbError(code, 'It was not run.') : healthy('primary', RIGHTS)(call);

      const { record, of } = await doctor({}, { ps: createPort(world).ps });

      expect(failing(record)).toEqual(['reach/backup']);
      expect(of('reach/backup').sentence).toBe('fe2.domain.local gave no usable answer: It was not run.');
      expect(of('second-hop/backup').verdict).toBe('unknown');
      expect(renderDoctor(record, 200)).toContain('unknown  No read on the backup says anything: it was not reached.');
    },
  );

  it.each([
    { code: 'UNAVAILABLE', asked: 1 },
    { code: 'NO_ANSWER', asked: 2 },
    { code: 'CMDLET_FAILED', asked: 10 },
  ] as const)('asks a place that answers $code for $asked uses', async ({ code, asked }) => {
    const world: World = (call) =>
      call.place === 'backup' ? new SfbError(code, 'It was not run.') : healthy('primary', RIGHTS)(call);
    const { ps, calls } = createPort(world);

    await doctor({}, { ps });

    const names = calls.filter(({ place }) => place === 'backup').map(({ name }) => name);
    expect(new Set(names).size).toBe(asked);
  });

  it('fails a language mode in which answers can’t be projected', async () => {
    const { of } = await doctor({}, { hello: async () => ({ ...HELLO, language: 'ConstrainedLanguage' }) });
    expect(of('powershell').verdict).toBe('fail');
  });

  it('keeps every answer, without people and addresses', async () => {
    const { transcript, record } = await doctor({
      'get-sfb-token-group': () => [
        { Name: 'jane.doe@contoso.com', Rid: '1201' },
        { Name: 'RTCUniversalServerAdmins', Rid: '1103' },
      ],
      'get-sfb-scp': () => new SfbError('CMDLET_FAILED', "Login failed for user 'CONTOSO\\jane' from 10.0.0.7."),
    });

    const text = JSON.stringify([transcript, record]);
    expect(text).toContain("Login failed for user '<user>' from <ip>.");
    expect(text).toContain('RTCUniversalServerAdmins');
    expect(text).not.toMatch(/jane|10\.0\.0\.7/);
  });

  it('can’t say anything when PowerShell itself does not answer', async () => {
    const hello = async () => {
      throw new SfbError('NO_ANSWER', 'PowerShell could not be prepared.');
    };

    await expect(doctor({}, { hello })).rejects.toThrow('PowerShell could not be prepared.');
  });

  it('prints what needs a person first and the good reads in one line', async () => {
    const { record } = await doctor({ 'get-sfb-xds-state': () => [{ Name: 'CurrentState', Value: 'zero' }] });

    const lines = renderDoctor(record, 200).split('\n');
    expect(lines[0]).toBe(
      'Doctor found 2 of 39 things wrong on london: read/get-sfb-xds-state/primary and read/get-sfb-xds-state/backup.',
    );
    expect(lines.find((line) => line.startsWith('fail'))).toBe(
      'fail     Get-SfbXdsState on fe1.domain.local: 1 row, but Value is of type string, not number.',
    );
    expect(
      lines.some((line) => line.startsWith('pass     ') && line.includes('reads answered in the expected form')),
    ).toBe(true);
  });
});
