// SPDX-License-Identifier: MIT
// ActivityDesk: what a room knows of its tools (board, files, polls, …) before their code is there.
// The tools are chunks of their own (tools.ts), which activities.tsx loads on use.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { MaterialKind } from '../../core/api/recordings';
import type { Lanes } from '../../core/call/lanes';
import type { Lane } from '../../core/rtc/side_channel';
import type { Key } from '../i18n';

/** What a tool offers to be kept with the lesson's material. */
export interface Keeper {
  readonly kind: MaterialKind;
  /** Of the button, of the thing that is kept, and what everybody is told in the chat. */
  readonly action: Key;
  readonly title: Key;
  readonly said: Key;
  /** Null: there is nothing to keep. */
  bytes(): Promise<Blob | null>;
}

export class ActivityDesk {
  /** The person opened the list of tools, or somebody uses one: the chunk is needed. */
  readonly wanted = signal(false);
  /** Lanes on which somebody sent something to a tool that does not run here yet. */
  readonly unheard = signal<ReadonlySet<Lane>>(new Set());
  /** How much is new in the tools, for the badge of the button. */
  readonly news = signal(0);
  /** Lines of a tool in the chat: those after one line's key and up to another's. */
  readonly between = signal<ComponentType<{ after: number; before: number }> | null>(null);
  /** What a tool shows large, in place of the pictures, which become a strip. */
  readonly stage = signal<ComponentType | null>(null);
  readonly keepers = signal<readonly Keeper[]>([]);
  /** Ends the tools that run; set by the chunk. */
  stop: () => void = () => undefined;

  constructor(readonly lanes: Lanes) {}

  onUnheard(lane: Lane): void {
    if (this.unheard.value.has(lane)) return;
    this.unheard.value = new Set(this.unheard.value).add(lane);
    this.wanted.value = true;
  }
}
