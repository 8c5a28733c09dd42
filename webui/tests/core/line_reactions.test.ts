// SPDX-License-Identifier: MIT
// What people say to a line of the chat with an emoji.
import { describe, expect, it } from 'vitest';
import { kMostKinds, kMostPeople, withReaction } from '../../src/core/model/line_reactions';
import type { ChatLine } from '../../src/core/model/state';
import { Bench, peer } from '../support/call_bench';

const kLine: ChatLine = {
  key: 1,
  userId: 'ada',
  name: 'Ada',
  text: 'hello',
  timestamp: '',
  own: false,
  private: false,
  delivery: 'sent',
  line: 7,
};
const said = (from: string, emoji = '👍', line = 7) => ({ from, emoji, line });

describe('withReaction', () => {
  it('counts each person once for each emoji, and knows the own one', () => {
    let chat: readonly ChatLine[] = [kLine];
    for (const one of [said('a'), said('a'), said('me'), said('a', '🎉')])
      chat = withReaction(chat, one, 'me');
    expect(chat[0]?.reactions).toEqual([
      { emoji: '👍', from: ['a', 'me'], own: true },
      { emoji: '🎉', from: ['a'], own: false },
    ]);
  });

  it('changes nothing for a line that is not here, or that has enough', () => {
    const chat = [kLine];
    expect(withReaction(chat, said('a', '👍', 8), 'me')).toBe(chat);
    const kinds = Array.from({ length: kMostKinds }, (_, index) => said('a', String(index)));
    const many = kinds.reduce(
      (all, one) => withReaction(all, one, 'me'),
      chat as readonly ChatLine[],
    );
    expect(withReaction(many, said('a', 'more'), 'me')).toBe(many);
    const from = Array.from({ length: kMostPeople }, (_, index) => `p${index}`);
    const full = [{ ...kLine, reactions: [{ emoji: '👍', from, own: false }] }];
    expect(withReaction(full, said('one more'), 'me')).toBe(full);
  });
});

describe('a call', () => {
  it('shows the own one at once, and those of others', async () => {
    const bench = new Bench();
    await bench.start([peer('ada', 'ada-1', false)]);
    const line = { fromId: 'ada-1', userId: 'ada', name: 'Ada', message: 'hi', timestamp: 't' };
    bench.say({ type: 'chat', ...line, line: 70 });
    bench.call.reactTo(70, '🎉');
    expect(bench.socket.last('reaction')).toMatchObject({ emoji: '🎉', line: 70 });
    bench.socket.say({ type: 'reaction', fromId: 'ada-1', emoji: '🎉', line: 70 });
    expect(bench.state.chat[0]?.reactions).toEqual([
      { emoji: '🎉', from: ['me-1', 'ada-1'], own: true },
    ]);
    expect(bench.reactions).toEqual([]);
  });
});
