// SPDX-License-Identifier: MIT
// decode.ts against the vectors that the daemon's codec is tested with, too.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeServerMessage } from '../../src/core/protocol/decode';
import { kMaxChatBytes, kNoMedia } from '../../src/core/protocol/messages';

const kVectors = join(__dirname, '../../../tests/vectors/signaling');

interface VectorFile {
  readonly description: string;
  readonly direction: 'client' | 'server';
  readonly valid: readonly { readonly type: string }[];
  readonly invalid: readonly { readonly frame: unknown; readonly error: string }[];
}

function vectors(): [string, VectorFile][] {
  if (!existsSync(kVectors)) return [];
  return readdirSync(kVectors)
    .filter((name) => name.startsWith('server-') && name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(kVectors, name), 'utf8')) as VectorFile]);
}

describe('decodeServerMessage and the shared vectors', () => {
  it('finds one file for each message of the server', () => {
    expect(vectors().length).toBeGreaterThanOrEqual(15);
  });

  for (const [name, file] of vectors()) {
    file.valid.forEach((message, index) => {
      it(`${name} takes valid[${index}]`, () => {
        const decoded = decodeServerMessage(JSON.stringify(message));
        expect(decoded).toMatchObject({ ok: true, value: { type: message.type } });
      });
    });
    file.invalid.forEach(({ frame, error }, index) => {
      it(`${name} refuses invalid[${index}] as ${error}`, () => {
        const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
        expect(decodeServerMessage(text)).toMatchObject({ ok: false, error: { code: error } });
      });
    });
  }
});

describe('decodeServerMessage', () => {
  it.each(['', '{', 'null', '[]', '7', '"x"', '{"type":7}', '{}'])('refuses %s', (text) => {
    expect(decodeServerMessage(text)).toEqual({ ok: false, error: { code: 'bad-json' } });
  });

  it('names a type it does not know', () => {
    expect(decodeServerMessage('{"type":"moderate"}')).toEqual({
      ok: false,
      error: { code: 'unknown-type', type: 'moderate' },
    });
    expect(decodeServerMessage('{"type":"constructor"}')).toMatchObject({
      ok: false,
      error: { code: 'unknown-type' },
    });
  });

  it('names the first field at fault, with its path', () => {
    const text = JSON.stringify({
      type: 'peer-joined',
      seq: 1,
      peer: {
        peerId: 'p',
        userId: 'u',
        name: 'n',
        role: 'host',
        media: { audio: 1 },
        polite: true,
      },
    });
    expect(decodeServerMessage(text)).toEqual({
      ok: false,
      error: { code: 'bad-field', type: 'peer-joined', field: 'peer.media.audio', seq: 1 },
    });
  });

  it('turns a single candidate, a list and the end into one shape', () => {
    const base = { type: 'ice-candidate', fromId: 'p', seq: 1 };
    const one = { candidate: 'candidate:1', sdpMid: '0' };
    const read = (more: object): unknown => {
      const decoded = decodeServerMessage(JSON.stringify({ ...base, ...more }));
      return decoded.ok && decoded.value.type === 'ice-candidate'
        ? decoded.value.candidates
        : decoded;
    };
    expect(read({ candidate: one })).toEqual([one]);
    expect(read({ candidates: [one, null] })).toEqual([one, null]);
    expect(read({ candidate: null })).toEqual([null]);
  });

  it('ignores fields it does not know', () => {
    expect(decodeServerMessage('{"type":"left","meetingId":"m","seq":3,"more":{"x":1}}')).toEqual({
      ok: true,
      value: { type: 'left', meetingId: 'm', seq: 3 },
    });
  });

  it('keeps all fields of a candidate, and of a private line', () => {
    const candidate = {
      candidate: 'candidate:1',
      sdpMid: '0',
      sdpMLineIndex: 3,
      usernameFragment: 'uf',
    };
    const ice = { type: 'ice-candidate', fromId: 'p', seq: 1, candidates: [candidate] };
    expect(decodeServerMessage(JSON.stringify(ice))).toEqual({ ok: true, value: ice });
    const chat = {
      type: 'chat',
      fromId: 'p',
      userId: 'u',
      name: 'n',
      message: 'hi',
      timestamp: '2026-11-22T10:00:00Z',
      private: true,
      targetId: 'q',
      seq: 2,
    };
    expect(decodeServerMessage(JSON.stringify(chat))).toEqual({ ok: true, value: chat });
  });

  it('leaves optional fields out if the message lacks them', () => {
    const ice = { type: 'ice-candidate', fromId: 'p', seq: 1, candidates: [{ candidate: 'c' }] };
    const decoded = decodeServerMessage(JSON.stringify(ice));
    expect(JSON.stringify(decoded)).not.toContain('null');
    const [first] =
      decoded.ok && decoded.value.type === 'ice-candidate' ? decoded.value.candidates : [];
    expect(first).toEqual({ candidate: 'c' });
    expect(Object.keys(first ?? {})).toEqual(['candidate']);
  });

  it('reads media that a peer does not mention as off', () => {
    const text = JSON.stringify({
      type: 'peer-updated',
      seq: 1,
      peer: { peerId: 'p', userId: 'u', name: 'n', role: 'host', media: {}, polite: true },
    });
    const decoded = decodeServerMessage(text);
    expect(decoded.ok && decoded.value.type === 'peer-updated' && decoded.value.peer.media).toEqual(
      kNoMedia,
    );
    expect(kNoMedia).toEqual({
      audio: false,
      video: false,
      screen: false,
      hand: false,
      recording: false,
    });
  });

  it('tells somebody who only listens now from one who left', () => {
    const peer = { peerId: 'p', userId: 'u', name: 'n', role: 'listener', media: {}, polite: true };
    const decoded = decodeServerMessage(
      JSON.stringify({ type: 'peer-left', seq: 1, peer, reason: 'listening' }),
    );
    expect(decoded.ok && decoded.value.type === 'peer-left' && decoded.value.reason).toBe(
      'listening',
    );
  });

  it('knows the largest chat message of the protocol', () => {
    expect(kMaxChatBytes).toBe(4096);
  });
});
