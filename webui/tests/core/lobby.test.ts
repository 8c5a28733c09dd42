// SPDX-License-Identifier: MIT
// What a lobby knows before anybody has pressed Join, and how it keeps knowing it.
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/core/api/problem';
import type { Meeting, Present } from '../../src/core/api/types';
import { asksHost, doorOf, kOpensBeforeMs, remaining, startOf } from '../../src/core/lobby/door';
import { kHiddenMs, kLookMs, LobbyWatch, type LobbyView } from '../../src/core/lobby/watch';
import { err, ok, type Result } from '../../src/core/result';
import { FakeClock, settle } from '../support/fake_clock';
import { meeting } from '../support/meetings';

const kStart = Date.parse('2026-12-02T15:00:00Z');
const kScheduled = { type: 'scheduled', scheduledAt: '2026-12-02T15:00:00Z' };

describe('startOf', () => {
  it('is the time of the meeting, of its date, or of the date that was moved', () => {
    expect(startOf(meeting())).toBeNull();
    expect(startOf(meeting(kScheduled))).toBe(kStart);
    const occurrence = '2026-12-09T15:00:00Z';
    expect(startOf(meeting({ ...kScheduled, occurrence }))).toBe(Date.parse(occurrence));
    const exceptions = [{ occurrence, startsAt: '2026-12-10T15:00:00Z' }];
    expect(startOf(meeting({ ...kScheduled, occurrence, exceptions }))).toBe(
      Date.parse('2026-12-10T15:00:00Z'),
    );
    expect(startOf(meeting({ ...kScheduled, scheduledAt: 'nonsense' }))).toBeNull();
  });
});

describe('doorOf', () => {
  const opensAt = kStart - kOpensBeforeMs;

  it('is early until a quarter of an hour before the meeting, but not for hosts', () => {
    const early = doorOf(meeting(kScheduled), { now: opensAt - 1 });
    expect(early).toEqual({ state: 'early', opensAt, startsAt: kStart });
    expect(doorOf(meeting(kScheduled), { now: opensAt }).state).toBe('open');
    const host = meeting({ ...kScheduled, role: 'cohost' });
    expect(doorOf(host, { now: 0 }).state).toBe('open');
  });

  it('believes the server when it says when it opens', () => {
    const facts = { now: kStart, opensAt: kStart + 5_000 };
    expect(doorOf(meeting(kScheduled), facts)).toMatchObject({
      state: 'early',
      opensAt: kStart + 5_000,
    });
    expect(doorOf(meeting(kScheduled), { ...facts, now: kStart + 5_000 }).state).toBe('open');
  });

  it('is full when every place is taken, but not by ourselves, and not for hosts', () => {
    const full = { present: 2, maxParticipants: 2 };
    expect(doorOf(meeting(full), { now: 0 }).state).toBe('full');
    expect(doorOf(meeting({ ...full, role: 'participant' }), { now: 0 }).state).toBe('full');
    const elsewhere = { now: 0, elsewhere: true };
    expect(doorOf(meeting({ ...full, role: 'participant' }), elsewhere).state).toBe('open');
    expect(doorOf(meeting({ ...full, role: 'host' }), { now: 0 }).state).toBe('open');
  });

  it('is locked for newcomers, and over for all', () => {
    expect(doorOf(meeting({ locked: true }), { now: 0 }).state).toBe('locked');
    expect(doorOf(meeting({ locked: true, role: 'participant' }), { now: 0 }).state).toBe('open');
    const cancelled = meeting({ state: 'cancelled', role: 'host' });
    expect(doorOf(cancelled, { now: 0 }).state).toBe('cancelled');
    expect(doorOf(meeting({ state: 'ended' }), { now: 0 }).state).toBe('ended');
  });
});

describe('asksHost', () => {
  it('is for newcomers where a host lets people in', () => {
    expect(asksHost(meeting())).toBe(false);
    expect(asksHost(meeting({ waitingRoom: true }))).toBe(true);
    expect(asksHost(meeting({ access: 'approval' }))).toBe(true);
    expect(asksHost(meeting({ waitingRoom: true, role: 'participant' }))).toBe(false);
  });
});

