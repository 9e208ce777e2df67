import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareClone, type Clone, equippedClone, standIns } from './clone.js';

const isRoot = process.getuid?.() === 0;

function callsOf(clone: Clone, command: string): string[] {
  return clone.calls().filter((call) => call.startsWith(`${command} `));
}

function lines(text: string): string[] {
  return text.trim().split('\n');
}

describe('set-up of a bare clone', () => {
  it('gets packages, engine and build, and says one line for each', async () => {
    const clone = equippedClone();

    const first = await clone.setup();

    expect(first.code).toBe(0);
    expect(first.stdout).toBe('');
    expect(lines(first.stderr).map((line) => line.replace(/\d+/, 'N'))).toEqual([
      'Set-up: installing the packages … done in N s',
      'Set-up: building the PowerShell engine (lab/engine) … done in N s',
      'Set-up: compiling into dist … done in N s',
    ]);
    expect(clone.has(`.cache/engine/${clone.read('.cache/engine/current')}/pwsh`)).toBe(true);
    expect(clone.has('.cache/engine/build')).toBe(false);
    expect(clone.has('lab/engine/obj')).toBe(false);
    expect(clone.has('dist/src/bot.js')).toBe(true);
  });

  it('does and says nothing the second time, at once', async () => {
    const clone = equippedClone();
    await clone.setup();
    const before = clone.calls();

    const second = await clone.setup();

    expect(second).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(second.ms).toBeLessThan(2000);
    expect(clone.calls()).toEqual(before);
  });

  it('does each step once when two run at the same time', async () => {
    const clone = equippedClone();

    const both = await Promise.all([clone.setup(), clone.setup()]);

    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(callsOf(clone, 'npm')).toHaveLength(1);
    expect(callsOf(clone, 'dotnet')).toHaveLength(1);
    expect(clone.has('.cache/setup.lock')).toBe(false);
  });

  it('takes over the lock of a set-up that died', async () => {
    const clone = equippedClone();
    mkdirSync(join(clone.root, '.cache/setup.lock'), { recursive: true });
    // Linux hands out no process id as high as this one.
    clone.write('.cache/setup.lock/pid', '2147483646');

    expect(await clone.setup()).toMatchObject({ code: 0 });
  });

  it('leaves dist alone with --no-build', async () => {
    const clone = equippedClone();

    expect(await clone.setup({}, ['--no-build'])).toMatchObject({ code: 0 });

    expect(clone.has('dist')).toBe(false);
  });
});

describe('set-up after a change', () => {
  it.each([
    { changed: 'package-lock.json', again: ['installing the packages', 'compiling into dist'] },
    { changed: 'lab/engine/Program.cs', again: ['building the PowerShell engine (lab/engine)'] },
    { changed: 'src/bot.ts', again: ['compiling into dist'] },
    { changed: 'lab/new.ts', again: ['compiling into dist'] },
    { changed: 'tsconfig.json', again: ['compiling into dist'] },
    { changed: 'README.md', again: [] },
  ])('does again what depends on $changed, and nothing else', async ({ changed, again }) => {
    const clone = equippedClone();
    await clone.setup();

    clone.write(changed, '{}\n');
    const { stderr } = await clone.setup();

    expect([...stderr.matchAll(/Set-up: (.*) …/g)].map(([, doing]) => doing)).toEqual(again);
  });

  it('names the new engine and keeps the old one for those who run it', async () => {
    const clone = equippedClone();
    await clone.setup();
    const old = clone.read('.cache/engine/current');

    clone.write('lab/engine/Program.cs', '// other\n');
    await clone.setup();

    expect(clone.read('.cache/engine/current')).not.toBe(old);
    expect(clone.has(`.cache/engine/${old}/pwsh`)).toBe(true);
  });

  it('clears dist of what a deleted source left behind', async () => {
    const clone = equippedClone();
    await clone.setup();
    clone.write('dist/src/deleted.js', '');

    clone.write('src/bot.ts', 'export const two = 2;\n');
    await clone.setup();

    expect(clone.has('dist/src/deleted.js')).toBe(false);
  });
});

