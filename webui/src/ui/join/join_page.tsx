// SPDX-License-Identifier: MIT
// The way of one meeting in one page: look it up, lobby, room, and the page after it.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { kPageOutdated, type Problem } from '../../core/api/problem';
import type { Meeting, Waiting } from '../../core/api/types';
import { systemClock } from '../../core/clock';
import type { HostSaid, WaitingRoom } from '../../core/lobby/waiting_room';
import { LobbyWatch, type LobbyView } from '../../core/lobby/watch';
import type { LeaveReason } from '../../core/model/state';
import { Loading } from '../components/message';
import { useGone } from '../components/hooks';
import { Page } from '../components/page';
import { useEmbedding, type EmbeddedPlace } from '../embed/use_embedding';
import { EnvContext, useEnv } from '../env';
import { loadArea, t } from '../i18n';
import { Lobby, type LobbyPlace } from '../lobby/lobby';
import type { MediaChoice } from '../preferences';
import { inFragment } from '../router';
import { LeftPage, type LeftMeeting } from './left_page';
import { newTracks } from './own_tracks';
import { OverPage, ProblemPage } from './problem_page';
import { isReload, ReturnTicket } from './return_ticket';
import { secondDevice } from './second_device';
import { apiFor, askDoor, lookUp, takeSeat, type Entry, type Seated } from './seat';
import { pageAfterSignOut } from './signed_out';
import { openSiteSocket } from '../site_socket';
import { ofTab } from '../storage';

type RoomModule = typeof import('../room/room_view');
type Session = InstanceType<RoomModule['RoomSession']>;

type Stage =
  | { readonly name: 'loading'; readonly returning?: boolean }
  | { readonly name: 'problem'; readonly problem: Problem }
  | { readonly name: 'over'; readonly meeting: Meeting }
  | { readonly name: 'lobby' }
  | { readonly name: 'room'; readonly session: Session; readonly View: RoomModule['RoomView'] }
  | {
      readonly name: 'left';
      readonly reason: LeaveReason;
      readonly code: string | null;
      readonly was: LeftMeeting;
    };

const kMediaWaitMs = 5_000;

function embeddedPlace(stage: Stage, waiting: boolean): EmbeddedPlace {
  switch (stage.name) {
    case 'lobby':
      return { where: waiting ? 'waiting' : 'lobby' };
    case 'room':
      return { where: 'room', session: stage.session };
    case 'left':
      return { where: 'left', reason: stage.reason };
    case 'over':
      return { where: 'left', reason: stage.meeting.state };
    case 'problem':
      return { where: 'left', reason: stage.problem.code };
    case 'loading':
      return { where: 'loading' };
  }
}

/** A second device of somebody comes as a guest, whoever is signed in on it. */
export function JoinPage({ code }: { code: string }) {
  const env = useEnv();
  const second = useMemo(() => secondDevice(location.hash), [code]);
  const own = useMemo(
    () => (second === null ? env : { ...env, user: signal(null) }),
    [env, second],
  );
  return (
    <EnvContext.Provider value={own}>
      <Joining code={code} second={second} />
    </EnvContext.Provider>
  );
}

