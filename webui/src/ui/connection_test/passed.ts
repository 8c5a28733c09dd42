// SPDX-License-Identifier: MIT
// Whether a test call worked from this browser: the first steps of a new site read it, in this tab
// and in others.
import type { KeyValueStorage } from '../../core/api/session';
import type { Summary } from '../../core/connection_test/checks';

const kKey = 'lectern.test-call';
/** A call came through, if not well everywhere. */
const kWorked: readonly Summary[] = ['good', 'relayed-slowly', 'rough'];

export function noteSummary(storage: KeyValueStorage, summary: Summary): void {
  if (kWorked.includes(summary)) storage.setItem(kKey, 'worked');
}

export function hasPassed(storage: KeyValueStorage): boolean {
  return storage.getItem(kKey) === 'worked';
}

/** Calls `then` when a test call in another tab has worked; returns how to stop. */
export function whenPassed(
  page: Pick<Window, 'addEventListener' | 'removeEventListener'>,
  then: () => void,
): () => void {
  const listener = (event: StorageEvent): void => {
    if (event.key === kKey && event.newValue === 'worked') then();
  };
  page.addEventListener('storage', listener);
  return () => page.removeEventListener('storage', listener);
}
