import { describe, expect, it } from 'vitest';
import { freeze } from '../../src/commands/freeze.js';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

describe('commands/freeze', () => {
  it('takes the reason as it was typed', () => {
    const { request, command } = parseCommand('freeze Patching fe1 — don’t move <anything>!', commands, [london]);

    expect(command.name).toBe('freeze');
    expect(request).toEqual({ reason: "Patching fe1 — don't move <anything>!" });
  });

  it.each(['freeze', 'freeze   ', 'freeze x'])('refuses "%s", which gives no reason', (text) => {
    expect(() => parseCommand(text, commands, [london])).toThrow(
      'The reason is missing: say why, others will read it; write `/sfb freeze <reason>`.',
    );
  });

  it('freezes, says what was frozen before, and leaves no mention active', async () => {
    const { context, state } = inContext();

    const first = await freeze.run({ reason: 'patching' }, context);
    const second = await freeze.run({ reason: '<!channel>' }, context);

    expect(first.text).toContain(
      'are frozen: patching. What already runs goes on, and a plan that waits is not started',
    );
    expect(second.text).toContain('&lt;!channel&gt; (they were frozen before: patching)');
    expect(state.frozen?.reason).toBe('<!channel>');
    expect(freeze.role).toBe('operator-or-approver');
  });
});