function Joining({ code, second }: { code: string; second: string | null }) {
  const env = useEnv();
  const { preferences } = env;
  const [stage, setStage] = useState<Stage>({ name: 'loading' });
  const [view, setView] = useState<LobbyView | null>(null);
  const [place, setPlace] = useState<LobbyPlace | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const tracks = useMemo(() => newTracks(preferences.treatment), [code]);
  const ticket = useMemo(() => new ReturnTicket(ofTab, code, Date.now), [code]);
  const invitation = useMemo(() => inFragment(location.hash, 'invitation'), [code]);
  const speakerId = useRef(preferences.media.speakerId ?? '');
  // Whatever was asked for and answers after the person has left must not act on the page.
  const gone = useGone();

  const mediaReady = useRef<Promise<void>>(Promise.resolve());
  const openMedia = (choice: MediaChoice = preferences.media): void => {
    const asked = second === null ? choice : { microphone: false, camera: false };
    mediaReady.current = tracks.open(asked);
  };

  const waitingRoom = useRef<WaitingRoom<Seated> | null>(null);
  const watch = useMemo(
    () =>
      new LobbyWatch({
        clock: systemClock,
        random: Math.random,
        meeting: () => lookUp(env, code, invitation),
        people: () => apiFor(env, code).present(code),
        visible: () => document.visibilityState === 'visible',
        onView: (seen) => {
          setView(seen);
          if (seen.meeting.state === 'open') return;
          stopWaiting();
          tracks.close();
          setStage({ name: 'over', meeting: seen.meeting });
        },
      }),
    [code],
  );

  const load = async (): Promise<void> => {
    setStage({ name: 'loading' });
    let meeting = await lookUp(env, code, invitation);
    // A session that just turned out to be over: look again as a stranger.
    if (!meeting.ok && meeting.error.status === 401) meeting = await env.api.meeting(code);
    if (gone.current) return;
    if (!meeting.ok) return setStage({ name: 'problem', problem: meeting.error });
    if (meeting.value.state !== 'open')
      return setStage({ name: 'over', meeting: meeting.value });
    setView({ meeting: meeting.value, people: null });
    const back = ticket.take();
    if (back && isReload(performance, document)) return comeBack(back);
    toLobby();
    openMedia();
  };

  const toLobby = (): void => {
    setStage({ name: 'lobby' });
    watch.start();
  };

  /** After a reload: into the same seat, as it was. The seat needs no password. */
  const comeBack = async (back: NonNullable<ReturnType<ReturnTicket['take']>>): Promise<void> => {
    setStage({ name: 'loading', returning: true });
    openMedia({ ...preferences.media, microphone: back.microphone, camera: back.camera });
    const kept = await join({ name: back.name, password: '' });
    if (!kept || gone.current) return;
    setRefused(kept);
    toLobby();
  };

  const leaving = useRef<Session | null>(null);
  const unloading = useRef(false);
  const release = useRef<() => void>(() => undefined);
  useEffect(() => {
    const onHide = (): void => {
      unloading.current = true;
    };
    const onShow = (): void => {
      unloading.current = false;
      if (document.visibilityState === 'visible') watch.lookNow();
    };
    window.addEventListener('pagehide', onHide);
    window.addEventListener('pageshow', onShow);
    document.addEventListener('visibilitychange', onShow);
    void load();
    return () => {
      window.removeEventListener('pagehide', onHide);
      window.removeEventListener('pageshow', onShow);
      document.removeEventListener('visibilitychange', onShow);
      release.current();
      watch.stop();
      stopWaiting();
      leaving.current?.leave();
      tracks.close();
    };
  }, []);

  const signInAgain = async (): Promise<void> => {
    const page = await pageAfterSignOut(env, code);
    if (page !== null) env.router.replace(page);
  };

  const stopWaiting = (): void => {
    waitingRoom.current?.stop();
    waitingRoom.current = null;
    setPlace(null);
  };

  /** The person does not want to wait any more; the hosts see that. */
  const giveUpWaiting = (): void => {
    const { meeting } = view ?? {};
    stopWaiting();
    void apiFor(env, code).leave(meeting?.meetingId ?? code);
  };

  const wait = async (
    meetingId: string,
    entry: Entry,
    waiting: Waiting,
  ): Promise<Problem | null> => {
    setPlace({ waiting, said: null });
    const loaded = await import('../../core/lobby/waiting_room').catch(() => null);
    if (gone.current || !loaded) {
      giveUpWaiting();
      return gone.current ? null : kPageOutdated;
    }
    const room = new loaded.WaitingRoom<Seated>(meetingId, {
      clock: systemClock,
      random: Math.random,
      openSocket: openSiteSocket,
      token: async () => {
        const api = apiFor(env, code);
        // This renews a token that is old.
        await api.me();
        return api.session.load()?.access ?? null;
      },
      ask: () => askDoor(env, code, entry),
      onWaiting: (now) => setPlace((old) => ({ waiting: now, said: old?.said ?? null })),
      onHostSaid: (said: HostSaid) =>
        setPlace((old) => ({ waiting: old?.waiting ?? waiting, said })),
      onLetIn: (seated) => {
        waitingRoom.current = null;
        void enter(entry, seated).then(setRefused);
      },
      onRefused: (problem) => {
        stopWaiting();
        setRefused(problem);
      },
    });
    waitingRoom.current = room;
    room.start();
    return null;
  };

  const join = async (asked: Entry): Promise<Problem | null> => {
    const entry = invitation === null ? asked : { ...asked, invitation };
    setRefused(null);
    // Camera and microphone come before signaling; a person who leaves the browser's question open
    // may enter all the same.
    await Promise.race([
      mediaReady.current,
      new Promise((resolve) => setTimeout(resolve, kMediaWaitMs)),
    ]);
    if (gone.current) return null;
    const answer = await askDoor(env, code, entry);
    if (!answer.ok) return answer.error;
    if (!env.user.value && second === null) preferences.guestName = entry.name;
    if ('seat' in answer.value) return enter(entry, answer.value.seat);
    return wait(view?.meeting.meetingId ?? code, entry, answer.value.waiting);
  };

  const enter = async (entry: Entry, seated: Seated): Promise<Problem | null> => {
    const loaded = await Promise.all([import('../room/room_view'), loadArea('room')]).then(
      ([room]) => room,
      () => null,
    );
    if (gone.current || !loaded) {
      // Without this the seat stays taken, and the others see a person who is not there.
      void seated.api.leave(seated.seat.meeting.meetingId);
      return gone.current ? null : kPageOutdated;
    }
    watch.stop();
    const { RoomSession, RoomView } = loaded;
    const remember = (): void =>
      ticket.save({
        name: entry.name,
        microphone: tracks.microphoneWanted,
        camera: tracks.cameraWanted,
      });
    const forget = tracks.subscribe(remember);
    const session = new RoomSession({
      seated,
      takeSeat: () => takeSeat(env, code, entry),
      tracks,
      iceSettings: env.iceSettings,
      speakerId: speakerId.current,
      preferences,
      second: second !== null,
      onLeft: (reason, why) => {
        leaving.current = null;
        forget();
        release.current();
        release.current = () => undefined;
        if (!unloading.current) ticket.clear();
        tracks.close();
        setPlace(null);
        const was = { api: seated.api, meetingId: seated.seat.meeting.meetingId };
        setStage({ name: 'left', reason, code: why, was });
        if (reason === 'signed-out') void signInAgain();
      },
    });
    leaving.current = session;
    remember();
    tracks.enter();
    release.current = env.router.hold(() => session.askToLeave());
    setStage({ name: 'room', session, View: RoomView });
    session.start();
    return null;
  };

  const knownName = (): string =>
    second ?? env.guestApi(code).session.load()?.user.name ?? preferences.guestName;
  useEmbedding(
    env,
    embeddedPlace(stage, place !== null),
    (name) => join({ name, password: '' }),
    knownName,
  );

  switch (stage.name) {
    case 'loading':
      return (
        <Page width="narrow">
          <Loading {...(stage.returning ? { text: t('lobby.returning') } : {})} />
        </Page>
      );
    case 'problem':
      return <ProblemPage problem={stage.problem} onRetry={() => void load()} />;
    case 'over':
      return <OverPage meeting={stage.meeting} />;
    case 'lobby':
      return (
        view && (
          <Lobby
            view={view}
            place={place}
            refused={refused}
            invitation={invitation}
            tracks={tracks}
            onRetryMedia={() => openMedia()}
            initialName={knownName()}
            onSpeaker={(id) => (speakerId.current = id)}
            onJoin={join}
            onGiveUp={giveUpWaiting}
          />
        )
      );
    case 'room':
      return <stage.View session={stage.session} />;
    case 'left':
      return (
        <LeftPage
          was={stage.was}
          reason={stage.reason}
          code={stage.code}
          onRejoin={() => void load()}
        />
      );
  }
}
