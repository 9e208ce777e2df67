import { z } from 'zod';
import { SfbError } from '../errors.js';
import { decodeClixml } from '../powershell/clixml.js';
import type { Place } from '../powershell/types.js';
import type { Intent, StepTrace, TargetState } from './types.js';

/** The files of a target's journal, as text; whoever reads them judges whether they are whole. */
export interface LookAnswer {
  readonly fence: string | null;
  readonly installation: string | null;
  readonly running: boolean;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

const FenceRecord = z.object({ job: z.string(), epoch: z.int(), owner: z.string(), installation: z.string() });
const InstallationRecord = z.object({ installation: z.string().min(1) });
const IntentRecord = z.object({
  job: z.string(),
  step: z.string(),
  attempt: z.int(),
  epoch: z.int(),
  owner: z.string(),
  use: z.string(),
  cmdlet: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  before: z.unknown(),
  at: z.string(),
  pid: z.int(),
});
const Failure = z.object({ message: z.string(), id: z.string(), category: z.string(), exception: z.string() });
const OutcomeRecord = z.object({
  ok: z.boolean(),
  errors: z.array(Failure),
  warnings: z.array(z.string()),
  host: z.string(),
  at: z.string(),
  ms: z.number(),
});

function readRecord<T extends z.ZodType>(computer: string, name: string, text: string, shape: T): z.output<T> {
  const [record] = decodeClixml(text);
  const parsed = shape.safeParse(record);
  if (parsed.success) return parsed.data;
  throw damaged(computer, name);
}

function damaged(computer: string, name: string): SfbError {
  return new SfbError('BAD_OUTPUT', `The journal of ${computer} has a ${name} that is no record of ours; look at it.`);
}

export function readIntent(computer: string, text: string): Intent {
  return readRecord(computer, 'intent', text, IntentRecord);
}

/** Throws SfbError BAD_OUTPUT for any file of the job that is not whole, or that lies under another's name. */
export function readLook(place: Place, computer: string, job: string, looked: LookAnswer): TargetState {
  const steps: Record<string, StepTrace> = {};
  const named = (kind: string) => looked.files.filter(({ name }) => name.endsWith(`.${kind}.xml`));
  for (const { name, text } of named('intent')) {
    const intent = readIntent(computer, text);
    const key = `${intent.step}.${intent.attempt}`;
    if (intent.job !== job || name !== `${key}.intent.xml`) throw damaged(computer, name);
    steps[key] = { intent, outcome: undefined };
  }
  for (const { name, text } of named('outcome')) {
    const outcome = readRecord(computer, name, text, OutcomeRecord);
    const key = name.replace(/\.outcome\.xml$/, '');
    const begun = steps[key];
    if (begun === undefined) throw damaged(computer, name);
    steps[key] = { intent: begun.intent, outcome };
  }
  const { fence, installation, running } = looked;
  return {
    place,
    computer,
    installation:
      installation === null
        ? undefined
        : readRecord(computer, 'installation', installation, InstallationRecord).installation,
    fence: fence === null ? undefined : readRecord(computer, 'fence', fence, FenceRecord),
    running,
    steps,
  };
}
