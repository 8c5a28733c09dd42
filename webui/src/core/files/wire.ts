// SPDX-License-Identifier: MIT
// What people send each other about files on the lane `files` (docs/files.md): short texts in JSON,
// lists of hashes, and pieces of blocks. The first byte of a message says which. Everything that
// comes from another person is measured here before anything else looks at it. Pure.

/** A file is hashed, asked for and kept in blocks of this size; the last one may be shorter. */
export const kBlockBytes = 256 * 1024;
export const kMostFile = 1_000_000_000;
export const kMostName = 200;
/** Offers of one person at a time, ours and everybody's. */
export const kMostOffers = 20;
const kMostType = 100;
/** RFC 8831, section 6.6: a larger message would keep the other lanes waiting. */
export const kMostMessage = 16 * 1024;
export const kHashBytes = 32;

const kText = 1;
const kHashes = 2;
const kPiece = 3;
const kIdBytes = 16;
const kHashesHead = 1 + kIdBytes + 4;
const kPieceHead = 1 + kIdBytes + 8;
/** Bytes of a file in one message, and hashes in one message. */
export const kPieceBytes = kMostMessage - kPieceHead;
export const kMostHashes = Math.floor((kMostMessage - kHashesHead) / kHashBytes);

/** Why an offer or a wish for a block is refused. */
export const kRefusals = ['many', 'large', 'not-allowed', 'gone', 'busy', 'unreadable'] as const;
export type Refusal = (typeof kRefusals)[number];

export interface Offer {
  /** 32 hexadecimal digits, chosen by whoever offers; nobody else can guess it. */
  readonly id: string;
  readonly name: string;
  /** Bytes, at least one. */
  readonly size: number;
  /** The media type as the sender's browser guesses it; empty: unknown. Never to be trusted. */
  readonly type: string;
  /** 64 hexadecimal digits; see rootOf() in blocks.ts. */
  readonly root: string;
  /** For this one person, and not for everybody. */
  readonly private: boolean;
}

export type FileText =
  /** "Tell me what you offer": whoever begins to listen. */
  | { readonly t: 'ask' }
  | ({ readonly t: 'offer' } & Offer)
  /** Every offer of mine has been told; what you know of me beside them is over. */
  | { readonly t: 'all' }
  | { readonly t: 'gone'; readonly id: string }
  /** "Send me the hashes of its blocks." */
  | { readonly t: 'list'; readonly id: string }
  | { readonly t: 'want'; readonly id: string; readonly block: number }
  /** "Forget what I wanted of it." */
  | { readonly t: 'stop'; readonly id: string }
  /** "I have all of it, and it is what you offered." */
  | { readonly t: 'got'; readonly id: string }
  | { readonly t: 'no'; readonly id: string; readonly why: Refusal };

export type FileMessage =
  | { readonly kind: 'text'; readonly text: FileText }
  | {
      readonly kind: 'hashes';
      readonly id: string;
      /** The block of the first of them. */
      readonly first: number;
      readonly hashes: Uint8Array;
    }
  | {
      readonly kind: 'piece';
      readonly id: string;
      readonly block: number;
      /** Where in the block. */
      readonly at: number;
      readonly bytes: Uint8Array;
    };

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((hex.match(/../g) ?? []).map((two) => parseInt(two, 16)));
}

export function encodeText(text: FileText): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(text));
  const message = new Uint8Array(1 + json.length);
  message[0] = kText;
  message.set(json, 1);
  return message;
}

function withHead(
  kind: number,
  id: string,
  numbers: readonly number[],
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const head = 1 + kIdBytes + 4 * numbers.length;
  const message = new Uint8Array(head + body.length);
  message[0] = kind;
  message.set(bytesOf(id), 1);
  const view = new DataView(message.buffer);
  numbers.forEach((number, place) => view.setUint32(1 + kIdBytes + 4 * place, number));
  message.set(body, head);
  return message;
}

export function encodeHashes(id: string, first: number, hashes: Uint8Array) {
  return withHead(kHashes, id, [first], hashes);
}

export function encodePiece(id: string, block: number, at: number, bytes: Uint8Array) {
  return withHead(kPiece, id, [block, at], bytes);
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);

function offerOf(fields: Readonly<Record<string, unknown>>): Offer | null {
  const { id, name, size, type, root } = fields;
  if (!isId(id) || typeof name !== 'string' || typeof type !== 'string') return null;
  if (name.length === 0 || name.length > kMostName || type.length > kMostType) return null;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) return null;
  if (typeof root !== 'string' || !/^[0-9a-f]{64}$/.test(root)) return null;
  return { id, name, size, type, root, private: fields['private'] === true };
}

function textOf(value: unknown): FileText | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Readonly<Record<string, unknown>>;
  const { t, id } = fields;
  if (t === 'ask' || t === 'all') return { t };
  if (t === 'offer') {
    const offer = offerOf(fields);
    return offer && { t, ...offer };
  }
  if (!isId(id)) return null;
  if (t === 'gone' || t === 'list' || t === 'stop' || t === 'got') return { t, id };
  if (t === 'want') {
    const { block } = fields;
    const good = typeof block === 'number' && Number.isSafeInteger(block) && block >= 0;
    return good ? { t, id, block } : null;
  }
  if (t === 'no') {
    const why = kRefusals.find((one) => one === fields['why']);
    return why ? { t, id, why } : null;
  }
  return null;
}

/** Null for whatever is not a message of docs/files.md. */
export function decode(message: Uint8Array): FileMessage | null {
  if (message.length < 2 || message.length > kMostMessage) return null;
  const [kind] = message;
  if (kind === kText) {
    try {
      const json = new TextDecoder('utf-8', { fatal: true }).decode(message.subarray(1));
      const text = textOf(JSON.parse(json) as unknown);
      return text && { kind: 'text', text };
    } catch {
      return null;
    }
  }
  const head = kind === kHashes ? kHashesHead : kPieceHead;
  if ((kind !== kHashes && kind !== kPiece) || message.length <= head) return null;
  const id = hexOf(message.subarray(1, 1 + kIdBytes));
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const number = view.getUint32(1 + kIdBytes);
  const body = message.subarray(head);
  if (kind === kPiece)
    return { kind: 'piece', id, block: number, at: view.getUint32(5 + kIdBytes), bytes: body };
  if (body.length % kHashBytes !== 0) return null;
  return { kind: 'hashes', id, first: number, hashes: body };
}
