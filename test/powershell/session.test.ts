import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/powershell/session.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';

const executable = join(import.meta.dirname, 'fixtures/fake-pwsh.mjs');
const executor = fenceExecutor({ executable });
const bare = openSession({ executable, agent: 'none', isolated: true, env: process.env });

afterAll(async () => {
  bare.kill();
  await executor.close();
});

describe('powershell/session', () => {
  it('gives up a line whose marker does not come after the answer, and reads on with a new process', async () => {
    const ps = executor.forPair(testPair);

    const first = await ps.read(uses.nothing, {}, 'jump');
    const second = await ps.read(uses.nothing, {}, 'jump');

    expect(first.rows).toEqual([expect.stringMatching(/^\d+$/)]);
    expect(second.rows).not.toEqual(first.rows);
  });

  it.each([
    { what: 'an id that is no id', id: 'x', encoded: 'QQ==' },
    { what: 'text that is not base64', id: '0'.repeat(32), encoded: "QQ=='; Get-CsEcho '" },
    { what: 'two lines', id: '0'.repeat(32), encoded: 'QQ==\nQQ==' },
  ])('sends nothing for $what', async ({ id, encoded }) => {
    await expect(bare.request(id, encoded, () => undefined)).rejects.toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });
});
