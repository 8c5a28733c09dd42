// SPDX-License-Identifier: MIT
// The password of a meeting that was made in this tab: the server tells it to nobody, and the
// invitation needs it, also after a reload. Another tab does not have it.
import type { KeyValueStorage } from '../../core/api/session';

const keyOf = (meetingId: string): string => `lectern.password.${meetingId}`;

export function keepPassword(storage: KeyValueStorage, meetingId: string, password: string): void {
  try {
    if (password === '') storage.removeItem(keyOf(meetingId));
    else storage.setItem(keyOf(meetingId), password);
  } catch {
    // The storage is full or off: the invitation then says that there is a password.
  }
}

export function keptPassword(storage: KeyValueStorage, meetingId: string): string {
  try {
    return storage.getItem(keyOf(meetingId)) ?? '';
  } catch {
    return '';
  }
}
