// SPDX-License-Identifier: MIT
// Films that lie on this device and that no page works on: the tab was closed, loaded anew, or has
// crashed.
import type { ApiClient } from '../../core/api/client';
import { bytesOf } from '../../core/recording/film';
import { FilmStore } from './film_store';
import { claim, KeptFilm } from './kept_film';
import { markFilms } from './mark';

/** Of this account. Each of them is this page's from now on. */
export async function leftFilms(api: ApiClient, userId: string): Promise<KeptFilm[]> {
  const store = await FilmStore.open().catch(() => null);
  if (!store) return [];
  const all = await store.films().catch(() => []);
  const found: KeptFilm[] = [];
  for (const film of all) {
    if (film.userId !== userId || !(await claim(film.id))) continue;
    // No page makes it longer any more.
    const kept = new KeptFilm({ ...film, ended: true }, store, api);
    if (bytesOf(film) > 0) found.push(kept);
    else await kept.remove();
  }
  if (all.length === 0) markFilms(false);
  return found.sort((a, b) => b.film.startedAt.localeCompare(a.film.startedAt));
}
