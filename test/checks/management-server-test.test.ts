import { describe, expect, it } from 'vitest';
import { managementServerTest } from '../../src/checks/management-server-test.js';
import { createPort, pair } from './port.js';
import { prepared } from './prepared.js';

const read = (...value: string[]) => ({ ok: true as const, value });
const failed = { ok: false as const, reason: 'no route' };

describe('checks/management-server-test', () => {
  it.each([
    { facts: { primary: read('Success'), backup: read('Success') }, status: 'pass', says: 'on both servers' },
    { facts: { primary: read('Success'), backup: read('Failure') }, status: 'fail', says: 'fails on fe2' },
    { facts: { primary: read('Success'), backup: read() }, status: 'unknown', says: 'fe2 (no result)' },
    { facts: { primary: read('Success'), backup: read('') }, status: 'unknown', says: 'fe2 (no result)' },
    { facts: { primary: read('Skipped'), backup: read('Success') }, status: 'unknown', says: 'fe1 (Skipped)' },
    { facts: { primary: failed, backup: read('Success') }, status: 'unknown', says: 'fe1 (no route)' },
  ])('is $status: $says', ({ facts, status, says }) => {
    const verdict = managementServerTest.judge(facts, pair);

    expect(verdict).toMatchObject({ status, sentence: expect.stringContaining(says) });
    expect(verdict.fix === undefined).toBe(status === 'pass');
  });

  it.each([
    { row: { Result: 'Success' }, word: 'Success' },
    { row: { Succeed: true }, word: 'Success' },
    { row: { Succeed: false }, word: 'Failure' },
    { row: {}, word: '' },
  ])('takes the result from whichever property has it: $row', async ({ row, word }) => {
    const { ps } = createPort(prepared('primary', { 'test-cs-management-server': () => [row] }));

    expect(await managementServerTest.gather({ ps, pair })).toEqual({ primary: read(word), backup: read(word) });
  });
});
