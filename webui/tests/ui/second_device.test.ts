// SPDX-License-Identifier: MIT
// The link of a second device, and what it may say.
import { describe, expect, it } from 'vitest';
import { secondDevice, secondDeviceLink } from '../../src/ui/join/second_device';

const kJoin = 'https://meet.example.org/j/kabo-rine-tuda';

describe('the link of a second device', () => {
  it.each(['Tina – camera', 'A & B #1 = %', '名前 𝄞'])('carries the name %s', (name) => {
    const link = secondDeviceLink(kJoin, name);
    expect(link.startsWith(`${kJoin}#second=`)).toBe(true);
    expect(secondDevice(new URL(link).hash)).toBe(name);
  });

  it('carries no more than a name', () => {
    expect(secondDevice(`#second=${'x'.repeat(500)}`)).toHaveLength(80);
    expect(secondDevice(new URL(secondDeviceLink(kJoin, '𝄞'.repeat(200))).hash)).toHaveLength(160);
  });

  it('is none of the others', () => {
    for (const hash of ['', '#', '#invitation=abc', '#seconds=1'])
      expect(secondDevice(hash)).toBeNull();
  });
});
