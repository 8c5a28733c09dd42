// SPDX-License-Identifier: MIT
// What we tell the others of how large we show them.
import { describe, expect, it } from 'vitest';
import { Wishes } from '../../src/core/call/wishes';
import type { ClientMessage } from '../../src/core/protocol/messages';

function bench() {
  const sent: ClientMessage[] = [];
  const wishes = new Wishes({
    peerOf: (userId) => (userId === 'gone' ? null : `${userId}-1`),
    send: (message) => void sent.push(message),
  });
  return { wishes, sent };
}

describe('wishes', () => {
  it('carry the camera and the screen of a person together', () => {
    const { wishes, sent } = bench();
    wishes.camera('ada', 180, 15);
    wishes.screen('ada', 720);
    wishes.screen('ada', 0);
    const want = { type: 'want', targetId: 'ada-1', height: 180, rate: 15 };
    expect(sent).toEqual([want, { ...want, screen: 720 }, { ...want, screen: 0 }]);
    expect(wishes.hidesCamera('ada')).toBe(false);
    wishes.camera('ada', 0, 0);
    expect(wishes.hidesCamera('ada')).toBe(true);
  });

  it('of a screen alone leave the camera as it is', () => {
    const { wishes, sent } = bench();
    wishes.screen('ada', 0);
    expect(sent).toEqual([{ type: 'want', targetId: 'ada-1', height: 1080, rate: 30, screen: 0 }]);
  });

  it('are told again, and only to who is there', () => {
    const { wishes, sent } = bench();
    wishes.camera('gone', 90, 15);
    wishes.camera('bob', 360, 30);
    expect(sent).toHaveLength(1);
    wishes.sendAll();
    expect(sent).toHaveLength(2);
  });
});
