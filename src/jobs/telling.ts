import type { SafeChangePort } from '../powershell/types.js';
import { shownLine } from './plan/shown-line.js';

/** Says in a few words what is done now; shown in the job's card while it runs. Never throws, nobody waits for it. */
export type Tell = (what: string) => void;

/** The same port, which tells each safe change by its line, as a console would take it. */
export function telling(port: SafeChangePort, tell: Tell): SafeChangePort {
  return {
    read: (use, params, place, options) => port.read(use, params, place, options),
    change: (use, params, place, options) => {
      tell(shownLine({ use: use.name, params: params as Record<string, string>, place }, use));
      return port.change(use, params, place, options);
    },
  };
}
