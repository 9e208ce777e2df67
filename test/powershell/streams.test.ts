import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { StreamPart } from '../../src/powershell/types.js';
import { fenceExecutor, testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

const executor = fenceExecutor();
const ps = executor.forPair(testPair);

afterAll(() => executor.close());

/** Everything said, as one. */
function together(parts: readonly StreamPart[]) {
  return {
    warnings: parts.flatMap((part) => part.warnings),
    verbose: parts.flatMap((part) => part.verbose),
    progress: parts.findLast((part) => part.progress !== null)?.progress,
  };
}

describe('what a cmdlet says while it runs', () => {
  it('is heard before the answer, and the answer holds all of it once', async () => {
    const gate = join(tempFolder('gate'), 'open');
    const parts: StreamPart[] = [];
    let answered = false;

    const answer = ps.read(uses.talking, { Gate: gate }, 'primary', { onStream: (part) => parts.push(part) });
    void answer.then(() => {
      answered = true;
    });
    await expect
      .poll(() => together(parts), { timeout: 20_000 })
      .toEqual({
        warnings: ['begun'],
        verbose: ['details'],
        progress: { activity: 'Moving', status: 'step 3', percent: -1 },
      });
    expect(answered).toBe(false);
    writeFileSync(gate, '');

    expect(await answer).toMatchObject({ rows: ['done'], warnings: ['begun', 'ending'], verbose: ['details'] });
    expect(together(parts).warnings).toEqual(['begun', 'ending']);
  });

  it('is heard by everybody who asked for the same read, and a listener that throws harms nobody', async () => {
    const heard: string[] = [];
    const careless = () => {
      throw new Error('careless');
    };

    const [one, two] = await Promise.all([
      ps.read(uses.warnings, { Count: 2 }, 'jump', { onStream: careless }),
      ps.read(uses.warnings, { Count: 2 }, 'jump', { onStream: (part) => heard.push(...part.warnings) }),
    ]);

    expect(heard).toEqual(['warning 0', 'warning 1']);
    expect(one.rows).toEqual(two.rows);
  });

  it('comes whole from 5,000 warnings, and only the newest of a progress storm', async () => {
    const warned: StreamPart[] = [];
    const moved: StreamPart[] = [];

    const answer = await ps.read(uses.warnings, { Count: 5000 }, 'backup', { onStream: (part) => warned.push(part) });
    await ps.read(uses.progress, { Count: 5000 }, 'backup', { onStream: (part) => moved.push(part) });

    expect(together(warned).warnings).toEqual(answer.warnings);
    expect(answer.warnings).toHaveLength(5000);
    expect(together(moved).progress?.status).toBe('step 4999');
  });

  it('comes at most ten times a second, however much is said', async () => {
    const parts: StreamPart[] = [];

    const answer = await ps.read(uses.chatty, { Milliseconds: 700 }, 'jump', { onStream: (part) => parts.push(part) });

    expect(together(parts).warnings).toEqual(answer.warnings);
    expect(answer.warnings.length).toBeGreaterThan(50);
    expect(parts.length).toBeLessThanOrEqual(answer.ms / 100 + 3);
  });

  it('is not sent when nobody listens', async () => {
    const answer = await ps.read(uses.warnings, { Count: 3 }, 'jump');

    expect(answer.warnings).toEqual(['warning 0', 'warning 1', 'warning 2']);
  });
});
