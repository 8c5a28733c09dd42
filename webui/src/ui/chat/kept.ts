// SPDX-License-Identifier: MIT
// The chat survives a reload of the page: this tab keeps its lines, the private ones too, for the
// same person in the same meeting. They are gone with the tab.
import type { KeyValueStorage } from '../../core/api/session';
import type { ChatLine, RoomState } from '../../core/model/state';

const kMostCharacters = 400_000;
/** Writing a long chat down takes milliseconds: not with every line. */
const kSaveMs = 5_000;

interface Kept {
  readonly userId: string;
  readonly lines: readonly ChatLine[];
}

function isLine(value: unknown): value is ChatLine {
  const line = value as Partial<ChatLine> | null;
  return (
    typeof line === 'object' &&
    line !== null &&
    [line.userId, line.name, line.text, line.timestamp].every((one) => typeof one === 'string') &&
    typeof line.private === 'boolean' &&
    (line.to === undefined ||
      (typeof line.to?.userId === 'string' && typeof line.to.name === 'string'))
  );
}

/** The newest lines that fit. */
export function packed(userId: string, lines: readonly ChatLine[]): string {
  let room = kMostCharacters;
  const fitting: ChatLine[] = [];
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index];
    if (!line) break;
    room -= line.text.length + line.name.length + 200;
    if (room < 0) break;
    fitting.push(line);
  }
  const kept: Kept = { userId, lines: fitting.reverse() };
  return JSON.stringify(kept);
}

/** Nothing for another person, and nothing that is not a list of lines. */
export function unpacked(userId: string, stored: string | null): readonly ChatLine[] {
  if (stored === null) return [];
  try {
    const kept = JSON.parse(stored) as Partial<Kept> | null;
    if (kept?.userId !== userId || !Array.isArray(kept.lines)) return [];
    // What was said to a line is for the pages that are open.
    return kept.lines.filter(isLine).map((line) => ({ ...line, reactions: [] }));
  } catch {
    return [];
  }
}

interface Session {
  readonly state: {
    readonly value: RoomState;
    subscribe(listener: (state: RoomState) => void): () => void;
  };
  readonly seated: {
    readonly seat: { readonly meeting: { readonly meetingId: string } };
    readonly user: { readonly id: string };
  };
  restoreChat(lines: readonly ChatLine[]): void;
}

/** Restores what is there, and keeps what comes. The returned function keeps the last lines. */
export function keepChat(session: Session, storage: KeyValueStorage): () => void {
  const key = `lectern.chat.${session.seated.seat.meeting.meetingId}`;
  const userId = session.seated.user.id;
  try {
    const lines = unpacked(userId, storage.getItem(key));
    if (lines.length > 0) session.restoreChat(lines);
  } catch {
    // This browser keeps nothing for pages.
  }
  let saved = session.state.value.chat;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const save = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    // The chat of the lesson; what is said in a group goes with the group.
    const { group, chat: shown, shelved } = session.state.value;
    const chat = group === 0 ? shown : (shelved.get(0) ?? []);
    if (chat === saved) return;
    saved = chat;
    try {
      storage.setItem(key, packed(userId, chat));
    } catch {
      // Storage is full or switched off: the chat lasts as long as the page.
    }
  };
  const forget = session.state.subscribe(({ chat }) => {
    if (chat !== saved) timer ??= setTimeout(save, kSaveMs);
  });
  window.addEventListener('pagehide', save);
  return () => {
    window.removeEventListener('pagehide', save);
    forget();
    save();
  };
}
