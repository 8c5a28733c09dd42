// SPDX-License-Identifier: MIT
// The board that a host kept with the lesson's material: it is there again when the meeting opens
// next, and a host can keep the one of today.
import { materialOf } from '../../core/api/recordings';
import { encode, load } from '../../core/board/file';
import type { Keeper } from '../activities/desk';
import type { RoomSession } from '../room/room_session';
import type { BoardContent } from './board_model';

/**
 * Loads what the server has. Everybody who may do so does, because the same objects merge into
 * themselves. Never fails: without the server, the board is what the others have.
 */
export async function restoreLesson(model: BoardContent, session: RoomSession): Promise<void> {
  const { api, seat, user } = session.seated;
  // The server shows its material to accounts only.
  if (user.role === 'guest') return;
  const material = await materialOf(api, seat.meeting.meetingId);
  if (!material.ok) return;
  const url = material.value.items.find(({ kind }) => kind === 'board')?.mediaUrl;
  if (!url) return;
  try {
    const answer = await fetch(url);
    if (!answer.ok) return;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    await load(bytes, model.document, model.pictures);
  } catch {
    // The network is gone for a moment.
  }
}

export function boardKeeper(model: BoardContent): Keeper {
  return {
    kind: 'board',
    action: 'material.board',
    title: 'material.board.title',
    said: 'material.said.board',
    bytes: async () =>
      model.document.size === 0 ? null : new Blob([encode(model.document, model.pictures)]),
  };
}
