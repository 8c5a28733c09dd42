// SPDX-License-Identifier: MIT
// What a tool of the room is: how the list shows it, what it gets when it starts, and what of it is
// seen while it runs. Types only; tools.ts lists the tools.
import type { ComponentType } from 'preact';
import type { LucideProps } from 'lucide-preact';
import type { Lane } from '../../core/rtc/side_channel';
import type { Key } from '../i18n';
import type { Area } from '../i18n/areas';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';

/** What a tool has of the room. */
export interface ToolRoom {
  readonly session: RoomSession;
  readonly view: StageView;
  /** Opens this tool in the panel. */
  open(): void;
  /** Closes the panel. */
  close(): void;
}

/** A tool that runs, from its first use until the room is left. */
export interface RunningTool {
  /** What the panel shows; absent where the tool stands on the stage. */
  readonly Panel?: ComponentType;
  /** What stays beside the panel while the tool runs: cards, layers, sounds. */
  readonly Always?: ComponentType;
  /** The person chose the tool in the list. */
  onChosen?(): void;
  stop(): void;
}

export interface Tool {
  readonly id: string;
  readonly icon: ComponentType<LucideProps>;
  /** In the sentences of the area `activities`, as `text` and `refusal` are. */
  readonly name: Key;
  /** One sentence of what it is for. */
  readonly text: Key;
  /** The lanes on which it listens; bytes that come there load it. */
  readonly lanes: readonly Lane[];
  /** Of what the tool itself says. */
  readonly areas: readonly Area[];
  /** It starts where it is used, and does not stand in the list. */
  readonly unlisted?: boolean;
  /** Why this person cannot use it here, as a sentence; null where that is possible. */
  refusal(session: RoomSession): Key | null;
  load(): Promise<(room: ToolRoom) => RunningTool>;
}
