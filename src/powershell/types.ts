import type { z } from 'zod';

/** What a cmdlet use does to the world; `read` is the only one a report, a check or a status may ask for. */
export type Effect = 'read' | 'safe-change' | 'reversible' | 'destructive';

/** Where a use may run. A step resolves `from`, `to`, `connected` and `each` to a `Place`. */
export type Target = 'from' | 'to' | 'connected' | 'each' | 'jump';

/** Where a call really runs: the jump host, or one of the two front ends of the pair. */
export type Place = 'jump' | 'primary' | 'backup';

/**
 * Which properties cross the wire, projected to plain values **on the target** (remoting flattens nested objects).
 * `value`: a primitive as it is, anything else by ToString(), a collection as a list of those. A nested spec: a list of
 * such dictionaries. `self`: the output object itself is the value (a string). A property the object does not have is
 * left out, so that "missing" and "null" can be told apart.
 */
export type FieldSpec = { readonly [name: string]: 'value' | FieldSpec };

/** One way of calling one cmdlet. One file per use; the file name is `name`. */
export interface CmdletUse<Params extends z.ZodType = z.ZodType, Row extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Microsoft's spelling, or the name of a probe function of ours (SfbProbes.psm1). */
  readonly cmdlet: string;
  readonly effect: Effect;
  readonly runsOn: readonly Target[];
  /** Parameters a caller may give, keys spelled as the cmdlet spells them. */
  readonly params: Params;
  /** Parameters that are always given and cannot be left out or changed by a caller (a switch is `true`). */
  readonly fixed?: Readonly<Record<string, string | number | boolean>>;
  readonly fields: FieldSpec | 'self';
  readonly row: Row;
  /** Travels in a batch of its own, because its host text matters (`-WhatIf`) and a shared one can't be told apart. */
  readonly alone?: true;
  /** Milliseconds. A read that takes longer than `lateMs` is given up; a change is then called late, never killed. */
  readonly expectedMs: number;
  readonly lateMs: number;
  /** The documented right (sfb-facts 2.2). */
  readonly right: string;
  /** Documentation page or sfb-facts section the spelling comes from. */
  readonly doc: string;
}

/** Keeps the exact zod types of one use. */
export function defineUse<P extends z.ZodType, R extends z.ZodType>(use: CmdletUse<P, R>): CmdletUse<P, R> {
  return use;
}

/** One PowerShell error record, as data. English text never decides anything; `id` and `category` may. */
export interface CmdletError {
  readonly message: string;
  readonly id: string;
  readonly category: string;
  readonly exception: string;
}

/** A complete answer: its own frame arrived and its rows fit the schema. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly warnings: readonly string[];
  readonly verbose: readonly string[];
  /**
   * Text written to the host while the call ran (`-WhatIf` text goes there and nowhere else, domain-notes 1.7).
   * Empty unless the call was alone in its batch.
   */
  readonly host: string;
  readonly place: Place;
  readonly cmdlet: string;
  /** When the target answered (ISO, the target's clock) and how long it took. */
  readonly at: string;
  readonly ms: number;
}

/** What a cmdlet said since the part before; the answer holds all warnings and verbose lines once more. */
export interface StreamPart {
  readonly warnings: readonly string[];
  readonly verbose: readonly string[];
  /** Only the newest; `percent` is -1 when the cmdlet does not know. */
  readonly progress: { readonly activity: string; readonly status: string; readonly percent: number } | null;
}

export interface CallOptions {
  /** Told while the cmdlet runs, at most ten times a second; what it throws is dropped. */
  readonly onStream?: (part: StreamPart) => void;
}

/**
 * Reads, and nothing but reads. Calls made in the same turn of the event loop travel as one batch; equal calls once.
 * Throws `SfbError`: CMDLET_FAILED (the cmdlet reported errors), CMDLET_TIMEOUT (no answer in `lateMs`; the reading
 * process was ended), NO_ANSWER (process died or its frame never came), BAD_OUTPUT (rows do not fit the schema),
 * BAD_REQUEST (parameters do not fit, or the agent's own list refuses), UNAVAILABLE (the server can't be reached).
 */
export interface ReadPort {
  read<P extends z.ZodType, R extends z.ZodType>(
    use: CmdletUse<P, R>,
    params: z.input<P>,
    place: Place,
    options?: CallOptions,
  ): Promise<Answer<z.output<R>>>;
}

/**
 * Safe changes beside reads: exports, Backup Service sync, forced replication, CLS start and stop (design 4). Never sent
 * twice and never ended by us: past `lateMs` it throws CMDLET_TIMEOUT and the cmdlet runs on. Errors as for `read`;
 * NO_ANSWER means that nobody knows whether it happened.
 */
export interface SafeChangePort extends ReadPort {
  change<P extends z.ZodType, R extends z.ZodType>(
    use: CmdletUse<P, R>,
    params: z.input<P>,
    place: Place,
    options?: CallOptions,
  ): Promise<Answer<z.output<R>>>;
}
