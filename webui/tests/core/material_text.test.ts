// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { chatText, linesToKeep } from '../../src/core/material_text';
import type { ChatLine } from '../../src/core/model/state';

let key = 0;

function line(text: string, more: Partial<ChatLine> = {}): ChatLine {
  key += 1;
  return {
    key,
    userId: 'ada',
    name: 'Ada',
    text,
    timestamp: '2026-12-01T10:00:00Z',
    own: false,
    private: false,
    delivery: 'sent',
    ...more,
  };
}

const words = { time: (timestamp: string) => timestamp.slice(11, 16), own: 'Bob' };

describe('the chat as a text', () => {
  it('says who wrote what and when', () => {
    const chat = [line('Hello'), line('Good morning', { own: true, name: '' })];
    expect(chatText(chat, words)).toBe('[10:00] Ada: Hello\n[10:00] Bob: Good morning\n');
  });

  it('leaves out private lines, and those that nobody got', () => {
    const chat = [
      line('for all'),
      line('secret', { private: true }),
      line('lost', { delivery: 'failed' }),
      line('on its way', { delivery: 'sending' }),
    ];
    expect(linesToKeep(chat).map(({ text }) => text)).toEqual(['for all']);
    expect(chatText(chat, words)).not.toContain('secret');
  });

  it('lets no message pass for several', () => {
    const text = chatText([line('one\n[10:01] Ada: two')], words);
    expect(text.split('\n').filter((one) => one.startsWith('['))).toHaveLength(1);
  });

  it('keeps the newest lines of a chat that is too long', () => {
    const chat = Array.from({ length: 30 }, (_, index) => line(`${index} ${'x'.repeat(50_000)}`));
    const text = chatText(chat, words);
    expect(text.length).toBeLessThanOrEqual(1_000_000);
    expect(text).toContain('] Ada: 29 ');
    expect(text).not.toContain('] Ada: 0 ');
  });
});
