// SPDX-License-Identifier: MIT
// The tools of a room, as the list shows them. Each loads on use: when the person opens it, or when
// somebody else uses it.
import type { ComponentType } from 'preact';
import { FolderOpen, PenLine, Presentation, type LucideProps } from 'lucide-preact';
import { mayDraw } from '../../core/board/may_draw';
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

const drawingRefused = ({ state }: RoomSession): Key | null =>
  mayDraw(state.value.self.role, state.value.meeting?.settings) ? null : 'tool.board.off';

export const kTools: readonly Tool[] = [
  {
    id: 'board',
    icon: Presentation,
    name: 'tool.board',
    text: 'tool.board.text',
    lanes: ['board', 'live'],
    areas: ['board'],
    // Whoever may not draw may look at it.
    refusal: () => null,
    load: () => import('../board/board_tool').then((chunk) => chunk.makeBoard),
  },
  {
    id: 'pen',
    icon: PenLine,
    name: 'stage.pen',
    text: 'stage.pen',
    lanes: ['pen'],
    areas: ['board'],
    unlisted: true,
    refusal: drawingRefused,
    load: () => import('../board/pen_tool').then((chunk) => chunk.makePen),
  },
  {
    id: 'material',
    icon: FolderOpen,
    name: 'tool.material',
    text: 'tool.material.text',
    lanes: [],
    areas: ['recordings'],
    // A guest without an account sees nothing that is kept.
    refusal: ({ seated }) => (seated.user.role === 'guest' ? 'tool.material.guest' : null),
    load: () => import('../material/room_tool').then((chunk) => chunk.makeMaterial),
  },
];
