import { describe, expect, it } from 'vitest';
import { witnesses } from '../../src/checks/index.js';
import { SfbError } from '../../src/errors.js';
import { renderDoctor } from '../../src/jobs/doctor-text.js';
import { cmdletUses } from '../../src/powershell/cmdlets/index.js';
import { createPort, type World } from '../checks/port.js';
import { prepared } from '../checks/prepared.js';
import { absent, doctor } from './doctoring.js';

describe('jobs/doctor, what answers where', () => {
  it.each([
    { what: 'a restricted language', Version: '5.1', Language: 'ConstrainedLanguage', verdict: 'fail' },
    { what: 'a PowerShell too old for what is sent', Version: '2.0', Language: 'FullLanguage', verdict: 'fail' },
    { what: 'a version that is none', Version: '', Language: 'FullLanguage', verdict: 'fail' },
    { what: 'an answer without a language', Version: '5.1', Language: undefined, verdict: 'unknown' },
  ])('judges the PowerShell of each front end apart: $what', async ({ Version, Language, verdict }) => {
    const { of } = await doctor({
      'get-sfb-power-shell': ({ place }) => [
        { Version: '5.1', Edition: '', Language: 'FullLanguage', ...(place === 'backup' ? { Version, Language } : {}) },
      ],
    });

    expect([of('powershell/primary').verdict, of('powershell/backup').verdict]).toEqual(['pass', verdict]);
  });

  it('tries the failover cmdlet with its fixed -WhatIf once, on the server that a failover goes to', async () => {
    const { calls, of, transcript } = await doctor();

    const id = 'invoke-cs-management-server-failover-what-if';
    expect(calls.filter(({ name }) => name === id)).toEqual([{ name: id, params: {}, place: 'backup' }]);
    expect(of(`read/${id}/backup`)).toMatchObject({
      verdict: 'pass',
      sentence:
        'Invoke-CsManagementServerFailover -WhatIf on fe2.domain.local: it names fe1.domain.local as the current host.',
    });
    expect(JSON.stringify(transcript)).toContain('Central Management Server Pool');
  });

  it.each([
    { what: 'says nothing that names a server', answer: () => ['WhatIf: ...'], verdict: 'unknown' },
    {
      what: 'is refused, as it may be on the server that is active',
      answer: () => new SfbError('CMDLET_FAILED', 'Not in Backup mode.'),
      verdict: 'unknown',
    },
    { what: 'is not there', answer: () => absent, verdict: 'fail' },
  ])('finds a -WhatIf that $what: $verdict', async ({ answer, verdict }) => {
    const { of } = await doctor({ 'invoke-cs-management-server-failover-what-if': answer });

    expect(of('read/invoke-cs-management-server-failover-what-if/backup').verdict).toBe(verdict);
  });

  it('keeps which witnesses answered and from where, so that silence can be told from what never answered', async () => {
    const world = prepared('primary', {
      'get-sfb-xds-state': ({ place }) =>
        place === 'backup' ? new SfbError('CMDLET_TIMEOUT', 'It took too long.') : [{ Name: 'CurrentState', Value: 0 }],
      'get-sfb-scp': ({ params }) =>
        params.DomainController === 'dc2.domain.local' ? [] : [{ DomainController: 'dc1', BackEndServer: 'x' }],
    });
    const other = (answer: ReturnType<World>) => (/not in this world/.test(String(answer)) ? [] : answer);
    const { ps, calls } = createPort((call) => other(world(call)));
    const { record } = await doctor({}, { ps, uses: cmdletUses });
    const of = (witness: string) =>
      record.baselines
        .filter((one) => one.witness === witness)
        .map(({ use, from, about, answered }) => [use, from, about ?? '', answered]);

    expect(of('xds-state')).toEqual([
      ['get-sfb-xds-state', 'primary', '', true],
      ['get-sfb-xds-state', 'backup', '', false],
    ]);
    expect(of('scp')).toEqual([
      ['get-sfb-scp', 'jump', 'dc1.domain.local', true],
      ['get-sfb-scp', 'jump', 'dc2.domain.local', false],
    ]);
    expect(new Set(record.baselines.map(({ witness }) => witness))).toEqual(new Set(witnesses.map(({ id }) => id)));
    expect(calls.filter(({ name }) => name === 'get-cs-management-store-status').length).toBe(
      new Set(calls.filter(({ name }) => name === 'get-cs-management-store-status').map(({ place }) => place)).size,
    );
    expect(renderDoctor(record, 300)).toContain(
      'no sign of a dead server: xds-state (backup) and scp of dc2.domain.local (jump).',
    );
  });

  it('says that every witness answered, or that none was asked', async () => {
    const { record } = await doctor();
    const all = { ...record, baselines: record.baselines.map((one) => ({ ...one, answered: true })) };

    expect(renderDoctor(all, 200)).toContain('Every witness of the status answered from where it is asked.');
    expect(renderDoctor({ ...record, baselines: [] }, 200)).toContain('No witness was asked who holds the CMS.');
  });
});
