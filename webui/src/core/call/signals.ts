// SPDX-License-Identifier: MIT
// The message that carries a signal of the media plane to one participant.
import type { ClientMessage } from '../protocol/messages';
import type { Signal } from '../rtc/peer';

export function signalMessage(targetId: string, signal: Signal): ClientMessage {
  if (signal.kind === 'candidates') {
    const real = signal.candidates.filter((candidate) => candidate !== null);
    return real.length === 0
      ? { type: 'ice-candidate', targetId, candidate: null }
      : { type: 'ice-candidate', targetId, candidates: real };
  }
  const { description } = signal;
  return description.type === 'offer'
    ? { type: 'offer', targetId, offer: description }
    : { type: 'answer', targetId, answer: description };
}
