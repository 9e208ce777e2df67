import { afterAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/powershell/session.js';
import { fenceExecutor, testEngine, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';

const bare = openSession({ executable: testEngine(), agent: 'none', isolated: true, env: process.env });

afterAll(() => bare.kill());

describe('powershell/session', () => {
  it('does not wait for a request that ended without its frame', async () => {
    const agentless = fenceExecutor({ agentFolder: '/nowhere' });

    const read = agentless.forPair(testPair).read(uses.nothing, {}, 'jump');

    await expect(read).rejects.toThrow(expect.objectContaining({ code: 'NO_ANSWER' }));
    await agentless.close();
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
