import type { StatusReport } from '../../src/report.js';

/** A status whose only sentence is this one. */
export function aStatus(first: string): StatusReport {
  return {
    kind: 'status',
    pair: 'london',
    primary: 'fe1.domain.local',
    backup: 'fe2.domain.local',
    lab: true,
    verdict: { kind: 'single', side: 'primary', name: 'single(primary)', first, decidedBy: [] },
    rows: [],
    notes: [],
    next: [],
    readAt: '2026-11-24T03:00:00.000Z',
    readMs: 12,
  };
}
