import { describe, expect, it } from 'vitest';
import { thaw } from '../../src/commands/thaw.js';
import { inContext } from './context.js';

describe('commands/thaw', () => {
  it('allows changes again and says who had frozen them and why', async () => {
    const { context, state } = inContext();
    await context.freeze('patching');

    const { text } = await thaw.run({}, context);

    expect(text).toBe('Changes may be asked for again. <@U0ANA> had frozen them at 2026-11-24 14:05 UTC: patching');
    expect(state.frozen).toBeUndefined();
    expect(thaw.role).toBe('operator-or-approver');
  });

  it('says when nothing was frozen', async () => {
    expect((await thaw.run({}, inContext().context)).text).toBe('Nothing was frozen; changes may be asked for.');
  });
});
