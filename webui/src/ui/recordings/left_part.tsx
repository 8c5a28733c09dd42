// SPDX-License-Identifier: MIT
// Films on this device whose page was closed or has crashed: they go on to the server, are saved,
// or are thrown away. A chunk of its own: most people never have one.
import { useEffect, useState } from 'preact/hooks';
import { CloudUpload, Download, Trash2 } from 'lucide-preact';
import { bytesOf } from '../../core/recording/film';
import { Button } from '../components/button';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { formatTime, t } from '../i18n';
import { bytesText } from '../i18n/sizes';
import type { KeptFilm } from '../recording/kept_film';
import { leftFilms } from '../recording/left_films';
import { refusalOf } from '../recording/refusals';

function LeftFilm({ kept, onGone }: { kept: KeptFilm; onGone: () => void }) {
  const state = kept.upload.value;
  const { film } = kept;
  const size = bytesOf(film);
  useEffect(() => {
    if (state.kind === 'done') onGone();
  }, [state.kind]);
  const runs = kept.sending.value && state.kind !== 'refused';
  return (
    <section class="card stack film-left" data-testid="left-film">
      <div>
        <h2>{t('recording.left', { time: formatTime(film.startedAt) })}</h2>
        <p class="muted" dir="auto">
          {t('recording.left.text', { title: film.title, size: bytesText(size) })}
        </p>
      </div>
      {state.kind === 'refused' && <ErrorMessage text={refusalOf(state.code)} />}
      {runs && (
        <progress
          class="film-progress"
          max={Math.max(1, size)}
          value={kept.sent.value}
          aria-label={t('recording.progress')}
        />
      )}
      <div class="row">
        <Button
          kind="primary"
          busy={runs}
          onClick={() => kept.send()}
          data-testid="left-upload"
        >
          {!runs && <CloudUpload size={20} aria-hidden />}
          {t('recording.left.upload')}
        </Button>
        {kept.whole && (
          <Button onClick={() => void kept.saveFile()} data-testid="left-save">
            <Download size={20} aria-hidden />
            {t('recording.save')}
          </Button>
        )}
        {!runs && (
          <Button
            kind="plain"
            onClick={() => void kept.remove().then(onGone)}
            data-testid="left-discard"
          >
            <Trash2 size={20} aria-hidden />
            {t('recording.discard')}
          </Button>
        )}
      </div>
    </section>
  );
}

export function LeftPart({ onGone }: { onGone: () => void }) {
  const { api, user } = useEnv();
  const [films, setFilms] = useState<readonly KeptFilm[]>([]);
  useEffect(() => {
    void leftFilms(api, user.value?.id ?? '').then(setFilms);
  }, []);
  return (
    <>
      {films.map((kept) => (
        <LeftFilm
          key={kept.film.id}
          kept={kept}
          onGone={() => {
            setFilms((before) => before.filter((one) => one !== kept));
            onGone();
          }}
        />
      ))}
    </>
  );
}
