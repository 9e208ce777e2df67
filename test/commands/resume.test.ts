import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import { resume } from '../../src/commands/resume.js';
import { inContext } from './context.js';
import { london } from './pairs.js';

describe('commands/resume', () => {
  it.each([
    { text: 'resume failover-k3f9x2m1qa', how: 'look', said: 'starts nothing a second time' },
    { text: 'resume failover-k3f9x2m1qa --end', how: 'end', said: 'is ended where it is' },
  ])('"$text" is to $how', async ({ text, how, said }) => {
    const { request } = parseCommand(text, commands, [london]);
    const { context, resolved } = inContext();

    const reply = await resume.run(request as never, context);

    expect(resolved).toEqual([`${how} failover-k3f9x2m1qa`]);
    expect(reply.text).toContain(said);
    expect(resume.role).toBe('operator-or-approver');
  });

  it('refuses what is no job', () => {
    expect(() => parseCommand('resume london', commands, [london])).toThrow('is not a job id');
  });
});
