// SPDX-License-Identifier: MIT
// RoomRecorder: a film of the room, from the press to the file. It follows who is there, who has
// agreed and who speaks; core/recording has the rules.
import { computed, effect, signal } from '@preact/signals';
import type { RecordingStorage } from '../../core/api/recordings';
import { systemClock } from '../../core/clock';
import { mayRecord } from '../../core/model/permissions';
import { compose, kFilmRate } from '../../core/recording/composition';
import { plainType, recordableTypes, type Film } from '../../core/recording/film';
import { Recording, type EndReason, type RecordingState } from '../../core/recording/recording';
import { initialsOf } from '../components/avatar';
import { plural, t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import type { RunningFilm } from './desk';
import { FilmCamera, Mixer } from './film_camera';
import { FilmStore } from './film_store';
import { claim, KeptFilm } from './kept_film';
import { markFilms } from './mark';
import { newPicture } from './picture';
import { refusalOf, seeRecordings } from './refusals';
import { SceneMaker } from './scene';
import { talkOf } from './talking';

/** What speaks for itself is looked at again so often: who speaks, and who went silent. */
const kLookMs = 1_000;

export function typeToRecord(): string | null {
  const apple = navigator.vendor.startsWith('Apple');
  return recordableTypes(apple).find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

function newFilm(session: RoomSession, type: string): Film {
  const { seat, user } = session.seated;
  return {
    id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`,
    userId: user.id,
    meetingId: seat.meeting.meetingId,
    title: session.state.value.meeting?.title ?? seat.meeting.title,
    startedAt: new Date().toISOString(),
    type: plainType(type),
    url: null,
    sizes: [],
    released: 0,
    accepted: 0,
    ended: false,
  };
}

function sayEnd(session: RoomSession, reason: EndReason): void {
  if (reason !== 'stopped') session.recording.tell(t(`recording.end.${reason}`));
}

/** Draws and mixes what the room is now; the returned function ends it. */
function follow(session: RoomSession, view: StageView, mixer: Mixer): {
  picture: ReturnType<typeof newPicture>;
  stop: () => void;
} {
  const { recording, tracks } = session;
  const picture = newPicture();
  const maker = new SceneMaker(() => performance.now());
  const place = {};
  let shown = new Set<string>();
  const look = (): void => {
    const room = view.room.value;
    const scene = maker.make({
      room,
      streams: session.streams.value,
      local: tracks.local,
      cameraOn: tracks.cameraOn,
      agreed: talkOf(recording).agreed,
      names: view.names.value,
    });
    const layout = compose(scene.film);
    const boxes = layout.boxes.map((box) => ({ ...box, initials: initialsOf(box.name) }));
    const inBoxes = new Set(boxes.map(({ key }) => key));
    const seen = new Map([...scene.tracks].filter(([key]) => inBoxes.has(key)));
    picture.show({ boxes, more: layout.more }, seen);
    mixer.mix(scene.voices);
    // The film is a place that shows people: they go on sending while the page itself is hidden.
    for (const key of shown) if (!inBoxes.has(key)) want(key, 0);
    for (const { key, height } of boxes) want(key, height / window.devicePixelRatio);
    shown = inBoxes;
  };
  const want = (key: string, height: number): void => {
    const [kind, userId = ''] = key.split(' ');
    if (userId === view.room.value.self.userId) return;
    const most = view.shows(kind === 'share' ? key : userId, place, height, kFilmRate);
    if (kind === 'share') session.showing.screen(userId, most.height);
    else session.showing.camera(userId, most.height, most.rate);
  };
  const looksAgain = signal(0);
  const forgetTracks = tracks.subscribe(() => (looksAgain.value += 1));
  const timer = setInterval(() => (looksAgain.value += 1), kLookMs);
  const forget = effect(() => {
    void looksAgain.value;
    void recording.said.value;
    look();
  });
  return {
    picture,
    stop: () => {
      clearInterval(timer);
      forgetTracks();
      forget();
      for (const key of shown) want(key, 0);
      picture.close();
    },
  };
}

/** Begins a film. `storage`: what the server takes; null: it stays on this device. */
export async function record(
  session: RoomSession,
  view: StageView,
  storage: RecordingStorage | null,
): Promise<boolean> {
  const { recording: desk, context, seated } = session;
  const type = typeToRecord();
  if (type === null) return false;
  // By the press that began it.
  if (context.state !== 'running') await context.resume().catch(() => undefined);
  const talk = talkOf(desk);
  const film = newFilm(session, type);
  const store = await FilmStore.open().catch(() => null);
  await claim(film.id);
  const kept = new KeptFilm(film, store, seated.api);
  const mixer = new Mixer(context);
  const scene = follow(session, view, mixer);
  const state = signal<RecordingState>({ kind: 'idle' });
  const camera = new FilmCamera(scene.picture, mixer, type, () => {
    scene.stop();
    mixer.close();
  });
  const undo: (() => void)[] = [];
  const recorder = new Recording({
    clock: systemClock,
    camera,
    largest: storage?.largestBytes ?? Number.POSITIVE_INFINITY,
    keep: (data) => kept.keep(data),
    finish: () => kept.finish(),
    onState: (next) => {
      state.value = next;
      if (next.kind === 'ending' || next.kind === 'ended') {
        desk.deps.onRecording(false);
        talk.record(null);
      }
      if (next.kind === 'ended') {
        for (const end of undo.splice(0)) end();
        sayEnd(session, next.reason);
      }
    },
  });
  if (!(await recorder.start())) return false;
  kept.begin();
  markFilms(true);
  // Only while it is asked for: the browser has a permission for it.
  void navigator.storage?.persist?.().catch(() => false);
  const said = (): { ms: number; paused: boolean } => ({
    ms: Math.round(recorder.ms),
    paused: recorder.state.kind === 'paused',
  });
  desk.deps.onRecording(true);
  talk.record(said);
  if (storage) kept.send();
  else kept.stayHere('off');
  const running: RunningFilm = {
    state,
    upload: kept.upload,
    made: kept.made,
    sent: kept.sent,
    ms: () => recorder.ms,
    pause: () => {
      recorder.pause();
      talk.record(said);
    },
    resume: () => {
      recorder.resume();
      talk.record(said);
    },
    stop: () => recorder.stop(),
    retry: () => kept.send(),
    save: () => kept.saveFile(),
    dismiss: () => {
      desk.film.value = null;
      void kept.remove();
    },
  };
  desk.film.value = running;
  undo.push(...watch(session, recorder));
  tellOfUpload(session, running);
  return true;
}

/** What ends a film, or must not end it by accident. */
function watch(session: RoomSession, recorder: Recording): (() => void)[] {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  const allowed = computed(() =>
    mayRecord(session.state.value.self, session.state.value.meeting?.settings),
  );
  return [
    () => window.removeEventListener('beforeunload', ask),
    allowed.subscribe((may) => {
      if (may || session.state.value.phase !== 'in') return;
      session.recording.tell(t('recording.end.forbidden'));
      // Not within the change of state that told us.
      queueMicrotask(() => void recorder.stop());
    }),
  ];
}

/** Says once that the film is there, or that the server did not take it. */
function tellOfUpload({ recording }: RoomSession, running: RunningFilm): void {
  let told = '';
  const forget = effect(() => {
    const upload = running.upload.value;
    const ended = running.state.value.kind === 'ended';
    if (upload.kind === 'refused' && told !== upload.code) {
      told = upload.code;
      recording.tell(refusalOf(upload.code));
    }
    if (upload.kind !== 'done' || !ended) return;
    const minutes = Math.max(1, Math.round(running.ms() / 60_000));
    recording.tell(plural('recording.done', minutes), seeRecordings());
    if (recording.film.value === running) recording.film.value = null;
    queueMicrotask(() => forget());
  });
}
