// SPDX-License-Identifier: MIT
// The words about a recording, for whoever records or is recorded: they load with the sign.
import { systemClock } from '../../core/clock';
import { Talk } from '../../core/recording/talk';
import type { RecordingDesk } from './desk';

/** One for each room; it begins with what was said before it was there. */
export function talkOf(desk: RecordingDesk): Talk {
  if (desk.talk) return desk.talk;
  const talk = new Talk({
    clock: systemClock,
    say: (userId, text) => desk.deps.say(userId, text),
    // What is drawn from it is drawn again; never within the drawing that asked for it.
    onChange: () => queueMicrotask(() => (desk.said.value += 1)),
  });
  desk.talk = talk;
  talk.onPeers(desk.peers);
  for (const [userId, agreed] of desk.early) talk.answer(userId, agreed);
  desk.early.clear();
  return talk;
}
