import type { SafeChangePort, StreamPart } from '../powershell/types.js';
import { shownLine } from './plan/shown-line.js';

/**
 * Says in a few words what is done now, and what it says itself; shown in the job's card while it runs. Never throws, nobody
 * waits for it.
 */
export type Tell = (what: string, said?: string) => void;

/** The same port, which tells each safe change by its line, as a console would take it, and what it says meanwhile. */
export function telling(port: SafeChangePort, tell: Tell): SafeChangePort {
  return {
    read: (use, params, place, options) => port.read(use, params, place, options),
    change: (use, params, place, options) => {
      const line = shownLine({ use: use.name, params: params as Record<string, string>, place }, use);
      tell(line);
      const onStream = (part: StreamPart) => {
        const said = wordsOf(part);
        if (said !== undefined) tell(line, said);
        options?.onStream?.(part);
      };
      return port.change(use, params, place, { ...options, onStream });
    },
  };
}

function wordsOf({ progress, warnings, verbose }: StreamPart): string | undefined {
  if (progress === null) return warnings.at(-1) ?? verbose.at(-1);
  const percent = progress.percent < 0 ? '' : `${progress.percent} %`;
  return [progress.activity, progress.status, percent].filter((word) => word !== '').join(', ');
}
