import { z } from 'zod';
import { Fqdn, Pair } from '../../domain.js';
import { defineUse } from '../types.js';

/**
 * Whether the session on the server asked is still somebody one hop further: at AD, at the partner's SQL, at a share.
 * Nothing is written; whether the share may be written to is read from its access list.
 */
export const getSfbSecondHop = defineUse({
  name: 'get-sfb-second-hop',
  cmdlet: 'Get-SfbSecondHop',
  effect: 'read',
  runsOn: ['each'],
  params: z.strictObject({
    DomainController: Fqdn,
    Partner: Fqdn,
    SqlInstance: Pair.shape.sqlInstance,
    Share: Pair.shape.shares.element.shape.path,
  }),
  // State: ok, denied, or closed (nobody answers there, which for the partner's SQL Express is healthy).
  fields: { Hop: 'value', State: 'value', Detail: 'value' },
  row: z.object({
    Hop: z.enum(['ad', 'sql', 'share']),
    State: z.enum(['ok', 'denied', 'closed']),
    Detail: z.string(),
  }),
  expectedMs: 7_000,
  lateMs: 45_000,
  right: 'delegation for the session (session configuration with a gMSA, or CredSSP)',
  doc: 'sfb-facts 2',
});