describe('remaining', () => {
  it('counts down to nothing', () => {
    const at = (ms: number): unknown => Object.values(remaining(ms, 0));
    expect(at(((2 * 24 + 3) * 60 + 4) * 60_000 + 5_000)).toEqual([2, 3, 4, 5]);
    expect(at(1)).toEqual([0, 0, 0, 1]);
    expect(at(0)).toEqual([0, 0, 0, 0]);
    expect(at(-5_000)).toEqual([0, 0, 0, 0]);
  });
});

class Bench {
  readonly clock = new FakeClock();
  now: Meeting = meeting();
  refuse: Problem | null = null;
  people: Result<readonly Present[], Problem> = ok([]);
  asked = 0;
  askedForPeople = 0;
  visible = true;
  readonly views: LobbyView[] = [];
  readonly watch = new LobbyWatch({
    clock: this.clock,
    random: () => 0.5,
    meeting: async () => {
      this.asked += 1;
      return this.refuse ? err(this.refuse) : ok(this.now);
    },
    people: async () => {
      this.askedForPeople += 1;
      return this.people;
    },
    visible: () => this.visible,
    onView: (view) => this.views.push(view),
  });

  get last(): LobbyView | undefined {
    return this.views.at(-1);
  }
}

const kProblem: Problem = {
  ...{ status: 503, code: 'internal', detail: '', field: null, retryAfter: null },
};
const kAda: Present = { userId: 'ada', name: 'Ada', role: 'host' };

describe('LobbyWatch', () => {
  it('sees within seconds that the tutor came', async () => {
    const bench = new Bench();
    bench.watch.start();
    await settle();
    expect(bench.last?.meeting.present).toBe(0);
    bench.now = meeting({ present: 1 });
    await bench.clock.advance(kLookMs);
    expect(bench.last?.meeting.present).toBe(1);
  });

  it('asks who is in only where we may know, and only if somebody is', async () => {
    const bench = new Bench();
    bench.now = meeting({ present: 1 });
    bench.watch.start();
    await settle();
    expect([bench.last?.people, bench.askedForPeople]).toEqual([null, 0]);
    bench.now = meeting({ present: 0, role: 'participant' });
    await bench.clock.advance(kLookMs);
    expect([bench.last?.people, bench.askedForPeople]).toEqual([[], 0]);
    bench.now = meeting({ present: 1, role: 'participant' });
    bench.people = ok([kAda]);
    await bench.clock.advance(kLookMs);
    expect(bench.last?.people).toEqual([kAda]);
    bench.people = err({ ...kProblem, status: 403, code: 'forbidden' });
    await bench.clock.advance(kLookMs);
    expect(bench.last?.people).toBeNull();
  });

  it('stops when the meeting is over', async () => {
    const bench = new Bench();
    bench.watch.start();
    await settle();
    bench.now = meeting({ state: 'ended' });
    await bench.clock.advance(kLookMs);
    const { asked } = bench;
    await bench.clock.advance(10 * kLookMs);
    expect([bench.last?.meeting.state, bench.asked]).toEqual(['ended', asked]);
    expect(bench.clock.pending).toBe(0);
  });

  it('goes on over a broken network, and waits as long as a busy server says', async () => {
    const bench = new Bench();
    bench.refuse = kProblem;
    bench.watch.start();
    await bench.clock.advance(3 * kLookMs);
    expect(bench.asked).toBe(4);
    bench.refuse = { ...kProblem, status: 429, code: 'rate-limited', retryAfter: 30 };
    await bench.clock.advance(kLookMs);
    expect(bench.asked).toBe(5);
    await bench.clock.advance(29_999);
    expect(bench.asked).toBe(5);
    await bench.clock.advance(1);
    expect(bench.asked).toBe(6);
  });

  it('asks seldom while nobody looks, and at once when somebody does', async () => {
    const bench = new Bench();
    bench.visible = false;
    bench.watch.start();
    await bench.clock.advance(kHiddenMs - 1);
    expect(bench.asked).toBe(1);
    bench.visible = true;
    bench.watch.lookNow();
    await settle();
    expect(bench.asked).toBe(2);
    bench.watch.stop();
    bench.watch.lookNow();
    await bench.clock.advance(kHiddenMs);
    expect(bench.asked).toBe(2);
  });
});
