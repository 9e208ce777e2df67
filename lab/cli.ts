import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type LabShell, openLabShell } from './shell.js';
import { labNames, packageRoot } from './where.js';

const USAGE = `npm run lab -- <command> [--world DIR]
  faults                     every fault: on or off, and what it is
  fault NAME [--now]         switch a fault on; --now makes a trap happen at once; --option X is the fault's own choice
  heal NAME                  switch a fault off and put back what it changed
  show                       the world as it is
  clock MINUTES              move the world's virtual clock
  profile [NAME]             the profiles, or a new world with one of them
  reset [--profile NAME]     a new world with the same profile, or another
The world lies in DIR (default .lab/world) and is made when there is none.`;

interface Options {
  readonly world: string;
  readonly now: boolean;
  readonly option: string | undefined;
  readonly profile: string | undefined;
}

type Command = (shell: LabShell, options: Options, argument: string | undefined) => Promise<string[]>;

const commands: Readonly<Record<string, Command>> = {
  async faults(shell, { world }) {
    const { rows } = await shell.call('Get-LabFault', { World: world });
    const faults = rows.map((row) => row.value as { Name: string; Active: boolean; Title: string });
    const width = Math.max(...faults.map((fault) => fault.Name.length));
    return faults.map(({ Name, Active, Title }) => `${Active ? 'on ' : '-  '} ${Name.padEnd(width)}  ${Title}`);
  },

  async fault(shell, { world, now, option }, name) {
    const chosen = known('fault', name, labNames('faults'));
    const said = await shell.invoke('Set-LabFault', {
      World: world,
      Name: chosen,
      Now: now,
      ...(option === undefined ? {} : { Option: option }),
    });
    return [
      ...said.slice(0, 1),
      `Fault ${chosen} is on${now ? ' and has happened' : ''}; heal it with: heal ${chosen}`,
    ];
  },

  async heal(shell, { world }, name) {
    const chosen = known('fault', name, labNames('faults'));
    await shell.invoke('Clear-LabFault', { World: world, Name: chosen });
    return [`Fault ${chosen} is healed.`];
  },

  show: (shell, { world }) => shell.invoke('Show-LabWorld', { World: world }),

  async clock(shell, { world }, minutes) {
    const by = Number(minutes);
    if (minutes === undefined || !Number.isFinite(by) || by < 0) {
      throw new Error(`The clock can't be moved by '${minutes ?? ''}'; give minutes, such as: clock 5`);
    }
    const [at] = await shell.invoke('Step-LabClock', { World: world, Minutes: by });
    return [`The clock of the world says ${at} UTC.`];
  },

  async profile(shell, options, name) {
    if (name === undefined) {
      const [current] = await shell.invoke('Get-LabField', { World: options.world, Path: 'profile' });
      return labNames('profiles').map((one) => `${one === current ? 'this world' : '-         '}  ${one}`);
    }
    return [await renew(shell, options.world, known('profile', name, labNames('profiles')))];
  },

  async reset(shell, { world, profile }) {
    const [current] = await shell.invoke('Get-LabField', { World: world, Path: 'profile' });
    return [await renew(shell, world, known('profile', profile ?? current, labNames('profiles')))];
  },
};

function known(kind: string, name: string | undefined, names: readonly string[]): string {
  if (name !== undefined && names.includes(name)) return name;
  throw new Error(`There is no lab ${kind} '${name ?? ''}'; choose one of ${names.join(', ')}.`);
}

async function renew(shell: LabShell, world: string, profile: string): Promise<string> {
  mkdirSync(world, { recursive: true });
  await shell.invoke('New-LabWorld', { Path: world, Profile: profile });
  return `A new lab world lies in ${world} (profile ${profile}).`;
}

/** Runs one command of the lab; prints lines and gives the exit code (0, 1 refused or failed, 2 not understood). */
export async function runLab(
  argv: readonly string[],
  print: (line: string) => void,
  open: () => Promise<LabShell> = openLabShell,
): Promise<number> {
  try {
    const { name, argument, options } = read(argv);
    const command = commands[name];
    if (command === undefined) {
      print(name === 'help' ? USAGE : `There is no lab command '${name}'.\n${USAGE}`);
      return name === 'help' ? 0 : 2;
    }
    const shell = await open();
    try {
      if (!existsSync(join(options.world, 'world.xml'))) print(await renew(shell, options.world, 'lived-in'));
      for (const line of await command(shell, options, argument)) print(line);
    } finally {
      await shell.close();
    }
    return 0;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Node explains at length how to pass a file that is named like an option.
    print(text.replace(/^(Unknown option '[^']*')\..*$/s, '$1 for the lab; run it without arguments for its options.'));
    return 1;
  }
}

function read(argv: readonly string[]): { name: string; argument: string | undefined; options: Options } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      world: { type: 'string' },
      now: { type: 'boolean' },
      option: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const [name = 'help', argument, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`'${rest.join(' ')}' is too much for the lab command '${name}'.`);
  const world = resolve(values.world ?? join(packageRoot(), '.lab', 'world'));
  return {
    name,
    argument,
    options: { world, now: values.now ?? false, option: values.option, profile: values.profile },
  };
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  process.exitCode = await runLab(process.argv.slice(2), (line) => console.log(line));
}
