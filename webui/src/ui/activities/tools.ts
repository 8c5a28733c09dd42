// SPDX-License-Identifier: MIT
// The tools of a room, as the list shows them. Each loads on use: when the person opens it, or when
// somebody else uses it.
import { FolderOpen, Paperclip, PenLine, Presentation, UsersRound } from 'lucide-preact';
import { mayDraw } from '../../core/board/may_draw';
import { moderates } from '../../core/model/permissions';
import type { Key } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { Tool } from './tool';

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
    id: 'files',
    icon: Paperclip,
    name: 'tool.files',
    text: 'tool.files.text',
    lanes: ['files'],
    areas: ['files'],
    refusal: ({ state }) => (state.value.self.role === 'listener' ? 'tool.files.listener' : null),
    load: () => import('../files/tool').then((chunk) => chunk.makeFiles),
  },
  {
    id: 'groups',
    icon: UsersRound,
    name: 'tool.groups',
    text: 'tool.groups.text',
    lanes: [],
    areas: ['groups'],
    refusal: ({ state }) => {
      const { meeting, self, groups } = state.value;
      if (meeting?.type === 'lecture') return 'tool.groups.lecture';
      return moderates(self.role) || groups ? null : 'tool.groups.hosts';
    },
    load: () => import('../groups/groups_tool').then((chunk) => chunk.makeGroups),
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
