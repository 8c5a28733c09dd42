// SPDX-License-Identifier: MIT
// The code of a verified call: the shared vectors, and what a description may say.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../tests/vectors/call/check.json';
import {
  codeOf,
  commitmentOf,
  fingerprintsOf,
  kNonceBytes,
  newNonce,
  type CheckCrypto,
} from '../../../src/core/verify/code';

const crypto: CheckCrypto = {
  digest: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  random: (length) => new Uint8Array(length).fill(7),
};

const hex = (byte: string, count = 32): string => Array(count).fill(byte).join(':');
const line = (byte: string, name = 'sha-256'): string => `a=fingerprint:${name} ${hex(byte)}\r\n`;

describe('the code', () => {
  it.each(vectors.cases.map((one, index) => [index, one] as const))(
    'is that of vector %i, from both ends',
    async (_, { one, other, code }) => {
      expect(await commitmentOf(crypto, one)).toBe(one.commitment);
      expect(await commitmentOf(crypto, other)).toBe(other.commitment);
      expect(await codeOf(crypto, one, other)).toBe(code);
      expect(await codeOf(crypto, other, one)).toBe(code);
    },
  );

  it('is another one for another certificate, or another nonce, of either end', async () => {
    const [{ one, other, code }] = vectors.cases as [(typeof vectors.cases)[number]];
    const changed = [
      [{ ...one, nonce: other.nonce }, other],
      [one, { ...other, nonce: one.nonce }],
      [{ ...one, fingerprints: `sha-256 ${hex('00')}` }, other],
      [one, { ...other, fingerprints: `sha-256 ${hex('00')}` }],
    ] as const;
    for (const [a, b] of changed) expect(await codeOf(crypto, a, b)).not.toBe(code);
  });

  it('is bound by a nonce of 32 bytes', () => {
    const nonce = newNonce(crypto);
    expect(Buffer.from(nonce, 'base64url')).toHaveLength(kNonceBytes);
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('fingerprintsOf', () => {
  it('reads one certificate, however often it is named, and however it is written', () => {
    const sdp = `v=0\r\n${line('ab')}m=audio\r\n${line('AB', 'SHA-256')}m=video\r\n${line('ab')}`;
    expect(fingerprintsOf(sdp)).toBe(`sha-256 ${hex('AB')}`);
    expect(fingerprintsOf(sdp.replace(/\r/g, ''))).toBe(`sha-256 ${hex('AB')}`);
  });

  it('counts a certificate that a server has added to the real one, in any place', () => {
    const real = `sha-256 ${hex('AA')}`;
    const forged = `v=0\r\n${line('aa')}${line('bb')}`;
    expect(fingerprintsOf(forged)).toBe(`${real} sha-256 ${hex('BB')}`);
    expect(fingerprintsOf(`v=0\r\n${line('bb')}m=audio\r\n${line('aa')}`)).not.toBe(real);
    const weaker = `a=fingerprint:sha-1 ${hex('bb', 20)}\r\n`;
    expect(fingerprintsOf(`v=0\r\n${line('aa')}${weaker}`)).not.toBe(real);
  });

  it('knows nothing of a description with none, or with a line that it cannot read', () => {
    expect(fingerprintsOf('')).toBeNull();
    expect(fingerprintsOf('v=0\r\nm=audio\r\n')).toBeNull();
    for (const bad of [
      'sha-256',
      'sha-256 zz',
      `sha-256 ${hex('aa')} more`,
      `sha 256 ${hex('aa')}`,
    ])
      expect(fingerprintsOf(`${line('aa')}a=fingerprint:${bad}\r\n`)).toBeNull();
  });
});
