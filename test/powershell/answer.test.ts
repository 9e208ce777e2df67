import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeClixml } from '../../src/powershell/clixml.js';
import { createExecutor } from '../../src/powershell/executor.js';
import type { Frame, Session } from '../../src/powershell/session.js';
import { testPair } from '../support/agent.js';
import { fenceUses as uses } from '../support/fence-uses.js';
import { tempFolder } from '../support/temp.js';

const spool = tempFolder('spool');
const hello = { pid: 1, version: '', edition: '', language: '', module: 'm', moduleVersion: '', lab: true };
const whole = { rows: ['fine'], types: [], errors: [], warnings: [], verbose: [], at: '', ms: 1 };
const answerText = encodeClixml(whole);

function frame(kind: string, text: string, more: Partial<Frame> = {}): Frame {
  const bytes = Buffer.from(text, 'utf8');
  return { kind, number: 0, length: bytes.length, payload: bytes.toString('base64'), ...more };
}

const good = frame('answer', answerText);
const end = frame('end', encodeClixml({ ok: true }));

/** A spooled answer whose file holds `bytes` where the frame announces the digest of `promised`. */
function spooled(bytes: string | undefined, promised = answerText): Frame {
  const name = `${createHash('md5').update(`${bytes}${promised}`).digest('hex')}.clixml`;
  if (bytes !== undefined) writeFileSync(join(spool, name), bytes);
  const digest = createHash('sha256').update(promised).digest('hex');
  return frame('answer', promised, { payload: `@${name}:${digest}` });
}

/** What the caller of one read gets when the agent's frames are these. */
function readWith(frames: readonly Frame[], last = end, onStream = (_part: unknown): void => undefined) {
  const session: Session = {
    pid: 1,
    alive: () => true,
    request: async (_id, _encoded, onFrame) => {
      frames.forEach(onFrame);
      return { end: last, host: '', noise: '' };
    },
    kill: () => undefined,
    close: async () => undefined,
  };
  const open = async () => ({ session, hello });
  const executor = createExecutor({ open, spool, jump: 'jump.domain.local', sessions: 1 });
  return executor.forPair(testPair).read(uses.nothing, {}, 'backup', { onStream });
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('powershell/answer', () => {
  it('takes a whole answer, on the line or spooled, and deletes the spool file', async () => {
    const frameOfFile = spooled(answerText);

    expect((await readWith([good])).rows).toEqual(['fine']);
    expect((await readWith([frameOfFile])).rows).toEqual(['fine']);
    expect(existsSync(join(spool, frameOfFile.payload.slice(1, 40)))).toBe(false);
  });

  it.each([
    { what: 'more bytes than announced', bad: { ...good, length: good.length - 1 } },
    { what: 'fewer bytes than announced', bad: { ...good, length: good.length + 1 } },
    { what: 'a payload cut short', bad: { ...good, payload: good.payload.slice(0, -8) } },
    { what: 'a payload that is not base64', bad: { ...good, payload: '!'.repeat(40) } },
    { what: 'a spool file cut short', bad: spooled(answerText.slice(0, -40)) },
    { what: 'a spool file of equal length with one other letter', bad: spooled(answerText.replace('fine', 'fire')) },
    { what: 'a spool file that is gone', bad: spooled(undefined) },
    { what: 'a whole spool file with a wrong length', bad: { ...spooled(answerText), length: 12 } },
    {
      what: 'a spool file outside the folder',
      bad: { ...good, payload: `@../${'0'.repeat(32)}.clixml:${'0'.repeat(64)}` },
    },
    { what: 'text that is not CLIXML', bad: frame('answer', 'fine') },
    { what: 'two objects', bad: frame('answer', answerText.replace(/(<Obj .*<\/Obj>)(<\/Objs>)/s, '$1<S>x</S>$2')) },
    { what: 'another form', bad: frame('answer', encodeClixml({ rows: 'fine' })) },
  ])('drops an answer with $what as BAD_OUTPUT', async ({ bad }) => {
    await expect(readWith([bad])).rejects.toThrow(code('BAD_OUTPUT'));
  });

  it.each([
    { what: 'no frame', frames: [] },
    { what: 'an answer to a call that was not made', frames: [{ ...good, number: 7 }] },
    { what: 'a frame of an unknown kind', frames: [{ ...good, kind: 'hint' }] },
  ])('says that nobody answered when there is $what', async ({ frames }) => {
    await expect(readWith(frames)).rejects.toThrow(code('NO_ANSWER'));
  });

  it('tells why the agent did not take the request', async () => {
    const refused = frame('end', encodeClixml({ ok: false, message: 'The request kind is not known' }));

    await expect(readWith([], refused)).rejects.toThrow(/Get-CsNothing on fe2.*request kind is not known/);
  });

  it('drops a damaged end frame as BAD_OUTPUT', async () => {
    await expect(readWith([], { ...end, length: 3 })).rejects.toThrow(code('BAD_OUTPUT'));
  });

  it.each([
    { why: 'refused', expected: 'BAD_REQUEST' },
    { why: 'unreached', expected: 'UNAVAILABLE' },
    { why: 'lost', expected: 'NO_ANSWER' },
    { why: 'unsendable', expected: 'BAD_OUTPUT' },
    { why: 'something else', expected: 'BAD_OUTPUT' },
  ])('reports a call that $why as $expected', async ({ why, expected }) => {
    const failed = frame('failed', encodeClixml({ why, message: 'for a reason' }));

    await expect(readWith([failed])).rejects.toThrow(code(expected));
  });

  it('gives a stream part to the listener, and a damaged one spoils no answer', async () => {
    const said = { warnings: ['careful'], verbose: [], progress: null };
    const part = frame('stream', encodeClixml(said));
    const parts: unknown[] = [];

    const answer = await readWith([{ ...part, length: 1 }, part, good], end, (heard) => parts.push(heard));

    expect(parts).toEqual([said]);
    expect(answer.rows).toEqual(['fine']);
  });
});
