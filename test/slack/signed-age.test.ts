import { describe, expect, it } from 'vitest';
import { isTimely } from '../../src/slack/signed-age.js';

const now = Date.UTC(2026, 10, 23, 3, 0, 0);
const at = (seconds: number) => String(now / 1000 + seconds);

describe('slack/signed-age', () => {
  it.each([
    { header: at(0), timely: true },
    { header: at(-300), timely: true },
    { header: at(300), timely: true },
    { header: at(-301), timely: false },
    { header: at(301), timely: false },
    { header: at(3600), timely: false },
    { header: '', timely: false },
    { header: undefined, timely: false },
    { header: [at(0)], timely: false },
    { header: '1e9', timely: false },
    { header: `${at(0)}.0`, timely: false },
    { header: '-1', timely: false },
  ])('takes the signed time $header as timely: $timely', ({ header, timely }) => {
    expect(isTimely(header, now)).toBe(timely);
  });
});
