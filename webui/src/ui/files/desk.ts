// SPDX-License-Identifier: MIT
// FileDesk: the files of one room as the page shows them. Whoever attaches a file may be faster
// than the code that sends it: until that is there, the desk holds what was handed in.
import { signal } from '@preact/signals';
import type { LocalRefusal, Outgoing, Refused, FileExchange } from '../../core/files/exchange';
import type { Incoming } from '../../core/files/receiver';
import type { RoomSession } from '../room/room_session';

/** A file in the list, and where: before the chat's first line whose key is not smaller. */
export type Shown = { readonly at: number; readonly time: Date } & (
  | { readonly own: false; readonly file: Incoming }
  | { readonly own: true; readonly file: Outgoing }
);

export interface Handed {
  readonly files: readonly File[];
  /** Null: for everybody. */
  readonly to: string | null;
}

export interface Trouble {
  readonly why: LocalRefusal;
  readonly name: string;
}

export class FileDesk {
  readonly handed = signal<readonly Handed[]>([]);
  readonly shown = signal<readonly Shown[]>([]);
  /** What of the last files that were handed in is not offered, and why. */
  readonly troubles = signal<readonly Trouble[]>([]);
  readonly refused = signal<Refused>(new Map());
  readonly declined = signal<Refused>(new Map());
  /** Pictures that were made anew from files that came: object URLs, by the files' keys. */
  readonly pictures = signal<ReadonlyMap<number, string>>(new Map());
  /** Bytes of the largest file that fits here; null: not known yet. */
  readonly room = signal<number | null>(null);
  /** A reload of the page begins everything anew. */
  readonly fleeting = signal(false);
  /** Set while the tool runs. */
  exchange: FileExchange | null = null;

  constructor(private readonly session: RoomSession) {}

  hand(files: readonly File[], to: string | null): void {
    if (files.length === 0) return;
    this.troubles.value = [];
    this.handed.value = [...this.handed.value, { files, to }];
    // Loads the tool, as bytes of somebody would.
    this.session.activities.onUnheard('files');
  }
}

const desks = new WeakMap<RoomSession, FileDesk>();

export function fileDeskOf(session: RoomSession): FileDesk {
  const desk = desks.get(session) ?? new FileDesk(session);
  desks.set(session, desk);
  return desk;
}
