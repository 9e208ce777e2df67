import { describe, expect, it } from 'vitest';
import { scrub } from '../../src/jobs/scrub.js';

describe('jobs/scrub', () => {
  it.each([
    { text: 'sip:jane.doe@contoso.com;transport=tls', scrubbed: '<sip uri>;transport=tls' },
    { text: 'Home of SIP:jane@contoso.com is fe1', scrubbed: 'Home of <sip uri> is fe1' },
    { text: 'jane.doe@contoso.com signed in', scrubbed: '<user> signed in' },
    { text: "Login failed for user 'CONTOSO\\jane.doe'.", scrubbed: "Login failed for user '<user>'." },
    { text: 'NT-AUTORITÄT\\ANONYMOUS-ANMELDUNG', scrubbed: '<user>' },
    { text: 'MÜNCHEN\\jürgen', scrubbed: '<user>' },
    { text: 'from 10.0.4.17:5061, port 5061', scrubbed: 'from <ip>:5061, port 5061' },
    { text: 'IPAddress="10.0.4.17"', scrubbed: 'IPAddress="<ip>"' },
    { text: 'at fe80::1c2f:9 now', scrubbed: 'at <ip> now' },
    { text: 'ends with 2001:db8::7.', scrubbed: 'ends with <ip>.' },
  ])('takes people and addresses out of "$text"', ({ text, scrubbed }) => {
    expect(scrub(text)).toBe(scrubbed);
  });

  it.each([
    'fe1.domain.local\\rtc',
    'FE1\\rtc',
    'FE1\\RTCLOCAL',
    'CONTOSO\\RTCUniversalServerAdmins',
    '\\\\fe2.domain.local\\CMS_BACKUP',
    'Read 10:02:11 on 2026-03-02T10:02:11Z',
    '6.0.9319.534',
    'C:\\Temp\\a.zip',
    'CentralMgmt.CMSMaster export: FinalState',
    'a :: b',
  ])('leaves "%s" as it is', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('goes through lists and objects, and keeps what is named a version', () => {
    const when = new Date('2026-03-02T10:02:11Z');
    const rows = [
      { ProductVersion: '7.0.0.0', Host: '10.0.0.1', Who: ['a@b.example'], when, bytes: new Uint8Array(3), n: 4n },
    ];

    expect(scrub({ rows, none: null, yes: true })).toEqual({
      rows: [
        {
          ProductVersion: '7.0.0.0',
          Host: '<ip>',
          Who: ['<user>'],
          when: when.toISOString(),
          bytes: '<3 bytes>',
          n: '4',
        },
      ],
      none: null,
      yes: true,
    });
  });
});
