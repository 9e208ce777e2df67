import type { Workspace } from './workspace.js';

/** How much of what happened last is told when waiting was in vain. */
const TOLD = 8;

/** Looks after every change until the predicate gives something; never polls. */
export function waitFor<T>(
  workspace: Workspace,
  predicate: () => T | false | undefined,
  timeoutMs: number,
  what: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      forget();
    };
    const look = () => {
      try {
        const value = predicate();
        if (value === false || value === undefined) return;
        end();
        resolve(value);
      } catch (error) {
        end();
        reject(error);
      }
    };
    const forget = workspace.onChange(look);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`${what} did not happen within ${timeoutMs} ms. ${lastSeen(workspace)}`));
    }, timeoutMs);
    look();
  });
}

function lastSeen({ calls, violations }: Workspace): string {
  const told = calls
    .slice(-TOLD)
    .map(({ method, status, result }) => `${method} ${status} ${result?.error ?? ''}`.trimEnd());
  const broken = violations.slice(-TOLD).map(({ rule, detail }) => `${rule}: ${detail}`);
  return `Last calls: ${told.join(', ') || 'none'}. Rules broken: ${broken.join('; ') || 'none'}.`;
}
