// SPDX-License-Identifier: MIT
// How two ends come to a code: over a true line, over one that breaks, and over a server that sits
// between them with certificates of its own.
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeOf, commitmentOf, type CheckCrypto } from '../../../src/core/verify/code';
import { Exchange, kAnswerMs, type Check } from '../../../src/core/verify/exchange';
import { FakeClock } from '../../support/fake_clock';

const crypto: CheckCrypto = {
  digest: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  random: (length) => new Uint8Array(randomBytes(length)),
};

interface Words {
  commit?: string;
  nonce?: string;
}

/** One end, and what it has said. */
class End {
  readonly said: Words[] = [];
  readonly seen: Check[] = [];
  open = true;
  readonly exchange: Exchange;

  constructor(
    public own: string,
    public other: string,
    readonly clock = new FakeClock(),
  ) {
    this.exchange = new Exchange({
      clock,
      crypto,
      send: (text) => {
        if (this.open) this.said.push(JSON.parse(text) as Words);
        return this.open;
      },
      ends: () => ({ own: this.own, other: this.other }),
      onChange: (check) => this.seen.push(check),
    });
  }

  get check(): Check {
    return this.exchange.check;
  }

  hear(words: unknown): void {
    this.exchange.receive(JSON.stringify(words));
  }

  async next(): Promise<Words | undefined> {
    await quiet();
    return this.said.shift();
  }
}