describe('which PowerShell', () => {
  it('is the one on PATH before an engine is built', async () => {
    const clone = equippedClone();
    clone.provide('pwsh');

    expect(await clone.setup()).toMatchObject({ code: 0 });

    expect(callsOf(clone, 'dotnet')).toEqual([]);
    expect(clone.has('.cache/engine')).toBe(false);
  });

  it('is what SFB_POWERSHELL names when it runs', async () => {
    const clone = equippedClone();
    const chosen = clone.provide('my-pwsh');

    expect(await clone.setup({ SFB_POWERSHELL: chosen })).toMatchObject({ code: 0 });

    expect(callsOf(clone, 'my-pwsh')).toHaveLength(1);
    expect(callsOf(clone, 'dotnet')).toEqual([]);
  });

  it('is built without ReadyToRun where its compiler cannot be had', async () => {
    const clone = equippedClone();
    clone.provide(
      'dotnet',
      `if (args.includes('-p:PublishReadyToRun=true')) process.exit(1);
      ${standIns.dotnet}`,
    );

    expect(await clone.setup()).toMatchObject({ code: 0 });

    expect(callsOf(clone, 'dotnet').map((call) => call.includes('ReadyToRun'))).toEqual([true, false]);
  });

  it('is not an engine that does not start', async () => {
    const clone = equippedClone();
    clone.provide('dotnet', `${standIns.dotnet} writeFileSync(out + '/pwsh', '#!/nowhere');`);

    const { code, stderr } = await clone.setup();

    expect(code).toBe(1);
    expect(stderr).toContain('The PowerShell engine could not be built; install the .NET 10 SDK');
    expect(clone.has('.cache/engine/current')).toBe(false);
  });
});

describe('a failure is one sentence that names the remedy', () => {
  it.each<{ lacks: string; clone: () => Clone; env?: Record<string, string>; flags?: string[]; says: RegExp }>([
    { lacks: 'npm', clone: bareClone, says: /^npm is missing; install it together with Node 20 or newer\.$/ },
    {
      lacks: 'a PowerShell and the .NET SDK',
      clone: () => machineWith({ npm: standIns.npm, 'redis-server': '' }),
      says: /^PowerShell is missing; install PowerShell 7 \(pwsh\) or the \.NET 10 SDK, or set SFB_POWERSHELL to .*\.$/,
    },
    {
      lacks: 'a PowerShell at SFB_POWERSHELL',
      clone: equippedClone,
      env: { SFB_POWERSHELL: '/nowhere/pwsh' },
      says: /^SFB_POWERSHELL is \/nowhere\/pwsh, which does not run; set it to .*, or unset it\.$/,
    },
    {
      lacks: 'redis-server and a way to install it',
      clone: () => machineWith({ npm: standIns.npm, pwsh: '' }),
      says: /^redis-server is missing; install your system's package redis-server \(Redis 7\), or set REDIS_URL to a Redis\.$/,
    },
    {
      lacks: 'an option of that name',
      clone: equippedClone,
      flags: ['--quick'],
      says: /^Set-up has no option --quick; .*\.$/,
    },
  ])('without $lacks', async ({ clone, env, flags, says }) => {
    const { code, stdout, stderr } = await clone().setup(env, flags);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    const [sentence = '', ...details] = lines(stderr).filter((line) => !line.startsWith('Set-up: '));
    expect(sentence).toMatch(says);
    expect(details.filter((line) => line !== '')).toEqual(env === undefined ? [] : [expect.stringContaining('ENOENT')]);
  });

  it('shows what the failed command said below, without npm on the user config', async () => {
    const clone = equippedClone();
    clone.provide(
      'npm',
      `console.error('npm warn Unknown user config "x". This will stop working.\\nnpm error code E404');
      process.exit(1);`,
    );

    const { code, stderr } = await clone.setup();

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      'Set-up: installing the packages … failed',
      'The packages could not be installed; give npm access to a package registry and run this again.',
      '',
      'npm error code E404',
    ]);
  });

  it('compiles again after a failed compilation', async () => {
    const clone = equippedClone();
    const compiler = clone.read('compiler.js');
    clone.write('compiler.js', `${compiler}; console.log('src/bot.ts(1,1): error TS1'); process.exit(2);`);
    const failed = await clone.setup();
    clone.write('node_modules/typescript/bin/tsc', compiler);

    const again = await clone.setup();

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('The code does not compile; correct what the compiler reports below.');
    expect(failed.stderr).toContain('src/bot.ts(1,1): error TS1');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('compiling into dist');
  });
});

describe('redis-server', () => {
  it('is not looked for when REDIS_URL names a Redis', async () => {
    const clone = machineWith({ npm: standIns.npm, pwsh: '' });

    expect(await clone.setup({ REDIS_URL: 'redis://127.0.0.1:1' })).toMatchObject({ code: 0 });
  });

  it('is installed with apt-get by root and by nobody else', async () => {
    const clone = machineWith({ npm: standIns.npm, pwsh: '' });
    clone.provide(
      'apt-get',
      `if (args[0] === 'install') copyFileSync(process.env.PATH + '/pwsh', process.env.PATH + '/redis-server');`,
    );

    const { code } = await clone.setup();

    expect(code).toBe(isRoot ? 0 : 1);
    expect(callsOf(clone, 'apt-get')).toEqual(
      isRoot ? ['apt-get update -q', 'apt-get install -q -y --no-install-recommends redis-server'] : [],
    );
  });
});

/** A clone on a machine that has just these commands. */
function machineWith(commands: Record<string, string>): Clone {
  const clone = bareClone();
  for (const [command, script] of Object.entries(commands)) clone.provide(command, script);
  return clone;
}
