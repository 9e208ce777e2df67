import type { Pair } from '../../src/domain.js';

/** The example pair of the lab, and a second one for the questions only several pairs raise. */
export const london: Pair = {
  name: 'london',
  primary: 'fe1.domain.local',
  backup: 'fe2.domain.local',
  sqlInstance: 'rtc',
  edgePools: ['edgepool.domain.local'],
  domainControllers: ['dc1.domain.local', 'dc2.domain.local'],
  shares: [{ path: '\\\\jump.domain.local\\backup', on: 'jump.domain.local' }],
};

export const paris: Pair = { ...london, name: 'paris', primary: 'fe3.domain.local', backup: 'fe4.domain.local' };
