// SPDX-License-Identifier: MIT
// The link by which a second device of a person comes into a meeting: it carries the name under
// which the device comes, as a guest of its own, because a seat has one session (docs/seats.md).
import { inFragment } from '../router';

const kMostName = 80;

export function secondDeviceLink(joinUrl: string, name: string): string {
  return `${joinUrl}#second=${encodeURIComponent([...name].slice(0, kMostName).join(''))}`;
}

/** The name in such a link; null: the page was opened by another one. */
export function secondDevice(hash: string): string | null {
  const name = inFragment(hash, 'second');
  return name === null ? null : [...name].slice(0, kMostName).join('');
}
