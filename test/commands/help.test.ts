import { describe, expect, it } from 'vitest';
import { help } from '../../src/commands/help.js';
import { commands } from '../../src/commands/index.js';
import type { CommandRole } from '../../src/commands/types.js';
import { london, paris } from './pairs.js';

function helpFor(...roles: CommandRole[]): Promise<{ text: string }> {
  const requestJob = async (): Promise<never> => {
    throw new Error('help asks for no job');
  };
  const actor = { teamId: 'T01', userId: 'U01' };
  return help.run(
    {},
    { actor, channel: 'C01', pairs: [london, paris], roles: new Set(['anyone', ...roles]), commands, requestJob },
  );
}

describe('commands/help', () => {
  it('shows a viewer every command a viewer may run, and the pairs', async () => {
    const { text } = await helpFor('viewer');

    expect(text).toContain('`/sfb status [pair] [--fresh]`');
    expect(text).toContain('`/sfb help`');
    expect(text).toContain(
      'Pairs: london (fe1.domain.local, fe2.domain.local) and paris (fe3.domain.local, fe4.domain.local).',
    );
  });

  it('shows somebody on no list only help, and no pair', async () => {
    const { text } = await helpFor();

    expect(text).not.toContain('status');
    expect(text).not.toContain('fe1');
    expect(text).toContain('You are on no list of this bot');
  });

  it('leaves out an operator command for a viewer', async () => {
    const withChange = {
      ...commands,
      move: { ...commands.help, name: 'move', usage: 'move', role: 'operator' as const },
    };
    const shown = async (...roles: CommandRole[]) =>
      (
        await help.run(
          {},
          {
            actor: { teamId: 'T01', userId: 'U01' },
            channel: 'C01',
            pairs: [london],
            roles: new Set(roles),
            commands: withChange,
            requestJob: async () => ({ id: 'x' }),
          },
        )
      ).text;

    expect(await shown('anyone', 'viewer')).not.toContain('move');
    expect(await shown('anyone', 'viewer', 'operator')).toContain('`/sfb move`');
  });
});
