// SPDX-License-Identifier: MIT
// Somebody in a room, as the pages see it.
import type { PeerView } from '../../src/core/model/state';
import { kNoMedia } from '../../src/core/protocol/messages';
import { kNoCheck } from '../../src/core/verify/exchange';

export function personInRoom(userId: string, more: Partial<PeerView> = {}): PeerView {
  return {
    peerId: `${userId}-1`,
    userId,
    name: userId,
    role: 'participant',
    media: kNoMedia,
    link: 'connected',
    away: false,
    blocked: [],
    trouble: false,
    guest: false,
    check: kNoCheck,
    told: { hand: false, screen: false },
    ...more,
  };
}
