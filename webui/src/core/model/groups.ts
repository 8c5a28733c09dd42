// SPDX-License-Identifier: MIT
// The groups of a room in its state: each has a chat of its own, and who moves from one to another
// has neither joined nor left. Pure.
import type { GroupsInfo } from '../protocol/messages';
import { withNews } from './news';
import type { RoomState } from './state';

/** Null while none are open. */
export function openGroups(groups: GroupsInfo | undefined): GroupsInfo | null {
  return groups && groups.groups.length > 0 ? groups : null;
}

/** The list of the groups has changed. Hosts are told of whoever asks for help. */
export function onGroups(state: RoomState, groups: GroupsInfo): RoomState {
  const asked = new Set(state.groups?.help.map(({ peerId }) => peerId));
  return groups.help
    .filter(({ peerId }) => !asked.has(peerId))
    .reduce(
      (next, { peerId, name }) => withNews(next, { kind: 'group-help', about: peerId, name }),
      { ...state, groups: openGroups(groups) } as RoomState,
    );
}

/** We come into the group that `joined` names: its chat is there, and the other one is put away. */
export function takenAlong(state: RoomState, groups: GroupsInfo | undefined): RoomState {
  const open = openGroups(groups);
  const group = open?.own ?? 0;
  if (group === state.group) return state;
  const all = new Map(state.shelved).set(state.group, state.chat);
  const chat = all.get(group) ?? [];
  all.delete(group);
  const lesson = all.get(0);
  const shelved = open ? all : new Map(lesson ? [[0, lesson]] : []);
  return { ...state, group, chat, shelved, unread: 0 };
}

/** True if we are on our way ourselves, or if the person has only gone into another group. */
export function withoutNewsOfMoving({ groups, group }: RoomState, peerId: string): boolean {
  if ((groups?.own ?? 0) !== group) return true;
  return (groups?.groups ?? []).some(({ members }) =>
    members.some((member) => member.peerId === peerId),
  );
}
