// SPDX-License-Identifier: MIT
// The words and the sounds of notices, and who is in by name.
import { describe, expect, it } from 'vitest';
import type { LobbyView } from '../../src/core/lobby/watch';
import { kRules, type Notice, type NoticeKind } from '../../src/core/model/notices';
import { presence } from '../../src/ui/lobby/about';
import { kTones, Sounds } from '../../src/ui/notices/sounds';
import { isolated } from '../../src/ui/i18n/isolated';
import { namesOf, sentenceOfNotice, shortened } from '../../src/ui/notices/words';
import { meeting } from '../support/meetings';

const people = (...names: string[]): Notice['people'] => names.map((name) => ({ id: name, name }));
const notice = (kind: NoticeKind, more: Partial<Notice> = {}): Notice => ({
  ...{ key: 1, kind, urgency: 0, people: [], text: '' },
  ...more,
});
const kWell = { mediaFlows: true, alone: false };

/** Without the marks that keep names of other scripts together. */
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

describe('the sentence of a notice', () => {
  it('exists for every kind, with one person and with many', () => {
    for (const kind of Object.keys(kRules) as NoticeKind[])
      for (const who of [people('Ada'), people('Ada', 'Bob'), people('Ada', 'Bob', 'Cyd')]) {
        const text = kind === 'ready' ? 'both' : 'a text';
        const sentence = sentenceOfNotice(notice(kind, { people: who, text }), kWell);
        expect(sentence, kind).not.toMatch(/\{|undefined/);
        expect(sentence, kind).not.toBe('');
      }
  });

  it('names the newest first, and counts the rest', () => {
    expect(plain(namesOf(people('Ada')))).toBe('Ada');
    expect(plain(namesOf(people('Ada', 'Bob')))).toBe('Bob and Ada');
    expect(plain(namesOf(people('Ada', 'Bob', 'Cyd')))).toBe('Cyd and 2 others');
    expect(isolated('دانا')).toBe('\u2068دانا\u2069');
  });

  it('keeps only the first words of a chat line', () => {
    const long = shortened(`one\ntwo ${'x'.repeat(200)}`);
    expect(long).toMatch(/^one two x+…$/);
    expect([...long]).toHaveLength(80);
    expect([...shortened('🦊'.repeat(100))].at(-2)).toBe('🦊');
  });

  it('says of a cut line what still works', () => {
    const cut = notice('reconnecting');
    const sentences = [
      kWell,
      { mediaFlows: false, alone: true },
      { mediaFlows: false, alone: false },
    ].map((how) => sentenceOfNotice(cut, how));
    expect(new Set(sentences).size).toBe(3);
    expect(sentences[0]).toContain('still hear and see');
  });
});

describe('Sounds', () => {
  class FakeContext {
    state = 'running';
    currentTime = 0;
    resumed = 0;
    started = 0;
    readonly destination = {};
    createOscillator = () => ({
      type: '',
      frequency: { value: 0 },
      connect: (next: unknown) => next,
      start: () => (this.started += 1),
      stop: () => undefined,
    });
    createGain = () => ({
      gain: {
        setValueAtTime: () => undefined,
        linearRampToValueAtTime: () => undefined,
        exponentialRampToValueAtTime: () => undefined,
      },
      connect: (next: unknown) => next,
    });
    resume = async (): Promise<void> => {
      this.resumed += 1;
    };
  }

  it('plays the tones of a sound, unless the person has switched them off', () => {
    const context = new FakeContext();
    let wanted = true;
    const sounds = new Sounds(context as unknown as AudioContext, () => wanted);
    sounds.play('knock');
    expect(context.started).toBe(kTones.knock.length);
    wanted = false;
    sounds.play('alert');
    expect(context.started).toBe(kTones.knock.length);
  });

  it('wakes a context that a phone has put to sleep', () => {
    const context = new FakeContext();
    context.state = 'suspended';
    new Sounds(context as unknown as AudioContext, () => true).play('soft');
    expect(context.resumed).toBe(1);
  });
});

describe('who is in', () => {
  const view = (names: string[] | null, present = names?.length ?? 0): LobbyView => ({
    meeting: meeting({ present }),
    people: names?.map((name) => ({ userId: name, name, role: 'participant' as const })) ?? null,
  });

  it('is told by name where we may know, without ourselves', () => {
    expect(plain(presence(view(['Ada']), null))).toBe('Ada is in the room.');
    expect(plain(presence(view(['Ada', 'Bob']), null))).toBe('Ada and Bob are in the room.');
    expect(plain(presence(view(['Ada', 'Bob', 'Cyd']), null))).toBe(
      'Ada, Bob and Cyd are in the room.',
    );
    expect(plain(presence(view(['Ada', 'Bob', 'Cyd', 'Dan', 'Eve']), null))).toBe(
      'Ada, Bob, Cyd and 2 more are in the room.',
    );
    expect(presence(view(['me']), 'me')).toBe('Nobody is here yet.');
  });

  it('is told by number where we may not', () => {
    expect(presence(view(null, 0), null)).toBe('Nobody is here yet.');
    expect(presence(view(null, 1), null)).toBe('One person is already here.');
    expect(presence(view(null, 4), null)).toBe('4 people are already here.');
  });
});
