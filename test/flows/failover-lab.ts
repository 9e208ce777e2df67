import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LabArguments } from '../../lab/shell.js';
import type { Observer, PrepareInput, Seen } from '../../src/jobs/change.js';
import { createChanges } from '../../src/jobs/changes.js';
import { observers } from '../../src/jobs/observe/index.js';
import type { Plan, Step } from '../../src/jobs/plan/types.js';
import { type CmdletUseName, cmdletUses } from '../../src/powershell/cmdlets/index.js';
import type { Executor } from '../../src/powershell/executor.js';
import { ChangeReport } from '../../src/report.js';
import { type TriedWorld, tryWorld } from '../lab/lab-world.js';
import { labExecutor, labPair } from '../support/lab-agent.js';

const start = Date.parse('2026-03-02T10:00:00Z');
type Failover = ReturnType<typeof createChanges>['failover'];

/** A pair of the lab with the plan of its failover, made there. */
export interface PlannedFailover {
  readonly plan: Plan;
  readonly job: Failover;
}

/** How far a plan came. */
export interface Ended {
  readonly stoppedAt?: string;
  readonly seen?: Seen['seen'];
  readonly sentence?: string;
}

export type FailoverLab = Awaited<ReturnType<typeof openFailoverLab>>;

/** What the preparation of a change gets on the lab. */
export function prepareInput(
  executor: Executor,
  time: Pick<PrepareInput, 'clock' | 'sleep'>,
  more: Partial<PrepareInput>,
): PrepareInput {
  return {
    ps: executor.forPair(labPair),
    renew: () => executor.renew(),
    pair: labPair,
    lab: true,
    settleMinutes: 20,
    jump: 'jump.domain.local',
    previous: undefined,
    ...time,
    deployment: 'london',
    build: 'build',
    policy: 'policy',
    requireDoctor: () => {},
    progress: async () => {},
    ...more,
  };
}

/** A world on which failovers are planned and their calls carried out, as the run of a job does without queue and runner. */
export async function openFailoverLab() {
  const lab = await tryWorld('failover-plan');
  const executor = labExecutor(lab.folder);
  let minutes = 0;
  let logged = 0;
  const wait = async (ms: number) => {
    minutes += ms / 60_000;
    await lab.clock(ms / 60_000);
  };
  const clock = () => new Date(start + minutes * 60_000);
  const input = () => prepareInput(executor, { clock, sleep: wait }, { deployment: 'domain-local' });
  const worlds = new Map<
    string,
    { readonly folder: string; readonly minutes: number; readonly made: PlannedFailover }
  >();

  return {
    lab,
    executor,
    input,

    /** Plans in the world as it is now, and keeps both under a name: preparing costs more than most of what is tried then. */
    async keep(name: string): Promise<void> {
      const job = failoverOf(lab);
      const made = await job.prepare(input(), { acknowledge: false });
      if (made.end === 'refused') throw new Error(made.sentence);
      const folder = `${lab.folder}-${name}`;
      cpSync(lab.folder, folder, { recursive: true });
      worlds.set(name, { folder, minutes, made: { job, plan: made.plan } });
    },

    /** The world and the plan that were kept. */
    async planned(name: string): Promise<PlannedFailover> {
      const kept = worlds.get(name);
      if (kept === undefined) throw new Error(`No world was kept as ${name}.`);
      rmSync(lab.folder, { recursive: true, force: true });
      cpSync(kept.folder, lab.folder, { recursive: true });
      // No session may remember the world that was here.
      executor.renew();
      minutes = kept.minutes;
      logged = readFileSync(join(lab.folder, 'calls.log'), 'utf8').split('\n').length - 1;
      return kept.made;
    },

    /** Uses of the calls that had an effect since the world was taken, by the lab's own log. */
    changes(): string[] {
      const lines = readFileSync(join(lab.folder, 'calls.log'), 'utf8').split('\n').slice(logged);
      return lines.flatMap((line) => {
        const [, , cmdlet, mark] = line.split('\t');
        const use = Object.values(cmdletUses).find((one) => one.cmdlet === cmdlet && one.effect !== 'read');
        return mark === 'begin' && use !== undefined ? [use.name] : [];
      });
    },

    async renew(profile: 'lived-in' | 'fresh'): Promise<void> {
      await lab.renew(profile);
      minutes = 0;
    },

    async run(plan: Plan): Promise<Ended> {
      for (const step of plan.steps) {
        const { seen, sentence } = await carryOut({ lab, executor, wait }, step, plan);
        if (seen !== 'happened') return { stoppedAt: step.id, seen, sentence };
      }
      return {};
    },

    async report({ job, plan }: PlannedFailover, ended: Ended): Promise<ChangeReport> {
      return ChangeReport.parse(await job.report(input(), plan, ended));
    },

    async close(): Promise<void> {
      await executor.close();
      await lab.shell.close();
      for (const folder of [lab.folder, ...[...worlds.values()].map((kept) => kept.folder)]) {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** A set with the real exports of the world, as far as it has any. */
function failoverOf(lab: TriedWorld): Failover {
  // Inside the world's own folder, so that it goes with it.
  const folder = mkdtempSync(join(lab.folder, 'set-'));
  const file = (name: string) => join(folder, name);
  return createChanges({
    async takeSet() {
      await lab.well('fe1', 'Export-CsLisConfiguration', { FileName: file('lis.zip') });
      const Source = 'service:ApplicationServer:fe1.domain.local';
      const rgs = await lab.on('fe1', 'Export-CsRgsConfiguration', { FileName: file('rgs.zip'), Source });
      const groups = rgs.errors.length === 0 ? { rgs: file('rgs.zip') } : {};
      return { id: '2026-03-02T100000Z', files: { 'lis.zip': 'a'.repeat(64) }, lis: file('lis.zip'), ...groups };
    },
  }).failover;
}

interface Site {
  readonly lab: TriedWorld;
  readonly executor: Executor;
  readonly wait: (ms: number) => Promise<void>;
}

/** What the run of a job does with one step. */
async function carryOut({ lab, executor, wait }: Site, step: Step, plan: Plan): Promise<Seen> {
  const observer: Observer = observers[step.observe.name as keyof typeof observers];
  const context = { pair: labPair, from: plan.from, to: plan.to, args: step.observe.args };
  const ps = executor.forPair(labPair);
  // Its sessions are those that saw the step before to its end.
  const before = await observer.readBefore(ps, context);
  let reported = '';
  if (step.call !== undefined) {
    const { cmdlet } = cmdletUses[step.call.use as CmdletUseName];
    const asks = /^(Invoke|Set|Stop|Start)-/.test(cmdlet) ? { Confirm: false } : {};
    const server = step.call.place === 'primary' ? 'fe1' : 'fe2';
    const { errors } = await lab.on(server, cmdlet, { ...(step.call.params as LabArguments), ...asks });
    reported = errors[0]?.message ?? '';
  }
  const tries = step.kind !== 'cmdlet' ? Math.ceil(step.lateMs / 60_000) : reported === '' ? 10 : 2;
  for (let left = tries; ; left -= 1) {
    executor.renew();
    const seen = await observer.observe(ps, context, observer.before.parse(before));
    const sentence = reported === '' ? seen.sentence : `${seen.sentence} The cmdlet reported: ${reported}`;
    if (seen.seen === 'happened' || seen.stop === true || left <= 1) return { ...seen, sentence };
    await wait(60_000);
  }
}
