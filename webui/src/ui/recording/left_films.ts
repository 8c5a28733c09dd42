// SPDX-License-Identifier: MIT
// Films that lie on this device and are not made any longer: the tab was closed, loaded anew or has
// crashed, or the room was left before the server had them.
import type { ApiClient } from '../../core/api/client';
import { bytesOf } from '../../core/recording/film';
import { FilmStore } from './film_store';
import { claim, filmsOfThisPage, KeptFilm } from './kept_film';
import { markFilms } from './mark';

/** Of this account. Each of them is this page's from now on. */
export async function leftFilms(api: ApiClient, userId: string): Promise<KeptFilm[]> {
  const own = filmsOfThisPage();
  const found = own.filter(({ film, ended }) => ended && film.userId === userId);
  const store = await FilmStore.open().catch(() => null);
  if (!store) return found;
  const all = await store.films().catch(() => []);
  const known = new Set(own.map(({ film }) => film.id));
  for (const film of all) {
    if (film.userId !== userId || known.has(film.id) || !(await claim(film.id))) continue;
    // No page makes it longer any more.
    const kept = new KeptFilm({ ...film, ended: true }, store, api);
    if (bytesOf(film) > 0) found.push(kept);
    else await kept.remove();
  }
  if (all.length === 0) markFilms(false);
  return found.sort((a, b) => b.film.startedAt.localeCompare(a.film.startedAt));
}
