// SPDX-License-Identifier: MIT
// The red sign above the stage: somebody records, and how long already. A press tells more; whoever
// records pauses and ends it there, and whoever is recorded changes the answer.
import { useEffect, useState } from 'preact/hooks';
import { CircleStop, Download, Pause, Play, RotateCcw } from 'lucide-preact';
import '../../styles/recording.css';
import type { PeerView } from '../../core/model/state';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { ErrorMessage } from '../components/message';
import { t } from '../i18n';
import { bytesText, durationText } from '../i18n/sizes';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import type { RunningFilm } from './desk';
import { refusalOf } from './refusals';
import { talkOf } from './talking';

interface Props {
  session: RoomSession;
  view: StageView;
}

/** Draws again every second. */
function useSeconds(): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
}

interface Shown {
  readonly ms: number;
  readonly paused: boolean;
}

function timeOf({ recording }: RoomSession, recorders: readonly PeerView[]): Shown | null {
  const film = recording.film.value;
  if (film && recording.runs) return { ms: film.ms(), paused: film.state.value.kind === 'paused' };
  for (const { userId } of recorders) {
    const heard = talkOf(recording).heardOf(userId);
    if (heard)
      return { ...heard, ms: heard.ms + (heard.paused ? 0 : performance.now() - heard.at) };
  }
  return null;
}

function UploadState({ film }: { film: RunningFilm }) {
  const { kind } = film.upload.value;
  const left = Math.max(0, film.made.value - film.sent.value);
  const { upload } = film;
  if (upload.value.kind === 'refused')
    return (
      <ErrorMessage text={refusalOf(upload.value.code)}>
        <div class="row">
          {upload.value.code !== 'off' && (
            <Button onClick={() => film.retry()} data-testid="film-retry">
              <RotateCcw size={20} aria-hidden />
              {t('app.retry')}
            </Button>
          )}
        </div>
      </ErrorMessage>
    );
  return (
    <div class="stack tight">
      <p class="muted small" role="status">
        {kind === 'waiting'
          ? t('recording.waiting', { left: bytesText(left) })
          : t('recording.sending', { left: bytesText(left) })}
      </p>
      <progress
        class="film-progress"
        max={Math.max(1, film.made.value)}
        value={film.sent.value}
        aria-label={t('recording.progress')}
      />
    </div>
  );
}

function OwnFilm({ session, film, onClose }: Props & { film: RunningFilm; onClose: () => void }) {
  const { kind } = film.state.value;
  const runs = kind === 'recording' || kind === 'paused';
  const { peers } = session.state.value;
  void session.recording.said.value;
  const { agreed } = talkOf(session.recording);
  const asked = peers.filter(({ role }) => role !== 'listener');
  return (
    <>
      {runs && (
        <div class="row">
          <Button
            onClick={() => (kind === 'paused' ? film.resume() : film.pause())}
            data-testid="film-pause"
          >
            {kind === 'paused' ? <Play size={20} aria-hidden /> : <Pause size={20} aria-hidden />}
            {t(kind === 'paused' ? 'recording.resume' : 'recording.pause')}
          </Button>
          <Button kind="danger" onClick={() => void film.stop()} data-testid="film-stop">
            <CircleStop size={20} aria-hidden />
            {t('room.record.stop')}
          </Button>
        </div>
      )}
      {runs && <p class="muted small">{t('recording.pause.text')}</p>}
      {runs && asked.length > 0 && (
        <ul class="film-people" aria-label={t('recording.people')}>
          {asked.map(({ userId, name }) => (
            <li key={userId} data-agreed={agreed.has(userId)}>
              <bdi>{name}</bdi>
              <span class="muted">
                {t(agreed.has(userId) ? 'recording.in' : 'recording.notIn')}
              </span>
            </li>
          ))}
        </ul>
      )}
      <UploadState film={film} />
      {!runs && kind === 'ended' && (
        <div class="row">
          <Button onClick={() => void film.save()} data-testid="film-save">
            <Download size={20} aria-hidden />
            {t('recording.save')}
          </Button>
          {film.upload.value.kind === 'refused' && (
            <Button
              kind="plain"
              onClick={() => {
                onClose();
                film.dismiss();
              }}
              data-testid="film-dismiss"
            >
              {t('recording.discard')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function OwnAnswer({ session, peer }: { session: RoomSession; peer: PeerView }) {
  const { recording, state } = session;
  void recording.said.value;
  const answer = talkOf(recording).answerTo(peer.userId);
  const { name } = peer;
  if (state.value.self.role === 'listener')
    return <p dir="auto">{t('recording.listener', { name })}</p>;
  return (
    <div class="stack">
      <p dir="auto">{t('recording.by', { name })}</p>
      <p>
        <strong>{t(answer === true ? 'recording.youIn' : 'recording.youNotIn')}</strong>
      </p>
      <div class="row">
        <Button
          onClick={() => recording.answer(peer.userId, answer !== true)}
          data-testid="answer-change"
        >
          {t(answer === true ? 'recording.takeOut' : 'recording.putIn')}
        </Button>
      </div>
      <p class="muted small">{t('recording.before')}</p>
    </div>
  );
}

export function Sign({ session, view }: Props) {
  useSeconds();
  const [open, setOpen] = useState(false);
  const { recording } = session;
  talkOf(recording);
  const film = recording.film.value;
  const recorders = view.room.value.peers.filter(({ media }) => media.recording);
  const live = recording.runs || recorders.length > 0;
  const time = timeOf(session, recorders);
  const names = recorders.map(({ name }) => name).join(', ');
  const text = live
    ? time
      ? durationText(time.ms)
      : t('recording.sign')
    : film?.upload.value.kind === 'refused'
      ? t('recording.sign.kept')
      : t('recording.sign.sending');
  const paused = live && time?.paused === true;
  const said = !live
    ? text
    : recording.runs
      ? t(paused ? 'recording.sign.ownPaused' : 'recording.sign.own')
      : t(paused ? 'recording.sign.byPaused' : 'recording.sign.by', { name: names });
  return (
    <>
      <button
        type="button"
        class={`film-sign${live ? ' film-sign-live' : ''}${paused ? ' film-sign-paused' : ''}`}
        onClick={() => setOpen(true)}
        aria-label={said}
        title={said}
        data-testid="film-sign"
        data-live={live}
        data-paused={paused}
      >
        <span class="film-dot" aria-hidden="true" />
        <span class="film-time" aria-hidden="true">
          {paused ? t('recording.sign.paused') : text}
        </span>
      </button>
      {open && (
        <Dialog title={t('recording.title')} onClose={() => setOpen(false)}>
          <div class="stack">
            {film && (
              <OwnFilm session={session} view={view} film={film} onClose={() => setOpen(false)} />
            )}
            {recorders.map((peer) => (
              <OwnAnswer key={peer.userId} session={session} peer={peer} />
            ))}
            {!film && recorders.length === 0 && <p>{t('recording.over')}</p>}
          </div>
        </Dialog>
      )}
    </>
  );
}
