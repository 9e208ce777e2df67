import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryWitness, openWitness } from '../../src/audit/witness.js';
import { tempFolder } from '../support/temp.js';

const fileOf = (data: string) => join(data, 'audit', 'bot.witness.json');

describe('audit/witness', () => {
  it('keeps the highest number under one name, also for the next process', async () => {
    const data = tempFolder('witness');
    const first = openWitness(data, 'bot', 'lab');
    const { id } = await first.read();

    await Promise.all([3, 5, 4].map((seen) => first.note(seen)));
    await first.note(2);

    expect(await first.read()).toEqual({ id, seen: 5 });
    expect(await openWitness(data, 'bot', 'lab').read()).toEqual({ id, seen: 5 });
  });

  it('begins anew for another deployment', async () => {
    const data = tempFolder('witness');
    await openWitness(data, 'bot', 'lab').note(3);

    expect(await openWitness(data, 'bot', 'other').read()).toMatchObject({ seen: 0 });
  });

  it('has a name of its own in each folder', async () => {
    const ids = [
      openWitness(tempFolder('one'), 'bot', 'lab'),
      openWitness(tempFolder('two'), 'bot', 'lab'),
      memoryWitness(),
    ];

    expect(new Set((await Promise.all(ids.map((one) => one.read()))).map(({ id }) => id)).size).toBe(3);
  });

  it('says what it cannot read or write, and takes no number for it', async () => {
    const data = tempFolder('witness');
    await openWitness(data, 'bot', 'lab').note(1);
    writeFileSync(fileOf(data), '{"id":"');

    await expect(openWitness(data, 'bot', 'lab').read()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(fileOf(data)),
    });

    const blocked = tempFolder('witness');
    writeFileSync(join(blocked, 'audit'), 'a file where the folder should be');
    await expect(openWitness(blocked, 'bot', 'lab').note(1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(readFileSync(join(blocked, 'audit'), 'utf8')).toBe('a file where the folder should be');
  });
});
