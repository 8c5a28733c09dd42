// SPDX-License-Identifier: MIT
// A part of the page that does not come is said, and can be asked for again.
import { describe, expect, it } from 'vitest';
import { Chunk, Retries } from '../../src/ui/components/chunk';
import { settle } from '../support/fake_clock';

class Bench {
  loads = 0;
  readonly come: object[] = [];
  readonly failures: (() => void)[] = [];
  private answer: { resolve: (part: object) => void; reject: (why: Error) => void } | null = null;
  readonly chunk = new Chunk<object>(
    () => {
      this.loads += 1;
      return new Promise((resolve, reject) => (this.answer = { resolve, reject }));
    },
    (part) => this.come.push(part),
    (retry) => this.failures.push(retry),
  );

  async comes(part: object): Promise<void> {
    this.answer?.resolve(part);
    await settle();
  }

  async fails(): Promise<void> {
    this.answer?.reject(new Error('offline'));
    await settle();
  }
}

describe('a chunk', () => {
  it('is loaded once, however often it is wanted', async () => {
    const bench = new Bench();
    expect(bench.loads).toBe(0);
    bench.chunk.want();
    bench.chunk.want();
    const part = {};
    await bench.comes(part);
    bench.chunk.want();
    expect(bench.loads).toBe(1);
    expect(bench.come).toEqual([part]);
    expect(bench.chunk.part).toBe(part);
  });

  it('that does not come is said, each time, and comes when it is asked for again', async () => {
    const bench = new Bench();
    bench.chunk.want();
    await bench.fails();
    expect(bench.failures).toHaveLength(1);
    bench.failures[0]?.();
    await bench.fails();
    expect(bench.failures).toHaveLength(2);
    bench.failures[1]?.();
    await bench.comes({});
    expect(bench.come).toHaveLength(1);
    expect(bench.loads).toBe(3);
  });
});

describe('what can be asked for again', () => {
  it('is said for each, and is all asked for by one press', () => {
    let said = 0;
    const asked: string[] = [];
    const retries = new Retries(() => (said += 1));
    retries.add(() => asked.push('panel'));
    retries.add(() => asked.push('dialog'));
    expect(said).toBe(2);
    retries.run();
    retries.run();
    expect(asked).toEqual(['panel', 'dialog']);
  });
});
