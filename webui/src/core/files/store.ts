// SPDX-License-Identifier: MIT
// Where what comes of a file is kept until all of it is there: on the disk of this device where the
// browser has one for pages, else in memory. Both count what they take.

/** What is written down of a file that somebody began to receive. */
export interface Kept {
  readonly root: string;
  readonly size: number;
  readonly meetingId: string;
  /** The hashes of its blocks, once they are known and match the root. */
  readonly hashes: Uint8Array | null;
  /** Goes on by itself when somebody offers the file again. */
  readonly going: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface BlockStore {
  /** Whether a reload of the page finds it again. */
  readonly lasting: boolean;
  /** Bytes of the largest file that it takes now. */
  room(): Promise<number>;
  load(root: string): Promise<{ readonly kept: Kept; readonly blocks: readonly number[] } | null>;
  save(kept: Kept): Promise<void>;
  put(root: string, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All blocks, the first one first. */
  file(root: string, blocks: number): Promise<Blob>;
  remove(root: string): Promise<void>;
}

/** More than this is not kept in the memory of a page, all files together. */
export const kMostInMemory = 96 * 1024 * 1024;

export class MemoryStore implements BlockStore {
  readonly lasting = false;
  private readonly files = new Map<string, Kept>();
  private readonly blocks = new Map<string, Map<number, Uint8Array<ArrayBuffer>>>();
  private bytes = 0;

  constructor(private readonly most = kMostInMemory) {}

  async room(): Promise<number> {
    return this.most - this.bytes;
  }

  async load(root: string) {
    const kept = this.files.get(root);
    return kept ? { kept, blocks: [...(this.blocks.get(root)?.keys() ?? [])] } : null;
  }

  async save(kept: Kept): Promise<void> {
    this.files.set(kept.root, kept);
  }

  /** Rejects when the limit is reached. */
  async put(root: string, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.bytes + bytes.length > this.most) throw new Error('no room in memory');
    const blocks = this.blocks.get(root) ?? new Map<number, Uint8Array<ArrayBuffer>>();
    this.blocks.set(root, blocks);
    this.bytes += bytes.length - (blocks.get(block)?.length ?? 0);
    blocks.set(block, bytes);
  }

  async file(root: string, count: number): Promise<Blob> {
    const blocks = this.blocks.get(root);
    const parts = Array.from({ length: count }, (_, block) => blocks?.get(block));
    return new Blob(parts.filter((part) => part !== undefined));
  }

  async remove(root: string): Promise<void> {
    for (const bytes of this.blocks.get(root)?.values() ?? []) this.bytes -= bytes.length;
    this.blocks.delete(root);
    this.files.delete(root);
  }
}
