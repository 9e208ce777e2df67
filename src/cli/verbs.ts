import { SfbError } from '../errors.js';
import { runDoctor } from '../jobs/doctor.js';
import { requireDoctor } from '../jobs/doctor-record.js';
import { doctorSentence, failures } from '../jobs/doctor-report.js';
import { renderDoctor } from '../jobs/doctor-text.js';
import type { PreflightRequest } from '../jobs/preflight.js';
import { PreflightMode } from '../report.js';
import { adopt } from './adopt.js';
import { audit } from './audit.js';
import { runJobHere } from './job.js';
import { journal } from './journal.js';
import { type CliContext, print, type Verb } from './types.js';
import type { Typed } from './words.js';

/** Every command of the console, one line each. */
export const verbs: Readonly<Record<string, Verb>> = {
  status: {
    usage: 'status [pair]',
    summary: 'who holds the CMS now, what every witness says, what to do next (always read now)',
    flags: { fresh: 'boolean' },
    run: (context) => runJobHere('status', {}, context),
  },
  verify: {
    usage: 'verify [pair] [--wait]',
    summary: 'whether the pair is as it should be; --wait reads again until a move has settled',
    flags: { wait: 'boolean' },
    run: (context) => runJobHere('verify', { wait: context.flags.wait === true }, context),
  },
  preflight: {
    usage: 'preflight [pair] [--mode MODE] [--sync] [--deep]',
    summary: `whether a change may begin; --mode ${PreflightMode.options.join(', ')}; --sync syncs both pools first; --deep traces HADR`,
    flags: { mode: 'string', sync: 'boolean', deep: 'boolean' },
    run: (context) => runJobHere('preflight', preflightRequest(context.flags), context),
  },
  backup: {
    usage: 'backup [pair]',
    summary: 'takes a backup set: CMS, LIS, Response Groups, both local stores, topology and a runbook, read back',
    flags: {},
    run: (context) => runJobHere('backup', {}, context),
  },
  backups: {
    usage: 'backups [pair]',
    summary: 'every backup set of a pair, each file read again: good or not, its verdict, its age',
    flags: {},
    run: (context) => runJobHere('backups', {}, context),
  },
  doctor: {
    usage: 'doctor [pair] [--check]',
    summary: 'looks once at a site, reading only, and keeps what it found; --check only looks whether that was done',
    flags: { check: 'boolean' },
    run: (context) => (context.flags.check === true ? doctorCheck(context) : doctor(context)),
  },
  journal,
  adopt,
  audit,
};

function preflightRequest({ mode = 'planned', sync, deep }: Typed['flags']): PreflightRequest {
  const parsed = PreflightMode.safeParse(mode);
  if (parsed.success) return { mode: parsed.data, sync: sync === true, deep: deep === true };
  const modes = PreflightMode.options.join(', ');
  throw new SfbError('BAD_REQUEST', `--mode is ${JSON.stringify(mode)}, and there are ${modes}.`);
}

async function doctor(context: CliContext): Promise<number> {
  const { executor, pair, loaded, book, catalogueDigest, user, clock } = context;
  const { record, transcript } = await runDoctor({
    hello: () => executor.hello(),
    ps: executor.forPair(pair),
    pair,
    deployment: loaded.config.deployment.name,
    lab: loaded.config.lab,
    catalogueDigest,
    by: user,
    clock,
  });
  const paths = book.write(record, transcript);
  const ok = failures(record).length === 0;
  print(context, { ok, first: doctorSentence(record), ...record, paths }, () => {
    return `${renderDoctor(record, context.width)}\nRecord: ${paths.record}\nAnswers: ${paths.transcript}\n`;
  });
  return ok ? 0 : 1;
}

async function doctorCheck(context: CliContext): Promise<number> {
  const { pair, loaded, book, catalogueDigest } = context;
  const question = { catalogueDigest, deployment: loaded.config.deployment.name, lab: loaded.config.lab };
  try {
    const record = requireDoctor(pair, context.clock(), { ...question, records: book.read(pair.name) });
    const first = `Doctor of ${record.at.slice(0, 10)} covers ${pair.name} with this list of cmdlets. ${doctorSentence(record)}`;
    print(context, { ok: true, first }, () => `${first}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SfbError) || error.code !== 'NOT_ALLOWED') throw error;
    print(context, { ok: false, first: error.message }, () => `${error.message}\n`);
    return 1;
  }
}
