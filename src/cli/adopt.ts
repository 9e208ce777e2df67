import { errorText, SfbError } from '../errors.js';
import { createChangePort } from '../journal/change-port.js';
import type { TargetState } from '../journal/types.js';
import { listed, minute } from '../report.js';
import { openConsoleAudit } from './audit.js';
import { PLACES } from './journal.js';
import { type CliContext, type ConsoleStore, type PairVerb, print } from './types.js';

export const adopt: PairVerb = {
  usage: 'adopt [pair] --by NAME',
  summary: 'tells the servers of a pair that they belong to this Redis now; a named person answers for it',
  flags: { by: 'string' },
  run: adoptPair,
};

async function adoptPair(context: CliContext): Promise<number> {
  const { flags } = context;
  const by = typeof flags.by === 'string' ? flags.by.trim() : '';
  if (by.length < 2 || by.length > 100) {
    const message = 'Who adopts? Write adopt --by NAME with your own name; it is kept in the audit.';
    throw new SfbError('BAD_REQUEST', message);
  }
  const store = await context.openStore();
  try {
    return await adoptInto(store, by, context);
  } finally {
    store.close();
  }
}

async function adoptInto(store: ConsoleStore, by: string, context: CliContext): Promise<number> {
  const { executor, pair, user } = context;
  const audit = openConsoleAudit(context);
  const port = createChangePort(executor, pair);
  await refuseWhileOpen(store);
  const before = await lookEverywhere(port);
  const known = await store.installation();
  const lost = await store.lostData();
  const others = before.filter(({ installation }) => installation === undefined || installation !== known);
  if (known !== undefined && others.length === 0 && lost === undefined) {
    const first = `Nothing to adopt: this Redis and ${listed(before.map(({ computer }) => computer))} carry the same installation id, ${known}.`;
    print(context, { ok: true, first, installation: known, adopted: [] }, () => `${first}\n`);
    return 0;
  }
  const was = Object.fromEntries(before.map(({ computer, installation }) => [computer, installation ?? null]));
  await audit.append('adopt', {
    by,
    user: user ?? null,
    pair: pair.name,
    redis: known ?? null,
    lost: lost?.at ?? null,
    servers: was,
  });
  const installation = await store.createInstallation();
  const adopted = await adoptEach(port, others, installation);
  if (lost !== undefined) await store.adoptLost();
  await audit.append('adopted', { by, pair: pair.name, installation, servers: adopted });
  const redis =
    known === undefined ? 'This Redis had no installation id and has a new one' : 'This Redis kept its installation id';
  const servers = adopted.length === 0 ? 'the servers carried it already' : `${listed(adopted)} carry it now`;
  const whole = lost === undefined ? '' : ` That it lost data, found at ${minute(lost.at)}, no longer stops changes.`;
  const first = `${redis}, ${installation}; ${servers}, by ${by}. Their journals and fences are as they were.${whole}`;
  print(context, { ok: true, first, installation, adopted, was }, () => `${first}\n${beforeLines(was)}`);
  return 0;
}

async function adoptEach(
  port: ReturnType<typeof createChangePort>,
  others: readonly TargetState[],
  installation: string,
): Promise<string[]> {
  const adopted: string[] = [];
  for (const { place, computer } of others) {
    await port.adopt(place, installation).catch((error: unknown) => {
      const done = adopted.length === 0 ? 'no server' : listed(adopted);
      const message = `${computer} could not be adopted (${errorText(error)}); ${done} was. Changes stay refused where the ids differ: run adopt again.`;
      throw new SfbError('UNAVAILABLE', message, { cause: error });
    });
    adopted.push(computer);
  }
  return adopted;
}

/** Whoever adopts in the middle of a job takes the ground from under it. */
async function refuseWhileOpen(store: ConsoleStore): Promise<void> {
  const open = await store.openJobs();
  if (open.length === 0) return;
  const message = `${listed(open)} ${open.length === 1 ? 'is' : 'are'} open in this Redis; wait for the end (\`/sfb jobs\`), then adopt. Nothing was written.`;
  throw new SfbError('NOT_ALLOWED', message);
}

/** All of them answer and none runs a change, or nothing is written anywhere. */
async function lookEverywhere(port: ReturnType<typeof createChangePort>): Promise<TargetState[]> {
  const states: TargetState[] = [];
  for (const place of PLACES) {
    states.push(
      await port.look(place, '').catch((error: unknown) => {
        const message = `The ${place} cannot be asked (${errorText(error)}), so nothing was adopted anywhere.`;
        throw new SfbError('UNAVAILABLE', message, { cause: error });
      }),
    );
  }
  const busy = states.find(({ running }) => running);
  if (busy === undefined) return states;
  throw new SfbError(
    'NOT_ALLOWED',
    `A change runs on ${busy.computer} now (job ${busy.fence?.job ?? 'unknown'}); wait for its end, then adopt. Nothing was written.`,
  );
}

function beforeLines(was: Readonly<Record<string, string | null>>): string {
  return Object.entries(was)
    .map(([computer, id]) => `  ${computer} had ${id ?? 'none'}\n`)
    .join('');
}
