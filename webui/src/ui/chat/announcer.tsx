// SPDX-License-Identifier: MIT
// Tells screen readers what others write while the chat is open, and how they react; while it is
// closed, a notice tells the line. The list itself is silent, because some readers read a whole
// list anew with each line.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatLine } from '../../core/model/state';
import { plural, t } from '../i18n';
import { kReactions } from '../room/controls';
import type { RoomSession } from '../room/room_session';
import type { Reaction, StageView } from '../room/stage_view';
import { splitQuote } from './quote';

const kGatherMs = 500;
const kMostAtOnce = 3;

/** What to say of these lines of others. */
export function spoken(lines: readonly ChatLine[]): string {
  if (lines.length > kMostAtOnce) return plural('chat.heardMany', lines.length);
  return lines
    .map(({ name, text, private: secret }) =>
      t(secret ? 'chat.heardPrivate' : 'chat.heard', { name, text: splitQuote(text).text }),
    )
    .join('\n');
}

function spokenReaction(name: string, { emoji }: Reaction): string {
  const key = kReactions.find(([one]) => one === emoji)?.[1];
  return t('chat.heard', { name, text: key ? t(key) : emoji });
}

export function ChatAnnouncer({ session, view }: { session: RoomSession; view: StageView }) {
  // A region that says the same again says nothing, so two of them take turns.
  const [said, setSaid] = useState<readonly [string, string]>(['', '']);
  const turn = useRef(0);
  const say = (text: string): void => {
    if (text === '') return;
    turn.current = 1 - turn.current;
    setSaid(turn.current === 0 ? [text, ''] : ['', text]);
  };

  const { chat, chatOpen, self, peers } = session.state.value;
  const heard = useRef<number | null>(null);
  const waiting = useRef<ChatLine[]>([]);
  const last = chat.at(-1)?.key ?? 0;
  useEffect(() => {
    const from = heard.current;
    heard.current = Math.max(last, from ?? 0);
    // What was there when we came in is read in the list.
    if (from === null || !chatOpen) return;
    waiting.current.push(...chat.filter(({ key, own }) => key > from && !own));
    if (waiting.current.length === 0) return;
    const timer = setTimeout(() => say(spoken(waiting.current.splice(0))), kGatherMs);
    return () => clearTimeout(timer);
  }, [last]);

  const reactions = view.reactions.value;
  const before = useRef(reactions);
  useEffect(() => {
    const fresh = [...reactions].filter(
      ([userId, reaction]) => userId !== self.userId && before.current.get(userId) !== reaction,
    );
    before.current = reactions;
    const nameOf = (userId: string): string =>
      peers.find((peer) => peer.userId === userId)?.name ?? '';
    say(fresh.map(([userId, reaction]) => spokenReaction(nameOf(userId), reaction)).join('\n'));
  }, [reactions]);

  return (
    <div class="visually-hidden" data-testid="chat-announcer">
      <p aria-live="polite">{said[0]}</p>
      <p aria-live="polite">{said[1]}</p>
    </div>
  );
}
