// SPDX-License-Identifier: MIT
import { beforeEach, describe, expect, it } from 'vitest';
import { kAgainMs, saidIn, Talk, textOf } from '../../../src/core/recording/talk';
import { FakeClock } from '../../support/fake_clock';

const peer = (userId: string, recording = false) => ({ userId, media: { recording } });

class Side {
  readonly clock = new FakeClock();
  readonly sent: [string, string][] = [];
  changes = 0;
  up = true;
  readonly talk = new Talk({
    clock: this.clock,
    say: (userId, text) => {
      if (this.up) this.sent.push([userId, text]);
      return this.up;
    },
    onChange: () => (this.changes += 1),
  });
}

describe('what is said beside the media', () => {
  it.each([
    { agreed: true },
    { agreed: false },
    { ms: 0, paused: false },
    { ms: 5_400_000, paused: true },
  ])('comes as it was said: %j', (said) => {
    expect(saidIn(textOf(said))).toEqual(said);
  });

  it.each([
    'no json',
    '[]',
    '{"commit":"x"}',
    '{"recording":null}',
    '{"recording":{"agreed":"yes"}}',
    '{"recording":{"ms":-1,"paused":false}}',
    '{"recording":{"ms":1e300,"paused":false}}',
    '{"recording":{"ms":1}}',
    `{"recording":{"agreed":true},"more":"${'x'.repeat(300)}"}`,
  ])('is nothing where it is nonsense: %s', (text) => {
    expect(saidIn(text)).toBeNull();
  });
});

describe('whoever is recorded', () => {
  let side: Side;
  beforeEach(() => {
    side = new Side();
    side.talk.onPeers([peer('host', true)]);
  });

  it('says yes or no to whoever records, and changes the mind', () => {
    expect(side.talk.answerTo('host')).toBeUndefined();
    side.talk.answer('host', true);
    side.talk.answer('host', false);
    expect(side.sent).toEqual([
      ['host', textOf({ agreed: true })],
      ['host', textOf({ agreed: false })],
    ]);
    expect(side.talk.answerTo('host')).toBe(false);
  });

  it('says it again until there is a way', async () => {
    side.up = false;
    side.talk.answer('host', true);
    await side.clock.advance(3 * kAgainMs);
    expect(side.sent).toEqual([]);
    side.up = true;
    await side.clock.advance(kAgainMs);
    await side.clock.advance(10 * kAgainMs);
    expect(side.sent).toEqual([['host', textOf({ agreed: true })]]);
    expect(side.clock.pending).toBe(0);
  });

  it('is asked anew for the next recording', () => {
    side.talk.answer('host', true);
    side.talk.onPeers([peer('host')]);
    side.talk.onPeers([peer('host', true)]);
    expect(side.talk.answerTo('host')).toBeUndefined();
  });

  it('hears how long it is', async () => {
    await side.clock.advance(500);
    side.talk.hear('host', textOf({ ms: 1200, paused: true }));
    expect(side.talk.heardOf('host')).toEqual({ ms: 1200, paused: true, at: 500 });
    side.talk.onPeers([peer('host')]);
    expect(side.talk.heardOf('host')).toBeNull();
  });
});

describe('whoever records', () => {
  let side: Side;
  beforeEach(() => {
    side = new Side();
    side.talk.onPeers([peer('a'), peer('b')]);
    side.talk.record(() => ({ ms: side.clock.now(), paused: false }));
  });

  it('records nobody who has not said yes', () => {
    side.talk.hear('a', textOf({ agreed: false }));
    expect([...side.talk.agreed]).toEqual([]);
    side.talk.hear('b', textOf({ agreed: true }));
    expect([...side.talk.agreed]).toEqual(['b']);
    side.talk.hear('b', textOf({ agreed: false }));
    expect([...side.talk.agreed]).toEqual([]);
  });

  it('believes nobody who is not in the room, and nobody before it records', () => {
    side.talk.hear('stranger', textOf({ agreed: true }));
    expect([...side.talk.agreed]).toEqual([]);
    side.talk.record(null);
    side.talk.hear('a', textOf({ agreed: true }));
    expect([...side.talk.agreed]).toEqual([]);
  });

  it('forgets who leaves, and everybody with the end', () => {
    side.talk.hear('a', textOf({ agreed: true }));
    side.talk.hear('b', textOf({ agreed: true }));
    side.talk.onPeers([peer('b')]);
    side.talk.onPeers([peer('a'), peer('b')]);
    expect([...side.talk.agreed]).toEqual(['b']);
    side.talk.record(null);
    expect([...side.talk.agreed]).toEqual([]);
  });

  it('tells late joiners, too, how long it is, and ends that', async () => {
    side.sent.length = 0;
    side.talk.onPeers([peer('a'), peer('b'), peer('late')]);
    await side.clock.advance(kAgainMs);
    expect(side.sent.map(([to]) => to)).toEqual(['a', 'b', 'late']);
    side.talk.record(null);
    side.talk.close();
    expect(side.clock.pending).toBe(0);
  });
});
