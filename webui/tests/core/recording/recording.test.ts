// SPDX-License-Identifier: MIT
import { beforeEach, describe, expect, it } from 'vitest';
import { fileName, plainType, recordableTypes } from '../../../src/core/recording/film';
import {
  Recording,
  type CameraEvents,
  type RecordingState,
} from '../../../src/core/recording/recording';
import { FakeClock, settle } from '../../support/fake_clock';

class Bench {
  readonly clock = new FakeClock();
  readonly calls: string[] = [];
  readonly states: RecordingState['kind'][] = [];
  events: CameraEvents | null = null;
  fails = false;
  room = true;
  kept = 0;
  readonly recording: Recording;

  constructor(largest = Infinity) {
    this.recording = new Recording({
      clock: this.clock,
      largest,
      camera: {
        start: async (events) => {
          if (this.fails) throw new Error('NotSupportedError');
          this.events = events;
        },
        pause: () => this.calls.push('pause'),
        resume: () => this.calls.push('resume'),
        stop: async () => {
          this.calls.push('stop');
          this.events?.onPiece(new Blob(['last']));
        },
      },
      keep: (data) => {
        if (this.room) this.kept += data.size;
        return this.room;
      },
      finish: async () => void this.calls.push('finish'),
      onState: ({ kind }) => this.states.push(kind),
    });
  }
}

describe('a recording', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.recording.start();
  });

  it('counts its time without the pauses', async () => {
    await bench.clock.advance(1_000);
    bench.recording.pause();
    await bench.clock.advance(5_000);
    expect(bench.recording.ms).toBe(1_000);
    bench.recording.resume();
    await bench.clock.advance(500);
    expect(bench.recording.ms).toBe(1_500);
    await bench.recording.stop();
    await bench.clock.advance(500);
    expect(bench.recording.ms).toBe(1_500);
    expect(bench.calls).toEqual(['pause', 'resume', 'stop', 'finish']);
  });

  it('keeps the last piece, and ends once', async () => {
    await Promise.all([bench.recording.stop(), bench.recording.stop()]);
    expect(bench.kept).toBe(4);
    expect(bench.states).toEqual(['starting', 'recording', 'ending', 'ended']);
    expect(await bench.recording.start()).toBe(false);
  });

  it.each([
    ['full', (one: Bench) => ((one.room = false), one.events?.onPiece(new Blob(['x'])))],
    ['broken', (one: Bench) => one.events?.onBroken()],
  ] as const)('ends by itself: %s', async (reason, cause) => {
    cause(bench);
    await settle();
    expect(bench.recording.state).toEqual({ kind: 'ended', reason });
    expect(bench.calls).toEqual(['stop', 'finish']);
  });

  it('ends before it is larger than the server takes', async () => {
    const small = new Bench(9 << 20);
    await small.recording.start();
    small.events?.onPiece({ size: 2 << 20 } as Blob);
    await settle();
    expect(small.recording.state).toEqual({ kind: 'ended', reason: 'largest' });
  });

  it('does not begin where the browser cannot', async () => {
    const unable = new Bench();
    unable.fails = true;
    expect(await unable.recording.start()).toBe(false);
    expect(unable.recording.state).toEqual({ kind: 'ended', reason: 'broken' });
  });
});

describe('the file of a film', () => {
  it.each([
    ['video/webm;codecs=vp8,opus', 'video/webm'],
    ['Video/MP4; codecs="avc1"', 'video/mp4'],
  ])('%s is %s', (type, plain) => expect(plainType(type)).toBe(plain));

  it.each([
    ['Algebra: a/b', 'video/webm', 'Algebra a b.webm'],
    ['\u202e\u0000', 'video/mp4', 'recording.mp4'],
  ])('of %j is called %s', (title, type, name) => {
    expect(fileName({ title, type })).toBe(name);
  });

  it('is MP4 first where WebM does not play well', () => {
    expect(recordableTypes(true)[0]).toMatch(/^video\/mp4/);
    expect(recordableTypes(false)[0]).toBe('video/webm;codecs=vp8,opus');
  });
});