/** The hashes are done, and what follows from them. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((done) => setImmediate(done));
}

async function carry(a: End, b: End): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    await quiet();
    const [fromA, fromB] = [a.said.splice(0), b.said.splice(0)];
    if (fromA.length + fromB.length === 0) return;
    fromA.forEach((words) => b.hear(words));
    fromB.forEach((words) => a.hear(words));
  }
  throw new Error('they do not come to rest');
}

const pair = (): [End, End] => [new End('ada', 'bob'), new End('bob', 'ada')];

describe('two ends without anybody between them', () => {
  it('see the same code, and only the one who did not begin was asked', async () => {
    const [ada, bob] = pair();
    ada.exchange.start();
    await carry(ada, bob);
    expect(ada.check).toMatchObject({ state: 'code', asked: false });
    expect(bob.check).toMatchObject({ state: 'code', asked: true });
    expect(ada.check.code).toMatch(/^\d{8}$/);
    expect(bob.check.code).toBe(ada.check.code);
  });

  it('see the same code when both begin at once', async () => {
    const [ada, bob] = pair();
    ada.exchange.start();
    bob.exchange.start();
    await carry(ada, bob);
    expect(ada.check).toMatchObject({ state: 'code', code: bob.check.code });
  });

  it('see another code each time', async () => {
    const [ada, bob] = pair();
    ada.exchange.start();
    await carry(ada, bob);
    const before = ada.check.code;
    bob.exchange.start();
    await carry(ada, bob);
    expect(ada.check).toMatchObject({ state: 'code', code: bob.check.code });
    expect(ada.check.code).not.toBe(before);
  });

  it('never say a nonce before they have the commitment of the other', async () => {
    const [ada, bob] = pair();
    ada.exchange.start();
    await quiet();
    expect(ada.said.map((words) => Object.keys(words))).toEqual([['commit']]);
    bob.hear(ada.said.shift());
    await quiet();
    expect(bob.said.map((words) => Object.keys(words))).toEqual([['commit'], ['nonce']]);
  });

  it('take the word of the person for the rest', async () => {
    const [ada, bob] = pair();
    ada.exchange.compared(true);
    expect(ada.check.state).toBe('none');
    ada.exchange.start();
    await carry(ada, bob);
    ada.exchange.compared(true);
    bob.exchange.compared(false);
    expect(ada.check.state).toBe('verified');
    expect(bob.check.state).toBe('forged');
    // The other one asks again: who is sure stays sure, and both see the same code.
    bob.exchange.start();
    await carry(ada, bob);
    expect(ada.check).toMatchObject({ state: 'verified', code: bob.check.code });
    expect(bob.check.state).toBe('code');
  });

  it('give up on an end that says nothing, or is not there', async () => {
    const ada = new End('ada', 'bob');
    ada.exchange.start();
    await quiet();
    await ada.clock.advance(kAnswerMs);
    expect(ada.check.state).toBe('silent');
    ada.open = false;
    ada.exchange.start();
    await quiet();
    expect(ada.check.state).toBe('silent');
    expect(ada.clock.pending).toBe(0);
  });

  it('know nothing of a new connection', async () => {
    const [ada, bob] = pair();
    ada.exchange.start();
    await carry(ada, bob);
    ada.exchange.compared(true);
    ada.exchange.reset();
    expect(ada.seen.at(-1)).toEqual({ state: 'none', code: null, asked: false });
  });

  it('answer only so often', async () => {
    const ada = new End('ada', 'bob');
    for (let run = 0; run < 60; run += 1) ada.hear({ commit: 'c'.repeat(43) });
    await quiet();
    expect(ada.said.filter(({ commit }) => commit !== undefined).length).toBeLessThanOrEqual(32);
  });

  it('ignore what is no word of the exchange', async () => {
    const ada = new End('ada', 'bob');
    for (const text of [
      '',
      '{',
      'null',
      '7',
      '[]',
      '{"commit":7}',
      '{"commit":"short"}',
      '{"nonce":"x"}',
    ])
      ada.exchange.receive(text);
    ada.exchange.receive(JSON.stringify({ commit: 'c'.repeat(43), more: 'x'.repeat(300) }));
    ada.hear({ nonce: 'n'.repeat(43) });
    await quiet();
    expect(ada.seen).toEqual([]);
    expect(ada.said).toEqual([]);
  });
});

describe('a server between two ends', () => {
  // Ada's certificate is “ada”, but Bob sees “eve-b”; Bob's is “bob”, but Ada sees “eve-a”.
  const between = (): [End, End] => [new End('ada', 'eve-a'), new End('bob', 'eve-b')];

  it('that passes everything on is told on: the commitment names another certificate', async () => {
    const [ada, bob] = between();
    ada.exchange.start();
    await carry(ada, bob);
    expect(ada.check.state).toBe('forged');
    expect(bob.check.state).toBe('forged');
  });

  it('that speaks for both ends makes two codes', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [ada, bob] = between();
      const eveForBob = new End('eve-a', 'ada');
      const eveForAda = new End('eve-b', 'bob');
      ada.exchange.start();
      await carry(ada, eveForBob);
      eveForAda.exchange.start();
      await carry(bob, eveForAda);
      expect(ada.check.state).toBe('code');
      expect(bob.check.state).toBe('code');
      expect(ada.check.code).not.toBe(bob.check.code);
    }
  });

  it('cannot choose its nonce after it has seen the other one', async () => {
    const [, bob] = between();
    const early = { fingerprints: 'eve-b', nonce: 'e'.repeat(43) };
    bob.hear({ commit: await commitmentOf(crypto, early) });
    const theirs = await bob.next();
    const { nonce } = (await bob.next()) ?? {};
    expect(theirs?.commit).toBeDefined();
    // With this nonce it could look for the code that Ada sees; its commitment is for another one.
    let chosen = early;
    for (let tries = 0; tries < 50; tries += 1) {
      chosen = { fingerprints: 'eve-b', nonce: randomBytes(32).toString('base64url') };
      const code = await codeOf(crypto, { fingerprints: 'bob', nonce: nonce ?? '' }, chosen);
      if (code.endsWith('0')) break;
    }
    bob.hear({ nonce: chosen.nonce });
    await quiet();
    expect(bob.check).toMatchObject({ state: 'forged', code: null });
  });

  it('gets no nonce for a commitment that it takes from the end itself', async () => {
    const ada = new End('ada', 'ada');
    ada.exchange.start();
    const mine = await ada.next();
    ada.hear(mine);
    await quiet();
    expect(ada.said).toEqual([]);
    expect(ada.check.state).toBe('forged');
  });

  it('cannot change its certificate when the nonces are known', async () => {
    const [ada, bob] = pair();
    ada.exchange.start();
    bob.hear(await ada.next());
    await quiet();
    bob.said.splice(0).forEach((words) => ada.hear(words));
    const reveal = await ada.next();
    bob.other = 'made for a code';
    bob.hear(reveal);
    await quiet();
    expect(bob.check.state).toBe('forged');
  });
});
