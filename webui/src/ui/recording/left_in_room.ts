// SPDX-License-Identifier: MIT
// Whoever comes into a room again after a crash is told of the film that was not finished, and
// sends it on from there. A chunk of its own.
import { effect } from '@preact/signals';
import { formatClock, t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { KeptFilm } from './kept_film';
import { leftFilms } from './left_films';
import { refusalOf, seeRecordings } from './refusals';

function send(session: RoomSession, kept: KeptFilm): void {
  const { recording } = session;
  kept.send();
  const forget = effect(() => {
    const state = kept.upload.value;
    if (state.kind === 'refused')
      recording.tell(refusalOf(state.code), {
        text: t('recording.save'),
        run: () => void kept.saveFile(),
      });
    if (state.kind !== 'done') return;
    recording.tell(
      t('recording.left.done', { time: formatClock(kept.film.startedAt) }),
      seeRecordings(),
    );
    queueMicrotask(() => forget());
  });
}

export async function offerLeftFilms(session: RoomSession): Promise<void> {
  const { api, user } = session.seated;
  const films = await leftFilms(api, user.id);
  const [newest] = films;
  if (!newest) return;
  session.recording.tell(
    t('recording.left', { time: formatClock(newest.film.startedAt) }),
    {
      text: t('recording.left.upload'),
      run: () => {
        for (const kept of films) send(session, kept);
      },
    },
  );
}
