import { z } from 'zod';
import type { Pair, Side } from '../domain.js';
import type { ReadPort } from '../powershell/types.js';
import type { StatusReport } from '../report.js';

/** The time of this process; used for durations and where no target answered, never to decide. */
export type Clock = () => Date;

/** What a person asks a status for, beside the pair. */
export const StatusRequest = z.strictObject({
  /** Read again instead of showing what is in memory. */
  fresh: z.boolean().default(false),
});
export type StatusRequest = z.infer<typeof StatusRequest>;

/** What a person asks a verify for, beside the pair. */
export const VerifyRequest = z.strictObject({
  /** Read again until the witnesses have settled. */
  wait: z.boolean().default(false),
});
export type VerifyRequest = z.infer<typeof VerifyRequest>;

export interface StatusInput {
  readonly ps: ReadPort;
  readonly pair: Pair;
  readonly lab: boolean;
  /** Minutes after a move during which differing witnesses are normal. */
  readonly settleMinutes: number;
  /** The last status of this pair; without it a disagreement is always the first one seen. */
  readonly previous: StatusReport | undefined;
  readonly clock: Clock;
  /** The last move of the CMS we know of; `endedAt` is ISO, by the clock of its target. */
  readonly lastMove?: { readonly to: Side; readonly endedAt: string } | undefined;
  readonly fenced?: Side | undefined;
  readonly returning?: Side | undefined;
}
