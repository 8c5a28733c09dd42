// SPDX-License-Identifier: MIT
// The board of notices: merged, ordered, each told once, none longer than it is worth.
import { describe, expect, it } from 'vitest';
import {
  kQuietMs,
  kRules,
  kSoundGapMs,
  NoticeBoard,
  type Notice,
  type NoticeKind,
  type Sound,
} from '../../src/core/model/notices';
import { FakeClock } from '../support/fake_clock';

class Bench {
  readonly clock = new FakeClock();
  shown: readonly Notice[] = [];
  readonly told: string[] = [];
  readonly sounds: (Sound | null)[] = [];
  readonly board = new NoticeBoard({
    clock: this.clock,
    onChange: (shown) => (this.shown = shown),
    onNew: ({ kind, people }, sound) => {
      this.told.push(`${kind} ${people.map(({ name }) => name).join(' ')}`.trim());
      this.sounds.push(sound);
    },
  });

  post(kind: NoticeKind, ...names: string[]): void {
    if (names.length === 0) this.board.post({ kind });
    for (const name of names) this.board.post({ kind, person: { id: name, name } });
  }

  get kinds(): string[] {
    return this.shown.map(({ kind, people }) =>
      `${kind} ${people.map(({ name }) => name).join(' ')}`.trim(),
    );
  }
}

describe('NoticeBoard', () => {
  it('shows one notice a kind, which names everybody once', () => {
    const bench = new Bench();
    bench.post('hand-raised', 'ada', 'bob', 'ada');
    expect(bench.kinds).toEqual(['hand-raised ada bob']);
    expect(bench.told).toEqual(['hand-raised ada', 'hand-raised ada bob']);
  });

  it('tells nine presses of one hand once', async () => {
    const bench = new Bench();
    for (let press = 0; press < 9; press += 1) {
      bench.post('hand-raised', 'ada');
      await bench.clock.advance(300);
      bench.board.clear('hand-raised', 'ada');
    }
    expect(bench.told).toEqual(['hand-raised ada']);
    await bench.clock.advance(kQuietMs);
    bench.post('hand-raised', 'ada');
    expect(bench.told).toHaveLength(2);
  });

  it('puts what is wrong first, and of equals the newest', () => {
    const bench = new Bench();
    bench.post('peer-joined', 'ada');
    bench.post('device');
    bench.post('screen-started', 'bob');
    bench.post('knock', 'cyd');
    expect(bench.kinds).toEqual(['device', 'knock cyd', 'screen-started bob', 'peer-joined ada']);
  });

  it('lets news end by themselves, and keeps what needs an answer', async () => {
    const bench = new Bench();
    bench.post('peer-joined', 'ada');
    bench.post('device');
    await bench.clock.advance(kRules['peer-joined'].lifeMs ?? 0);
    expect(bench.kinds).toEqual(['device']);
    await bench.clock.advance(60 * 60_000);
    expect(bench.kinds).toEqual(['device']);
    bench.board.dismiss(bench.shown[0]?.key ?? 0);
    expect(bench.kinds).toEqual([]);
  });

  it('says nothing of a page that was loaded anew', async () => {
    const bench = new Bench();
    bench.post('peer-left', 'ada');
    await bench.clock.advance(1_500);
    bench.post('peer-joined', 'ada');
    expect(bench.kinds).toEqual([]);
    expect(bench.told).toEqual(['peer-left ada']);
  });

  it('takes one person out of a notice, and the notice with the last', () => {
    const bench = new Bench();
    bench.post('knock', 'ada', 'bob');
    bench.board.clear('knock', 'ada');
    expect(bench.kinds).toEqual(['knock bob']);
    bench.board.clear('knock', 'bob');
    expect(bench.kinds).toEqual([]);
    bench.board.clear('knock', 'nobody');
    expect(bench.kinds).toEqual([]);
  });

  it('gives a crowd one sound', async () => {
    const bench = new Bench();
    bench.post('peer-joined', 'ada', 'bob', 'cyd');
    await bench.clock.advance(kSoundGapMs);
    bench.post('knock', 'dan');
    expect(bench.sounds).toEqual(['soft', null, null, 'knock']);
  });

  it('drops news for what is wrong when there is too much', () => {
    const bench = new Bench();
    bench.post('peer-joined', 'ada');
    bench.post('device');
    bench.post('mic-silent');
    bench.post('chat-failed');
    bench.post('mic-paused');
    bench.post('sound-blocked');
    bench.post('reconnecting');
    expect(bench.kinds).not.toContain('peer-joined ada');
    expect(bench.shown).toHaveLength(6);
  });

  it('tells a chat line each time', () => {
    const bench = new Bench();
    bench.board.post({ kind: 'chat', person: { id: 'a', name: 'ada' }, text: 'one' });
    bench.board.post({ kind: 'chat', person: { id: 'a', name: 'ada' }, text: 'two' });
    expect(bench.told).toEqual(['chat ada', 'chat ada']);
    expect(bench.shown[0]?.text).toBe('two');
  });

  it('has no timer left after its end', async () => {
    const bench = new Bench();
    bench.post('peer-joined', 'ada');
    bench.board.close();
    expect([bench.kinds, bench.clock.pending]).toEqual([[], 0]);
  });
});
