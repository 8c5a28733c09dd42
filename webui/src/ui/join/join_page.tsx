// SPDX-License-Identifier: MIT
// The way of one meeting in one page: look it up, lobby, room, and the page after it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { kPageOutdated, type Problem } from '../../core/api/problem';
import type { Meeting } from '../../core/api/types';
import { Tracks } from '../../core/media/tracks';
import type { LeaveReason } from '../../core/model/state';
import { buttonClass } from '../components/button';
import { ErrorMessage, Loading } from '../components/message';
import { useGone } from '../components/hooks';
import { Page } from '../components/page';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { Lobby } from '../lobby/lobby';
import { LeftPage } from './left_page';
import { takeSeat, type Entry } from './seat';
import { pageAfterSignOut } from './signed_out';

type RoomModule = typeof import('../room/room_view');
type Session = InstanceType<RoomModule['RoomSession']>;

type Stage =
  | { readonly name: 'loading' }
  | { readonly name: 'problem'; readonly problem: Problem }
  | { readonly name: 'lobby'; readonly meeting: Meeting }
  | { readonly name: 'room'; readonly session: Session; readonly View: RoomModule['RoomView'] }
  | { readonly name: 'left'; readonly reason: LeaveReason; readonly code: string | null };

const kMediaWaitMs = 5_000;
const kEnded: Stage = { name: 'left', reason: 'ended', code: null };

function newTracks(): Tracks {
  return new Tracks({
    source: navigator.mediaDevices as MediaDevices | undefined,
    newStream: () => new MediaStream(),
    permission: async (kind) => {
      const name = kind === 'audio' ? 'microphone' : 'camera';
      try {
        return (await navigator.permissions.query({ name: name as PermissionName })).state;
      } catch {
        return 'unknown'; // this browser does not say
      }
    },
  });
}

function ProblemPage({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <Page width="narrow">
      <div class="card stack">
        <ErrorMessage
          text={sentenceFor(problem)}
          onRetry={problem.code === 'not-found' ? undefined : onRetry}
        />
        <div>
          <a class={buttonClass()} href="/">
            {t('app.missing.action')}
          </a>
        </div>
      </div>
    </Page>
  );
}

export function JoinPage({ code }: { code: string }) {
  const env = useEnv();
  const { preferences } = env;
  const [stage, setStage] = useState<Stage>({ name: 'loading' });
  const tracks = useMemo(newTracks, [code]);
  const speakerId = useRef(preferences.media.speakerId ?? '');

  const mediaReady = useRef<Promise<void>>(Promise.resolve());
  const openMedia = (): void => {
    mediaReady.current = tracks.open(preferences.media);
  };
  // Whatever was asked for and answers after the person has left must not act on the page.
  const gone = useGone();

  const load = async (): Promise<void> => {
    setStage({ name: 'loading' });
    let meeting = await env.api.meeting(code);
    // A session that just turned out to be over: look again as a stranger.
    if (!meeting.ok && meeting.error.status === 401) meeting = await env.api.meeting(code);
    if (gone.current) return;
    if (!meeting.ok) setStage({ name: 'problem', problem: meeting.error });
    else if (meeting.value.state === 'ended') setStage(kEnded);
    else {
      setStage({ name: 'lobby', meeting: meeting.value });
      openMedia();
    }
  };

  const leaving = useRef<Session | null>(null);
  useEffect(() => {
    void load();
    return () => {
      leaving.current?.leave();
      tracks.close();
    };
  }, []);

  const signInAgain = async (): Promise<void> => {
    const page = await pageAfterSignOut(env, code);
    if (page !== null) env.router.replace(page);
  };

  const join = async (entry: Entry): Promise<Problem | null> => {
    const room = import('../room/room_view').catch(() => null);
    // Camera and microphone come before signaling; a person who leaves the browser's question open
    // may enter all the same.
    await Promise.race([
      mediaReady.current,
      new Promise((resolve) => setTimeout(resolve, kMediaWaitMs)),
    ]);
    if (gone.current) return null;
    const seated = await takeSeat(env, code, entry);
    if (!seated.ok) return seated.error;
    if (!env.user.value) preferences.guestName = entry.name;
    const loaded = await room;
    if (gone.current || !loaded) {
      // Without this the seat stays taken, and the others see a person who is not there.
      void seated.value.api.leave(seated.value.seat.meeting.meetingId);
      return gone.current ? null : kPageOutdated;
    }
    const { RoomSession, RoomView } = loaded;
    const session = new RoomSession({
      seated: seated.value,
      takeSeat: () => takeSeat(env, code, entry),
      tracks,
      iceSettings: env.iceSettings,
      speakerId: speakerId.current,
      preferences,
      onLeft: (reason, why) => {
        leaving.current = null;
        tracks.close();
        setStage({ name: 'left', reason, code: why });
        if (reason === 'signed-out') void signInAgain();
      },
    });
    leaving.current = session;
    tracks.enter();
    setStage({ name: 'room', session, View: RoomView });
    session.start();
    return null;
  };

  switch (stage.name) {
    case 'loading':
      return (
        <Page width="narrow">
          <Loading />
        </Page>
      );
    case 'problem':
      return <ProblemPage problem={stage.problem} onRetry={() => void load()} />;
    case 'lobby':
      return (
        <Lobby
          meeting={stage.meeting}
          tracks={tracks}
          onRetryMedia={openMedia}
          initialName={env.guestApi(code).session.load()?.user.name ?? preferences.guestName}
          onSpeaker={(id) => (speakerId.current = id)}
          onJoin={join}
        />
      );
    case 'room':
      return <stage.View session={stage.session} />;
    case 'left':
      return <LeftPage reason={stage.reason} code={stage.code} onRejoin={() => void load()} />;
  }
}
