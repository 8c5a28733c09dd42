// SPDX-License-Identifier: MIT
// The blocks of a file and their hashes. Browsers hash only what is in memory as a whole, so a file
// is hashed block by block, and what names the whole is a hash of those hashes.
import { hexOf, kBlockBytes, kHashBytes } from './wire';

export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;

export const sha256: Digest = async (bytes) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/** A file that can be read in parts; rejects once it has changed or gone. */
export interface Source {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

export function blocksOf(size: number): number {
  return Math.ceil(size / kBlockBytes);
}

export function blockSize(size: number, block: number): number {
  return Math.min(kBlockBytes, size - block * kBlockBytes);
}

/**
 * What names a file: SHA-256 of its size (eight bytes, the largest first) and the SHA-256 of each
 * of its blocks, in their order. Hexadecimal.
 */
export async function rootOf(
  size: number,
  hashes: Uint8Array,
  digest: Digest = sha256,
): Promise<string> {
  const all = new Uint8Array(8 + hashes.length);
  new DataView(all.buffer).setBigUint64(0, BigInt(size));
  all.set(hashes, 8);
  return hexOf(await digest(all));
}

/** The hashes of all blocks, one after the other. `onBlock` hears how many are done. */
export async function hashesOf(
  source: Source,
  onBlock: (done: number) => void,
  digest: Digest = sha256,
): Promise<Uint8Array<ArrayBuffer>> {
  const blocks = blocksOf(source.size);
  const hashes = new Uint8Array(blocks * kHashBytes);
  for (let block = 0; block < blocks; block += 1) {
    const start = block * kBlockBytes;
    const bytes = await source.read(start, start + blockSize(source.size, block));
    hashes.set(await digest(bytes), block * kHashBytes);
    onBlock(block + 1);
  }
  return hashes;
}

export function hashAt(hashes: Uint8Array, block: number): Uint8Array {
  return hashes.subarray(block * kHashBytes, (block + 1) * kHashBytes);
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
