import { describe, expect, it } from 'vitest';
import { help } from '../../src/commands/help.js';
import { commands } from '../../src/commands/index.js';
import type { CommandRole, Commands } from '../../src/commands/types.js';
import { idle } from './context.js';
import { london, paris } from './pairs.js';

async function helpFor(roles: readonly CommandRole[], known: Commands = commands): Promise<string> {
  const never = async (): Promise<never> => {
    throw new Error('help asks for nothing');
  };
  const reply = await help.run(
    {},
    {
      actor: { teamId: 'T01', userId: 'U01' },
      pairs: [london, paris],
      roles: new Set(['anyone', ...roles]),
      commands: known,
      statusMaxAge: 60,
      ...idle,
      lastStatus: never,
      requestJob: never,
    },
  );
  return reply.text;
}

describe('commands/help', () => {
  it('shows a viewer every command a viewer may run, and the pairs', async () => {
    const text = await helpFor(['viewer']);

    expect(text).toContain('`/sfb status [pair] [--fresh]`');
    expect(text).toContain('`/sfb help`');
    expect(text).toContain(
      'Pairs: london (fe1.domain.local, fe2.domain.local) and paris (fe3.domain.local, fe4.domain.local).',
    );
  });

  it('shows somebody on no list only help, and no pair', async () => {
    const text = await helpFor([]);

    expect(text).not.toContain('status');
    expect(text).not.toContain('fe1');
    expect(text).toContain('You are on no list of this bot');
  });

  it('shows an operator command to operators only', async () => {
    const move = { ...commands.help, name: 'move', usage: 'move', role: 'operator' as const };

    expect(await helpFor(['viewer'], { ...commands, move })).not.toContain('move');
    expect(await helpFor(['viewer', 'operator'], { ...commands, move })).toContain('`/sfb move`');
  });
});
