// SPDX-License-Identifier: MIT
// A mark that costs nothing to read: without it no page looks for films on this device.
const kMark = 'lectern.films';

export function markFilms(there: boolean): void {
  try {
    if (there) localStorage.setItem(kMark, '1');
    else localStorage.removeItem(kMark);
  } catch {
    // Without storage there are no films to find either.
  }
}

export function filmsAreHere(): boolean {
  try {
    return localStorage.getItem(kMark) !== null;
  } catch {
    return false;
  }
}
