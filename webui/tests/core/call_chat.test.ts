// SPDX-License-Identifier: MIT
// Our own chat lines on their way to the server: shown at once, in order, and never lost in
// silence.
import { describe, expect, it } from 'vitest';
import { Bench, kMeeting } from '../support/call_bench';
import { settle } from '../support/fake_clock';

describe('own chat lines', () => {
  it('shows an own line at once, and says when the server has it', async () => {
    const bench = new Bench();
    await bench.start();
    bench.call.sendChat('hello');
    await settle();
    expect(bench.state.chat).toMatchObject([{ text: 'hello', own: true, delivery: 'sending' }]);
    const { id } = bench.socket.last('chat') as unknown as { id: string };
    bench.say({
      type: 'chat',
      fromId: 'me-1',
      userId: 'me',
      name: 'Me',
      message: 'hello',
      timestamp: '2026-11-22T10:00:00Z',
      re: id,
    });
    await settle();
    expect(bench.state.chat).toMatchObject([
      { text: 'hello', own: true, delivery: 'sent', timestamp: '2026-11-22T10:00:00Z' },
    ]);
    expect(bench.state.unread).toBe(0);
  });

  it.each([
    ['the server refuses it', (bench: Bench, id: string) =>
      bench.say({ type: 'error', code: 'bad-field', message: '', re: id })],
    ['no answer comes', async (bench: Bench) => {
      // The line is alive, so the answer was lost in the server.
      const pong = (): void => bench.socket.say({ type: 'pong', t: 0 });
      for (let second = 0; second < 20; second += 1) {
        await bench.clock.advance(1000);
        pong();
      }
    }],
  ])('keeps an own line that can be sent again when %s', async (_why, happen) => {
    const bench = new Bench();
    await bench.start();
    bench.call.sendChat('hello');
    await settle();
    const { id } = bench.socket.last('chat') as unknown as { id: string };
    await happen(bench, id);
    await settle();
    const [line] = bench.state.chat;
    expect(line).toMatchObject({ text: 'hello', delivery: 'failed' });
    bench.call.sendAgain(line?.key ?? 0);
    expect(bench.state.chat).toMatchObject([{ text: 'hello', delivery: 'sending' }]);
  });

  it('sends lines in order, and waits where it was too fast', async () => {
    const bench = new Bench();
    await bench.start();
    const sentLines = (): unknown[] =>
      bench.socket.sent.filter(({ type }) => type === 'chat').map(({ message }) => message);
    const answer = async (more: Record<string, unknown>): Promise<void> => {
      const { id } = bench.socket.last('chat') as unknown as { id: string };
      bench.say({ ...more, re: id });
      await settle();
    };
    const echo = (message: string): Record<string, unknown> => ({
      type: 'chat',
      fromId: 'me-1',
      userId: 'me',
      name: 'Me',
      message,
      timestamp: '2026-11-22T10:00:00Z',
    });
    bench.call.sendChat('one');
    bench.call.sendChat('two');
    await settle();
    expect(sentLines()).toEqual(['one']);
    await answer({ type: 'error', code: 'rate-limited', message: '', retryAfter: 2 });
    expect(bench.state.chat.map((line) => line.delivery)).toEqual(['sending', 'sending']);
    await bench.clock.advance(1_999);
    expect(sentLines()).toEqual(['one']);
    await bench.clock.advance(1);
    expect(sentLines()).toEqual(['one', 'one']);
    await answer(echo('one'));
    expect(sentLines()).toEqual(['one', 'one', 'two']);
    await answer(echo('two'));
    expect(bench.state.chat.map((line) => [line.text, line.delivery])).toEqual([
      ['one', 'sent'],
      ['two', 'sent'],
    ]);
  });

  it('sends a line again only if it failed', async () => {
    const bench = new Bench();
    await bench.start();
    bench.call.sendChat('hello');
    bench.call.sendAgain(bench.state.chat[0]?.key ?? 0);
    bench.call.sendAgain(99);
    await settle();
    expect(bench.socket.types().filter((type) => type === 'chat')).toHaveLength(1);
  });

  it('keeps a line over a break, and sends it in the next session', async () => {
    const bench = new Bench();
    await bench.start();
    bench.socket.break();
    bench.call.sendChat('one');
    bench.call.sendChat('two');
    await bench.clock.advance(500);
    expect(bench.state.chat.map((line) => line.delivery)).toEqual(['sending', 'sending']);
    await bench.joined([], 'me-2');
    expect(bench.socket.last('chat')).toMatchObject({ message: 'one' });
  });

  it('does not send a second time what arrived before the break', async () => {
    const bench = new Bench();
    await bench.start();
    bench.call.sendChat('hello');
    await settle();
    bench.socket.break();
    await bench.clock.advance(500);
    bench.socket.welcome();
    await settle();
    bench.say({
      type: 'joined',
      meetingId: 'm',
      peerId: 'me-2',
      role: 'participant',
      meeting: kMeeting,
      peers: [],
      iceServers: [],
      chat: [
        {
          type: 'chat',
          fromId: 'me-1',
          userId: 'me',
          name: 'Me',
          message: 'hello',
          timestamp: '2026-11-22T10:00:00Z',
        },
      ],
      re: bench.socket.last('join')['id'],
    });
    await settle();
    expect(bench.state.chat).toMatchObject([{ text: 'hello', delivery: 'sent' }]);
    expect(bench.socket.types()).not.toContain('chat');
  });
});
