// SPDX-License-Identifier: MIT
// A person without a picture: initials on a tone that stays the same for the same person.

/** Muted tones on which white text keeps 7:1. */
export const kTones = 6;

const kLetter = /[\p{Letter}\p{Number}]\p{Mark}*/u;

/** Brackets and pictures are no initials; a name without any letter shows its first sign. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => kLetter.test(word));
  const first = kLetter.exec(words[0] ?? '')?.[0];
  if (first === undefined) return [...name.trim()][0] ?? '?';
  const last = words.length > 1 ? (kLetter.exec(words.at(-1) ?? '')?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

export function toneOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum % kTones;
}

export function Avatar({
  id,
  name,
  size = 'medium',
}: {
  id: string;
  name: string;
  size?: 'small' | 'medium' | 'large';
}) {
  return (
    <span class={`avatar avatar-${size} tone-${toneOf(id)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
