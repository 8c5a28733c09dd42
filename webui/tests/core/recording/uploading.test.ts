// SPDX-License-Identifier: MIT
// An upload under cuts, refusals and lost answers.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  Uploading,
  type SendEvents,
  type SendFailure,
  type UploadState,
} from '../../../src/core/recording/uploading';
import { FakeClock, settle } from '../../support/fake_clock';

const failure = (status: number, code = 'x', retryAfter: number | null = null): SendFailure => ({
  status,
  code,
  retryAfter,
});

class Bench {
  readonly clock = new FakeClock();
  readonly tries: { url: string | null; events: SendEvents; stopped: boolean }[] = [];
  readonly states: UploadState[] = [];
  readonly urls: (string | null)[] = [];
  accepted = 0;
  arrived: boolean | null = false;
  whole = true;
  readonly upload: Uploading;

  constructor(url: string | null = null) {
    this.upload = new Uploading(url, {
      clock: this.clock,
      random: () => 0,
      send: (at, events) => {
        const one = { url: at, events, stopped: false };
        this.tries.push(one);
        return { stop: () => (one.stopped = true) };
      },
      arrived: async () => this.arrived,
      whole: () => this.whole,
      onUrl: (at) => this.urls.push(at),
      onAccepted: (bytes) => (this.accepted = bytes),
      onState: (state) => this.states.push(state),
    });
  }

  get last() {
    const one = this.tries.at(-1);
    if (!one) throw new Error('no try');
    return one;
  }
}

describe('an upload', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.upload.start();
  });

  it('tells where it lies, how far it is, and that it is done', () => {
    bench.last.events.onUrl('/u/1');
    bench.last.events.onUrl('/u/1');
    bench.last.events.onAccepted(10);
    bench.last.events.onDone();
    expect(bench.urls).toEqual(['/u/1']);
    expect(bench.accepted).toBe(10);
    expect(bench.upload.state).toEqual({ kind: 'done' });
    bench.upload.start();
    expect(bench.tries).toHaveLength(1);
  });

  it.each([failure(0, 'network'), failure(503), failure(401), failure(409), failure(429)])(
    'goes on by itself after %j, where it was',
    async (why) => {
      bench.last.events.onUrl('/u/1');
      bench.last.events.onFailed(why);
      expect(bench.upload.state).toEqual({ kind: 'waiting' });
      await bench.clock.advance(1_000);
      expect(bench.tries).toHaveLength(2);
      expect(bench.last.url).toBe('/u/1');
    },
  );

  it('waits longer each time, or as the server says, and anew after progress', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      bench.last.events.onFailed(failure(0));
      await bench.clock.advance(2_000);
    }
    expect(bench.tries).toHaveLength(4);
    bench.last.events.onAccepted(1);
    bench.last.events.onFailed(failure(503, 'busy', 60));
    await bench.clock.advance(59_000);
    expect(bench.tries).toHaveLength(4);
    await bench.clock.advance(1_000);
    expect(bench.tries).toHaveLength(5);
  });

  it.each([
    failure(413, 'quota-used'),
    failure(413, 'recording-too-large'),
    failure(507, 'storage-full'),
    failure(409, 'too-many'),
    failure(403, 'forbidden'),
    failure(404, 'not-found'),
    failure(0, 'released'),
  ])('stops where it is refused, until somebody says so: %j', async (why) => {
    bench.last.events.onFailed(why);
    expect(bench.upload.state).toEqual({ kind: 'refused', code: why.code });
    await bench.clock.advance(600_000);
    expect(bench.tries).toHaveLength(1);
    bench.upload.start();
    expect(bench.tries).toHaveLength(2);
  });

  it('does not listen to a try that was given up', () => {
    const { events } = bench.last;
    bench.upload.stop();
    expect(bench.last.stopped).toBe(true);
    events.onFailed(failure(0));
    events.onDone();
    expect(bench.upload.state).toEqual({ kind: 'sending' });
  });
});

describe('an upload that is not there any more', () => {
  const gone = async (bench: Bench): Promise<void> => {
    bench.upload.start();
    bench.last.events.onFailed(failure(404, 'not-found'));
    await settle();
  };

  it('is done where only the last answer was lost', async () => {
    const bench = new Bench('/u/1');
    bench.arrived = true;
    await gone(bench);
    expect(bench.upload.state).toEqual({ kind: 'done' });
  });

  it('begins anew where the whole film is here', async () => {
    const bench = new Bench('/u/1');
    await gone(bench);
    await bench.clock.advance(1_000);
    expect(bench.urls).toEqual([null]);
    expect(bench.last.url).toBeNull();
  });

  it('is refused where its beginning is gone', async () => {
    const bench = new Bench('/u/1');
    bench.whole = false;
    await gone(bench);
    expect(bench.upload.state).toEqual({ kind: 'refused', code: 'released' });
  });

  it('is asked for again where nobody knows', async () => {
    const bench = new Bench('/u/1');
    bench.arrived = null;
    await gone(bench);
    await bench.clock.advance(1_000);
    expect(bench.last.url).toBe('/u/1');
    expect(bench.tries).toHaveLength(2);
  });
});
