import { z } from 'zod';

/** What a person asks a failover for, beside the pair. The mode is derived from what is read, never asked for. */
export const FailoverRequest = z.strictObject({
  /** After a failover or a stop of this pair: the person has read what happened then. */
  acknowledge: z.boolean().default(false),
});
export type FailoverRequest = z.infer<typeof FailoverRequest>;

/** `product`: the cmdlet moves the CMS. `already`: it is on the server that takes the users. */
export type Strategy = 'product' | 'already';

/** A backup set made for this failover. Paths are as the server that takes the CMS reads them. */
export interface TakenSet {
  readonly id: string;
  /** SHA-256 of each file, by its name. */
  readonly files: Readonly<Record<string, string>>;
  /** The exported LIS, where there is one. */
  readonly lis?: string;
  /** The exported Response Groups of the pool that is left, where it has any. */
  readonly rgs?: string;
}
