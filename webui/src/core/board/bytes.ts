// SPDX-License-Identifier: MIT
// Bytes of the board: numbers of variable length (LEB128), as few as they need. The reader takes
// bytes of strangers: it never throws and never reads beyond the end, but says that they are bad.

const kChunk = 256;
/** Numbers have at most 53 bits, which is what a JavaScript number holds exactly. */
const kMostVarint = 8;

export class ByteWriter {
  private buffer = new Uint8Array(kChunk);
  private length_ = 0;

  get length(): number {
    return this.length_;
  }

  u8(value: number): this {
    this.room(1);
    this.buffer[this.length_++] = value;
    return this;
  }

  /** A whole number from 0 to 2^53 - 1. */
  uint(value: number): this {
    this.room(kMostVarint);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.length_++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length_++] = rest;
    return this;
  }

  /** A whole number of either sign, small ones in one byte (zigzag). */
  int(value: number): this {
    return this.uint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  f64(value: number): this {
    const eight = new Uint8Array(8);
    new DataView(eight.buffer).setFloat64(0, value);
    return this.raw(eight);
  }

  /** Without a length in front. */
  raw(bytes: Uint8Array): this {
    this.room(bytes.length);
    this.buffer.set(bytes, this.length_);
    this.length_ += bytes.length;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    return this.uint(bytes.length).raw(bytes);
  }

  text(text: string): this {
    return this.bytes(new TextEncoder().encode(text));
  }

  /** A copy of what was written. */
  take(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length_);
  }

  private room(more: number): void {
    if (this.length_ + more <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length_ + more));
    larger.set(this.buffer.subarray(0, this.length_));
    this.buffer = larger;
  }
}

/** After the first fault all numbers are 0 and all bytes empty: the caller asks `bad` once. */
export class ByteReader {
  private at = 0;
  private bad_ = false;

  constructor(private readonly source: Uint8Array) {}

  get bad(): boolean {
    return this.bad_;
  }

  get left(): number {
    return this.bad_ ? 0 : this.source.length - this.at;
  }

  /** Everything was read, and nothing was wrong. */
  get done(): boolean {
    return !this.bad_ && this.at === this.source.length;
  }

  /** What was read means nothing. */
  fail(): void {
    this.bad_ = true;
  }

  u8(): number {
    if (this.left < 1) return this.failed();
    return this.source[this.at++] ?? 0;
  }

  uint(most = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let unit = 1;
    for (let count = 0; count < kMostVarint; count += 1) {
      const byte = this.u8();
      if (this.bad_) return 0;
      value += (byte & 127) * unit;
      if (byte < 128) return value <= most ? value : this.failed();
      unit *= 128;
    }
    return this.failed();
  }

  int(most = Number.MAX_SAFE_INTEGER): number {
    const value = this.uint();
    const signed = value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    return Math.abs(signed) <= most ? signed : this.failed();
  }

  f64(): number {
    const eight = this.raw(8);
    if (this.bad_) return 0;
    const value = new DataView(eight.buffer, eight.byteOffset, 8).getFloat64(0);
    return Number.isFinite(value) ? value : this.failed();
  }

  raw(length: number): Uint8Array {
    if (this.left < length) {
      this.failed();
      return new Uint8Array(0);
    }
    this.at += length;
    return this.source.subarray(this.at - length, this.at);
  }

  bytes(most: number): Uint8Array {
    return this.raw(this.uint(most));
  }

  text(mostBytes: number): string {
    const bytes = this.bytes(mostBytes);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.failed();
      return '';
    }
  }

  private failed(): number {
    this.bad_ = true;
    return 0;
  }
}
