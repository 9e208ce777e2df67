import type { DataFolder, LoadedWorker } from '../config/load.js';
import type { Pair } from '../domain.js';
import type { DoctorBook } from '../jobs/doctor-record.js';
import type { Clock } from '../jobs/types.js';
import type { Executor } from '../powershell/executor.js';
import type { Store } from '../queue/store.js';
import type { Flags, Typed } from './words.js';

/** What the console needs of Redis, and its end. */
export interface ConsoleStore
  extends Pick<Store, 'installation' | 'createInstallation' | 'openJobs' | 'lostData' | 'adoptLost' | 'busyChange'> {
  close(): void;
}

/** What a verb works with; everything of the machine comes from the composition root. */
export interface CliContext {
  readonly pair: Pair;
  readonly flags: Typed['flags'];
  readonly loaded: LoadedWorker;
  /** Starts no PowerShell by itself. */
  readonly executor: Executor;
  /** Connects to Redis, which `adopt` needs, and whoever wants to know what runs. Throws SfbError UNAVAILABLE or CONFIG. */
  readonly openStore: () => Promise<ConsoleStore>;
  readonly book: DoctorBook;
  readonly catalogueDigest: string;
  readonly user: string | undefined;
  readonly width: number;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** For a verb that is about no pair and asks nobody: not even the whole config must be right for it. */
export interface MachineContext extends Pick<CliContext, 'flags' | 'clock' | 'out'> {
  readonly dataFolders: readonly DataFolder[];
}

interface VerbWords {
  readonly usage: string;
  readonly summary: string;
  readonly flags: Flags;
}

export interface PairVerb extends VerbWords {
  readonly about?: undefined;
  /** Gives the exit code: 0 good, 1 not. Throws SfbError when it could not be asked. */
  run(context: CliContext): Promise<number>;
}

export interface MachineVerb extends VerbWords {
  readonly about: 'machine';
  /** As of a PairVerb. */
  run(context: MachineContext): Promise<number>;
}

export type Verb = PairVerb | MachineVerb;

/** One JSON object, or the same for people. */
export function print({ flags, out }: Pick<CliContext, 'flags' | 'out'>, object: object, text: () => string): void {
  out(flags.json === true ? `${JSON.stringify(object)}\n` : text());
}
