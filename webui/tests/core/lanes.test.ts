// SPDX-License-Identifier: MIT
// Who can be reached on which lane, and what happens to bytes for a tool that does not run.
import { describe, expect, it } from 'vitest';
import { Lanes, type LaneListener } from '../../src/core/call/lanes';

class Bench {
  readonly sent: unknown[] = [];
  readonly unheard: string[] = [];
  readonly told: string[] = [];
  readonly lanes = new Lanes(
    () => ({
      sendBytes: (userId, lane, bytes) => {
        this.sent.push([userId, lane, [...bytes]]);
        return userId === 'ada';
      },
      waiting: (userId) => userId.length,
    }),
    (lane) => this.unheard.push(lane),
  );

  listener(name = ''): LaneListener {
    return {
      onOpen: (userId) => this.told.push(`${name}+${userId}`),
      onClosed: (userId) => this.told.push(`${name}-${userId}`),
      onBytes: (userId, bytes) => this.told.push(`${name}${userId}:${[...bytes].join()}`),
    };
  }
}

describe('Lanes', () => {
  it('tells a tool who can be reached already, and who comes and goes', () => {
    const { lanes, told, listener } = bind(new Bench());
    lanes.onLane('ada', 'board', true);
    lanes.onLane('bob', 'files', true);
    lanes.listen('board', listener());
    lanes.onLane('cyd', 'board', true);
    lanes.onLane('cyd', 'board', true);
    lanes.onLane('ada', 'board', false);
    lanes.onLane('ada', 'board', false);
    expect(told).toEqual(['+ada', '+cyd', '-ada']);
    expect([...lanes.reachable('board')]).toEqual(['cyd']);
    expect([...lanes.reachable('pen')]).toEqual([]);
  });

  it('gives bytes to the tool of their lane, and tells those that no tool hears', () => {
    const { lanes, told, unheard, listener } = bind(new Bench());
    lanes.onBytes('ada', 'board', new Uint8Array([1]));
    const stop = lanes.listen('board', listener());
    lanes.onBytes('ada', 'board', new Uint8Array([2, 3]));
    lanes.onBytes('ada', 'pen', new Uint8Array([4]));
    stop();
    lanes.onBytes('ada', 'board', new Uint8Array([5]));
    expect(told).toEqual(['ada:2,3']);
    expect(unheard).toEqual(['board', 'pen', 'board']);
  });

  it('keeps the tool that listens now when an older one ends', () => {
    const { lanes, told, listener } = bind(new Bench());
    const stop = lanes.listen('files', listener('old '));
    lanes.listen('files', listener('new '));
    stop();
    lanes.onBytes('ada', 'files', new Uint8Array([1]));
    expect(told).toEqual(['new ada:1']);
  });

  it('sends to one person, and says what waits', () => {
    const { lanes, sent } = bind(new Bench());
    expect(lanes.send('ada', 'live', new Uint8Array([1]))).toBe(true);
    expect(lanes.send('bob', 'live', new Uint8Array([2]))).toBe(false);
    expect(sent).toEqual([
      ['ada', 'live', [1]],
      ['bob', 'live', [2]],
    ]);
    expect(lanes.waiting('bob', 'files')).toBe(3);
  });
});

function bind(bench: Bench): Bench {
  bench.listener = bench.listener.bind(bench);
  return bench;
}
