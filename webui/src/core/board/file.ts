// SPDX-License-Identifier: MIT
// A whole board as one value: the document and the pictures that are on it. It is kept over a
// reload of the page, and it is what a server would keep of a lesson.
import { ByteReader, ByteWriter } from './bytes';
import type { BoardDocument } from './document';
import { kMostPicture } from './limits';
import type { Pictures } from './pictures';

const kMagic = 'LBRD1';
const kMostDocument = 32 * 1024 * 1024;
const kMostCount = 1_000;

export function encode(document: BoardDocument, pictures: Pictures): Uint8Array<ArrayBuffer> {
  const used = new Set<string>();
  for (const { body } of document.objects()) if (body?.kind === 'picture') used.add(body.hash);
  const there = [...pictures.all].filter(([hash]) => used.has(hash));
  const to = new ByteWriter().text(kMagic).bytes(document.encode()).uint(there.length);
  for (const [, bytes] of there) to.bytes(bytes);
  return to.take();
}

/** Merges it. Resolves to false, and changes nothing, where the bytes are something else. */
export async function load(
  bytes: Uint8Array,
  document: BoardDocument,
  pictures: Pictures,
): Promise<boolean> {
  const from = new ByteReader(bytes);
  if (from.text(16) !== kMagic) return false;
  const packed = from.bytes(kMostDocument);
  const count = from.uint(kMostCount);
  const all: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < count && !from.bad; at += 1) all.push(from.bytes(kMostPicture).slice());
  if (!from.done) return false;
  // Pictures first: what is painted then is whole.
  for (const picture of all) await pictures.add(picture);
  return document.load(packed);
}
