// SPDX-License-Identifier: MIT
// ActivityDesk: what a room knows of its tools (board, files, polls, …) before their code is there.
// The tools are chunks of their own (tools.ts), which activities.tsx loads on use.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { MaterialKind } from '../../core/api/recordings';
import type { Lanes } from '../../core/call/lanes';
import type { Lane } from '../../core/rtc/side_channel';
import type { Key } from '../i18n';
import { ofTab } from '../storage';

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

const kOnStage = 'lectern.tool';

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
  /** The id of a tool that is to be chosen as soon as the chunk is there. */
  readonly asked = signal<string | null>(null);
  /** Tools that run although nobody has chosen them. */
  readonly needed = signal<ReadonlySet<string>>(new Set());
  /** What lies over the picture of a shared screen that stands large. */
  readonly overScreen = signal<ComponentType<{ owner: string }> | null>(null);
  /** Ends the tools that run; set by the chunk. */
  stop: () => void = () => undefined;

  constructor(
    readonly lanes: Lanes,
    private readonly meetingId: string,
  ) {
    // The page was loaded anew while a tool stood on the stage.
    const [meeting, tool = ''] = (ofTab.getItem(kOnStage) ?? '').split(' ');
    if (meeting === meetingId) this.ask(tool);
  }

  ask(tool: string): void {
    this.asked.value = tool;
    this.wanted.value = true;
  }

  /** The tool starts, and does not come to the front. */
  need(tool: string): void {
    if (this.needed.value.has(tool)) return;
    this.needed.value = new Set(this.needed.value).add(tool);
    this.wanted.value = true;
  }

  /** Which tool comes back onto the stage when the page is loaded anew; null: none. */
  remember(tool: string | null): void {
    if (tool === null) ofTab.removeItem(kOnStage);
    else ofTab.setItem(kOnStage, `${this.meetingId} ${tool}`);
  }

  onUnheard(lane: Lane): void {
    if (this.unheard.value.has(lane)) return;
    this.unheard.value = new Set(this.unheard.value).add(lane);
    this.wanted.value = true;
  }
}
