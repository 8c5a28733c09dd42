// SPDX-License-Identifier: MIT
// The code of a verified call: both ends compute it from the certificates of the connection and
// from a nonce of each side (docs/protocol.md, "Verified calls"). Whoever sits between them has two
// connections with two pairs of certificates, and so two codes. Pure but for the hash.

/** What the browser brings; the tests bring their own. */
export interface CheckCrypto {
  /** SHA-256. */
  digest(bytes: Uint8Array): Promise<Uint8Array>;
  random(length: number): Uint8Array;
}

/** One end: its certificates as the other one sees them, and its nonce. */
export interface End {
  readonly fingerprints: string;
  readonly nonce: string;
}

const kLabel = 'lectern-call-check-1';
export const kNonceBytes = 32;
const kDigits = 8;
/** One line of RFC 8122: the name of a hash, and its value in hexadecimal numbers. */
const kFingerprint = /^a=fingerprint:([a-z0-9-]{1,16}) ((?:[0-9a-f]{2}:){15,63}[0-9a-f]{2})\s*$/i;

/**
 * All certificates that a description allows, as one text; null: none, or a line that we cannot
 * read. A description may name several, and a browser takes any of them: all of them count, or a
 * server could add its own to the real one.
 */
export function fingerprintsOf(sdp: string): string | null {
  const lines = sdp.split(/\r?\n/).filter((line) => line.startsWith('a=fingerprint:'));
  const read = lines.map((line) => kFingerprint.exec(line));
  const all = read.map((one) => one && `${one[1]?.toLowerCase()} ${one[2]?.toUpperCase()}`);
  if (all.length === 0 || all.includes(null)) return null;
  return [...new Set(all)].sort().join(' ');
}

export function toText(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

async function hash(crypto: CheckCrypto, parts: readonly string[]): Promise<Uint8Array> {
  return crypto.digest(new TextEncoder().encode(JSON.stringify([kLabel, ...parts])));
}

export function newNonce(crypto: CheckCrypto): string {
  return toText(crypto.random(kNonceBytes));
}

/** Binds an end to its nonce, before it says which one it is. */
export async function commitmentOf(crypto: CheckCrypto, end: End): Promise<string> {
  return toText(await hash(crypto, ['commit', end.fingerprints, end.nonce]));
}

/** Eight digits, the same at both ends, whichever of them is called the first one. */
export async function codeOf(crypto: CheckCrypto, one: End, other: End): Promise<string> {
  const ends = [one, other]
    .map(({ fingerprints, nonce }) => [fingerprints, nonce] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = await hash(crypto, ['code', ...ends.flat()]);
  const number = digest.slice(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return (number % 10n ** BigInt(kDigits)).toString().padStart(kDigits, '0');
}
