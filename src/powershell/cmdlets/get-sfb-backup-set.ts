import { z } from 'zod';
import { Pair, PairName } from '../../domain.js';
import { defineUse } from '../types.js';

/**
 * The backup sets of a pair on one share: folders `<share>/<pair>/<UTC time>`. `Manifest` is the text of
 * its manifest, blank without one; `Sizes` names each file and its bytes (`cms.zip 81|lis.zip 9`); `Hours` is the age by the
 * asker's clock.
 */
export const getSfbBackupSet = defineUse({
  name: 'get-sfb-backup-set',
  cmdlet: 'Get-SfbBackupSet',
  effect: 'read',
  runsOn: ['jump', 'each'],
  params: z.strictObject({ Share: Pair.shape.shares.element.shape.path, Pair: PairName }),
  fields: { Name: 'value', Manifest: 'value', Sizes: 'value', Hours: 'value' },
  row: z.object({ Name: z.string(), Manifest: z.string(), Sizes: z.string(), Hours: z.number() }),
  expectedMs: 2_000,
  lateMs: 30_000,
  right: 'read access to the share',
  doc: 'sfb-facts 5.6',
});
