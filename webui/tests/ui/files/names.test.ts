// SPDX-License-Identifier: MIT
// Names and pictures of strangers: what becomes of them before anybody sees them.
import { describe, expect, it } from 'vitest';
import { kMostName } from '../../../src/core/files/wire';
import { safeName } from '../../../src/ui/files/names';
import { mayBePicture, pictureSize } from '../../../src/ui/files/picture';

describe('names', () => {
  it.each([
    ['sheet.pdf', 'sheet.pdf'],
    ['Übung 3 – Lösung.pdf', 'Übung 3 – Lösung.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system.ini', 'C__Windows_system.ini'],
    // Read from right to left, it seems to end in "exe.jpg".
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\u0000b\nc\u200b.txt', 'abc.txt'],
    ['  .hidden. ', 'hidden'],
    ['...', 'file'],
    ['\u200b', 'file'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['constant.txt', 'constant.txt'],
    ['why?.txt', 'why_.txt'],
  ])('%j is saved as %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it('are short, and still tell what they are', () => {
    const long = safeName(`${'x'.repeat(500)}.pdf`);
    expect(long).toHaveLength(kMostName);
    expect(long.endsWith('….pdf')).toBe(true);
    const paired = safeName(`${'𝄞'.repeat(300)}.mid`);
    expect(paired.length).toBeLessThanOrEqual(kMostName);
    expect(() => encodeURIComponent(paired)).not.toThrow();
    expect(safeName(`a.${'y'.repeat(400)}`)).toHaveLength(kMostName);
  });
});

const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  new Uint8Array(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...part].map((one) => one.charCodeAt(0)) : [...part],
    ),
  );
const kZeros = Array.from({ length: 32 }, () => 0);

describe('pictures', () => {
  it('say how large they are, whatever they are called', () => {
    const png = bytes([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 2, 128, 0, 0, 1, 144]);
    expect(pictureSize(png)).toEqual({ type: 'image/png', width: 640, height: 400 });
    const gif = bytes('GIF89a', [128, 2, 144, 1], kZeros);
    expect(pictureSize(gif)).toEqual({ type: 'image/gif', width: 640, height: 400 });
    const jpeg = bytes(
      [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0],
      [0xff, 0xc4, 0, 3, 0, 0xff, 0xff, 0xc2, 0, 17, 8, 1, 144, 2, 128],
      kZeros,
    );
    expect(pictureSize(jpeg)).toEqual({ type: 'image/jpeg', width: 640, height: 400 });
    const webp = (kind: string, rest: readonly number[]): Uint8Array =>
      bytes('RIFF', [0, 0, 0, 0], 'WEBP', kind, [0, 0, 0, 0], rest, kZeros);
    const size = { type: 'image/webp', width: 640, height: 400 };
    expect(pictureSize(webp('VP8X', [0, 0, 0, 0, 127, 2, 0, 143, 1, 0]))).toEqual(size);
    expect(pictureSize(webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 128, 2, 144, 1]))).toEqual(size);
    const packed = 639 | (399 << 14);
    expect(
      pictureSize(
        webp('VP8L', [0x2f, ...[0, 8, 16, 24].map((shift) => (packed >>> shift) & 255)]),
      ),
    ).toEqual(size);
  });

  it('are nothing else', () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', '<!DOCTYPE html>', ''])
      expect(pictureSize(bytes(text, kZeros.slice(0, text === '' ? 0 : 32)))).toBeNull();
    expect(pictureSize(bytes([0xff, 0xd8, 0xff, 0xda], kZeros))).toBeNull();
    // A marker that leads nowhere ends the search.
    expect(pictureSize(bytes([0xff, 0xd8], Array.from({ length: 64 }, () => 0xff)))).toBeNull();
    expect(pictureSize(bytes('RIFF', kZeros.slice(0, 4), 'WEBP', 'ABCD', kZeros))).toBeNull();
  });

  it('are taken for one only by types that hold no script', () => {
    expect(mayBePicture('image/png', 100)).toBe(true);
    expect(mayBePicture('image/svg+xml', 100)).toBe(false);
    expect(mayBePicture('text/html', 100)).toBe(false);
    expect(mayBePicture('image/png', 30_000_000)).toBe(false);
  });
});
